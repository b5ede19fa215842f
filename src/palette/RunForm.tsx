import { useState, type ReactNode } from "react";
import { setDescription, setScenarioName } from "#session/commands.ts";
import { changeRunSetting, changeSeed, holds, useSettingNote } from "#session/live-settings.ts";
import { useScenario } from "#session/scenario-store.ts";
import { runSettings } from "#sim/run-settings.ts";
import { Field } from "#ui/Field.tsx";
import { FieldForm } from "#ui/FieldForm.tsx";
import { Glyph } from "#ui/Glyph.tsx";
import { IconButton } from "#ui/IconButton.tsx";
import styles from "./Palette.module.css";
import { nameProblem, newSeed, seedProblem } from "./run-texts.ts";

const DICE =
  "M5 4h14a1 1 0 0 1 1 1v14a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1z M8.5 8.5h.01 M15.5 8.5h.01 M12 12h.01 M8.5 15.5h.01 M15.5 15.5h.01";

/** Name, description, seed and the settings of the whole run; folded away until wanted. */
export function RunForm() {
  const scenario = useScenario((state) => state.scenario);
  return (
    <details className={styles["run"]}>
      <summary>Run</summary>
      <div className={styles["run-form"]}>
        <TextField label="Name" value={scenario.name} problem={nameProblem} onChange={setScenarioName} />
        <TextField label="Description" value={scenario.description} lines={4} onChange={setDescription} />
        <div className={styles["seed"]}>
          <TextField
            label="Seed"
            value={scenario.seed}
            help="The same scenario and seed give the same run, everywhere."
            problem={seedProblem}
            onChange={changeSeed}
            button={
              <IconButton
                label="Roll another seed"
                look="plain"
                onClick={() => changeSeed(newSeed(scenario.seed))}
              >
                <Glyph d={DICE} />
              </IconButton>
            }
          />
          <Done field="seed" />
        </div>
        <FieldForm
          fields={runSettings}
          config={scenario.settings}
          onChange={changeRunSetting}
          below={(name) => <Done field={name} />}
        />
      </div>
    </details>
  );
}

/** What the last change of a setting of the run did, while it is the last. */
function Done({ field }: { readonly field: string }) {
  const scenario = useScenario((state) => state.scenario);
  const note = useSettingNote((state) => state.note);
  if (note?.nodeId !== "" || note.field !== field || !holds(note, scenario)) return null;
  return <p className={styles["done"]}>{note.text}</p>;
}

interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly help?: string;
  readonly lines?: number;
  readonly problem?: (text: string) => string | null;
  readonly onChange: (text: string) => void;
  readonly button?: ReactNode;
}

/** A text of the document: applied when it is left or Enter is pressed; what will not do stays and says why. */
function TextField({
  label,
  value,
  help,
  lines = 1,
  problem = () => null,
  onChange,
  button,
}: TextFieldProps) {
  // What was typed and is not applied; null while the document's text stands there.
  const [draft, setDraft] = useState<string | null>(null);
  const [wrong, setWrong] = useState<string | null>(null);
  const text = draft ?? value;
  const apply = () => {
    const found = problem(text);
    setWrong(found);
    if (found !== null) return;
    setDraft(null);
    if (text !== value) onChange(text);
  };
  return (
    <Field label={label} help={help} error={wrong}>
      {(control) => {
        const shared = { ...control, value: text, onBlur: apply, spellCheck: false };
        return lines > 1 ? (
          <textarea {...shared} rows={lines} onChange={(event) => setDraft(event.target.value)} />
        ) : (
          <>
            <input
              {...shared}
              autoComplete="off"
              onChange={(event) => {
                setDraft(event.target.value);
                if (wrong !== null) setWrong(problem(event.target.value));
              }}
              onKeyDown={(event) => event.key === "Enter" && apply()}
            />
            {button}
          </>
        );
      }}
    </Field>
  );
}
