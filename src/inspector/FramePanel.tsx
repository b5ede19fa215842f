import { useId, useState } from "react";
import type { CanvasFrame, Scenario } from "#scenario/document.ts";
import { NAME_LENGTH_MAX } from "#scenario/edits.ts";
import { withContents } from "#scenario/frames.ts";
import { boxesOf } from "#session/boxes.ts";
import { deleteSelection } from "#session/commands.ts";
import { thingText } from "#session/labels.ts";
import { fitFrame, renameFrame } from "#session/notes.ts";
import { select } from "#session/selection-store.ts";
import { Button } from "#ui/Button.tsx";
import { Icon } from "#ui/icons.tsx";
import { IconButton } from "#ui/IconButton.tsx";
import styles from "./Inspector.module.css";
import { ThingList } from "./ThingList.tsx";
import many from "./Many.module.css";

/** The selected frame: its label, and what lies in it. */
export function FramePanel({
  scenario,
  frame,
}: {
  readonly scenario: Scenario;
  readonly frame: CanvasFrame;
}) {
  const held = [...withContents(scenario, [frame.id], boxesOf(scenario))].filter((id) => id !== frame.id);
  return (
    <div className={styles["panel"]}>
      <header className={styles["header"]}>
        <h2 className="visually-hidden">Frame</h2>
        <span />
        <Label key={frame.id} frame={frame} />
        <IconButton
          label={`Delete ${thingText(scenario, frame.id)}`}
          keys="Delete"
          onClick={() => deleteSelection()}
        >
          <Icon name="trash" />
        </IconButton>
      </header>
      <section className={styles["section"]} aria-label="What lies in it">
        <h3>{held.length === 0 ? "Nothing lies in it" : `${held.length} in it`}</h3>
        {held.length > 0 && <ThingList scenario={scenario} ids={held} />}
        <p className={styles["muted"]}>
          What lies wholly inside moves with the frame. The run knows nothing of it.
        </p>
        <div className={many["actions"]}>
          <Button disabled={held.length === 0} onClick={() => fitFrame(frame.id)}>
            Fit to what is in it
          </Button>
          <Button disabled={held.length === 0} onClick={() => select(held)}>
            Select what is in it
          </Button>
        </div>
      </section>
    </div>
  );
}

/** The label, changed in place: Enter or leaving it keeps it, Escape takes it back, an empty one keeps the former. */
function Label({ frame }: { readonly frame: CanvasFrame }) {
  const id = useId();
  const [draft, setDraft] = useState<string | null>(null);
  const apply = () => {
    setDraft(null);
    if (draft !== null && draft.trim() !== "") renameFrame(frame.id, draft);
  };
  return (
    <div className={styles["naming"]}>
      <label htmlFor={id} className={styles["kind"]}>
        Frame
      </label>
      <input
        id={id}
        className={styles["name"]}
        value={draft ?? frame.name}
        maxLength={NAME_LENGTH_MAX}
        spellCheck={false}
        autoComplete="off"
        aria-label="Label of this frame"
        onChange={(event) => setDraft(event.target.value)}
        onBlur={apply}
        onKeyDown={(event) => {
          if (event.key === "Enter") apply();
          if (event.key !== "Escape" || draft === null) return;
          event.stopPropagation();
          setDraft(null);
        }}
      />
    </div>
  );
}
