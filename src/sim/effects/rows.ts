/**
 * Events that leave a service which has a database, as rows: with an outbox they are rows of its table, in a dual write only
 * we keep account of them, to see which are in one place and not in the other.
 */
import { Fact } from "#sim/facts.ts";
import { LOSS_REASONS, PHANTOM_REASONS } from "#sim/fact-tables.ts";
import { hasOutbox, type EffectPlan } from "#sim/effects-plan.ts";
import type { Kernel } from "#sim/kernel/kernel.ts";
import { INSTANCES_MAX } from "#sim/layout.ts";
import { sagaAppended, sagaRowCommitted, sagaRowLost } from "#sim/parts.ts";
import {
  count,
  eventOf,
  Its,
  keyNumberOf,
  newRow,
  of,
  Row,
  rowOfMessage,
  rowValue,
  setRow,
  setRowOfMessage,
  Tally,
} from "./maps.ts";

/** Room for events that follow from one. */
const FOLLOWERS_MAX = 65_536;

/** What a row is about. */
interface NewRow {
  readonly plan: EffectPlan;
  readonly who: number;
  readonly incarnation: number;
  readonly parent: number;
  readonly ordinal: number;
  readonly target: number;
  /** Asked only where the row is new. */
  readonly key: () => number;
  /** Of the record that it follows from, -1 for none: pair of the run, offset. */
  readonly pair: number;
  readonly offset: number;
  /** Which of those that follow from the same record. */
  readonly number: number;
}

/** The row of an event; one that follows from an event which was tried before is the same row. */
export function rowFor(kernel: Kernel, made: NewRow): number {
  const records = kernel.effects!;
  const { plan, parent, who } = made;
  const { service } = plan;
  const name = parent < 0 ? -1 : eventOf(kernel, parent) * FOLLOWERS_MAX + made.number;
  let row = parent < 0 ? 0 : records.get(of(Its.rowOf, service), name);
  if (row === 0) {
    row = newRow(kernel);
    if (parent >= 0) records.set(of(Its.rowOf, service), name, row);
    setRow(kernel, Row.service, row, service + 1);
    setRow(kernel, Row.parent, row, parent + 1);
    setRow(kernel, Row.ordinal, row, made.ordinal);
    setRow(kernel, Row.key, row, keyNumberOf(made.key()));
    setRow(kernel, Row.target, row, made.target + 1);
    setRow(kernel, Row.pair, row, made.pair + 1);
    setRow(kernel, Row.offset, row, made.offset + 1);
    if (!hasOutbox(plan)) records.set(of(Its.open, service), row, 1);
  }
  setRow(kernel, Row.owner, row, who + 1);
  setRow(kernel, Row.life, row, made.incarnation + 1);
  return row;
}

/** The rows that follow from an event, as far as there are any. */
export function rowsOfEvent(kernel: Kernel, { service }: EffectPlan, message: number): number[] {
  const name = eventOf(kernel, message) * FOLLOWERS_MAX;
  const rows: number[] = [];
  for (let number = 0; ; number++) {
    const row = kernel.effects!.get(of(Its.rowOf, service), name + number);
    if (row === 0) return rows;
    rows.push(row);
  }
}

/** The transaction that holds the row is committed. */
export function commitRow(kernel: Kernel, plan: EffectPlan, row: number): void {
  if (rowValue(kernel, Row.committedUs, row) > 0) return;
  setRow(kernel, Row.committedUs, row, kernel.nowUs + 1);
  const { service } = plan;
  count(kernel, service, Tally.committed);
  if (hasOutbox(plan)) {
    const position = kernel.effects!.add(of(Its.tally, service), Tally.logEnd, 1);
    kernel.effects!.set(of(Its.log, service), position, row);
  }
  if (rowValue(kernel, Row.phantom, row) > 0) {
    setRow(kernel, Row.phantom, row, 0);
    count(kernel, service, Tally.phantom, -1);
  }
  if (kernel.program.choreography !== null) sagaRowCommitted(kernel, row);
  settle(kernel, service, row);
}

/** A message was appended to a log; perhaps it carries a row. */
export function noteRowAppended(kernel: Kernel, message: number, partition: number): void {
  const row = rowOfMessage(kernel, message);
  if (kernel.program.choreography !== null) sagaAppended(kernel, message, partition, row);
  if (row === 0) return;
  const service = rowValue(kernel, Row.service, row) - 1;
  const times = kernel.effects!.add(Row.appended, row, 1);
  if (times > 1) {
    count(kernel, service, Tally.again);
    const who = kernel.messages.producer(message);
    kernel.trace.record(kernel.nowUs, Fact.publishedAgain, who, message, partition, -1, times);
    return;
  }
  count(kernel, service, Tally.published);
  if (rowValue(kernel, Row.lost, row) > 0) {
    setRow(kernel, Row.lost, row, 0);
    count(kernel, service, Tally.lost, -1);
  }
  settle(kernel, service, row);
}

/** In both places: nothing more can happen to it. */
function settle(kernel: Kernel, service: number, row: number): void {
  if (rowValue(kernel, Row.committedUs, row) > 0 && rowValue(kernel, Row.appended, row) > 0)
    close(kernel, service, row);
}

function close(kernel: Kernel, service: number, row: number): void {
  kernel.effects!.set(of(Its.open, service), row, 0);
}

/** The row is a message now. */
export function carryRow(kernel: Kernel, row: number, message: number): void {
  setRowOfMessage(kernel, message, row);
  setRow(kernel, Row.message, row, message + 1);
}

/** Nobody will go on with the row: where it is in one place only, the dual write has failed. */
export function abandonRow(kernel: Kernel, row: number, why: Abandoned): void {
  const service = rowValue(kernel, Row.service, row) - 1;
  if (kernel.effects!.get(of(Its.open, service), row) === 0) return;
  const isCommitted = rowValue(kernel, Row.committedUs, row) > 0;
  const isAppended = rowValue(kernel, Row.appended, row) > 0;
  const who = rowValue(kernel, Row.owner, row) - 1;
  if (isCommitted && !isAppended && rowValue(kernel, Row.lost, row) === 0) {
    setRow(kernel, Row.lost, row, 1);
    count(kernel, service, Tally.lost);
    const parent = rowValue(kernel, Row.parent, row) - 1;
    kernel.trace.record(kernel.nowUs, Fact.eventLost, who, parent, -1, row, LOSS_REASONS.indexOf(why));
    if (kernel.program.choreography !== null) sagaRowLost(kernel, row);
  }
  if (isAppended && !isCommitted && rowValue(kernel, Row.phantom, row) === 0) {
    setRow(kernel, Row.phantom, row, 1);
    count(kernel, service, Tally.phantom);
    const message = rowValue(kernel, Row.message, row) - 1;
    const reason = PHANTOM_REASONS.indexOf(why === "crashed" ? "crashed" : "rolled-back");
    kernel.trace.record(kernel.nowUs, Fact.eventPhantom, who, message, -1, row, reason);
  }
  if (!isCommitted && !isAppended) close(kernel, service, row);
}

type Abandoned = (typeof LOSS_REASONS)[number];

/** The instance has died some time ago: what it has left in one place only will not come into the other, unless its record comes again. */
export function checkRowsOf(kernel: Kernel, who: number, life: number): void {
  const service = Math.floor(who / INSTANCES_MAX);
  for (const row of kernel.effects!.keys(of(Its.open, service))) {
    if (rowValue(kernel, Row.owner, row) !== who + 1 || rowValue(kernel, Row.life, row) !== life + 1)
      continue;
    const pair = rowValue(kernel, Row.pair, row) - 1;
    const comesAgain = pair >= 0 && kernel.ledger.committed(pair) < rowValue(kernel, Row.offset, row);
    if (!comesAgain) abandonRow(kernel, row, "crashed");
  }
}
