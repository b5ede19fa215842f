import { addNode } from "#session/commands.ts";
import { useScenario } from "#session/scenario-store.ts";
import { setLeftTab } from "#session/view-store.ts";
import { Button } from "#ui/Button.tsx";
import styles from "./Canvas.module.css";

/** What an empty canvas says: how to begin. */
export function EmptyCanvas() {
  const isEmpty = useScenario((state) => state.scenario.nodes.length === 0);
  if (!isEmpty) return null;
  return (
    <div className={styles["empty"]}>
      <p>
        <strong>Nothing here yet.</strong> A producer publishes to a topic, consumers read it.
      </p>
      <div className={styles["emptyButtons"]}>
        <Button look="primary" onClick={() => addNode("producer")}>
          Add a producer
        </Button>
        <Button onClick={() => addNode("topic")}>Add a topic</Button>
        <Button onClick={() => setLeftTab("gallery")}>Open the gallery</Button>
      </div>
    </div>
  );
}
