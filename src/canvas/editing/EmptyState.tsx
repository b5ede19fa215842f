import { addNode } from "#session/commands.ts";
import { useScenario } from "#session/scenario-store.ts";
import { setLeftTab } from "#session/view-store.ts";
import { Button } from "#ui/Button.tsx";
import { Glyph } from "#ui/Glyph.tsx";
import { kinds } from "#sim/kinds/index.ts";
import styles from "./EmptyState.module.css";

const FIRST_STEPS = [
  { adds: "producer", kind: "service", label: "Add a producer" },
  { adds: "topic", kind: "topic", label: "Add a topic" },
  { adds: "consumer", kind: "service", label: "Add a consumer" },
] as const;

/** What an empty canvas says, with the first steps as buttons. */
export function EmptyState() {
  const empty = useScenario((state) => state.scenario.nodes.length === 0);
  if (!empty) return null;
  return (
    <section className={styles["empty"]} aria-label="Empty canvas">
      <h2 className={styles["title"]}>Draw a system, then watch it run</h2>
      <p className={styles["text"]}>
        A producer publishes to a topic, a consumer reads it. Start with any of them.
      </p>
      <div className={styles["buttons"]}>
        {FIRST_STEPS.map(({ adds, kind, label }, index) => (
          <Button key={adds} look={index === 0 ? "primary" : "plain"} onClick={() => addNode(adds)}>
            <Glyph d={kinds[kind]?.glyph ?? ""} size={14} />
            {label}
          </Button>
        ))}
      </div>
      <Button look="quiet" onClick={() => setLeftTab("gallery")}>
        or open one from the gallery
      </Button>
    </section>
  );
}
