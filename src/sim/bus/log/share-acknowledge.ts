/**
 * What members say of records that they have acquired (SharePartition.acknowledge): all of a request counts or, where one
 * record of it is not the member's to speak of, none.
 */
import type { Micros } from "#base/units.ts";
import {
  countChange,
  floorBatch,
  type InFlightBatch,
  moveStart,
  NOBODY,
  RangeList,
  RecordIs,
  type RecordRange,
  type RecordState,
  type SharePartition,
  type ShareSettings,
  split,
  whenReturned,
} from "./share-partition.ts";

/** AcknowledgeType, by its number in the protocol. `gap`: the log has no record there. */
export const Acknowledge = { gap: 0, accept: 1, release: 2, reject: 3, renew: 4 } as const;
export type AcknowledgeType = (typeof Acknowledge)[keyof typeof Acknowledge];

export interface Acknowledgement {
  readonly first: number;
  /** The last offset, included. */
  readonly last: number;
  /** One for all of them, or one each. */
  readonly types: readonly AcknowledgeType[];
}

export type AcknowledgeError = "NONE" | "INVALID_RECORD_STATE" | "INVALID_REQUEST";

export interface Acknowledged {
  readonly error: AcknowledgeError;
  /** What changed, without what was renewed. */
  readonly changed: readonly RecordRange[];
}

/** Takes a member's acknowledgements in; the start moves up past what is done with. */
export function acknowledge(
  partition: SharePartition,
  holder: number,
  acknowledgements: readonly Acknowledgement[],
  nowUs: Micros,
  settings: ShareSettings,
): Acknowledged {
  for (const acknowledgement of acknowledgements) {
    const error = judge(partition, holder, acknowledgement);
    if (error !== "NONE") return { error, changed: [] };
  }
  const list = new RangeList();
  for (const acknowledgement of acknowledgements)
    for (const batch of touched(partition, acknowledgement))
      apply(partition, batch, acknowledgement, nowUs, settings, list);
  if (list.ranges.length > 0) moveStart(partition);
  return { error: "NONE", changed: list.ranges };
}

/** The in-flight batches that an acknowledgement speaks of. */
function touched(partition: SharePartition, { first, last }: Acknowledgement): readonly InFlightBatch[] {
  const from = Math.max(0, floorBatch(partition, first));
  const found: InFlightBatch[] = [];
  for (let at = from; at < partition.batches.length; at++) {
    const batch = partition.batches[at]!;
    if (batch.first > last) break;
    if (batch.last >= first && batch.last >= partition.start) found.push(batch);
  }
  return found;
}

/** Whether the member has all that it speaks of; what lies below the start is nobody's concern any more. */
function judge(
  partition: SharePartition,
  holder: number,
  acknowledgement: Acknowledgement,
): AcknowledgeError {
  const { first, last } = acknowledgement;
  if (last < partition.start) return "NONE";
  const batches = touched(partition, acknowledgement);
  if (batches.length === 0) return first >= partition.end ? "INVALID_REQUEST" : "INVALID_RECORD_STATE";
  if (last > batches.at(-1)!.last) return "INVALID_REQUEST";
  for (const batch of batches) {
    const { each } = batch;
    if (each === null) {
      if (batch.state !== RecordIs.acquired || batch.holder !== holder) return "INVALID_RECORD_STATE";
      continue;
    }
    const to = Math.min(last, batch.last);
    for (let offset = Math.max(first, batch.first, partition.start); offset <= to; offset++) {
      const at = offset - batch.first;
      if (each.state[at] !== RecordIs.acquired || each.holder[at] !== holder) return "INVALID_RECORD_STATE";
    }
  }
  return "NONE";
}

function apply(
  partition: SharePartition,
  batch: InFlightBatch,
  { first, last, types }: Acknowledgement,
  nowUs: Micros,
  settings: ShareSettings,
  list: RangeList,
): void {
  const isFullMatch = batch.first >= first && batch.last <= last;
  const isWhole = isFullMatch && batch.each === null && types.length === 1 && batch.first >= partition.start;
  if (isWhole) {
    const type = types[0]!;
    if (type === Acknowledge.renew) {
      batch.lockedUntilUs = nowUs + settings.lockDurationUs;
      return;
    }
    const { holder } = batch;
    const count = batch.last - batch.first + 1;
    batch.state = becomes(type, batch.deliveryCount, settings);
    batch.holder = NOBODY;
    countChange(partition, batch.first, count, batch.state);
    list.add(batch.first, count, batch.state, batch.deliveryCount, holder);
    return;
  }
  const each = split(batch);
  const to = Math.min(last, batch.last);
  for (let offset = Math.max(first, batch.first, partition.start); offset <= to; offset++) {
    const at = offset - batch.first;
    const type = types.length > 1 ? types[offset - first]! : types[0]!;
    if (type === Acknowledge.renew) {
      each.lockedUntilUs[at] = nowUs + settings.lockDurationUs;
      continue;
    }
    const holder = each.holder[at]!;
    const state = becomes(type, each.deliveryCount[at]!, settings);
    each.state[at] = state;
    each.holder[at] = NOBODY;
    countChange(partition, offset, 1, state);
    list.add(offset, 1, state, each.deliveryCount[at]!, holder);
  }
}

function becomes(
  type: Exclude<AcknowledgeType, typeof Acknowledge.renew>,
  deliveryCount: number,
  settings: ShareSettings,
): RecordState {
  switch (type) {
    case Acknowledge.accept:
      return RecordIs.acknowledged;
    case Acknowledge.release:
      return whenReturned(deliveryCount, settings);
    case Acknowledge.reject:
    case Acknowledge.gap:
      return RecordIs.archived;
  }
}
