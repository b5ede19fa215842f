import { useLayoutEffect, useMemo, useRef } from "react";
import { changesBetween, type Change } from "#comparison/changes.ts";
import type { DifferenceSide } from "#comparison/first-difference.ts";
import { useCompare, type Search } from "#session/compare-store.ts";
import { goBackToA, keepB, swapDesigns } from "#session/comparing.ts";
import { seek } from "#session/playback-store.ts";
import { useScenario } from "#session/scenario-store.ts";
import { Button } from "#ui/Button.tsx";
import { countText, momentText } from "#ui/quantities.ts";
import styles from "./Compare.module.css";
import { Letter } from "./Letter.tsx";

/** What is compared, where it parts, what differs in settings, and the ways out. */
export function Story() {
  const { a, aName, aTrouble, forkUs, search } = useCompare();
  const b = useScenario((state) => state.scenario);
  const changes = useMemo(() => (a === null ? [] : changesBetween(a, b)), [a, b]);
  const section = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    // What was pressed to begin is gone; without this its nearest neighbour would be a way out.
    if (document.activeElement === document.body) section.current?.focus();
  }, []);
  return (
    <section ref={section} className={styles["story"]} aria-label="What is compared" tabIndex={-1}>
      <div className={styles["actions"]}>
        <Button onClick={swapDesigns} disabled={a === b}>
          Swap A and B
        </Button>
        <Button onClick={keepB}>Keep B</Button>
        <Button onClick={goBackToA}>Back to A</Button>
      </div>
      <p className={styles["muted"]}>
        <Letter of="A" /> {aName === "" ? "this design as it was" : aName}
        {forkUs > 0 && `, forked at ${momentText(forkUs)}`}
        {" · "}
        <Letter of="B" /> the one you edit
      </p>
      {aTrouble !== "" && (
        <p className={styles["trouble"]} role="alert">
          A does not run: {aTrouble}
        </p>
      )}
      <div aria-live="polite">
        <Difference search={search} forkUs={forkUs} />
      </div>
      {changes.length > 0 && <Changes changes={changes} />}
    </section>
  );
}

function Difference({ search, forkUs }: { readonly search: Search; readonly forkUs: number }) {
  switch (search.is) {
    case "alike":
      return <p>A and B are the same so far. Edit something: that is B.</p>;
    case "searching":
      return <p>Looking for the first difference … the same up to {momentText(search.reachedUs)}.</p>;
    case "none":
      return (
        <p>
          Both runs are the same to their end at {momentText(search.untilUs)}: what differs never matters.
        </p>
      );
    case "failed":
      return (
        <p className={styles["trouble"]}>
          <b>No comparison.</b> {search.says}
        </p>
      );
    case "found": {
      const { atUs, row, a, b } = search.difference;
      return (
        <>
          <h2 className={styles["heading"]}>
            They part at {momentText(atUs)}
            <Button look="quiet" onClick={() => seek(atUs)}>
              Go there
            </Button>
          </h2>
          <dl className={styles["sides"]}>
            <Side letter="A" side={a} />
            <Side letter="B" side={b} />
          </dl>
          <p className={styles["muted"]}>
            {countText(row)} rows of the trace before it are the same.
            {atUs < forkUs && " Some of B's settings hold from the start, so B differs before the fork."}
          </p>
        </>
      );
    }
  }
}

function Side({ letter, side }: { readonly letter: "A" | "B"; readonly side: DifferenceSide }) {
  return (
    <>
      <dt>
        <Letter of={letter} />
      </dt>
      <dd>{side.says}</dd>
    </>
  );
}

function Changes({ changes }: { readonly changes: readonly Change[] }) {
  return (
    <>
      <h2 className={styles["heading"]}>What differs in settings</h2>
      <ul className={styles["changes"]}>
        {changes.map(({ what, a, b }) => (
          <li key={`${what} ${a} ${b}`}>
            {what}:{" "}
            <span className={styles["value"]}>{a === "" ? "only in B" : b === "" ? "only in A" : a}</span>
            {a !== "" && b !== "" && (
              <>
                {" → "}
                <span className={styles["value"]}>{b}</span>
              </>
            )}
            {a === "" && b !== "" && ` (${b})`}
            {b === "" && a !== "" && ` (${a})`}
          </li>
        ))}
      </ul>
    </>
  );
}
