import { useReactFlow, useStore } from "@xyflow/react";
import { useEffect, useState } from "react";
import type { Position } from "#scenario/document.ts";
import { currentScenario, useScenario } from "#session/scenario-store.ts";
import { useConnecting } from "#session/selection-store.ts";
import { wireRefusal } from "#sim/wiring.ts";
import { portsOf } from "#picture/card-size.ts";
import { cardAt } from "#canvas/card-at.ts";
import styles from "./ConnectHint.module.css";
import { curveData, wireCurve } from "#picture/wire-path.ts";

/** In the canvas's own pixels. */
interface Pointer extends Position {
  /** Card under the pointer. */
  readonly over: string | null;
}

/** While a connection is drawn: a line to the pointer, and there in words whether it may end here. */
export function ConnectHint() {
  const from = useConnecting((state) => state.from);
  return from === null ? null : <Hint from={from} />;
}

function Hint({ from }: { readonly from: string }) {
  const pointer = usePointer();
  const node = useScenario((state) => state.scenario.nodes.find((each) => each.id === from));
  const lastRefusal = useConnecting((state) => state.refusal);
  const start = useStart(from);
  const said = wordsFor(from, pointer?.over ?? null);
  // By keyboard there is no pointer: then the last refusal stands where the advice does.
  const words = said?.words ?? lastRefusal ?? `Choose where ${node?.name ?? "it"} leads to. Esc cancels.`;
  const refused = said?.refused ?? lastRefusal !== null;
  const place =
    pointer === null
      ? { left: "50%", bottom: 16, translate: "-50% 0" }
      : { left: pointer.x + 14, top: pointer.y + 16 };
  return (
    <div className={styles["layer"]}>
      {start !== null && pointer !== null && (
        <svg className={styles["line"]} aria-hidden="true">
          <path d={curveData(wireCurve(start, pointer))} data-refused={refused} />
        </svg>
      )}
      <p className={styles["words"]} role="status" data-refused={refused} style={place}>
        {words}
      </p>
    </div>
  );
}

function usePointer(): Pointer | null {
  const [pointer, setPointer] = useState<Pointer | null>(null);
  const domNode = useStore((state) => state.domNode);
  useEffect(() => {
    const follow = (event: PointerEvent) => {
      const box = domNode?.getBoundingClientRect();
      if (box === undefined) return;
      const over = cardAt(document.elementFromPoint(event.clientX, event.clientY));
      setPointer({ x: event.clientX - box.left, y: event.clientY - box.top, over });
    };
    window.addEventListener("pointermove", follow);
    return () => window.removeEventListener("pointermove", follow);
  }, [domNode]);
  return pointer;
}

/** Where the line begins on screen: at the card's way out. */
function useStart(from: string): Position | null {
  const scenario = useScenario((state) => state.scenario);
  const [x, y, zoom] = useStore((state) => state.transform);
  const { getInternalNode } = useReactFlow();
  const node = scenario.nodes.find((each) => each.id === from);
  const place = getInternalNode(from)?.internals.positionAbsolute;
  const port = node === undefined ? null : portsOf(scenario, node).out;
  if (place === undefined || port === null) return null;
  return { x: (place.x + port.x) * zoom + x, y: (place.y + port.y) * zoom + y };
}

function wordsFor(
  from: string,
  over: string | null,
): { readonly words: string; readonly refused: boolean } | null {
  if (over === null || over === from) return null;
  const scenario = currentScenario();
  const refusal = wireRefusal(scenario, from, over);
  if (refusal !== null) return { words: refusal, refused: true };
  const name = (id: string) => scenario.nodes.find((each) => each.id === id)?.name ?? id;
  return { words: `Connect ${name(from)} to ${name(over)}`, refused: false };
}
