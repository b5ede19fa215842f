/** What is asked for in the panel, as it is typed, and what it means for the drawing. */
import { create } from "zustand";
import type { ConfigValue, Scenario } from "#scenario/document.ts";
import { runSettings } from "#sim/run-settings.ts";
import {
  fieldOfKnob,
  isVaried,
  knobText,
  readValues,
  valueNow,
  variedFields,
  type Knob,
  type VariedField,
} from "#sweep/knob.ts";
import { measures, type MeasureId } from "#sweep/measures.ts";
import { planSweep, type Axis, type SweepPlan } from "#sweep/plan.ts";
import { readCondition, type Question } from "#sweep/sizing.ts";

/** One varied setting: where it stands, which it is, and its values as typed. */
export interface KnobForm {
  /** A node's id, RUN for the whole run, LOAD for the load. */
  readonly place: string;
  readonly setting: string;
  readonly values: string;
}

export interface FormState {
  readonly first: KnobForm;
  /** Null: one setting is varied. */
  readonly second: KnobForm | null;
  readonly seeds: string;
  readonly load: string;
  /** Seconds at the start that are left out. */
  readonly warmUp: string;
  /** Id of the measured group; "" for all. */
  readonly groupId: string;
  /** Whether it is asked how many are needed, instead of running everything. */
  readonly asks: boolean;
  readonly measure: MeasureId;
  readonly below: string;
  /** Percent of the seeds. */
  readonly share: string;
}

/** No ids of nodes: those start with a letter. */
export const RUN = "@run";
export const LOAD = "@load";

/** Hook and store of the form; null until it is first shown. */
export const useForm = create<{ readonly form: FormState | null }>()(() => ({ form: null }));

export function changeForm(form: FormState): void {
  useForm.setState({ form });
}

export function knobOf({ place, setting }: KnobForm): Knob {
  if (place === LOAD) return { of: "load" };
  return place === RUN ? { of: "run", setting } : { of: "node", nodeId: place, setting };
}

/** Settings at a place, by name. */
export function settingsAt(scenario: Scenario, place: string): readonly (readonly [string, VariedField])[] {
  if (place === RUN)
    return Object.entries(runSettings).flatMap(([name, field]) =>
      isVaried(field) ? [[name, field] as const] : [],
    );
  const node = scenario.nodes.find(({ id }) => id === place);
  return node === undefined ? [] : variedFields(node);
}

/** Where something can be varied: nodes in the drawing's order, then the load and the whole run. */
export function placesOf(scenario: Scenario): readonly { readonly id: string; readonly name: string }[] {
  return [
    ...scenario.nodes.filter((node) => variedFields(node).length > 0).map(({ id, name }) => ({ id, name })),
    { id: LOAD, name: "the load" },
    { id: RUN, name: "the whole run" },
  ];
}

/** The form as it stands, or a new one where nothing was asked yet or what is asked about is gone. */
export function formFor(scenario: Scenario, form: FormState | null, selectedId: string | null): FormState {
  const isThere = (knob: KnobForm): boolean => fieldOfKnob(scenario, knobOf(knob)) !== undefined;
  if (form !== null && isThere(form.first)) {
    const second = form.second !== null && isThere(form.second) ? form.second : null;
    const isGroup = scenario.nodes.some(({ id }) => id === form.groupId);
    return second === form.second && (isGroup || form.groupId === "")
      ? form
      : { ...form, second, groupId: isGroup ? form.groupId : "" };
  }
  const first = knobAt(scenario, firstPlace(scenario, selectedId));
  return {
    first,
    second: null,
    seeds: "20",
    load: "1",
    warmUp: "10",
    groupId: groupAt(scenario, first.place),
    asks: false,
    measure: "latencyP99",
    below: "2 s",
    share: "90",
  };
}

/** What is selected, if it is a service or a group; else the first service that processes something. */
function firstPlace(scenario: Scenario, selectedId: string | null): string {
  const selected = scenario.nodes.find(({ id }) => id === selectedId);
  if (selected?.kind === "service" || selected?.kind === "consumer-group") return selected.id;
  const group = scenario.nodes.find(({ kind }) => kind === "consumer-group");
  return scenario.nodes.find(({ id }) => id === group?.config["service"])?.id ?? LOAD;
}

/** A place with its first setting and values around where it stands. */
export function knobAt(scenario: Scenario, place: string, setting?: string): KnobForm {
  const name = setting ?? settingsAt(scenario, place)[0]?.[0] ?? "";
  const knob = knobOf({ place, setting: name, values: "" });
  const field = fieldOfKnob(scenario, knob);
  const now = valueNow(scenario, knob);
  return { place, setting: name, values: field === undefined ? "" : suggested(field, now ?? field.initial) };
}

/** The group that a change there is most likely about; "" for all. */
export function groupAt(scenario: Scenario, place: string): string {
  const node = scenario.nodes.find(({ id }) => id === place);
  if (node?.kind === "consumer-group") return node.id;
  return (
    scenario.nodes.find(({ kind, config }) => kind === "consumer-group" && config["service"] === place)?.id ??
    ""
  );
}

const FACTORS = [0.5, 1, 2, 4];

/** Values worth trying first. */
export function suggested(field: VariedField, now: ConfigValue): string {
  switch (field.type) {
    case "boolean":
      return "true,false";
    case "choice":
      return Object.keys(field.options).join(",");
    case "number": {
      if (field.unit === "count" && field.max <= 64) return `${field.min}..${Math.min(field.max, 8)}`;
      const values = FACTORS.map((factor) => (Number(now) === 0 ? field.initial : Number(now)) * factor)
        .map((value) => (field.whole ? Math.round(value) : Math.round(value * 1_000) / 1_000))
        .map((value) => Math.min(field.max, Math.max(field.min, value)));
      return [...new Set(values)].join(",");
    }
  }
}

/** Inputs of the form that something can be wrong with. */
export type FormField = "first" | "second" | "seeds" | "load" | "warmUp" | "groupId" | "below" | "share";

export type Reading =
  | {
      readonly ok: true;
      readonly plan: SweepPlan;
      readonly question: Question | null;
      readonly warnings: readonly string[];
    }
  | { readonly ok: false; readonly wrong: Readonly<Partial<Record<FormField, string>>> };

/** What the form asks for, or what is wrong with it, by input. */
export function readForm(scenario: Scenario, form: FormState): Reading {
  const wrong: Partial<Record<FormField, string>> = {};
  const axes: Axis[] = [];
  const knobs = { first: form.first, second: form.asks ? null : form.second };
  for (const which of ["first", "second"] as const) {
    const knobForm = knobs[which];
    if (knobForm === null) continue;
    const knob = knobOf(knobForm);
    const field = fieldOfKnob(scenario, knob);
    const values = field === undefined ? null : readValues(field, knobForm.values, "values");
    if (values?.ok === true) axes.push({ knob, values: values.value });
    else wrong[which] = values?.problems[0]?.says ?? "There is no such setting any more.";
  }
  const question = form.asks ? questionOf(form, wrong) : null;
  if (Object.keys(wrong).length > 0) return { ok: false, wrong };
  const planned = planSweep({
    scenario,
    axes,
    seeds: numberOf(form.seeds),
    load: numberOf(form.load),
    warmUpMs: numberOf(form.warmUp) * 1_000,
    groupId: form.groupId,
  });
  if (planned.ok)
    return { ok: true, plan: planned.value, question, warnings: planned.warnings.map(({ says }) => says) };
  for (const { path, says } of planned.problems) wrong[fieldNamed(scenario, form, path)] ??= says;
  return { ok: false, wrong };
}

function fieldNamed(scenario: Scenario, form: FormState, path: string): FormField {
  if (path === "seeds" || path === "load" || path === "warmUp") return path;
  if (path === "group") return "groupId";
  const isSecond = form.second !== null && knobText(scenario, knobOf(form.second)) === path;
  return isSecond ? "second" : "first";
}

/** Not a number where nothing or something else stands there: the plan refuses that. */
function numberOf(text: string): number {
  return text.trim() === "" ? Number.NaN : Number(text);
}

function questionOf(form: FormState, wrong: Partial<Record<FormField, string>>): Question | null {
  const condition = readCondition(`${form.measure} < ${form.below}`);
  const share = numberOf(form.share);
  if (condition === null)
    wrong.below =
      measures[form.measure].unit === "ms"
        ? "Write a time, e.g. 2 s or 500 ms."
        : "Write a number, e.g. 100.";
  if (!(share >= 1 && share <= 100)) wrong.share = "Write a percentage from 1 to 100.";
  if (condition === null || wrong.share !== undefined) return null;
  return { ...condition, share: share / 100, search: "bisection" };
}
