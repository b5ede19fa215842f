/**
 * Mends what can be mended without guessing what somebody meant, and says so: two of the same id or name, wires that
 * lead nowhere, characters that do not show, times between two microseconds.
 */
import type { Problem } from "#base/result.ts";
import type { Invariant, Scenario } from "./document.ts";
import { idsOf, NAME_LENGTH_MAX } from "./edits.ts";
import { below } from "./path.ts";
import { visible } from "./shown.ts";
import { HIDDEN_IN_NAMES, HIDDEN_IN_TEXTS } from "./texts.ts";

export interface Repaired {
  readonly scenario: Scenario;
  /** What was done; the paths are those of the document as it came. Every code starts with "repaired-". */
  readonly repairs: readonly Problem[];
}

/** Whether a warning says that the document was changed on its way in. */
export function isRepair(problem: Problem): boolean {
  return problem.code.startsWith("repaired-");
}

/** The document made whole. One that is whole already comes back equal, with no repairs. */
export function repair(scenario: Scenario): Repaired {
  const repairs: Problem[] = [];
  const note = (
    code: string,
    path: string,
    says: string,
    tryThis = "Check that this is what you want.",
  ): void => {
    repairs.push({ code: `repaired-${code}`, path, says, tryThis });
  };
  const shown = cleanTexts(scenario, note);
  const unique = uniqueIds(shown, note);
  const named = {
    ...unique,
    nodes: uniqueNames(unique.nodes, "nodes", "node", note),
    subjects: uniqueNames(unique.subjects, "subjects", "subject", note),
  };
  // Times before what leaves items out: the paths are those of the document as it came.
  return { scenario: withoutDangling(wholeTimes(named, note), note), repairs };
}

type NoteRepair = (code: string, path: string, says: string, tryThis?: string) => void;

function cleanTexts(scenario: Scenario, note: NoteRepair): Scenario {
  const clean = (text: string, hidden: RegExp, path: string): string => {
    const shown = text.replaceAll(hidden, "");
    if (shown !== text)
      note(
        "characters",
        path,
        `${path} had characters that do not show; ${visible(text.slice(0, 60))} became ${visible(shown.slice(0, 60))}.`,
      );
    return shown;
  };
  const name = (text: string, path: string, otherwise: string): string => {
    const shown = clean(text, HIDDEN_IN_NAMES, path);
    if (shown.trim() !== "") return shown;
    note("name", path, `${path} was empty and became "${otherwise}".`);
    return otherwise;
  };
  return {
    ...scenario,
    name: name(scenario.name, "name", "Untitled"),
    description: clean(scenario.description, HIDDEN_IN_TEXTS, "description"),
    seed: name(scenario.seed, "seed", "1"),
    nodes: scenario.nodes.map((node, i) => ({ ...node, name: name(node.name, `nodes[${i}].name`, node.id) })),
    notes: scenario.notes.map((each, i) => ({
      ...each,
      text: clean(each.text, HIDDEN_IN_TEXTS, `notes[${i}].text`),
    })),
    frames: scenario.frames.map((each, i) => ({
      ...each,
      name: name(each.name, `frames[${i}].name`, "Frame"),
    })),
    subjects: scenario.subjects.map((subject, i) => ({
      ...subject,
      name: name(subject.name, `subjects[${i}].name`, subject.id),
      versions: subject.versions.map((version, j) => ({
        ...version,
        text: clean(version.text, HIDDEN_IN_TEXTS, `subjects[${i}].versions[${j}].text`),
      })),
    })),
    invariants: scenario.invariants.map((each, i) => withCleanName(each, `invariants[${i}].name`, clean)),
    lookAt: scenario.lookAt.map((each, i) => ({
      ...each,
      text: clean(each.text, HIDDEN_IN_TEXTS, `lookAt[${i}].text`),
    })),
  };
}

/** A name that says nothing is none: the form's own words stand in its place. */
function withCleanName(
  invariant: Invariant,
  path: string,
  clean: (text: string, hidden: RegExp, path: string) => string,
): Invariant {
  const { name, ...rest } = invariant;
  if (name === undefined) return invariant;
  const shown = clean(name, HIDDEN_IN_NAMES, path);
  return shown.trim() === "" ? rest : { ...rest, name: shown };
}

/** The first of an id keeps it; wires and interventions mean that one. */
function uniqueIds(scenario: Scenario, note: NoteRepair): Scenario {
  const all = new Set<string>();
  for (const id of idsOf(scenario)) all.add(id);
  const seen = new Set<string>();
  const counts = new Map<string, number>();
  const mend = <T extends { readonly id: string }>(list: readonly T[], name: string): readonly T[] =>
    list.map((item, i) => {
      if (!seen.has(item.id)) {
        seen.add(item.id);
        return item;
      }
      let count = counts.get(item.id) ?? 2;
      while (all.has(`${item.id}-${count}`)) count += 1;
      counts.set(item.id, count + 1);
      const id = `${item.id}-${count}`;
      all.add(id);
      seen.add(id);
      note(
        "id",
        below(below(name, i), "id"),
        `The id "${item.id}" was taken already; this one became "${id}".`,
        "Wires to that id lead to the first.",
      );
      return { ...item, id };
    });
  return {
    ...scenario,
    nodes: mend(scenario.nodes, "nodes"),
    wires: mend(scenario.wires, "wires"),
    interventions: mend(scenario.interventions, "interventions"),
    notes: mend(scenario.notes, "notes"),
    frames: mend(scenario.frames, "frames"),
    subjects: mend(scenario.subjects, "subjects"),
    invariants: mend(scenario.invariants, "invariants"),
  };
}

function uniqueNames<T extends { readonly name: string }>(
  named: readonly T[],
  list: "nodes" | "subjects",
  what: string,
  note: NoteRepair,
): readonly T[] {
  const all = new Set(named.map(({ name }) => name));
  const seen = new Set<string>();
  const counts = new Map<string, number>();
  return named.map((each, i) => {
    if (!seen.has(each.name)) {
      seen.add(each.name);
      return each;
    }
    const base = each.name.slice(0, NAME_LENGTH_MAX - 6);
    let count = counts.get(base) ?? 2;
    while (all.has(`${base}-${count}`)) count += 1;
    counts.set(base, count + 1);
    const name = `${base}-${count}`;
    all.add(name);
    seen.add(name);
    note(
      "name",
      `${list}[${i}].name`,
      `Another ${what} is named ${visible(each.name)} too; this one became ${visible(name)}.`,
    );
    return { ...each, name };
  });
}

function withoutDangling(scenario: Scenario, note: NoteRepair): Scenario {
  const ids = new Set(scenario.nodes.map((node) => node.id));
  const seen = new Set<string>();
  const wires = scenario.wires.filter((wire, i) => {
    const path = `wires[${i}]`;
    for (const end of ["from", "to"] as const) {
      if (ids.has(wire[end])) continue;
      note("wire", `${path}.${end}`, `There is no node "${wire[end]}"; the wire "${wire.id}" was left out.`);
      return false;
    }
    if (wire.from === wire.to) {
      note("wire", path, `The wire "${wire.id}" leads from "${wire.from}" to itself; it was left out.`);
      return false;
    }
    const what = `${wire.kind} ${wire.from} ${wire.to}`;
    if (seen.has(what)) {
      note(
        "wire",
        path,
        `The wire "${wire.id}" connects what another wire connects already; it was left out.`,
      );
      return false;
    }
    seen.add(what);
    return true;
  });
  const hasTarget =
    (what: string) =>
    (each: { readonly id: string; readonly target: string }, i: number): boolean => {
      if (ids.has(each.target)) return true;
      note(
        what,
        `${what}s[${i}].target`,
        `There is no node "${each.target}"; the ${what} "${each.id}" was left out.`,
      );
      return false;
    };
  return {
    ...scenario,
    wires,
    interventions: scenario.interventions.filter(hasTarget("intervention")),
    invariants: scenario.invariants.filter(hasTarget("invariant")),
  };
}

/** Times are whole microseconds: finer ones could not be kept. */
function wholeTimes(scenario: Scenario, note: NoteRepair): Scenario {
  const mend = <T extends { readonly atMs: number }>(list: readonly T[], name: string): readonly T[] =>
    list.map((item, i) => {
      const atMs = Math.round(item.atMs * 1_000) / 1_000;
      if (atMs === item.atMs) return item;
      note("time", `${name}[${i}].atMs`, `${item.atMs} ms is between two microseconds; it became ${atMs}.`);
      return { ...item, atMs };
    });
  return {
    ...scenario,
    interventions: mend(scenario.interventions, "interventions"),
    lookAt: mend(scenario.lookAt, "lookAt"),
  };
}
