import { US_PER_MS } from "#base/units.ts";
import type { Scenario } from "#scenario/document.ts";
import { clearInterventions, removeIntervention } from "#session/commands.ts";
import { seek } from "#session/playback-store.ts";
import { Button } from "#ui/Button.tsx";
import { Icon } from "#ui/icons.tsx";
import { IconButton } from "#ui/IconButton.tsx";
import { momentText } from "#ui/quantities.ts";
import { interventionsOf, interventionText } from "#session/breaking.ts";
import styles from "./Inspector.module.css";

interface Props {
  readonly scenario: Scenario;
  /** Only what happens to these nodes; everything where missing. */
  readonly ids?: readonly string[];
}

/** What happens during the run, in order: a click goes to the moment. Nothing is drawn where nothing happens. */
export function InterventionList({ scenario, ids }: Props) {
  const list = interventionsOf(scenario, ids);
  if (list.length === 0) return null;
  return (
    <section className={styles["section"]} aria-label="Interventions">
      <h3>Interventions</h3>
      <ul className={styles["moments"]}>
        {list.map((intervention) => {
          const text = interventionText(scenario, intervention);
          const at = momentText(intervention.atMs * US_PER_MS);
          return (
            <li key={intervention.id}>
              <button
                type="button"
                className={styles["moment"]}
                onClick={() => seek(intervention.atMs * US_PER_MS)}
              >
                <span className={styles["time"]}>{at}</span>
                <span>
                  {text.what} · {text.whom}
                  {text.how !== "" && <span className={styles["muted"]}> {text.how}</span>}
                </span>
              </button>
              <IconButton
                label={`Remove ${text.what} ${text.whom} at ${at}`}
                onClick={() => removeIntervention(intervention.id)}
              >
                <Icon name="close" size={14} />
              </IconButton>
            </li>
          );
        })}
      </ul>
      {ids === undefined && list.length > 1 && (
        <Button look="quiet" onClick={clearInterventions}>
          Remove all
        </Button>
      )}
    </section>
  );
}
