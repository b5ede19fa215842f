import type { NodeProps } from "@xyflow/react";
import { useEffect, useRef, type KeyboardEvent } from "react";
import { Limits } from "#scenario/limits.ts";
import { resizeNote, setNoteText } from "#session/notes.ts";
import { endGesture, useScenario } from "#session/scenario-store.ts";
import { keepFree } from "#canvas/overlay/holes.ts";
import { useStage, write } from "#canvas/stage.ts";
import type { ThingNode } from "#canvas/to-flow.ts";
import styles from "./Note.module.css";
import { Grips } from "./Grips.tsx";
import { focusThing } from "./focus.ts";
import { usePulled } from "./use-pulled.ts";

/** A note: plain text, written in place. What is written stays whichever way one leaves. */
export function Note({ id, data, selected, width = 0, height = 0 }: NodeProps<ThingNode>) {
  const isWriting = useStage((state) => state.writing === id);
  const { box, pull, drop } = usePulled({ x: 0, y: 0, width, height }, (to) =>
    resizeNote(id, { width: to.width, height: to.height }),
  );
  return (
    <div
      ref={keepFree}
      className={styles["note"]}
      data-selected={selected}
      style={{ width: box.width, height: box.height }}
      onDoubleClick={() => write(id)}
    >
      {isWriting ? (
        <Text id={id} />
      ) : (
        <div className={styles["text"]}>
          {data.text === "" ? (
            <span className={styles["hint"]}>Double-click or Enter to write</span>
          ) : (
            data.text
          )}
        </div>
      )}
      {selected && !isWriting && (
        <Grips name="note" corners={["right", "bottom", "corner"]} box={box} pull={pull} drop={drop} />
      )}
    </div>
  );
}

function Text({ id }: { readonly id: string }) {
  const field = useRef<HTMLTextAreaElement>(null);
  const text = useScenario((state) => state.scenario.notes.find((note) => note.id === id)?.text ?? "");
  useEffect(() => {
    const element = field.current;
    element?.focus();
    element?.setSelectionRange(element.value.length, element.value.length);
    return endGesture;
  }, []);
  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (event.key !== "Escape") return;
    event.preventDefault();
    write(null);
    focusThing(id);
  };
  return (
    <textarea
      ref={field}
      className={`${styles["field"]} nodrag nopan nowheel`}
      aria-label="Text of the note"
      maxLength={Limits.textLength}
      value={text}
      onChange={(event) => setNoteText(id, event.target.value)}
      onKeyDown={onKeyDown}
      onBlur={() => write(null)}
    />
  );
}
