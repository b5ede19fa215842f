import { useState } from "react";
import type { DiffLine } from "#session/schema-analysis.ts";
import { amountText } from "#sim/words.ts";
import { Button } from "#ui/Button.tsx";
import styles from "./Changes.module.css";
import { firstLines, stretchesOf } from "./changes-stretches.ts";

const SIGNS: Readonly<Record<DiffLine["is"], string>> = { same: " ", added: "+", removed: "−" };
/** For those who do not see the signs. */
const WORDS: Readonly<Record<DiffLine["is"], string>> = { same: "", added: "added: ", removed: "removed: " };
/** More lines are shown when they are asked for. */
const LINES_MAX = 400;

interface Props {
  readonly lines: readonly DiffLine[];
  readonly from: number;
  readonly to: number;
}

/** The lines that differ, with two around them. */
export function ChangeLines({ lines, from, to }: Props) {
  const [most, setMost] = useState(LINES_MAX);
  const stretches = stretchesOf(lines);
  const all = stretches.flatMap(({ lines: own }) => own).length;
  return (
    <section aria-label={`Lines of v${from} and v${to}`} className={styles["lines"]}>
      {stretches.length === 0 && <p className={styles["muted"]}>All lines are the same.</p>}
      {firstLines(stretches, most).map(({ skipped, lines: own }) => {
        const key = `${own[0]?.oldLine ?? 0} ${own[0]?.newLine ?? 0}`;
        return (
          <div key={key}>
            {skipped > 0 && <p className={styles["skipped"]}>{amountText(skipped, "line")} the same</p>}
            <pre className={styles["code"]} tabIndex={0} aria-label="Lines that differ">
              {own.map(({ is, text, oldLine, newLine }) => (
                <span key={`${oldLine} ${newLine}`} className={styles["line"]} data-is={is}>
                  <span className={styles["number"]} aria-hidden="true">
                    {newLine || oldLine} {SIGNS[is]}
                  </span>
                  <span className="visually-hidden">{WORDS[is]}</span>
                  {text}
                  {"\n"}
                </span>
              ))}
            </pre>
          </div>
        );
      })}
      {all > most && (
        <Button onClick={() => setMost(most + 10 * LINES_MAX)}>{amountText(all - most, "more line")}</Button>
      )}
    </section>
  );
}
