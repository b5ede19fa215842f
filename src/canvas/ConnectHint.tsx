import { useEffect, useState } from "react";
import { useScenario } from "#session/scenario-store.ts";
import { cancelConnecting, useConnecting } from "#session/selection-store.ts";
import styles from "./Canvas.module.css";

/** While a connection is drawn by clicks: what to do, and at the pointer why a target cannot be. */
export function ConnectHint() {
  const { from, refusal } = useConnecting();
  const name = useScenario((state) => state.scenario.nodes.find((node) => node.id === from)?.name);
  const [pointer, setPointer] = useState({ x: 0, y: 0 });
  useEffect(() => {
    if (from === null) return;
    const follow = (event: PointerEvent): void => setPointer({ x: event.clientX, y: event.clientY });
    const cancel = (event: KeyboardEvent): void => {
      if (event.key === "Escape") cancelConnecting();
    };
    window.addEventListener("pointermove", follow);
    window.addEventListener("keydown", cancel);
    return () => {
      window.removeEventListener("pointermove", follow);
      window.removeEventListener("keydown", cancel);
    };
  }, [from]);
  if (from === null) return null;
  return (
    <>
      <p className={styles["hint"]} role="status">
        Choose where {name ?? "it"} should send to. <kbd>Esc</kbd> ends it.
      </p>
      {refusal !== null && (
        <p className={styles["refusal"]} role="alert" style={{ left: pointer.x, top: pointer.y }}>
          {refusal}
        </p>
      )}
    </>
  );
}
