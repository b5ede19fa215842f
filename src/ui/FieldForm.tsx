import { useId, useState, type ReactNode } from "react";
import type { Config, ConfigValue } from "#scenario/document.ts";
import type { Fields } from "#scenario/fields.ts";
import { changedCount, formOf, handyText, initialText, isSegmented, type FormRow } from "./field-form.ts";
import { FieldInput, type NodeOption } from "./FieldInput.tsx";
import styles from "./FieldForm.module.css";
import { Glyph } from "./Glyph.tsx";

interface Props {
  readonly fields: Fields;
  readonly config: Config;
  /** A changed setting; `undefined`: back to its start. Called with values that the field's description allows only. */
  readonly onChange: (name: string, value: ConfigValue | undefined) => void;
  /** What node fields may refer to, by kind. */
  readonly nodesOf?: (kind: string) => readonly NodeOption[];
  /** Names of fields that are shown elsewhere. */
  readonly without?: readonly string[];
  /** What else stands under a field. */
  readonly below?: (name: string) => ReactNode;
}

/** A form made from field descriptions: sections, rarely changed settings folded away, help behind a button. */
export function FieldForm({ fields, config, onChange, nodesOf, without = [], below }: Props) {
  const sections = formOf(fields, config);
  const draw = (row: FormRow) => (
    <Row
      key={row.name}
      row={row}
      nodesOf={nodesOf}
      onChange={(value) => onChange(row.name, value)}
      below={below?.(row.name)}
    />
  );
  const wanted = (rows: readonly FormRow[]) => rows.filter((row) => !without.includes(row.name));
  return (
    <div className={styles["form"]}>
      {sections.map((section) => {
        const [rows, advanced] = [wanted(section.rows), wanted(section.advanced)];
        if (rows.length + advanced.length === 0) return null;
        return (
          <fieldset key={section.title} className={styles["section"]}>
            <legend className={styles["legend"]}>{section.title}</legend>
            {rows.map(draw)}
            {advanced.length > 0 && (
              <details className={styles["advanced"]}>
                <summary>
                  {advanced.length} more {advanced.length === 1 ? "setting" : "settings"}
                  {changedCount(advanced) > 0 && (
                    <span className={styles["note"]}>{changedCount(advanced)} changed</span>
                  )}
                </summary>
                {advanced.map(draw)}
              </details>
            )}
          </fieldset>
        );
      })}
    </div>
  );
}

const RESET = "M4 12a8 8 0 1 0 2.5-5.8 M4 3v4h4";
const HELP = "M9.5 9.2a2.6 2.6 0 1 1 3.6 2.6c-.8.4-1.1.9-1.1 1.8 M12 16.8h.01";

interface RowProps {
  readonly row: FormRow;
  readonly nodesOf: ((kind: string) => readonly NodeOption[]) | undefined;
  readonly onChange: (value: ConfigValue | undefined) => void;
  readonly below: ReactNode;
}

/** Label and control, the real name and default under it, then the help where it was asked for and what is wrong. */
function Row({ row, nodesOf, onChange, below }: RowProps) {
  const id = useId();
  const [typed, setTyped] = useState<string | null>(null);
  const [resets, setResets] = useState(0);
  const [helps, setHelps] = useState(false);
  const { field } = row;
  const reset = () => {
    setTyped(null);
    setResets(resets + 1);
    onChange(undefined);
  };
  const wrong = typed ?? (row.problem === null ? null : row.problem.says);
  const isWide =
    field.type === "node" ||
    field.type === "subject" ||
    (field.type === "choice" && widestOption(field.options) > 12);
  const describedBy = [helps ? `${id}-help` : "", wrong === null ? "" : `${id}-wrong`]
    .filter(Boolean)
    .join(" ");
  const hasRadios = field.type === "choice" && isSegmented(field.options);
  return (
    <div className={styles["row"]} data-field={row.name} data-wide={isWide || hasRadios ? "" : undefined}>
      <Head id={id} row={row} hasRadios={hasRadios} helps={helps} onHelp={() => setHelps(!helps)} />
      <div className={styles["control"]}>
        <FieldInput
          key={resets}
          row={row}
          control={{ id, describedBy: describedBy === "" ? undefined : describedBy }}
          nodesOf={nodesOf}
          onChange={onChange}
          onProblem={setTyped}
        />
      </div>
      <FactsLine row={row} onReset={reset} />
      {below}
      {helps && (
        <p id={`${id}-help`} className={styles["help"]}>
          {field.help}
        </p>
      )}
      {wrong !== null && (
        <p id={`${id}-wrong`} className={styles["wrong"]} role="alert">
          {wrong}
        </p>
      )}
    </div>
  );
}

interface HeadProps {
  readonly id: string;
  readonly row: FormRow;
  /** A group of radio buttons is named by the text; everything else has a label. */
  readonly hasRadios: boolean;
  readonly helps: boolean;
  readonly onHelp: () => void;
}

function Head({ id, row, hasRadios, helps, onHelp }: HeadProps) {
  const { label } = row.field;
  return (
    <div className={styles["head"]}>
      {hasRadios ? (
        <span id={`${id}-label`} className={styles["label"]}>
          {label}
        </span>
      ) : (
        <label htmlFor={id} id={`${id}-label`} className={styles["label"]}>
          {label}
        </label>
      )}
      <button
        type="button"
        className={styles["help-button"]}
        aria-label={`About ${label}`}
        aria-expanded={helps}
        onClick={onHelp}
      >
        <Glyph d={HELP} size={16} />
      </button>
    </div>
  );
}

/** The real system's name and default, the way back to the start, and a large number in a handier unit. */
function FactsLine({ row, onReset }: { readonly row: FormRow; readonly onReset: () => void }) {
  const { field } = row;
  const handy = handyText(field, row.value);
  if (field.configName === undefined && field.realDefault === undefined && handy === null && !row.changed)
    return null;
  return (
    <div className={styles["facts"]}>
      {field.configName !== undefined && <code>{field.configName}</code>}
      {field.realDefault !== undefined && <span>Kafka’s default: {field.realDefault}</span>}
      <span className={styles["end"]}>
        {row.changed && (
          <button
            type="button"
            className={styles["reset"]}
            aria-label={`Set ${field.label} back to ${initialText(field)}`}
            onClick={onReset}
          >
            <Glyph d={RESET} size={11} />
            {initialText(field)}
          </button>
        )}
        {handy}
      </span>
    </div>
  );
}

function widestOption(options: Readonly<Record<string, string>>): number {
  return Math.max(...Object.values(options).map((label) => label.length));
}
