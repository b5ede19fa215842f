import { useId, type FormEvent, type ReactNode } from "react";
import type { Scenario } from "#scenario/document.ts";
import { endSweep, startSweep, useSweep } from "#session/sweeping.ts";
import { MEASURE_IDS, measures, type MeasureId } from "#sweep/measures.ts";
import { Button } from "#ui/Button.tsx";
import { Field } from "#ui/Field.tsx";
import {
  changeForm,
  groupAt,
  knobAt,
  placesOf,
  readForm,
  settingsAt,
  type FormField,
  type FormState,
  type KnobForm,
  type Reading,
} from "./form.ts";
import styles from "./WhatIf.module.css";

interface Props {
  readonly scenario: Scenario;
  readonly form: FormState;
}

/** What is varied, over how many seeds, and whether it is asked how many are needed. Enter runs it. */
export function Form({ scenario, form }: Props) {
  const isRunning = useSweep(({ status }) => status === "running");
  const reading = readForm(scenario, form);
  const wrong = reading.ok ? {} : reading.wrong;
  const set = (change: Partial<FormState>) => changeForm({ ...form, ...change });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (reading.ok && !isRunning) void startSweep(reading.plan, reading.question);
  };
  return (
    <form className={styles["form"]} aria-label="What to try" onSubmit={submit}>
      <KnobFields
        scenario={scenario}
        knob={form.first}
        error={wrong.first}
        title="Setting"
        onChange={(first) =>
          set(
            first.place === form.first.place ? { first } : { first, groupId: groupAt(scenario, first.place) },
          )
        }
      />
      <Kind form={form} set={set} />
      {form.asks ? (
        <Condition form={form} set={set} wrong={wrong} />
      ) : (
        <Second scenario={scenario} form={form} set={set} error={wrong.second} />
      )}
      <Sizes scenario={scenario} form={form} set={set} wrong={wrong} />
      <Foot reading={reading} isRunning={isRunning} />
    </form>
  );
}

interface SizesProps extends PartProps {
  readonly scenario: Scenario;
  readonly wrong: Readonly<Partial<Record<FormField, string>>>;
}

/** How many seeds, how much load, what is left out at the start, and which group is measured. */
function Sizes({ scenario, form, set, wrong }: SizesProps) {
  return (
    <div className={styles["row"]}>
      <TextField label="Seeds" value={form.seeds} error={wrong.seeds} onChange={(seeds) => set({ seeds })} />
      <TextField
        label="Load"
        unit="×"
        value={form.load}
        error={wrong.load}
        onChange={(load) => set({ load })}
      />
      <TextField
        label="Warm-up"
        unit="s"
        value={form.warmUp}
        error={wrong.warmUp}
        onChange={(warmUp) => set({ warmUp })}
      />
      <SelectField
        label="Measured"
        value={form.groupId}
        options={[
          { id: "", name: "all groups" },
          ...scenario.nodes.filter(({ kind }) => kind === "consumer-group"),
        ]}
        onChange={(groupId) => set({ groupId })}
      />
    </div>
  );
}

function Foot({ reading, isRunning }: { readonly reading: Reading; readonly isRunning: boolean }) {
  return (
    <>
      {reading.ok &&
        reading.warnings.map((says) => (
          <p key={says} className={styles["warning"]}>
            {says}
          </p>
        ))}
      <div className={styles["foot"]}>
        {isRunning ? (
          <Button
            onClick={(event) => {
              // React makes the same button into "Run" again, and the click would then submit the form.
              event.preventDefault();
              endSweep();
            }}
          >
            Stop
          </Button>
        ) : (
          <Button type="submit" look="primary" disabled={!reading.ok}>
            Run
          </Button>
        )}
        {reading.ok && (
          <span className={styles["muted"]}>
            {reading.question === null ? "" : "at most "}
            {reading.plan.axes.reduce((product, { values }) => product * values.length, 1)} ×{" "}
            {reading.plan.seeds.length} runs
          </span>
        )}
      </div>
    </>
  );
}

interface PartProps {
  readonly form: FormState;
  readonly set: (change: Partial<FormState>) => void;
}

function Kind({ form, set }: PartProps) {
  const name = useId();
  const option = (asks: boolean, label: string) => (
    <label className={styles["option"]}>
      <input type="radio" name={name} checked={form.asks === asks} onChange={() => set({ asks })} /> {label}
    </label>
  );
  return (
    <fieldset className={styles["kind"]}>
      <legend className="visually-hidden">What is asked</legend>
      {option(false, "Compare the values")}
      {option(true, "Which is enough")}
    </fieldset>
  );
}

interface ConditionProps extends PartProps {
  readonly wrong: { readonly below?: string | undefined; readonly share?: string | undefined };
}

/** "Latency p99 under 2 s in 90 % of the seeds". */
function Condition({ form, set, wrong }: ConditionProps) {
  const asked = MEASURE_IDS.filter((id) => !id.endsWith("Waiting") && id !== "throughput");
  return (
    <div className={styles["row"]}>
      <SelectField
        label="So that"
        value={form.measure}
        options={asked.map((id) => ({ id, name: measures[id].title }))}
        onChange={(measure) => set({ measure: measure as MeasureId })}
      />
      <TextField
        label="Is under"
        value={form.below}
        error={wrong.below}
        onChange={(below) => set({ below })}
      />
      <TextField
        label="In seeds"
        unit="%"
        value={form.share}
        error={wrong.share}
        onChange={(share) => set({ share })}
      />
    </div>
  );
}

interface SecondProps extends PartProps {
  readonly scenario: Scenario;
  readonly error: string | undefined;
}

/** A second setting, where somebody wants one. */
function Second({ scenario, form, set, error }: SecondProps) {
  if (form.second === null) {
    const places = placesOf(scenario);
    const place = places.find(({ id }) => id !== form.first.place)?.id ?? form.first.place;
    return (
      <Button
        look="quiet"
        className={styles["more"] ?? ""}
        onClick={() => set({ second: knobAt(scenario, place) })}
      >
        And a second setting …
      </Button>
    );
  }
  return (
    <div>
      <KnobFields
        scenario={scenario}
        knob={form.second}
        error={error}
        title="Second setting"
        onChange={(second) => set({ second })}
      />
      <Button look="quiet" className={styles["more"] ?? ""} onClick={() => set({ second: null })}>
        Without a second setting
      </Button>
    </div>
  );
}

interface KnobProps {
  readonly scenario: Scenario;
  readonly knob: KnobForm;
  readonly title: string;
  readonly error: string | undefined;
  readonly onChange: (knob: KnobForm) => void;
}

/** Of what, which setting, and its values. */
function KnobFields({ scenario, knob, title, error, onChange }: KnobProps) {
  const settings = settingsAt(scenario, knob.place);
  return (
    <div className={styles["knob"]} role="group" aria-label={title}>
      <SelectField
        label={`${title} of`}
        value={knob.place}
        options={placesOf(scenario)}
        onChange={(place) => onChange(knobAt(scenario, place))}
      />
      {settings.length > 0 && (
        <SelectField
          label="Which"
          value={knob.setting}
          options={settings.map(([id, field]) => ({ id, name: field.label, section: field.section }))}
          onChange={(setting) => onChange(knobAt(scenario, knob.place, setting))}
        />
      )}
      <TextField
        label="Values"
        value={knob.values}
        error={error}
        placeholder="1,2,4 or 1..8"
        onChange={(values) => onChange({ ...knob, values })}
      />
    </div>
  );
}

interface TextProps {
  readonly label: string;
  readonly value: string;
  readonly unit?: string;
  readonly placeholder?: string;
  readonly error?: string | undefined;
  readonly onChange: (value: string) => void;
}

function TextField({ label, value, unit, placeholder, error, onChange }: TextProps) {
  return (
    <Field label={label} unit={unit} error={error}>
      {(control) => (
        <input
          {...control}
          type="text"
          autoComplete="off"
          spellCheck={false}
          placeholder={placeholder}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

interface Option {
  readonly id: string;
  readonly name: string;
  readonly section?: string;
}

interface SelectProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly Option[];
  readonly onChange: (id: string) => void;
}

function SelectField({ label, value, options, onChange }: SelectProps) {
  const sections = [...new Set(options.map(({ section }) => section))];
  const drawn = (section: string | undefined): ReactNode =>
    options
      .filter((option) => option.section === section)
      .map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ));
  return (
    <Field label={label}>
      {(control) => (
        <select {...control} value={value} onChange={(event) => onChange(event.target.value)}>
          {sections.map((section) =>
            section === undefined ? (
              drawn(section)
            ) : (
              <optgroup key={section} label={section}>
                {drawn(section)}
              </optgroup>
            ),
          )}
        </select>
      )}
    </Field>
  );
}
