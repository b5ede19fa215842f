import { useId, useRef } from "react";
import { holds, useSettingNote, type Since } from "#session/live-settings.ts";
import { undo, useScenario } from "#session/scenario-store.ts";
import styles from "./SettingFoot.module.css";

interface Props {
  /** Of the node that the setting belongs to. */
  readonly nodeId: string;
  readonly field: string;
  /** What stands beside the input. */
  readonly label: string;
  /** From when on a change holds, where that can be chosen now; null where it cannot. */
  readonly since: Since | null;
  readonly onSince: (since: Since) => void;
}

const CHOICES: readonly (readonly [Since, string])[] = [
  ["now", "From now on"],
  ["start", "From the start"],
];

/** Under a setting: from when on a change holds, and what the last one did, with the way back. */
export function SettingFoot({ nodeId, field, label, since, onSince }: Props) {
  const group = useId();
  const foot = useRef<HTMLDivElement>(null);
  const { scenario, undoLabel } = useScenario();
  const note = useSettingNote((state) => state.note);
  const isNoted = note?.nodeId === nodeId && note.field === field && holds(note, scenario);
  if (since === null && !isNoted) return null;
  const takeBack = () => {
    undo();
    // The button is gone with the sentence: the focus goes back to what was changed.
    foot.current?.parentElement?.querySelector<HTMLElement>("input, select")?.focus();
  };
  return (
    <div ref={foot} className={styles["foot"]}>
      {since !== null && (
        <div role="radiogroup" aria-label={`When a change of ${label} holds`} className={styles["since"]}>
          {CHOICES.map(([choice, text]) => (
            <label key={choice}>
              <input type="radio" name={group} checked={since === choice} onChange={() => onSince(choice)} />
              {text}
            </label>
          ))}
        </div>
      )}
      {isNoted && (
        <p className={styles["note"]}>
          {note.text}{" "}
          {note.step === undoLabel && (
            <button type="button" className={styles["undo"]} onClick={takeBack}>
              Undo
            </button>
          )}
        </p>
      )}
    </div>
  );
}
