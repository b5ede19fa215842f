import { useStore, useStoreApi, ViewportPortal } from "@xyflow/react";
import { useMemo } from "react";
import { boxesOf } from "#session/boxes.ts";
import { useScenario } from "#session/scenario-store.ts";
import { useSelection } from "#session/selection-store.ts";
import { cubicOfWire, type DrawnWire, drawnWires } from "./drawn-wires.ts";
import styles from "./FarWires.module.css";
import { curveData } from "#picture/wire-path.ts";

/** All wires from far away as one drawing: nobody can take hold of one there, and a thousand elements cost frames. */
export function FarWires() {
  const scenario = useScenario((state) => state.scenario);
  const selected = useSelection((state) => state.wire);
  const wires = useMemo(() => drawnWires(scenario), [scenario]);
  const store = useStoreApi();
  // Made anew whenever a card moves, also while it is dragged.
  const nodes = useStore((state) => state.nodes);
  const paths = useMemo(() => {
    void nodes;
    const { nodeLookup } = store.getState();
    const boxes = boxesOf(scenario);
    // Not every card is on the page; one that is may be under way.
    const place = (id: string) => nodeLookup.get(id)?.internals.positionAbsolute ?? boxes.get(id);
    const data = (which: (wire: DrawnWire) => boolean): string =>
      wires
        .flatMap((wire) => {
          const cubic = which(wire) ? cubicOfWire(wire, place) : null;
          return cubic === null ? [] : [curveData(cubic)];
        })
        .join(" ");
    return {
      plain: data(({ id, kind }) => id !== selected && kind !== "dead-letters"),
      dead: data(({ id, kind }) => id !== selected && kind === "dead-letters"),
      selected: data(({ id }) => id === selected),
    };
  }, [scenario, wires, nodes, selected, store]);
  return (
    <ViewportPortal>
      <svg className={styles["wires"]} aria-hidden="true" data-testid="far-wires">
        <path d={paths.plain} className={styles["wire"]} />
        <path d={paths.dead} className={styles["wire"]} data-kind="dead-letters" />
        <path d={paths.selected} className={styles["wire"]} data-selected="true" />
      </svg>
    </ViewportPortal>
  );
}
