/**
 * What an idempotent producer numbers its batches by (TransactionManager, TxnPartitionMap): a sequence for each partition,
 * given at the drain, in the order of the drains. After a loss whose fate cannot be known it begins anew in a higher epoch.
 */
import { removeFrom } from "#base/lists.ts";
import type { Accumulator } from "./accumulator.ts";
import type { BatchId, BatchStore } from "./batch-store.ts";
import type { ProducerState } from "./producer-state.ts";

/** The largest epoch (a short); after it a new id is needed. */
const EPOCH_MAX = 32_767;
/** Sequences go up to 2^31 - 1, then begin at 0. */
const SEQUENCES = 2_147_483_648;

/** Whether the first batch of a queue must not be drained yet (RecordAccumulator.shouldStopDrainBatchesForPartition). */
export function mustWait(acc: Accumulator, state: ProducerState, local: number, head: BatchId): boolean {
  if (state.producerId < 0) return true;
  const sequence = acc.batches.ownSequence(head);
  if (sequence >= 0) return firstInFlight(acc.batches, state, local) < sequence;
  if (state.unresolved[local]! >= 0) return true;
  return state.sequenceEpochs[local] !== state.epoch && firstInFlight(acc.batches, state, local) < Infinity;
}

/** The lowest sequence of a partition that is under way; Infinity for none. */
function firstInFlight(batches: BatchStore, state: ProducerState, local: number): number {
  let lowest = Infinity;
  for (const first of state.inFlight) {
    for (let batch = first; batch >= 0; batch = batches.nextInRequest(batch)) {
      if (batches.local(batch) === local && !batches.isGivenUp(batch))
        lowest = Math.min(lowest, batches.ownSequence(batch));
    }
  }
  return lowest;
}

/** At the drain: gives a batch its sequence, unless it goes again. */
export function numberBatch(batches: BatchStore, state: ProducerState, local: number, batch: BatchId): void {
  if (batches.ownSequence(batch) < 0) {
    if (state.sequenceEpochs[local] !== state.epoch) beginAnew(state, local);
    batches.setOwn(batch, state.epoch, takeSequences(state, local, batches.records(batch)));
  }
  batches.stamp(batch, state.producerId);
}

function beginAnew(state: ProducerState, local: number): void {
  state.sequenceEpochs[local] = state.epoch;
  state.nextSequences[local] = 0;
  state.lastAcked[local] = -1;
}

function takeSequences(state: ProducerState, local: number, records: number): number {
  const sequence = state.nextSequences[local]!;
  state.nextSequences[local] = (sequence + records) % SEQUENCES;
  return sequence;
}

/** A batch was acknowledged. */
export function acknowledgeSequences(batches: BatchStore, state: ProducerState, batch: BatchId): void {
  const local = batches.local(batch);
  if (batches.ownEpoch(batch) !== state.sequenceEpochs[local]) return;
  const last = (batches.ownSequence(batch) + batches.records(batch) - 1) % SEQUENCES;
  if (last > state.lastAcked[local]!) state.lastAcked[local] = last;
}

/** Whether a batch is the next that its partition expects, so that a gap before it is none of its own making. */
export function isNextExpected(batches: BatchStore, state: ProducerState, batch: BatchId): boolean {
  return batches.ownSequence(batch) === (state.lastAcked[batches.local(batch)]! + 1) % SEQUENCES;
}

/** What becomes of a partition's sequences cannot be known: they begin anew in the next epoch. */
export function wantEpochBump(state: ProducerState, local: number): void {
  if (!state.toRewrite.includes(local)) state.toRewrite.push(local);
}

/** A batch that may have been appended was given up; until all before it are settled nothing new goes to its partition. */
export function markUnresolved(state: ProducerState, local: number): void {
  if (state.unresolved[local]! < 0) state.unresolvedCount++;
  state.unresolved[local] = state.nextSequences[local]!;
}

/**
 * Before each loop of the sender (maybeResolveSequences): where nothing of a partition is under way any more, either
 * everything was acknowledged, or its sequences begin anew. Returns whether some could not be resolved.
 */
export function resolveSequences(acc: Accumulator, state: ProducerState): boolean {
  let isAnyLost = false;
  if (state.unresolvedCount === 0) return false;
  for (let local = 0; local < state.unresolved.length; local++) {
    if (state.unresolved[local]! < 0 || hasNumbered(acc.batches, state, local)) continue;
    resolved(state, local);
    if (state.nextSequences[local] === (state.lastAcked[local]! + 1) % SEQUENCES) continue;
    wantEpochBump(state, local);
    isAnyLost = true;
  }
  return isAnyLost;
}

function resolved(state: ProducerState, local: number): void {
  if (state.unresolved[local]! >= 0) state.unresolvedCount--;
  state.unresolved[local] = -1;
}

/** Whether batches with a sequence wait or are under way. */
function hasNumbered(batches: BatchStore, state: ProducerState, local: number): boolean {
  const head = state.heads[local]!;
  return (head >= 0 && batches.ownSequence(head) >= 0) || firstInFlight(batches, state, local) < Infinity;
}

/** Raises the epoch where that is wanted, and numbers anew what waits in the partitions that want it. Returns whether it did. */
export function bumpEpoch(acc: Accumulator, state: ProducerState): boolean {
  if (state.toRewrite.length === 0 || state.producerId < 0) return false;
  if (state.epoch === EPOCH_MAX) {
    state.producerId = -1;
    return false;
  }
  state.epoch++;
  while (state.toRewrite.length > 0) {
    const local = state.toRewrite[0]!;
    removeFrom(state.toRewrite, local);
    resolved(state, local);
    beginAnew(state, local);
    renumber(acc.batches, state, local);
  }
  return true;
}

/** Gives new sequences to all batches of a partition that have one, in their order: what is under way comes first. */
function renumber(batches: BatchStore, state: ProducerState, local: number): void {
  const numbered: BatchId[] = [];
  for (const first of state.inFlight) {
    for (let batch = first; batch >= 0; batch = batches.nextInRequest(batch))
      if (batches.local(batch) === local && !batches.isGivenUp(batch)) numbered.push(batch);
  }
  for (let batch = state.heads[local]!; batch >= 0; batch = batches.nextInQueue(batch))
    if (batches.ownSequence(batch) >= 0) numbered.push(batch);
  numbered.sort((a, b) => batches.ownSequence(a) - batches.ownSequence(b));
  for (const batch of numbered)
    batches.setOwn(batch, state.epoch, takeSequences(state, local, batches.records(batch)));
}
