/**
 * The model of a form that is made from field descriptions (`#scenario/fields.ts`): which rows stand where, what a
 * typed text means, and what is said beside it. The drawing is `FieldForm.tsx`.
 */
import type { Problem } from "#base/result.ts";
import { unreachable } from "#base/assert.ts";
import type { Config, ConfigValue } from "#scenario/document.ts";
import {
  isShown,
  judge,
  type Field,
  type Fields,
  type NumberField,
  type Unit,
  unitText,
} from "#scenario/fields.ts";
import { bytesText, durationText } from "./quantities.ts";

/** One setting in a form. */
export interface FormRow {
  readonly name: string;
  readonly field: Field;
  /** As the document has it, or the initial value. */
  readonly value: ConfigValue;
  /** Differs from what a new thing starts with, so that it can be reset. */
  readonly changed: boolean;
  /** What is wrong with the document's value (a file may bring anything), or null. */
  readonly problem: Problem | null;
}

/** Rows under one heading; `advanced` ones are folded away. */
export interface FormSection {
  readonly title: string;
  readonly rows: readonly FormRow[];
  readonly advanced: readonly FormRow[];
}

/** The form of `fields` for `config`: sections in the order of their first field, without what `when` hides. */
export function formOf(fields: Fields, config: Config): readonly FormSection[] {
  const sections = new Map<string, { title: string; rows: FormRow[]; advanced: FormRow[] }>();
  for (const [name, field] of Object.entries(fields)) {
    if (!isShown(fields, name, config)) continue;
    const value = config[name] ?? field.initial;
    const section = sections.get(field.section) ?? { title: field.section, rows: [], advanced: [] };
    sections.set(field.section, section);
    const row = { name, field, value, changed: value !== field.initial, problem: judge(field, value, name) };
    (field.advanced === true ? section.advanced : section.rows).push(row);
  }
  return [...sections.values()];
}

/** How many shown advanced settings differ from their start, so that a fold can say that it hides something. */
export function changedCount(rows: readonly FormRow[]): number {
  return rows.reduce((sum, row) => sum + (row.changed ? 1 : 0), 0);
}

/** What may be typed behind a number, by the field's unit: suffix -> how many of that unit. */
const SUFFIXES: Readonly<Partial<Record<Unit, Readonly<Record<string, number>>>>> = {
  ms: {
    ms: 1,
    s: 1_000,
    sec: 1_000,
    min: 60_000,
    m: 60_000,
    h: 3_600_000,
    d: 86_400_000,
    day: 86_400_000,
    days: 86_400_000,
  },
  s: { s: 1, sec: 1, min: 60, m: 60, h: 3_600 },
  min: { min: 1, m: 1, h: 60 },
  bytes: {
    b: 1,
    byte: 1,
    bytes: 1,
    kb: 1_000,
    mb: 1_000_000,
    gb: 1_000_000_000,
    kib: 1_024,
    mib: 1_048_576,
    gib: 1_073_741_824,
  },
  "per second": { "/s": 1 },
  percent: { "%": 1 },
  factor: { x: 1, "×": 1 },
};

const NUMBER = /^([+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:e[+-]?\d{1,3})?)\s*([a-z%×/]*)$/i;

export type Reading =
  | { readonly ok: true; readonly value: number }
  | { readonly ok: false; readonly problem: Problem };

/** What a typed text means for a number field: a number, or with a unit that suits ("45s", "1 MiB"), judged by the field. */
export function readNumber(field: NumberField, text: string, name: string): Reading {
  const match = NUMBER.exec(text.trim().replace(/^−/, "-"));
  const factor = match?.[2] === "" ? 1 : SUFFIXES[field.unit]?.[match?.[2]?.toLowerCase() ?? ""];
  if (match?.[1] === undefined || factor === undefined) {
    return { ok: false, problem: judge(field, text, name) ?? notANumber(field, text, name) };
  }
  // A thousandth is the finest step of any setting; the product with a factor may carry noise below it.
  const value = factor === 1 ? Number(match[1]) + 0 : Math.round(Number(match[1]) * factor * 1_000) / 1_000;
  const problem = judge(field, value, name);
  return problem === null ? { ok: true, value } : { ok: false, problem };
}

function notANumber(field: NumberField, text: string, path: string): Problem {
  return {
    code: "not-a-number",
    path,
    says: `${field.label} is "${text}", must be a number.`,
    tryThis: `Use ${field.initial}, for example.`,
  };
}

/**
 * The next value up or down for the arrow keys: about a hundredth and round, so that 45000 goes to 46000 …
 * (below 200 by one), kept inside the range.
 */
export function stepped(field: NumberField, value: number, direction: 1 | -1): number {
  const size = Math.abs(value);
  let step = 1;
  while (step * 200 <= size) step *= 10;
  if (!field.whole && size <= 1) step = 0.1;
  const next = Math.round((value + direction * step) * 1_000) / 1_000 + 0;
  return Math.min(field.max, Math.max(field.min, next)) + 0;
}

/** A large number said again in a handier unit, e.g. "45 s" for 45000 ms; null where it would say nothing new. */
export function handyText(field: Field, value: ConfigValue): string | null {
  if (field.type !== "number" || typeof value !== "number" || value < 0) return null;
  if (field.unit === "ms" && value >= 1_000) return durationText(value);
  if (field.unit === "bytes" && value >= 1_024) return bytesText(value);
  return null;
}

/** The initial value as a person reads it, for the reset button. */
export function initialText(field: Field): string {
  switch (field.type) {
    case "number":
      return (
        handyText(field, field.initial) ??
        `${field.initial}${field.unit === "none" || field.unit === "count" ? "" : ` ${unitText(field.unit)}`}`
      );
    case "choice":
      return field.options[field.initial] ?? field.initial;
    case "boolean":
      return field.initial ? "yes" : "no";
    case "node":
    case "subject":
      return "none";
    case "text":
      return field.initial === "" ? "none" : field.initial;
    default:
      return unreachable(field);
  }
}

/** Whether a choice is short enough to show all its options side by side (in a panel of about 270 px). */
export function isSegmented(options: Readonly<Record<string, string>>): boolean {
  const labels = Object.values(options);
  return labels.length <= 3 && labels.reduce((sum, label) => sum + label.length + 3, 0) <= 40;
}
