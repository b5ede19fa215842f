import type { Scenario, ScenarioWire } from "#scenario/document.ts";
import { deleteSelection } from "#session/commands.ts";
import { select } from "#session/selection-store.ts";
import { Button } from "#ui/Button.tsx";
import { Icon } from "#ui/icons.tsx";
import { countText } from "#ui/quantities.ts";
import { Figures } from "./Figures.tsx";
import styles from "./Inspector.module.css";
import { wireFacts } from "#session/live-rows.ts";
import { useLive } from "./use-live.ts";

/** How a wire's kind reads between the names of its ends. */
const VERBS: Readonly<Record<string, string>> = {
  publishes: "publishes to",
  calls: "calls",
  consumes: "is read by",
  "dead-letters": "puts dead letters into",
  retries: "puts failed messages into",
  appends: "decides on",
  stores: "keeps its state in",
  projects: "is read by",
};

function verbOf({ nodes }: Scenario, { kind, to }: ScenarioWire): string {
  const tellsFailures = nodes.some(({ id, config }) => id === to && config["tells"] === "failed");
  return kind === "publishes" && tellsFailures ? "tells of failed requests in" : (VERBS[kind] ?? kind);
}

/** The selected wire: its ends, and what has gone over it. */
export function WirePanel({ scenario, wire }: { readonly scenario: Scenario; readonly wire: ScenarioWire }) {
  const live = useLive((layout, frame) => wireFacts(layout, frame, wire.id));
  const name = (id: string) => scenario.nodes.find((node) => node.id === id)?.name ?? id;
  const end = (id: string) => (
    <button type="button" className={styles["link"]} onClick={() => select([id])}>
      {name(id)}
    </button>
  );
  return (
    <div className={styles["panel"]}>
      <section className={styles["section"]}>
        <h2 className={styles["sentence"]}>
          {end(wire.from)} {verbOf(scenario, wire)} {end(wire.to)}
        </h2>
        {live !== null && (
          <Figures
            list={[
              { label: "Messages so far", value: countText(live.total) },
              { label: "On their way", value: countText(live.travelling) },
            ]}
          />
        )}
        <Button look="danger" onClick={() => deleteSelection()}>
          <Icon name="trash" size={14} /> Delete the wire
        </Button>
      </section>
    </div>
  );
}
