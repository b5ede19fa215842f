/** What of a document decides the run: moving, renaming, describing and annotating do not. */
import type { Micros } from "#base/units.ts";
import { micros } from "#base/units.ts";
import { canonicalJson } from "#scenario/canonical.ts";
import type { Scenario } from "#scenario/document.ts";
import type { Layout } from "#sim/layout.ts";

export interface RunPart {
  /** Everything but the interventions, as canonical text. */
  readonly system: string;
  /** Canonical text of each intervention, by id. */
  readonly interventions: readonly { readonly atUs: Micros; readonly text: string }[];
}

/** The part of the document that decides the run: equal parts give equal runs. Lists are in order of ids, as `sim/compile.ts` reads them. */
export function runPart(scenario: Scenario): RunPart {
  return {
    system: canonicalJson({
      seed: scenario.seed,
      settings: scenario.settings,
      nodes: byId(scenario.nodes).map(({ id, kind, config }) => ({ id, kind, config })),
      wires: byId(scenario.wires),
      // By name, too: the run's layout bears the names of subjects.
      subjects: byId(scenario.subjects),
      invariants: byId(scenario.invariants).map(({ id, kind, target, config }) => ({
        id,
        kind,
        target,
        config,
      })),
    }),
    interventions: byId(scenario.interventions).map((intervention) => ({
      atUs: micros(intervention.atMs),
      text: canonicalJson(intervention),
    })),
  };
}

function byId<T extends { readonly id: string }>(things: readonly T[]): readonly T[] {
  return things.toSorted((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}

/**
 * From when on the runs of two documents can differ: null: never; 0 and more: they have the same system, and the
 * first intervention that only one of them has is then; -1: they are different systems.
 */
export function differsFrom(before: RunPart, after: RunPart): Micros | null {
  if (before.system !== after.system) return -1;
  const old = new Map(before.interventions.map(({ atUs, text }) => [text, atUs]));
  const now = new Map(after.interventions.map(({ atUs, text }) => [text, atUs]));
  let from: Micros | null = null;
  const note = (atUs: Micros): void => {
    if (from === null || atUs < from) from = atUs;
  };
  for (const [text, atUs] of old) if (!now.has(text)) note(atUs);
  for (const [text, atUs] of now) if (!old.has(text)) note(atUs);
  return from;
}

/** The layout with the names that things bear now; the same object if none changed. */
export function relabel(layout: Layout, scenario: Scenario): Layout {
  const names = new Map(scenario.nodes.map((node) => [node.id, node.name]));
  const renamed = <T extends { readonly nodeId: string; readonly name: string }>(
    things: readonly T[],
  ): readonly T[] => {
    const stale = (thing: T): boolean => (names.get(thing.nodeId) ?? thing.name) !== thing.name;
    if (!things.some(stale)) return things;
    return things.map((thing) =>
      stale(thing) ? { ...thing, name: names.get(thing.nodeId) ?? thing.name } : thing,
    );
  };
  const services = renamed(layout.services);
  const topics = renamed(layout.topics);
  const groups = renamed(layout.groups);
  if (services === layout.services && topics === layout.topics && groups === layout.groups) return layout;
  return { ...layout, services, topics, groups };
}
