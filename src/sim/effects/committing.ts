/** What a transaction does in the moment of its commit. */
import { unreachable } from "#base/assert.ts";
import { Fact } from "#sim/facts.ts";
import type { Kernel } from "#sim/kernel/kernel.ts";
import { commitStep, ownStepCommitted } from "#sim/parts.ts";
import type { EffectPlan } from "#sim/effects-plan.ts";
import { count, eventOf, Its, of, Row, rowValue, setRow, Tally, tally } from "./maps.ts";
import { commitRow } from "./rows.ts";
import { applyEffect, missEffect, noteSkipped, type About } from "./values.ts";

/** What is asked of a database. */
export interface Transaction {
  /**
   * Of the record in hand: `check` whether its event is remembered, `mark` it as remembered, `apply` its effect with the
   * rows that follow, `send` an e-mail. `own`: rows that follow from nothing. Of the relay: `poll` rows and lock them,
   * `tail` the log from a position, `relayed`: marks rows as published, `flush` the position.
   */
  readonly op: "check" | "mark" | "apply" | "send" | "own" | "poll" | "tail" | "relayed" | "flush";
  readonly service: number;
  /** Who asks, which of its lives, and what it knows the answer by. */
  readonly process: number;
  readonly incarnation: number;
  readonly token: number;
  readonly about: About;
  /** The rows that it writes or marks. */
  readonly rows: readonly number[];
  /** Most rows that are wanted, and from where on in the log (-1: the stored position). */
  readonly limit: number;
  readonly position: number;
}

/** What comes back, with Instance.stored. */
export interface Answer {
  readonly op: Transaction["op"];
  /** Whether the event was remembered already. */
  readonly seen: boolean;
  readonly rows: readonly number[];
  /** Position in the log after the last of them. */
  readonly position: number;
}

/** Commits; what is answered. */
export function commit(kernel: Kernel, transaction: Transaction): Answer {
  const { op, rows, service, about } = transaction;
  const plan = kernel.program.effects!.services[service]!;
  const says = (seen: boolean, which: readonly number[] = rows, position = -1): Answer => ({
    op,
    seen,
    rows: which,
    position,
  });
  switch (op) {
    case "check":
      return says(seenBefore(kernel, plan, about, "after"));
    case "mark":
      if (plan.deduplication === "before" && seenBefore(kernel, plan, about, "before")) return says(true);
      remember(kernel, plan, about);
      return says(false);
    case "apply":
      if (isStep(kernel, service)) return commitStep(kernel, plan, transaction);
      if (joinsTable(plan)) {
        if (seenBefore(kernel, plan, about, "table")) return says(true);
        remember(kernel, plan, about);
      }
      if (plan.outside < 0) applyEffect(kernel, plan, about);
      for (const row of rows) commitRow(kernel, plan, row);
      return says(false);
    case "send":
      applyEffect(kernel, plan, about);
      return says(false);
    case "own":
      for (const row of rows) commitRow(kernel, plan, row);
      if (rows[0] !== undefined && beginsSagas(kernel, service))
        ownStepCommitted(kernel, plan, about, rows[0]);
      return says(false);
    case "poll":
      return says(false, lockRows(kernel, transaction));
    case "tail":
      return tail(kernel, transaction);
    case "relayed":
      markRows(kernel, service, about.who, rows);
      return says(false);
    case "flush":
      count(kernel, service, Tally.stored, transaction.position - tally(kernel, service, Tally.stored));
      return says(false);
    default:
      return unreachable(op);
  }
}

/** Whether what a service does with a record is a step of a saga. */
export function isStep({ program }: Kernel, service: number): boolean {
  return (program.choreography?.steps[service] ?? null) !== null;
}

function beginsSagas({ program }: Kernel, service: number): boolean {
  return program.choreography !== null && program.choreography.participants[service]!.length > 0;
}

/** Whether the table is in the effect's own transaction. */
export function joinsTable(plan: EffectPlan): boolean {
  return plan.deduplication === "table" && plan.outside < 0;
}

/** Whether the event is remembered, and not for too long; notes that its effect is skipped, or missing because of that. */
function seenBefore(
  kernel: Kernel,
  plan: EffectPlan,
  about: About,
  how: "table" | "before" | "after",
): boolean {
  const records = kernel.effects!;
  const event = eventOf(kernel, about.message);
  const atUs = records.get(of(Its.remembered, plan.service), event);
  if (atUs === 0 || kernel.nowUs - (atUs - 1) >= plan.ttlUs) return false;
  noteSkipped(kernel, plan, about, how);
  missEffect(kernel, plan, about, "remembered");
  return true;
}

function remember(kernel: Kernel, { service }: EffectPlan, { message }: About): void {
  kernel.effects!.set(of(Its.remembered, service), eventOf(kernel, message), kernel.nowUs + 1);
}

/** SELECT … WHERE published_at IS NULL ORDER BY id LIMIT n FOR UPDATE SKIP LOCKED; a lock goes with the life of its holder. */
function lockRows(kernel: Kernel, { service, process, incarnation, limit }: Transaction): number[] {
  const records = kernel.effects!;
  const log = of(Its.log, service);
  const end = tally(kernel, service, Tally.logEnd);
  const rows: number[] = [];
  for (let at = tally(kernel, service, Tally.openFrom); at < end && rows.length < limit; at++) {
    const row = records.get(log, at + 1);
    if (rowValue(kernel, Row.marked, row) > 0 || isLocked(kernel, row, process)) continue;
    setRow(kernel, Row.locker, row, process);
    setRow(kernel, Row.lockerLife, row, incarnation + 1);
    rows.push(row);
  }
  return rows;
}

/** The connection is gone before the rows were read: its locks go with it. */
export function unlockRows(kernel: Kernel, rows: readonly number[]): void {
  for (const row of rows) setRow(kernel, Row.locker, row, 0);
}

function isLocked(kernel: Kernel, row: number, process: number): boolean {
  const locker = rowValue(kernel, Row.locker, row);
  if (locker === 0 || locker === process) return false;
  return kernel.processes[locker]?.life.incarnation === rowValue(kernel, Row.lockerLife, row) - 1;
}

/** Rows of the log from a position on. */
function tail(kernel: Kernel, { op, service, limit, position }: Transaction): Answer {
  const records = kernel.effects!;
  const from = position < 0 ? tally(kernel, service, Tally.stored) : position;
  const to = Math.min(from + limit, tally(kernel, service, Tally.logEnd));
  const rows = Array.from({ length: Math.max(0, to - from) }, (_, i) =>
    records.get(of(Its.log, service), from + i + 1),
  );
  return { op, seen: false, rows, position: Math.max(from, to) };
}

/** The relay has had them acknowledged. With change data capture nothing is written: then it is our account of them. */
export function markRows(kernel: Kernel, service: number, who: number, rows: readonly number[]): void {
  let oldestUs = kernel.nowUs;
  for (const row of rows) {
    oldestUs = Math.min(oldestUs, rowValue(kernel, Row.committedUs, row) - 1);
    setRow(kernel, Row.marked, row, 1);
    setRow(kernel, Row.locker, row, 0);
  }
  const log = of(Its.log, service);
  const end = tally(kernel, service, Tally.logEnd);
  let at = tally(kernel, service, Tally.openFrom);
  const first = at;
  while (at < end && rowValue(kernel, Row.marked, kernel.effects!.get(log, at + 1)) > 0) at++;
  count(kernel, service, Tally.openFrom, at - first);
  if (rows.length === 0) return;
  const ageUs = kernel.nowUs - oldestUs;
  kernel.trace.record(kernel.nowUs, Fact.relayed, who, rows[0]!, -1, rows.length, ageUs);
}
