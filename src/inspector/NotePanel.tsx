import { useId } from "react";
import type { Note } from "#scenario/document.ts";
import { Limits } from "#scenario/limits.ts";
import { deleteSelection } from "#session/commands.ts";
import { resizeNote, setNoteText } from "#session/notes.ts";
import { Button } from "#ui/Button.tsx";
import { Icon } from "#ui/icons.tsx";
import styles from "./Inspector.module.css";
import many from "./Many.module.css";

/** The selected note: its text, and its size where somebody pulled it. */
export function NotePanel({ note }: { readonly note: Note }) {
  const id = useId();
  return (
    <div className={styles["panel"]}>
      <section className={styles["section"]}>
        <h2 className={styles["scenario-name"]}>Note</h2>
        <label htmlFor={id} className="visually-hidden">
          Text of the note
        </label>
        <textarea
          id={id}
          className={many["text"]}
          value={note.text}
          maxLength={Limits.textLength}
          onChange={(event) => setNoteText(note.id, event.target.value)}
        />
        <p className={styles["muted"]}>Plain text. The run knows nothing of it.</p>
        <div className={many["actions"]}>
          {note.size !== undefined && (
            <Button onClick={() => resizeNote(note.id, undefined)}>As large as its text</Button>
          )}
          <Button look="danger" onClick={() => deleteSelection()}>
            <Icon name="trash" size={14} /> Delete the note
          </Button>
        </div>
      </section>
    </div>
  );
}
