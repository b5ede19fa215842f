import { useEffect, useRef } from "react";
import { seek } from "#session/playback-store.ts";
import { leaveShow, showHarm, showMended, type Proven } from "#session/reviewing.ts";
import { useScenario } from "#session/scenario-store.ts";
import { Button } from "#ui/Button.tsx";
import { clockText } from "#ui/quantities.ts";
import styles from "./ShowPanel.module.css";

interface Props {
  readonly proven: Proven;
  readonly which: "harm" | "mended";
}

/** Stands in the place of the findings while a show is open: what to look at and when, the other show, and the way back. */
export function ShowPanel({ proven, which }: Props) {
  const lookAt = useScenario((state) => state.scenario.lookAt);
  const heading = useRef<HTMLHeadingElement>(null);
  const { finding, proof } = proven;
  // The button that led here is gone: whoever works by the keyboard goes on here.
  useEffect(() => heading.current?.focus(), [which]);
  const hasMended = proof.is === "shown" && proof.mended !== null;
  return (
    <section className={styles["show"]} aria-label={`Show: ${finding.title}`}>
      <h2 className={styles["title"]} ref={heading} tabIndex={-1}>
        {which === "harm" ? `${finding.title}: the harm` : `${finding.title}: the same with the fix`}
      </h2>
      <p className={styles["note"]}>
        This is your drawing on the same seed, without its own interventions and with one fault
        {which === "mended" && finding.fix !== null && (
          <>
            {" "}
            and the fix: <bdi>{finding.fix}</bdi>
          </>
        )}
        . Your drawing is one step back.
      </p>
      <ol className={styles["lines"]} aria-label="What to look at">
        {lookAt.map(({ atMs, text }) => (
          <li key={`${atMs} ${text}`}>
            <button
              type="button"
              className={styles["time"]}
              aria-label={`Go to ${clockText(atMs * 1000)}`}
              onClick={() => seek(atMs * 1000)}
            >
              {clockText(atMs * 1000)}
            </button>
            <bdi>{text}</bdi>
          </li>
        ))}
      </ol>
      <div className={styles["deeds"]}>
        {which === "harm" && hasMended && (
          <Button look="primary" onClick={showMended}>
            Show me with the fix
          </Button>
        )}
        {which === "mended" && <Button onClick={showHarm}>Show me without the fix</Button>}
        <Button onClick={leaveShow}>Back to my drawing</Button>
      </div>
    </section>
  );
}
