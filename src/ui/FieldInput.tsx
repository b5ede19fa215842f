import { useId, useState, type KeyboardEvent } from "react";
import { unreachable } from "#base/assert.ts";
import type { ConfigValue } from "#scenario/document.ts";
import {
  unitText,
  type BooleanField,
  type TextField,
  type ChoiceField,
  type NodeField,
  type SubjectField,
  type NumberField,
} from "#scenario/fields.ts";
import { isSegmented, readNumber, stepped, type FormRow } from "./field-form.ts";
import styles from "./FieldForm.module.css";

/** What a control needs to belong to its label, help and error. */
export interface ControlProps {
  readonly id: string;
  readonly describedBy: string | undefined;
}

/** A thing that a node field may refer to. */
export interface NodeOption {
  readonly id: string;
  readonly name: string;
}

interface NumberProps {
  readonly control: ControlProps;
  readonly name: string;
  readonly field: NumberField;
  readonly value: ConfigValue;
  readonly onChange: (value: number) => void;
  /** Says what is wrong with the text, or null once nothing is. */
  readonly onProblem: (says: string | null) => void;
}

/**
 * A number with its unit. The text is the person's own until it is left or Enter is pressed: what is wrong then stays
 * to be seen and is not applied. The arrow keys step, Escape goes back.
 */
export function NumberInput({ control, name, field, value, onChange, onProblem }: NumberProps) {
  // What was typed and is not applied; null while the document's value stands there.
  const [draft, setDraft] = useState<string | null>(null);
  const [wrong, setWrong] = useState(false);
  const text = draft ?? String(value);

  const report = (says: string | null) => {
    setWrong(says !== null);
    onProblem(says);
  };
  const settle = (next: number) => {
    report(null);
    setDraft(null);
    if (next !== value) onChange(next);
  };
  const apply = () => {
    if (draft === null) return;
    const reading = readNumber(field, draft, name);
    if (reading.ok) settle(reading.value);
    else report(`${reading.problem.says} ${reading.problem.tryThis}`);
  };
  const type = (typed: string) => {
    setDraft(typed === String(value) ? null : typed);
    // An error goes as soon as the text is right, but a half-typed number is not called wrong.
    if (wrong && readNumber(field, typed, name).ok) report(null);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter") return apply();
    if (event.key === "Escape" && draft !== null) {
      event.stopPropagation();
      setDraft(null);
      return report(null);
    }
    if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
    event.preventDefault();
    const reading = readNumber(field, text, name);
    const from = reading.ok ? reading.value : typeof value === "number" ? value : field.initial;
    settle(stepped(field, from, event.key === "ArrowUp" ? 1 : -1));
  };
  const unit = unitText(field.unit);
  return (
    <span className={styles["number"]}>
      <input
        id={control.id}
        className={styles["input"]}
        inputMode="decimal"
        autoComplete="off"
        spellCheck={false}
        data-settled={draft === null ? "" : undefined}
        value={text}
        aria-invalid={wrong ? true : undefined}
        aria-describedby={control.describedBy}
        onChange={(event) => type(event.target.value)}
        onBlur={apply}
        onKeyDown={onKeyDown}
      />
      {unit !== "" && <span className={styles["unit"]}>{unit}</span>}
    </span>
  );
}

interface ChoiceProps {
  readonly control: ControlProps;
  readonly field: ChoiceField;
  readonly value: ConfigValue;
  readonly onChange: (value: string) => void;
}

/** One of a few: side by side where that fits, else a list. */
export function ChoiceInput({ control, field, value, onChange }: ChoiceProps) {
  const group = useId();
  if (isSegmented(field.options)) {
    return (
      <span
        role="radiogroup"
        aria-labelledby={`${control.id}-label`}
        aria-describedby={control.describedBy}
        className={styles["segments"]}
      >
        {Object.entries(field.options).map(([option, label]) => (
          <label key={option} className={styles["segment"]}>
            <input
              type="radio"
              name={group}
              className="visually-hidden"
              checked={value === option}
              onChange={() => onChange(option)}
            />
            <span>{label}</span>
          </label>
        ))}
      </span>
    );
  }
  return (
    <select
      id={control.id}
      className={styles["select"]}
      value={String(value)}
      aria-describedby={control.describedBy}
      onChange={(event) => onChange(event.target.value)}
    >
      {!Object.hasOwn(field.options, String(value)) && (
        <option value={String(value)}>{String(value)} (unknown)</option>
      )}
      {Object.entries(field.options).map(([option, label]) => (
        <option key={option} value={option}>
          {label}
        </option>
      ))}
    </select>
  );
}

interface BooleanProps {
  readonly control: ControlProps;
  readonly field: BooleanField;
  readonly value: ConfigValue;
  readonly onChange: (value: boolean) => void;
}

/** Yes or no. */
export function BooleanInput({ control, value, onChange }: BooleanProps) {
  return (
    <input
      id={control.id}
      type="checkbox"
      className={styles["check"]}
      checked={value === true}
      aria-describedby={control.describedBy}
      onChange={(event) => onChange(event.target.checked)}
    />
  );
}

interface TextProps {
  readonly control: ControlProps;
  readonly field: TextField;
  readonly value: ConfigValue;
  readonly onChange: (value: string) => void;
}

/** A short text; it holds when the field is left or Enter is pressed. */
export function TextInput({ control, field, value, onChange }: TextProps) {
  return (
    <span className={styles["number"]}>
      <input
        key={String(value)}
        id={control.id}
        type="text"
        className={styles["input"]}
        data-text=""
        defaultValue={String(value)}
        maxLength={field.maxLength}
        spellCheck={false}
        autoComplete="off"
        aria-describedby={control.describedBy}
        onBlur={(event) => event.target.value !== value && onChange(event.target.value)}
        onKeyDown={(event) => event.key === "Enter" && event.currentTarget.blur()}
      />
    </span>
  );
}

interface NodeProps {
  readonly control: ControlProps;
  readonly field: NodeField | SubjectField;
  readonly value: ConfigValue;
  readonly options: readonly NodeOption[];
  readonly onChange: (value: string) => void;
}

/** Another thing of the scenario, or, where none is a choice too, a schema subject. */
export function NodeInput({ control, field, value, options, onChange }: NodeProps) {
  const hasNone = field.type === "subject";
  const isKnown = options.some((option) => option.id === value) || (hasNone && value === "");
  return (
    <select
      id={control.id}
      className={styles["select"]}
      value={String(value)}
      aria-describedby={control.describedBy}
      onChange={(event) => onChange(event.target.value)}
    >
      {!isKnown && (
        <option value={String(value)}>{value === "" ? "none" : `${String(value)} (missing)`}</option>
      )}
      {hasNone && <option value="">none</option>}
      {options.map((option) => (
        <option key={option.id} value={option.id}>
          {option.name}
        </option>
      ))}
    </select>
  );
}

interface Props {
  readonly row: FormRow;
  readonly control: ControlProps;
  readonly nodesOf: ((kind: string) => readonly NodeOption[]) | undefined;
  readonly onChange: (value: ConfigValue) => void;
  readonly onProblem: (says: string | null) => void;
}

/** The input that suits a field's type. */
export function FieldInput({ row, control, nodesOf, onChange, onProblem }: Props) {
  const { name, field, value } = row;
  switch (field.type) {
    case "number":
      return <NumberInput {...{ control, name, field, value, onChange, onProblem }} />;
    case "choice":
      return <ChoiceInput {...{ control, field, value, onChange }} />;
    case "boolean":
      return <BooleanInput {...{ control, field, value, onChange }} />;
    case "node":
      return <NodeInput {...{ control, field, value, onChange }} options={nodesOf?.(field.kind) ?? []} />;
    case "subject":
      return <NodeInput {...{ control, field, value, onChange }} options={nodesOf?.("subject") ?? []} />;
    case "text":
      return <TextInput {...{ control, field, value, onChange }} />;
    default:
      return unreachable(field);
  }
}
