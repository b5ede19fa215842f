/**
 * What a sentence must know beside its own row: who owned what, which generation it was, why an owner went. Folded
 * from the story rows alone, in order, so that it can be rebuilt for any run at any time.
 */
import type { Micros } from "#base/units.ts";
import type { Scenario } from "#scenario/document.ts";
import { readConfig } from "#scenario/fields.ts";
import type { FactName } from "./facts.ts";
import { consumerGroup, type ConsumerGroupConfig } from "./kinds/consumer-group.ts";
import { INSTANCES_MAX, type GroupLayout, type Layout } from "./layout.ts";

/** A row of the trace with its fact's name; the columns' meaning stands in `facts.ts`. */
export interface FactRow {
  readonly timeUs: Micros;
  readonly fact: FactName;
  readonly who: number;
  readonly what: number;
  readonly where: number;
  readonly offset: number;
  readonly extra: number;
}

/** How a member came to lose what it owned. */
interface Parting {
  readonly subject: number;
  readonly atUs: Micros;
  readonly how: "crashed" | "stopped" | "lost" | "revoked" | "expired";
}

export interface StoryContext {
  readonly layout: Layout;
  /** Config of each group by index; the initial one where the document is not known. */
  readonly groups: readonly ConsumerGroupConfig[];
  readonly scenario: Scenario | undefined;
  /** Subject that owns each (group, partition) pair, or -1. */
  readonly owners: Int32Array;
  /** Newest generation of each group, or -1. */
  readonly generations: Int32Array;
  /** Members in that generation, or -1. */
  readonly members: Int32Array;
  /** Who gave up each pair last, and how. */
  readonly partings: Map<number, Parting>;
  /** Where each pair was taken up last: offset and reason (index into START_REASONS). */
  readonly starts: Map<
    number,
    { readonly offset: number; readonly reason: number; readonly subject: number; readonly atUs: Micros }
  >;
  /** Instances that are not members at present, and how they went. */
  readonly gone: Map<number, Parting["how"]>;
}

/** The context at the beginning of a run. Without the scenario, sentences name a setting but not its value. */
export function startStory(layout: Layout, scenario?: Scenario): StoryContext {
  return {
    layout,
    groups: layout.groups.map((group) => configOf(group, scenario)),
    scenario,
    owners: new Int32Array(layout.pairCount).fill(-1),
    generations: new Int32Array(layout.groups.length).fill(-1),
    members: new Int32Array(layout.groups.length).fill(-1),
    partings: new Map(),
    starts: new Map(),
    gone: new Map(),
  };
}

function configOf(group: GroupLayout, scenario: Scenario | undefined): ConsumerGroupConfig {
  const config = scenario?.nodes.find((node) => node.id === group.nodeId)?.config ?? {};
  const read = readConfig(consumerGroup.fields, config, "");
  const initial = readConfig(consumerGroup.fields, {}, "");
  if (read.ok) return read.value as ConsumerGroupConfig;
  return (initial.ok ? initial.value : {}) as ConsumerGroupConfig;
}

/** The group of an instance, or null. */
export function groupOfSubject(
  layout: Layout,
  subject: number,
): { index: number; group: GroupLayout } | null {
  const index = layout.services[Math.floor(subject / INSTANCES_MAX)]?.group ?? -1;
  const group = layout.groups[index];
  return group === undefined ? null : { index, group };
}

/** The (group, partition) pair of the run that an instance has to do with, or -1. */
export function pairOf(layout: Layout, subject: number, partition: number): number {
  const found = groupOfSubject(layout, subject);
  if (found === null) return -1;
  const at = found.group.pairs.indexOf(partition);
  return at < 0 ? -1 : found.group.firstPair + at;
}

/** Partitions that an instance owns now, ascending. */
export function ownedBy(context: StoryContext, subject: number): readonly number[] {
  const found = groupOfSubject(context.layout, subject);
  if (found === null) return [];
  const { firstPair, pairs } = found.group;
  return pairs.filter((_, at) => context.owners[firstPair + at] === subject).toSorted((a, b) => a - b);
}

function giveUp(context: StoryContext, pair: number, parting: Parting): void {
  if (pair < 0) return;
  context.owners[pair] = -1;
  context.partings.set(pair, parting);
}

function giveUpAll(context: StoryContext, row: FactRow, how: Parting["how"]): void {
  context.gone.set(row.who, how);
  for (const partition of ownedBy(context, row.who)) {
    giveUp(context, pairOf(context.layout, row.who, partition), { subject: row.who, atUs: row.timeUs, how });
  }
}

/** Takes one row into the context. Rows must come in order; make the row's sentence first. */
export function tellStory(context: StoryContext, row: FactRow): void {
  const { layout } = context;
  switch (row.fact) {
    case "assigned": {
      const pair = pairOf(layout, row.who, row.where);
      if (pair >= 0) context.owners[pair] = row.who;
      return;
    }
    case "revoked":
    case "lostPartition": {
      const how = row.fact === "revoked" ? "revoked" : "lost";
      giveUp(context, pairOf(layout, row.who, row.where), { subject: row.who, atUs: row.timeUs, how });
      return;
    }
    case "crashed":
      giveUpAll(context, row, "crashed");
      return;
    case "stopped":
      giveUpAll(context, row, "stopped");
      return;
    case "pollExpired":
      giveUpAll(context, row, "expired");
      return;
    case "startedUp":
      context.gone.delete(row.who);
      return;
    case "memberJoined":
    case "memberReplaced":
      context.gone.delete(row.extra);
      return;
    case "generationFormed":
      context.generations[row.who] = row.what;
      context.members[row.who] = row.offset;
      return;
    case "positioned":
      context.starts.set(pairOf(layout, row.who, row.where), {
        offset: row.offset,
        reason: row.extra,
        subject: row.who,
        atUs: row.timeUs,
      });
      return;
    default:
  }
}
