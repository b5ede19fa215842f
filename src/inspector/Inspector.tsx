import type { Scenario } from "#scenario/document.ts";
import { deleteSelection } from "#session/commands.ts";
import { useScenario } from "#session/scenario-store.ts";
import { select, useSelection } from "#session/selection-store.ts";
import { Button } from "#ui/Button.tsx";
import { Icon } from "#ui/icons.tsx";
import styles from "./Inspector.module.css";
import { NodePanel } from "./NodePanel.tsx";
import { ScenarioPanel } from "./ScenarioPanel.tsx";
import { WasNow } from "./WasNow.tsx";
import { WirePanel } from "./WirePanel.tsx";

/** What is selected: its live facts, its settings, and what can be done to it. Nothing selected: the scenario. */
export function Inspector() {
  return (
    <div className={styles["inspector"]}>
      <WasNow />
      <Selected />
    </div>
  );
}

function Selected() {
  const scenario = useScenario((state) => state.scenario);
  const ids = useSelection((state) => state.nodes);
  const wireId = useSelection((state) => state.wire);
  const wire = scenario.wires.find((each) => each.id === wireId);
  if (wire !== undefined) return <WirePanel scenario={scenario} wire={wire} />;
  const nodes = scenario.nodes.filter((node) => ids.has(node.id));
  const [node] = nodes;
  if (nodes.length > 1) return <ManyPanel nodes={nodes} />;
  return node === undefined ? (
    <ScenarioPanel scenario={scenario} />
  ) : (
    <NodePanel scenario={scenario} node={node} />
  );
}

/** Several nodes: what they are, and the one thing that can be done to all. */
function ManyPanel({ nodes }: { readonly nodes: Scenario["nodes"] }) {
  return (
    <div className={styles["panel"]}>
      <section className={styles["section"]}>
        <h2 className={styles["scenario-name"]}>{nodes.length} selected</h2>
        <ul>
          {nodes.map((node) => (
            <li key={node.id}>
              <button type="button" className={styles["link"]} onClick={() => select([node.id])}>
                {node.name}
              </button>
            </li>
          ))}
        </ul>
        <Button look="danger" onClick={() => deleteSelection()}>
          <Icon name="trash" size={14} /> Delete all {nodes.length}
        </Button>
      </section>
    </div>
  );
}
