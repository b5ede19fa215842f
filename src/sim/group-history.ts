/**
 * A consumer group over time: which member had which partition when, in which generation, when it rebalanced, and what
 * befell its members. Folded from the story rows alone, in order, so it can be made for any run at any time, and goes on
 * as rows come.
 */
import type { Micros } from "#base/units.ts";
import { REBALANCE_REASONS } from "./fact-tables.ts";
import { INSTANCES_MAX, type GroupLayout, type Layout } from "./layout.ts";
import type { FactRow } from "./story-context.ts";

/** Of something that has not ended yet. */
export const OPEN = Infinity;

/**
 * `owned`: the member has it, and the coordinator thinks so, too. `orphaned`: its process is gone, and the coordinator
 * has not found out: nobody reads. `zombie`: the coordinator has counted the member out, and the member does not know:
 * it may still process, and its commits are refused.
 */
export type HoldingState = "owned" | "orphaned" | "zombie";

/** A partition in the hands of a member. */
export interface Holding {
  readonly subject: number;
  /** Position in the list of the group's pairs. */
  readonly pair: number;
  readonly generation: number;
  readonly state: HoldingState;
  readonly fromUs: Micros;
  /** OPEN while it lasts. */
  toUs: Micros;
}

/** A time in which a process was not at work: `down` (crashed, stopped, not started), or `paused` with everything in it. */
export interface Spell {
  readonly subject: number;
  readonly is: "down" | "paused";
  readonly fromUs: Micros;
  toUs: Micros;
}

export interface Generation {
  readonly number: number;
  readonly members: number;
  /** Subject of the member that computed the assignment, or -1. */
  readonly leader: number;
  readonly fromUs: Micros;
  toUs: Micros;
}

export interface Rebalance {
  /** Why it began first; others may have joined in since. */
  readonly reason: (typeof REBALANCE_REASONS)[number];
  /** Who caused it, or -1. */
  readonly subject: number;
  readonly fromUs: Micros;
  toUs: Micros;
}

export type MomentKind =
  | "crash"
  | "stop"
  | "start"
  | "pause"
  | "resume"
  | "slow"
  | "refused"
  | "expired"
  | "joined"
  | "removed"
  | "rebalance"
  | "formed"
  | "stable"
  | "assigned"
  | "revoked"
  | "lost";

/** Something that happened at a moment: to a member, or (subject -1) to the group as a whole. */
export interface Moment {
  readonly timeUs: Micros;
  readonly subject: number;
  readonly kind: MomentKind;
  /** Its place in the rows that were told: what it says in words is found there. */
  readonly row: number;
}

/** From then on so many of the group's partitions were read by nobody. */
export interface UnownedStep {
  readonly fromUs: Micros;
  readonly count: number;
}

export interface GroupHistory {
  readonly layout: Layout;
  readonly group: GroupLayout;
  readonly index: number;
  /** Subjects that were ever started, ascending. */
  readonly members: number[];
  /** Of each member, in order. */
  readonly holdings: Map<number, Holding[]>;
  /** Of those, the ones that have not ended. */
  readonly open: Map<number, Holding[]>;
  readonly spells: Spell[];
  readonly generations: Generation[];
  readonly rebalances: Rebalance[];
  readonly moments: Moment[];
  readonly unowned: UnownedStep[];
  /** Position of each pair by partition of the run. */
  readonly pairOf: ReadonlyMap<number, number>;
  /** Of each pair, how many have it as `owned`. */
  readonly owners: Int32Array;
  /** Rows told so far. */
  rows: number;
}

/** The history of group `index` before anything has happened. */
export function startGroupHistory(layout: Layout, index: number): GroupHistory | null {
  const group = layout.groups[index];
  if (group === undefined) return null;
  return {
    layout,
    group,
    index,
    members: [],
    holdings: new Map(),
    open: new Map(),
    spells: [],
    generations: [],
    rebalances: [],
    moments: [],
    unowned: [{ fromUs: 0, count: group.pairs.length }],
    pairOf: new Map(group.pairs.map((partition, pair) => [partition, pair])),
    owners: new Int32Array(group.pairs.length),
    rows: 0,
  };
}

/** Takes the next story row in. */
export function tellGroupHistory(history: GroupHistory, row: FactRow): void {
  const at = history.rows++;
  if (GROUP_FACTS.has(row.fact)) tellOfGroup(history, row, at);
  else if (Math.floor(row.who / INSTANCES_MAX) === history.group.service) tellOfMember(history, row, at);
}

/** Facts whose column `who` is a group. */
const GROUP_FACTS: ReadonlySet<string> = new Set([
  "rebalanceStarted",
  "generationFormed",
  "stable",
  "memberJoined",
  "memberRemoved",
]);

function tellOfGroup(history: GroupHistory, row: FactRow, at: number): void {
  if (row.who !== history.index) return;
  const { timeUs } = row;
  const mark = (kind: MomentKind, subject = -1): void =>
    void history.moments.push({ timeUs, kind, subject, row: at });
  switch (row.fact) {
    case "rebalanceStarted":
      mark("rebalance");
      if (openOf(history.rebalances) === undefined)
        history.rebalances.push({
          reason: REBALANCE_REASONS[row.what] ?? "member-joined",
          subject: row.extra,
          fromUs: timeUs,
          toUs: OPEN,
        });
      return;
    case "generationFormed":
      mark("formed");
      beginGeneration(history, row.what, row.offset, row.extra, timeUs);
      if (row.offset === 0) close(openOf(history.rebalances), timeUs);
      return;
    case "stable":
      mark("stable");
      close(openOf(history.rebalances), timeUs);
      return;
    case "memberJoined":
      mark("joined", row.extra);
      return;
    case "memberRemoved":
      mark("removed", row.extra);
      removed(history, row.extra, timeUs);
      return;
    default:
  }
}

function tellOfMember(history: GroupHistory, row: FactRow, at: number): void {
  const { timeUs, who, where } = row;
  const mark = (kind: MomentKind): void => void history.moments.push({ timeUs, kind, subject: who, row: at });
  switch (row.fact) {
    case "startedUp":
      mark("start");
      started(history, who, timeUs);
      return;
    case "crashed":
      mark("crash");
      end(history, who, timeUs, () => true, "orphaned");
      down(history, who, timeUs);
      return;
    case "stopped":
      mark("stop");
      end(history, who, timeUs, () => true);
      down(history, who, timeUs);
      return;
    case "paused":
      mark("pause");
      close(openSpell(history, who), timeUs);
      history.spells.push({ subject: who, is: "paused", fromUs: timeUs, toUs: OPEN });
      return;
    case "resumed":
      mark("resume");
      close(openSpell(history, who), timeUs);
      return;
    case "slowed":
      mark("slow");
      return;
    case "commitRefused":
      mark("refused");
      return;
    case "pollExpired":
      mark("expired");
      end(history, who, timeUs, ({ state }) => state === "owned", "zombie");
      return;
    case "assigned":
      mark("assigned");
      take(history, row);
      return;
    case "revoked":
    case "lostPartition":
      mark(row.fact === "revoked" ? "revoked" : "lost");
      end(
        history,
        who,
        timeUs,
        ({ pair, state }) => pair === history.pairOf.get(where) && state !== "orphaned",
      );
      return;
    case "memberEpoch":
      // Groups of the newer protocol have epochs of members instead of generations that are formed.
      if (row.what > (history.generations.at(-1)?.number ?? -1))
        beginGeneration(history, row.what, -1, -1, timeUs);
      return;
    default:
  }
}

function beginGeneration(
  history: GroupHistory,
  number: number,
  members: number,
  leader: number,
  fromUs: Micros,
): void {
  const last = history.generations.at(-1);
  if (last !== undefined) last.toUs = fromUs;
  history.generations.push({ number, members, leader, fromUs, toUs: OPEN });
}

function started(history: GroupHistory, subject: number, timeUs: Micros): void {
  const { members } = history;
  if (!members.includes(subject)) {
    const place = members.findIndex((each) => each > subject);
    members.splice(place < 0 ? members.length : place, 0, subject);
    history.holdings.set(subject, []);
    history.open.set(subject, []);
  }
  close(openSpell(history, subject), timeUs);
}

function down(history: GroupHistory, subject: number, timeUs: Micros): void {
  close(openSpell(history, subject), timeUs);
  history.spells.push({ subject, is: "down", fromUs: timeUs, toUs: OPEN });
}

/** The coordinator has counted a member out: a dead one's partitions are free, a living one does not know yet. */
function removed(history: GroupHistory, subject: number, timeUs: Micros): void {
  end(history, subject, timeUs, ({ state }) => state === "orphaned");
  end(history, subject, timeUs, ({ state }) => state === "owned", "zombie");
}

function take(history: GroupHistory, row: FactRow): void {
  const pair = history.pairOf.get(row.where);
  if (pair === undefined) return;
  if (!history.holdings.has(row.who)) started(history, row.who, row.timeUs);
  // Whoever had it without a process to read it has it no more: it is given to somebody.
  for (const [subject, open] of history.open) {
    if (subject === row.who) end(history, subject, row.timeUs, (holding) => holding.pair === pair);
    else if (open[0]?.state === "orphaned")
      end(history, subject, row.timeUs, ({ pair: each, state }) => each === pair && state === "orphaned");
  }
  hold(history, row.who, pair, row.what, "owned", row.timeUs);
}

function hold(
  history: GroupHistory,
  subject: number,
  pair: number,
  generation: number,
  state: HoldingState,
  fromUs: Micros,
): void {
  const holding: Holding = { subject, pair, generation, state, fromUs, toUs: OPEN };
  history.holdings.get(subject)?.push(holding);
  history.open.get(subject)?.push(holding);
  if (state === "owned") count(history, pair, 1, fromUs);
}

/** Ends the open holdings of a member that suit; with `then` they go on in that state. */
function end(
  history: GroupHistory,
  subject: number,
  timeUs: Micros,
  suits: (holding: Holding) => boolean,
  then: HoldingState | null = null,
): void {
  const open = history.open.get(subject) ?? [];
  const ended = open.filter(suits);
  if (ended.length === 0) return;
  history.open.set(
    subject,
    open.filter((holding) => !ended.includes(holding)),
  );
  for (const holding of ended) {
    holding.toUs = timeUs;
    if (holding.state === "owned") count(history, holding.pair, -1, timeUs);
    if (then !== null) hold(history, subject, holding.pair, holding.generation, then, timeUs);
  }
}

function count(history: GroupHistory, pair: number, by: 1 | -1, fromUs: Micros): void {
  const { owners, unowned } = history;
  const before = owners[pair] ?? 0;
  owners[pair] = before + by;
  const last = unowned.at(-1);
  if (last === undefined || before > 0 === before + by > 0) return;
  const step = { fromUs, count: last.count - (by > 0 ? 1 : -1) };
  if (last.fromUs === fromUs) unowned[unowned.length - 1] = step;
  else unowned.push(step);
}

function openOf<T extends { readonly toUs: Micros }>(list: readonly T[]): T | undefined {
  const last = list.at(-1);
  return last?.toUs === OPEN ? last : undefined;
}

function openSpell({ spells }: GroupHistory, subject: number): Spell | undefined {
  return spells.findLast((spell) => spell.subject === subject && spell.toUs === OPEN);
}

function close(open: { toUs: Micros } | undefined, toUs: Micros): void {
  if (open !== undefined) open.toUs = toUs;
}

/** What each member had at a moment, by its subject: pairs of the group, ascending. */
export function holdingsAt(history: GroupHistory, atUs: Micros): ReadonlyMap<number, readonly Holding[]> {
  return new Map(
    history.members.map((subject) => [
      subject,
      (history.holdings.get(subject) ?? [])
        .filter(({ fromUs, toUs }) => fromUs <= atUs && atUs < toUs)
        .toSorted((a, b) => a.pair - b.pair),
    ]),
  );
}
