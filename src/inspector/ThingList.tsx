import type { Scenario } from "#scenario/document.ts";
import { thingText } from "#session/labels.ts";
import { select } from "#session/selection-store.ts";
import styles from "./Inspector.module.css";
import many from "./Many.module.css";

/** What stands on the canvas, by name; a press selects it. */
export function ThingList({
  scenario,
  ids,
}: {
  readonly scenario: Scenario;
  readonly ids: readonly string[];
}) {
  return (
    <ul className={many["list"]}>
      {ids.map((id) => (
        <li key={id}>
          <button type="button" className={styles["link"]} onClick={() => select([id])}>
            {thingText(scenario, id)}
          </button>
        </li>
      ))}
    </ul>
  );
}
