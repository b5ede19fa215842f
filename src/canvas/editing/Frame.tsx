import type { NodeProps } from "@xyflow/react";
import { useState, type KeyboardEvent } from "react";
import { NAME_LENGTH_MAX } from "#scenario/edits.ts";
import { currentScenario } from "#session/scenario-store.ts";
import { renameFrame, resizeFrame } from "#session/notes.ts";
import { useStage, write } from "#canvas/stage.ts";
import type { ThingNode } from "#canvas/to-flow.ts";
import styles from "./Frame.module.css";
import { Grips } from "./Grips.tsx";
import { focusThing } from "./focus.ts";
import { usePulled } from "./use-pulled.ts";

/** A frame: one takes hold of its edge and its label, and sees and presses through its middle. */
export function Frame({ id, data, selected, width = 0, height = 0 }: NodeProps<ThingNode>) {
  const isWriting = useStage((state) => state.writing === id);
  const { box, pull, drop } = usePulled({ x: 0, y: 0, width, height }, (to) => {
    const at = currentScenario().frames.find((frame) => frame.id === id)?.position;
    if (at !== undefined) resizeFrame(id, { ...to, x: at.x + to.x, y: at.y + to.y });
  });
  return (
    <div
      className={styles["frame"]}
      data-selected={selected}
      style={{ width: box.width, height: box.height, transform: `translate(${box.x}px, ${box.y}px)` }}
    >
      <i className={styles["edge"]} data-side="left" />
      <i className={styles["edge"]} data-side="right" />
      <i className={styles["edge"]} data-side="bottom" />
      <div className={styles["bar"]} onDoubleClick={() => write(id)}>
        {isWriting ? (
          <Label id={id} name={data.text} />
        ) : (
          <span className={styles["name"]} title={data.text}>
            <bdi>{data.text}</bdi>
          </span>
        )}
      </div>
      {selected && !isWriting && (
        <Grips
          name={`frame ${data.text}`}
          corners={["top-left", "top-right", "bottom-left", "corner"]}
          box={box}
          pull={pull}
          drop={drop}
        />
      )}
    </div>
  );
}

/** The label while it is written. Enter, Escape and leaving keep it; an empty one keeps the former. */
function Label({ id, name }: { readonly id: string; readonly name: string }) {
  const [text, setText] = useState(name);
  const leave = (): void => {
    renameFrame(id, text);
    write(null);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (event.key !== "Enter" && event.key !== "Escape") return;
    event.preventDefault();
    leave();
    focusThing(id);
  };
  return (
    <input
      ref={(element) => element?.select()}
      className={`${styles["field"]} nodrag nopan`}
      aria-label="Label of the frame"
      maxLength={NAME_LENGTH_MAX}
      value={text}
      onChange={(event) => setText(event.target.value)}
      onKeyDown={onKeyDown}
      onBlur={leave}
    />
  );
}
