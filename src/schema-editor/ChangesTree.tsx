import type { Change, ChangeNote, ChangePlace, Effect } from "#session/schema-analysis.ts";
import { Button } from "#ui/Button.tsx";
import { Icon, type IconName } from "#ui/icons.tsx";
import styles from "./Changes.module.css";

const WORDS: Readonly<Record<Effect, string>> = {
  "breaks-readers": "breaks readers",
  "breaks-writers": "breaks writers",
  "changes-data": "accepted, but changes data",
  safe: "safe",
};

/** What the words mean, for pointers that rest on them. */
const MEANINGS: Readonly<Record<Effect, string>> = {
  "breaks-readers": "Readers on the new version cannot read what was written with the old one.",
  "breaks-writers": "Who writes with the new version breaks consumers that are not yet upgraded.",
  "changes-data": "Nothing fails, but readers get other values than were written.",
  safe: "Both read each other.",
};

const ICONS: Readonly<Record<Effect, IconName>> = {
  "breaks-readers": "close",
  "breaks-writers": "close",
  "changes-data": "warning",
  safe: "check",
};

const SIGNS: Readonly<Record<Change["what"], string>> = { added: "+", removed: "−", changed: "~", holds: "" };

interface TreeProps {
  readonly changes: readonly Change[];
  readonly label?: string | undefined;
  /** In force, by the registry's name of it. */
  readonly mode: string;
  readonly onOpen: (place: ChangePlace) => void;
}

/** Parts that changed, within what holds them. */
export function ChangeTree({ changes, label, mode, onOpen }: TreeProps) {
  return (
    <ul className={styles["tree"]} aria-label={label}>
      {changes.map((change) => (
        <li key={`${change.what} ${change.kind} ${change.name}`} className={styles["change"]}>
          <div
            className={styles["part"]}
            data-effect={change.what === "holds" ? undefined : change.effects[0]}
          >
            <Button look="quiet" className={styles["name"]} onClick={() => onOpen(change.at)}>
              {change.what !== "holds" && (
                <>
                  <span className={styles["sign"]} aria-hidden="true">
                    {SIGNS[change.what]}
                  </span>
                  <span className="visually-hidden">{change.what} </span>
                </>
              )}
              <span className={styles["kind"]}>{change.kind}</span>{" "}
              <code data-gone={change.what === "removed" ? "" : undefined}>{change.name}</code>
            </Button>
            {change.what !== "holds" &&
              change.effects.map((effect) => <Badge key={effect} effect={effect} />)}
            {change.says.length > 0 && <p className={styles["says"]}>{change.says.join(" · ")}</p>}
            <ChangeNotes notes={change.notes} mode={mode} onOpen={onOpen} />
          </div>
          {change.children.length > 0 && <ChangeTree changes={change.children} mode={mode} onOpen={onOpen} />}
        </li>
      ))}
    </ul>
  );
}

function Badge({ effect }: { readonly effect: Effect }) {
  return (
    <span className={styles["badge"]} data-effect={effect} title={MEANINGS[effect]}>
      <Icon name={ICONS[effect]} size={12} /> {WORDS[effect]}
    </span>
  );
}

interface NotesProps {
  readonly notes: readonly ChangeNote[];
  readonly mode: string;
  readonly onOpen: (place: ChangePlace) => void;
}

/** Why a change does what it does, and what the registry makes of it. */
export function ChangeNotes({ notes, mode, onOpen }: NotesProps) {
  if (notes.length === 0) return null;
  return (
    <ul className={styles["notes"]}>
      {notes.map((note) => (
        <li key={`${note.code} ${note.effect} ${note.at.version} ${note.at.range.start} ${note.says}`}>
          <p>{note.says}</p>
          {note.forWhom !== "" && <p className={styles["whom"]}>{note.forWhom}</p>}
          <p className={styles["foot"]}>
            <Button look="quiet" onClick={() => onOpen(note.at)}>
              Show in v{note.at.version}
            </Button>
            <code>{note.code}</code>
            {isBreaking(note) && (
              <span>{note.isAsked ? `${mode} refuses it.` : `${mode} does not ask about it.`}</span>
            )}
          </p>
        </li>
      ))}
    </ul>
  );
}

function isBreaking({ effect }: ChangeNote): boolean {
  return effect === "breaks-readers" || effect === "breaks-writers";
}
