import { itemIds } from "#scenario/item-ids.ts";
import { itemOf } from "#scenario/items.ts";
import { useArranging } from "#session/layout.ts";
import { useScenario } from "#session/scenario-store.ts";
import { useSelection } from "#session/selection-store.ts";
import { Button } from "#ui/Button.tsx";
import { FramePanel } from "./FramePanel.tsx";
import styles from "./Inspector.module.css";
import { ManyPanel } from "./ManyPanel.tsx";
import { NodePanel } from "./NodePanel.tsx";
import { NotePanel } from "./NotePanel.tsx";
import { ScenarioPanel } from "./ScenarioPanel.tsx";
import { WasNow } from "./WasNow.tsx";
import { WirePanel } from "./WirePanel.tsx";

/** What is selected: its live facts, its settings, and what can be done to it. Nothing selected: the scenario. */
export function Inspector() {
  return (
    <div className={styles["inspector"]}>
      <WasNow />
      <Arranging />
      <Selected />
    </div>
  );
}

/** A layout that takes a while, and the way to end it. */
function Arranging() {
  const now = useArranging((state) => state.now);
  if (now === null) return null;
  return (
    <section className={styles["section"]} aria-label="Auto layout">
      <p className={styles["muted"]}>Arranging {now.cards} things …</p>
      <Button onClick={now.cancel}>Stop arranging</Button>
    </section>
  );
}

function Selected() {
  const scenario = useScenario((state) => state.scenario);
  const ids = useSelection((state) => state.nodes);
  const wireId = useSelection((state) => state.wire);
  const wire = scenario.wires.find((each) => each.id === wireId);
  if (wire !== undefined) return <WirePanel scenario={scenario} wire={wire} />;
  const [id, ...others] = itemIds(scenario).filter((each) => ids.has(each));
  if (id === undefined) return <ScenarioPanel scenario={scenario} />;
  if (others.length > 0) return <ManyPanel scenario={scenario} ids={[id, ...others]} />;
  const item = itemOf(scenario, id);
  switch (item?.is) {
    case "node":
      return <NodePanel scenario={scenario} node={item.node} />;
    case "note":
      return <NotePanel key={id} note={item.note} />;
    case "frame":
      return <FramePanel scenario={scenario} frame={item.frame} />;
    case undefined:
      return <ScenarioPanel scenario={scenario} />;
  }
}
