import { US_PER_MS } from "#base/units.ts";
import type { Scenario } from "#scenario/document.ts";
import { addNode } from "#session/commands.ts";
import { FIRST_SCENARIO } from "#session/gallery.ts";
import { openGallery } from "#session/opening.ts";
import { seek } from "#session/playback-store.ts";
import { Button } from "#ui/Button.tsx";
import { momentText } from "#ui/quantities.ts";
import styles from "./Inspector.module.css";
import { InterventionList } from "./InterventionList.tsx";
import { RunFigures } from "./RunFigures.tsx";

/** Nothing is selected: what the scenario is about, what to look at, and what happens in it. */
export function ScenarioPanel({ scenario }: { readonly scenario: Scenario }) {
  const isEmpty = scenario.nodes.length === 0;
  return (
    <div className={styles["panel"]}>
      <section className={styles["section"]}>
        <h2 className={styles["scenario-name"]}>{scenario.name}</h2>
        {scenario.description !== "" && <p className={styles["description"]}>{scenario.description}</p>}
        {isEmpty && <FirstSteps />}
      </section>
      {scenario.lookAt.length > 0 && (
        <section className={styles["section"]} aria-label="What to look at">
          <h3>What to look at</h3>
          <ul className={styles["moments"]}>
            {scenario.lookAt.map((each) => (
              <li key={`${each.atMs} ${each.text}`}>
                <button
                  type="button"
                  className={styles["moment"]}
                  onClick={() => seek(each.atMs * US_PER_MS)}
                >
                  <span className={styles["time"]}>{momentText(each.atMs * US_PER_MS)}</span>
                  <span>{each.text}</span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
      <InterventionList scenario={scenario} />
      {!isEmpty && <RunFigures />}
      {!isEmpty && (
        <p className={styles["hint"]}>
          Select something on the canvas to see inside it, change it or break it.
        </p>
      )}
    </div>
  );
}

/** An empty canvas: what belongs on it, as buttons. */
function FirstSteps() {
  return (
    <>
      <p className={styles["description"]}>
        An empty canvas. Add a producer, a topic and a consumer, each beside the one before, and watch the
        messages go.
      </p>
      <div className={styles["faults"]}>
        <Button look="primary" onClick={() => addNode("producer")}>
          Add a producer
        </Button>
        <Button onClick={() => void openGallery(FIRST_SCENARIO)}>Open an example</Button>
      </div>
    </>
  );
}
