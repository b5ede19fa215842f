/**
 * The one description of a setting. Inspector forms, validation messages, the JSON Schema and the docs all come from it.
 */
import { unreachable } from "#base/assert.ts";
import { ok, refused, type Problem, type Result } from "#base/result.ts";
import type { Config, ConfigValue } from "./document.ts";

/** Units that settings are written in. */
export type Unit = "ms" | "s" | "min" | "per second" | "bytes" | "count" | "percent" | "factor" | "none";

/** What stands behind the input, e.g. "ms", "/s", "×"; "" for bare counts. */
export function unitText(unit: Unit): string {
  switch (unit) {
    case "ms":
    case "s":
    case "min":
    case "bytes":
      return unit;
    case "per second":
      return "/s";
    case "percent":
      return "%";
    case "factor":
      return "×";
    case "count":
    case "none":
      return "";
    default:
      return unreachable(unit);
  }
}

interface FieldBase {
  /** What stands beside the input, e.g. "Session timeout". */
  readonly label: string;
  /** One plain sentence for a newcomer. */
  readonly help: string;
  /** Heading of the form under which it stands, e.g. "Publishing". */
  readonly section: string;
  /** The real system's name of it, e.g. `session.timeout.ms`. */
  readonly configName?: string;
  /** The real system's default where ours differs, as people would read it, with the reason in `help`. */
  readonly realDefault?: string;
  /** Shown (and judged) only while another setting of the same thing has one of these values. */
  readonly when?: { readonly field: string; readonly is: readonly ConfigValue[] };
  /** Rarely changed: the form folds it away. */
  readonly advanced?: boolean;
  /** How it can change while a run goes on; without this, a change holds from the start of the run. */
  readonly live?: LiveChange;
}

/** The fault by which a running system gets another value of a setting. */
export interface LiveChange {
  /** Kind of the fault (`sim/faults`). */
  readonly fault: string;
  /** The fault's own setting that says it. */
  readonly setting: string;
  /** What is written there: the new value, or how many times the document's value it is. */
  readonly as: "value" | "factor";
}

export interface NumberField extends FieldBase {
  readonly type: "number";
  readonly unit: Unit;
  readonly min: number;
  readonly max: number;
  /** True where only whole numbers make sense. */
  readonly whole: boolean;
  readonly initial: number;
}

export interface ChoiceField extends FieldBase {
  readonly type: "choice";
  /** value -> what a person reads. */
  readonly options: Readonly<Record<string, string>>;
  readonly initial: string;
}

export interface BooleanField extends FieldBase {
  readonly type: "boolean";
  readonly initial: boolean;
}

/** Refers to another node of the document by id. */
export interface NodeField extends FieldBase {
  readonly type: "node";
  readonly kind: string;
  readonly initial: string;
}

/** Refers to one of the document's schema subjects by id; "" for none. */
export interface SubjectField extends FieldBase {
  readonly type: "subject";
  readonly initial: "";
}

/** A short text that a person types. */
export interface TextField extends FieldBase {
  readonly type: "text";
  /** In UTF-16 units. */
  readonly maxLength: number;
  readonly initial: string;
}

export type Field = NumberField | ChoiceField | BooleanField | NodeField | SubjectField | TextField;
export type Fields = Readonly<Record<string, Field>>;

/** The complete config that a kind's code sees: every field present, of its type. */
export type ConfigOf<F extends Fields> = {
  readonly [K in keyof F]: F[K] extends NumberField
    ? number
    : F[K] extends BooleanField
      ? boolean
      : F[K] extends ChoiceField
        ? keyof F[K]["options"] & string
        : string;
};

/** The settings that a new node starts with. */
export function initialConfig<F extends Fields>(fields: F): ConfigOf<F> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [name, field.initial]),
  ) as ConfigOf<F>;
}

/** Whether the form shows `name` given the other settings. */
export function isShown(
  fields: Fields,
  name: string,
  config: Readonly<Record<string, ConfigValue>>,
): boolean {
  const field = fields[name];
  if (field === undefined) return false;
  if (field.when === undefined) return true;
  const other = config[field.when.field] ?? fields[field.when.field]?.initial;
  return other !== undefined && field.when.is.includes(other) && isShown(fields, field.when.field, config);
}

/**
 * Judges a config against its fields. `path` is where the config stands in the document, e.g. `nodes[2].config`.
 * The value has every field; unknown names are kept out of it and warned about (the document itself keeps them).
 */
export function readConfig<F extends Fields>(fields: F, config: Config, path: string): Result<ConfigOf<F>> {
  const problems: Problem[] = [];
  const warnings: Problem[] = [];
  const value: Record<string, ConfigValue> = { ...initialConfig(fields) };
  for (const name of Object.keys(config)) {
    // Not fields[name] alone: a setting may be called "toString".
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    const given = config[name];
    if (given === undefined) continue;
    if (field === undefined) {
      warnings.push({
        code: "unknown-setting",
        path: `${path}.${name}`,
        says: `"${name}" is not a setting here; it is kept but has no effect.`,
        tryThis: `Known settings: ${Object.keys(fields).join(", ")}.`,
      });
      continue;
    }
    const problem = judge(field, given, `${path}.${name}`);
    if (problem === null) value[name] = given;
    else problems.push(problem);
  }
  return problems.length > 0 ? refused(problems) : ok(value as ConfigOf<F>, warnings);
}

/** Whether one value suits one field; null if it does. */
export function judge(field: Field, given: unknown, path: string): Problem | null {
  switch (field.type) {
    case "number": {
      const range = `${field.whole ? "a whole number" : "a number"} from ${field.min} to ${field.max}${field.unit === "none" ? "" : ` (${field.unit})`}`;
      if (typeof given !== "number" || !Number.isFinite(given)) {
        return {
          code: "not-a-number",
          path,
          says: `${field.label} is ${show(given)}, must be ${range}.`,
          tryThis: `Use ${field.initial}, for example.`,
        };
      }
      if (field.whole && !Number.isInteger(given)) {
        return {
          code: "not-whole",
          path,
          says: `${field.label} is ${given}, must be ${range}.`,
          tryThis: `Use ${Math.round(given)}.`,
        };
      }
      if (given < field.min || given > field.max || Object.is(given, -0)) {
        const nearest = Math.min(field.max, Math.max(field.min, given)) + 0;
        return {
          code: "out-of-range",
          path,
          says: `${field.label} is ${Object.is(given, -0) ? "-0" : given}, must be ${range}.`,
          tryThis: `The nearest allowed value is ${nearest}.`,
        };
      }
      return null;
    }
    case "choice": {
      if (typeof given === "string" && Object.hasOwn(field.options, given)) return null;
      const options = Object.keys(field.options).join(", ");
      return {
        code: "not-an-option",
        path,
        says: `${field.label} is ${show(given)}, must be one of: ${options}.`,
        tryThis: `Use "${field.initial}", for example.`,
      };
    }
    case "boolean":
      if (typeof given === "boolean") return null;
      return {
        code: "not-a-boolean",
        path,
        says: `${field.label} is ${show(given)}, must be true or false.`,
        tryThis: `Use ${field.initial}.`,
      };
    case "node":
      if (typeof given === "string") return null;
      return {
        code: "not-a-node-id",
        path,
        says: `${field.label} is ${show(given)}, must be the id of a ${field.kind}.`,
        tryThis: `Name a node of kind "${field.kind}".`,
      };
    case "subject":
      if (typeof given === "string") return null;
      return {
        code: "not-a-subject-id",
        path,
        says: `${field.label} is ${show(given)}, must be the id of a schema subject.`,
        tryThis: 'Name a subject of the document, or "" for none.',
      };
    case "text":
      if (typeof given === "string" && given.length <= field.maxLength) return null;
      return {
        code: "not-a-text",
        path,
        says: `${field.label} is ${show(given)}, must be a text of at most ${field.maxLength} characters.`,
        tryThis: "Shorten it.",
      };
  }
}

function show(given: unknown): string {
  if (typeof given === "string") return `"${given.length > 40 ? `${given.slice(0, 40)}…` : given}"`;
  if (typeof given === "number" || typeof given === "boolean") return String(given);
  if (given === null || given === undefined) return String(given);
  return Array.isArray(given) ? "a list" : "an object";
}
