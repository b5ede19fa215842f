/** What differs between two documents as far as the run goes, as a list of sentences. Places and notes are no matter. */
import { canonicalJson } from "#scenario/canonical.ts";
import type { Config, ConfigValue, Intervention, Scenario, ScenarioNode } from "#scenario/document.ts";
import { unitText, type Field, type Fields } from "#scenario/fields.ts";
import { micros } from "#base/units.ts";
import { faults } from "#sim/faults/index.ts";
import { kinds } from "#sim/kinds/index.ts";
import { runSettings } from "#sim/run-settings.ts";
import { momentText, spanText } from "#sim/words.ts";

/** One thing that is otherwise in B; the values as people read them, "" for nothing. */
export interface Change {
  /** What it is about, e.g. "Instances of payment-service". */
  readonly what: string;
  readonly a: string;
  readonly b: string;
}

/** Everything in which two documents differ and on which the run depends: the seed and the run first, then nodes, wires, interventions. */
export function changesBetween(a: Scenario, b: Scenario): readonly Change[] {
  return [
    ...(a.seed === b.seed ? [] : [{ what: "Seed", a: a.seed, b: b.seed }]),
    ...configChanges(runSettings, a.settings, b.settings, "", [a, b]),
    ...nodeChanges(a, b),
    ...wireChanges(a, b),
    ...subjectChanges(a, b),
    ...interventionChanges(a, b),
  ];
}

/** One change as a sentence. */
export function changeText({ what, a, b }: Change): string {
  if (a === "") return `${what}: only in B${b === "" ? "" : ` (${b})`}`;
  if (b === "") return `${what}: only in A (${a})`;
  return `${what}: ${a} → ${b}`;
}

type Pair = readonly [a: Scenario, b: Scenario];

function nodeChanges(a: Scenario, b: Scenario): readonly Change[] {
  const others = new Map(b.nodes.map((node) => [node.id, node]));
  const own = new Set(a.nodes.map(({ id }) => id));
  const kept = a.nodes.flatMap((node) => {
    const other = others.get(node.id);
    if (other === undefined) return [{ what: node.name, a: kindText(node), b: "" }];
    if (other.kind !== node.kind) return [{ what: node.name, a: kindText(node), b: kindText(other) }];
    return configChanges(fieldsOf(node), node.config, other.config, other.name, [a, b]);
  });
  const added = b.nodes.filter(({ id }) => !own.has(id));
  return [...kept, ...added.map((node) => ({ what: node.name, a: "", b: kindText(node) }))];
}

function kindText({ kind }: ScenarioNode): string {
  return (Object.hasOwn(kinds, kind) ? kinds[kind]?.title.toLowerCase() : undefined) ?? kind;
}

function fieldsOf({ kind }: ScenarioNode): Fields {
  return (Object.hasOwn(kinds, kind) ? kinds[kind]?.fields : undefined) ?? {};
}

function configChanges(fields: Fields, a: Config, b: Config, name: string, both: Pair): readonly Change[] {
  const names = new Set([...Object.keys(fields), ...Object.keys(a), ...Object.keys(b)]);
  const of = name === "" ? "" : ` of ${name}`;
  return [...names].flatMap((setting) => {
    const field = Object.hasOwn(fields, setting) ? fields[setting] : undefined;
    const value = (config: Config): ConfigValue | undefined =>
      Object.hasOwn(config, setting) ? config[setting] : field?.initial;
    if (value(a) === value(b)) return [];
    const label = field?.label ?? setting;
    return [{ what: `${label}${of}`, a: text(field, value(a), both[0]), b: text(field, value(b), both[1]) }];
  });
}

/** A setting's value as people read it. */
function text(field: Field | undefined, value: ConfigValue | undefined, scenario: Scenario): string {
  if (value === undefined || value === "") return "none";
  switch (field?.type) {
    case "boolean":
      return value === true ? "yes" : "no";
    case "choice":
      return Object.hasOwn(field.options, String(value)) ? field.options[String(value)]! : String(value);
    case "node":
      return scenario.nodes.find(({ id }) => id === value)?.name ?? String(value);
    case "subject":
      return scenario.subjects.find(({ id }) => id === value)?.name ?? String(value);
    case "number": {
      if (field.unit === "ms" && typeof value === "number" && value >= 1) return spanText(micros(value));
      const unit = unitText(field.unit);
      return unit === "" ? String(value) : `${String(value)} ${unit}`;
    }
    case "text":
    case undefined:
    default:
      return String(value);
  }
}

function wireChanges(a: Scenario, b: Scenario): readonly Change[] {
  const key = ({ kind, from, to }: Scenario["wires"][number]): string => JSON.stringify([kind, from, to]);
  const named = (scenario: Scenario) => {
    const name = (id: string): string => scenario.nodes.find((node) => node.id === id)?.name ?? id;
    return new Map(
      scenario.wires.map((wire) => [key(wire), `${name(wire.from)} → ${name(wire.to)}`] as const),
    );
  };
  return onlyInOne(named(a), named(b)).map(({ what, isInA }) => ({
    what: `Wire ${what}`,
    a: isInA ? "wired" : "",
    b: isInA ? "" : "wired",
  }));
}

function subjectChanges(a: Scenario, b: Scenario): readonly Change[] {
  const others = new Map(b.subjects.map((subject) => [subject.id, subject]));
  const own = new Set(a.subjects.map(({ id }) => id));
  const says = ({ versions, mode }: Scenario["subjects"][number]): string =>
    `${versions.length} ${versions.length === 1 ? "version" : "versions"}${mode === "" ? "" : `, ${mode}`}`;
  return [
    ...a.subjects.flatMap((subject) => {
      const other = others.get(subject.id);
      if (other === undefined) return [{ what: `Schema ${subject.name}`, a: says(subject), b: "" }];
      if (canonicalJson(other) === canonicalJson(subject)) return [];
      const [before, after] = [says(subject), says(other)];
      return [{ what: `Schema ${subject.name}`, a: before, b: before === after ? "another text" : after }];
    }),
    ...b.subjects
      .filter(({ id }) => !own.has(id))
      .map((subject) => ({ what: `Schema ${subject.name}`, a: "", b: says(subject) })),
  ];
}

function interventionChanges(a: Scenario, b: Scenario): readonly Change[] {
  const texts = (scenario: Scenario) =>
    new Map(
      scenario.interventions
        .toSorted((one, other) => one.atMs - other.atMs)
        .map((each) => {
          const { id: _, ...rest } = each;
          return [canonicalJson(rest), each] as const;
        }),
    );
  return onlyInOne(texts(a), texts(b)).map(({ what, isInA }) => {
    const when = momentText(micros(what.atMs));
    return {
      what: interventionText(isInA ? a : b, what),
      a: isInA ? when : "",
      b: isInA ? "" : when,
    };
  });
}

function interventionText(scenario: Scenario, { kind, target, config }: Intervention): string {
  const fault = Object.hasOwn(faults, kind) ? faults[kind] : undefined;
  const name = scenario.nodes.find(({ id }) => id === target)?.name ?? target;
  const how = Object.entries(fault?.fields ?? {}).map(
    ([setting, field]) =>
      `${field.label.toLowerCase()} ${text(field, config[setting] ?? field.initial, scenario)}`,
  );
  return `${fault?.title ?? kind}: ${name}${how.length === 0 ? "" : `, ${how.join(", ")}`}`;
}

/** What only one of two lists has, those of the first list first. */
function onlyInOne<T>(
  a: ReadonlyMap<string, T>,
  b: ReadonlyMap<string, T>,
): readonly { readonly what: T; readonly isInA: boolean }[] {
  const only = (these: ReadonlyMap<string, T>, those: ReadonlyMap<string, T>, isInA: boolean) =>
    [...these].filter(([key]) => !those.has(key)).map(([, what]) => ({ what, isInA }));
  return [...only(a, b, true), ...only(b, a, false)];
}
