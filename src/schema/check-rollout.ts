/** Who upgrades first: in which order services may move so that no reader ever meets a record it cannot read. */
import type { Understanding } from "./payload.ts";

/** A service, and the versions that it leaves and goes to; the same where it stays. */
export interface Move {
  readonly service: string;
  readonly from: string;
  readonly to: string;
}

export interface Rollout {
  readonly producers: readonly Move[];
  readonly consumers: readonly Move[];
  /**
   * Versions that records still in the topic were written with, and that somebody may yet read: not read so far, or
   * read again by a replay. The versions that producers write now are in the topic anyway.
   */
  readonly stored: readonly string[];
  /** What a reader on one version makes of records of another, by their names; `cellOf` of the matrix knows. */
  readonly understands: (reader: string, writer: string) => Understanding;
}

/** A deployment that must wait for others, all of one role and at one time. */
export interface RolloutStep {
  readonly role: "producers" | "consumers";
  readonly services: readonly string[];
  /** Versions whose records must have left the topic, or be read by all, before this step. */
  readonly afterRecordsOf: readonly string[];
}

export interface RolloutAdvice {
  /** `any-order`: nobody waits for anybody. `ordered`: as `steps` say. `none`: whatever the order, somebody fails. */
  readonly kind: "any-order" | "ordered" | "none";
  /** In order; for `none` those that are safe before it gets stuck. */
  readonly steps: readonly RolloutStep[];
  /** The advice in sentences, the most important first. */
  readonly says: readonly string[];
}

interface Task extends Move {
  readonly role: "producers" | "consumers";
  /** Services of the other role that must have moved before. */
  readonly after: Set<string>;
  readonly drain: Set<string>;
}

/**
 * A consumer must move before a producer whose new records its present version cannot read, and after a producer
 * whose present records its next version cannot read, which then also must leave the topic first. `by-payload` counts
 * as unreadable: some record will come.
 */
export function whoUpgradesFirst(rollout: Rollout): RolloutAdvice {
  const { consumers, understands } = rollout;
  const failingNow = consumers.flatMap(({ service, from }) =>
    writtenNow(rollout)
      .filter((writer) => !canRead(understands(from, writer)))
      .map(
        (writer) => `${service} on ${from} cannot read all records of ${writer} even before anybody moves.`,
      ),
  );
  const { tasks, conflicts } = tasksOf(rollout);
  const { steps, stuck } = inOrder(tasks);
  const cautions = cautionsOf(rollout);
  if (conflicts.length > 0 || stuck.length > 0) {
    return {
      kind: "none",
      steps,
      says: [...(conflicts.length > 0 ? conflicts : stuckSays(stuck)), NO_ORDER, ...failingNow, ...cautions],
    };
  }
  const isFree = tasks.every(({ after, drain }) => after.size === 0 && drain.size === 0);
  return {
    kind: isFree ? "any-order" : "ordered",
    steps,
    says: [
      ...(isFree ? ["Any order: every reader reads every writer, before and after."] : steps.map(stepSays)),
      ...failingNow,
      ...cautions,
    ],
  };
}

const NO_ORDER =
  "No order is safe: stop the producers, let the consumers read to the end, and move all; or write to a new topic; or put a version between that both sides read.";

function canRead(understanding: Understanding): boolean {
  return understanding === "same" || understanding === "differs";
}

function writtenNow({ producers, stored }: Rollout): readonly string[] {
  return [...new Set([...stored, ...producers.map(({ from }) => from)])];
}

function isMoving({ from, to }: Move): boolean {
  return from !== to;
}

function tasksOf(rollout: Rollout): { tasks: Task[]; conflicts: string[] } {
  const { understands } = rollout;
  const task = (role: Task["role"]) => (move: Move) => ({
    ...move,
    role,
    after: new Set<string>(),
    drain: new Set<string>(),
  });
  const producers = rollout.producers.map(task("producers"));
  const consumers = rollout.consumers.map(task("consumers"));
  const conflicts = new Set<string>();
  for (const consumer of consumers) {
    for (const writer of writtenNow(rollout)) {
      if (isMoving(consumer) && !canRead(understands(consumer.to, writer))) consumer.drain.add(writer);
    }
    for (const producer of producers) {
      if (consumer.drain.has(producer.from)) {
        if (isMoving(producer)) consumer.after.add(producer.service);
        else
          conflicts.add(
            `${producer.service} goes on writing ${producer.from}, which ${consumer.service} on ${consumer.to} cannot read.`,
          );
      }
      if (!isMoving(producer)) continue;
      if (!canRead(understands(consumer.to, producer.to))) {
        conflicts.add(
          `${consumer.service} on ${consumer.to} cannot read what ${producer.service} writes with ${producer.to}, even when both have moved.`,
        );
      } else if (!canRead(understands(consumer.from, producer.to))) producer.after.add(consumer.service);
    }
  }
  return { tasks: [...consumers, ...producers].filter(isMoving), conflicts: [...conflicts] };
}

/** Rounds of those whose predecessors have moved; consumers that need not wait go with the first of them. */
function inOrder(tasks: readonly Task[]): { steps: RolloutStep[]; stuck: Task[] } {
  const steps: RolloutStep[] = [];
  const moved = { producers: new Set<string>(), consumers: new Set<string>() };
  let waiting = [...tasks];
  while (waiting.length > 0) {
    const ready = waiting.filter(({ role, after }) =>
      [...after].every((service) => moved[role === "producers" ? "consumers" : "producers"].has(service)),
    );
    if (ready.length === 0) break;
    for (const role of ["consumers", "producers"] as const) {
      const now = ready.filter((task) => task.role === role);
      if (now.length === 0) continue;
      steps.push({
        role,
        services: now.map(({ service }) => service),
        afterRecordsOf: [...new Set(now.flatMap(({ drain }) => [...drain]))],
      });
    }
    for (const { role, service } of ready) moved[role].add(service);
    waiting = waiting.filter((task) => !ready.includes(task));
  }
  return { steps, stuck: waiting };
}

function stepSays({ role, services, afterRecordsOf }: RolloutStep, index: number): string {
  const when = index === 0 ? "First" : "Then";
  const wait =
    afterRecordsOf.length === 0
      ? ""
      : `, once all records written with ${list(afterRecordsOf)} have left the topic or are read and never replayed`;
  return `${when} upgrade the ${role} ${list(services)}${wait}.`;
}

function stuckSays(stuck: readonly Task[]): string[] {
  return stuck.map(({ service, from, to, role, after }) =>
    role === "producers"
      ? `${service} cannot write ${to} before ${list([...after])} moved, which cannot read it yet.`
      : `${service} cannot move from ${from} to ${to} before ${list([...after])} stopped writing what ${to} cannot read.`,
  );
}

function cautionsOf({ producers, consumers, stored, understands }: Rollout): string[] {
  const written = new Set([...stored, ...producers.flatMap(({ from, to }) => [from, to])]);
  const readers = new Set(consumers.flatMap(({ from, to }) => [from, to]));
  return [...readers].flatMap((reader) =>
    [...written]
      .filter((writer) => understands(reader, writer) === "differs")
      .map(
        (writer) =>
          `Readers on ${reader} get some values of ${writer} changed: nothing fails, look at what changes.`,
      ),
  );
}

function list(names: readonly string[]): string {
  if (names.length <= 1) return names[0] ?? "";
  return `${names.slice(0, -1).join(", ")} and ${names.at(-1) ?? ""}`;
}
