/**
 * RecordAccumulator, the buffer between the application and the sender: a queue of batches for each partition, what may
 * go when, and in which order. Functions over plain data; whoever holds it gives batches, chance and time.
 */
import type { Micros } from "#base/units.ts";
import { shorten } from "#base/lists.ts";
import { BatchIs, type BatchId, type BatchStore } from "./batch-store.ts";
import type { ClusterView } from "./cluster-view.ts";
import { drawSticky, seeLoad, viewOf } from "./partitioner.ts";
import { mustWait, numberBatch } from "./producer-sequences.ts";
import type { ProducerState } from "./producer-state.ts";
import { BATCH_HEADER_BYTES, recordBytes, writeLimitBytes } from "./record-size.ts";

/** What does not change in the life of a producer, and where its functions leave their answers. */
export interface Accumulator {
  readonly batches: BatchStore;
  /** batch.size, linger.ms, max.request.size, buffer.memory. */
  readonly batchSizeBytes: number;
  readonly lingerUs: Micros;
  readonly maxRequestBytes: number;
  readonly bufferBytes: number;
  /** partitioner.adaptive.partitioning.enable where it can matter, partitioner.availability.timeout.ms. */
  readonly isAdaptive: boolean;
  readonly availabilityTimeoutUs: Micros;
  /** Whether loads are worked out when they are asked for, and not in each loop of the sender. */
  readonly seesLoadLate: boolean;
  /** By target: its first local partition. By local partition: its partition of the run. */
  readonly firstLocal: readonly number[];
  readonly partitionOfLocal: readonly number[];
  /** What it knows of the cluster before the first refresh of the metadata. */
  readonly firstView: ClusterView;
  /** acks=all with enable.idempotence; max.in.flight.requests.per.connection = 1. */
  readonly isIdempotent: boolean;
  readonly keepsOrder: boolean;
  /** The next random 32 bits. */
  readonly draw: () => number;
  /** Answers of `choose`: the bytes of the record in its batch, and whether that is a new one. */
  chosenBytes: number;
  opensBatch: boolean;
  /** Answers of `ready`, by broker: 1 where something may go; and whether something waits whose leader is not known. */
  readonly isReady: number[];
  lacksLeader: boolean;
}

/** Answer of `choose`: there is no memory for a new batch. */
export const BLOCKED = -1;
/** The number of the partition where any will do. */
export const ANY_PARTITION = -1;

/**
 * Finds the place of a record (RecordAccumulator.append up to the append itself): the local partition whose last batch
 * takes it, or which is to get a new batch (`chosenBytes` 0); or BLOCKED. Asked again after a wait for memory, it goes on
 * with what it had got.
 */
export function choose(
  acc: Accumulator,
  state: ProducerState,
  target: number,
  number: number,
  keyBytes: number,
  valueBytes: number,
  timestampMs: number,
  nowUs: Micros,
): number {
  const isSticky = number === ANY_PARTITION;
  if (isSticky && state.stickyPartition[target]! < 0) drawSticky(acc, state, target, nowUs);
  for (;;) {
    const local = acc.firstLocal[target]! + (isSticky ? state.stickyPartition[target]! : number);
    if (isSticky && switchesSticky(acc, state, target, local, nowUs)) continue;
    const tail = state.tails[local]!;
    if (tail >= 0) {
      const bytes = bytesIfItFits(acc.batches, tail, keyBytes, valueBytes, timestampMs);
      if (bytes > 0) {
        // What it got while it was meant for another partition goes back.
        state.usedBytes -= state.inHandBytes;
        state.inHandBytes = 0;
        acc.chosenBytes = bytes;
        acc.opensBatch = false;
        return local;
      }
      // Whatever comes of the record, the batch takes no other.
      acc.batches.setStatus(tail, BatchIs.closed);
    }
    if (!hasMemory(acc, state, keyBytes, valueBytes)) return BLOCKED;
    if (isSticky && switchesSticky(acc, state, target, local, nowUs)) continue;
    acc.chosenBytes = recordBytes(0, 0, keyBytes, valueBytes);
    acc.opensBatch = true;
    return local;
  }
}

/** Whether keyless records go elsewhere from now on, because enough went here and all batches are full. */
function switchesSticky(
  acc: Accumulator,
  state: ProducerState,
  target: number,
  local: number,
  nowUs: Micros,
): boolean {
  know(state, target, local);
  if (state.stickyBytes[target]! < acc.batchSizeBytes || !allFull(acc.batches, state, local)) return false;
  drawSticky(acc, state, target, nowUs);
  return true;
}

/** Notes that a partition has a queue, empty or not. */
function know(state: ProducerState, target: number, local: number): void {
  if (state.isKnown[local] === 1) return;
  state.isKnown[local] = 1;
  state.knownCount[target]!++;
}

/** Only the last batch of a queue can be less than full. */
function allFull(batches: BatchStore, state: ProducerState, local: number): boolean {
  const tail = state.tails[local]!;
  return tail < 0 || isFull(batches, tail);
}

/** Whether an unsent batch takes no further record, whatever its size (ProducerBatch.isFull). */
export function isFull(batches: BatchStore, batch: BatchId): boolean {
  return batches.status(batch) === BatchIs.closed || batches.bytes(batch) >= batches.limitBytes(batch);
}

/** The bytes of a record as the next one of a batch, 0 where it does not fit (MemoryRecordsBuilder.hasRoomFor). */
function bytesIfItFits(
  batches: BatchStore,
  batch: BatchId,
  keyBytes: number,
  valueBytes: number,
  timestampMs: number,
): number {
  if (isFull(batches, batch)) return 0;
  const delta = timestampMs - batches.timestampMs(batch);
  const bytes = recordBytes(batches.records(batch), delta, keyBytes, valueBytes);
  return batches.bytes(batch) + bytes <= batches.limitBytes(batch) ? bytes : 0;
}

/** Takes memory for a new batch, unless the record has it already; false where there is not enough. */
function hasMemory(acc: Accumulator, state: ProducerState, keyBytes: number, valueBytes: number): boolean {
  if (state.inHandBytes > 0) return true;
  const needed = writeLimitBytes(acc.batchSizeBytes, keyBytes, valueBytes);
  if (state.usedBytes + needed > acc.bufferBytes) return false;
  state.usedBytes += needed;
  state.inHandBytes = needed;
  return true;
}

/** Opens a batch with its first record, as `choose` has found it, in the memory that it has got. */
export function openBatch(
  acc: Accumulator,
  state: ProducerState,
  target: number,
  local: number,
  message: number,
  timestampMs: number,
  nowUs: Micros,
): BatchId {
  const bytes = BATCH_HEADER_BYTES + acc.chosenBytes;
  const partition = acc.partitionOfLocal[local]!;
  const batch = acc.batches.open(partition, local, message, bytes, nowUs, timestampMs, state.inHandBytes);
  state.inHandBytes = 0;
  know(state, target, local);
  seeLoad(acc, state, nowUs);
  queueLast(acc.batches, state, local, batch);
  if (state.unseenSinceUs < 0) state.unseenSinceUs = nowUs;
  return batch;
}

function queueLast(batches: BatchStore, state: ProducerState, local: number, batch: BatchId): void {
  const tail = state.tails[local]!;
  state.tails[local] = batch;
  state.lengths[local]!++;
  if (tail >= 0) batches.setNextInQueue(tail, batch);
  else {
    state.heads[local] = batch;
    state.waiting.push(local);
  }
}

/** After a keyless record: it may have been the last that goes to its partition for now. `bytes`: with the batch's header where it opened one. */
export function afterKeyless(
  acc: Accumulator,
  state: ProducerState,
  target: number,
  local: number,
  bytes: number,
  nowUs: Micros,
): void {
  const produced = (state.stickyBytes[target] = state.stickyBytes[target]! + bytes);
  if (produced < acc.batchSizeBytes) return;
  if (produced >= acc.batchSizeBytes * 2 || allFull(acc.batches, state, local))
    drawSticky(acc, state, target, nowUs);
}

/** Whether the first batch of a queue may go before its linger is over. */
export function hasFullBatch(batches: BatchStore, state: ProducerState, local: number): boolean {
  return state.lengths[local]! > 1 || isFull(batches, state.heads[local]!);
}

/**
 * Finds the brokers that something may go to (RecordAccumulator.ready): `isReady`. Returns when something else will be
 * ready at the latest, Infinity where nothing waits.
 */
export function ready(acc: Accumulator, state: ProducerState, nowUs: Micros): Micros {
  const { isReady } = acc;
  const { leaders } = viewOf(acc, state);
  for (let node = 0; node < isReady.length; node++) isReady[node] = 0;
  acc.lacksLeader = false;
  let nextUs = Infinity;
  for (const local of state.waiting) {
    const leader = leaders[local]!;
    if (leader < 0) acc.lacksLeader = true;
    if (leader < 0 || isReady[leader] === 1 || state.isMuted[local] === 1) continue;
    const dueUs = sendableAtUs(acc, state, local);
    if (dueUs <= nowUs) isReady[leader] = 1;
    else if (dueUs < nextUs) nextUs = dueUs;
  }
  return nextUs;
}

/** From when on the first batch of a queue makes its broker ready. */
function sendableAtUs(acc: Accumulator, state: ProducerState, local: number): Micros {
  const { batches } = acc;
  const head = state.heads[local]!;
  const retryUs = batches.retryUs(head);
  if (state.isHurried || hasFullBatch(batches, state, local)) return retryUs;
  const lingeredUs = batches.attemptUs(head) + acc.lingerUs;
  return retryUs > lingeredUs ? retryUs : lingeredUs;
}

/**
 * Takes one batch of each partition of a broker, as far as they fit into a request, beginning where the last drain ended
 * (RecordAccumulator.drainBatchesForOneNode). Returns the first of them, linked by `nextInRequest`; -1 for none.
 */
export function drain(acc: Accumulator, state: ProducerState, node: number, nowUs: Micros): BatchId {
  const { batches } = acc;
  const { epochs, ofNode, placeInNode } = viewOf(acc, state);
  const partitions = ofNode[node]!;
  if (partitions.length === 0) return -1;
  const start = state.drainIndex[node]! % partitions.length;
  state.drainIndex[node] = (start + partitions.length - 1) % partitions.length;
  const count = putInOrder(acc, state, node, start);
  let first: BatchId = -1;
  let last: BatchId = -1;
  let bytes = 0;
  for (let i = 0; i < count; i++) {
    const local = order[i]!;
    if (state.isMuted[local] === 1) continue;
    const head = state.heads[local]!;
    if (batches.retryUs(head) > nowUs) continue;
    const isTooLarge = first >= 0 && bytes + batches.bytes(head) > acc.maxRequestBytes;
    if (isTooLarge || (acc.isIdempotent && mustWait(acc, state, local, head))) {
      // The next drain begins here.
      state.drainIndex[node] = placeInNode[local]!;
      break;
    }
    takeFirst(batches, state, local);
    if (acc.isIdempotent) numberBatch(batches, state, local, head);
    if (acc.keepsOrder) state.isMuted[local] = 1;
    batches.setLeaderEpoch(head, epochs[local]!);
    bytes += batches.bytes(head);
    if (first < 0) first = head;
    else batches.setNextInRequest(last, head);
    last = head;
  }
  forgetEmptyQueues(state);
  return first;
}

/** Filled anew by each drain and never shortened: an array that is emptied leaves its store behind. */
const order: number[] = [];

/**
 * Puts the local partitions of a broker that have something into `order`, as a walk through all of them from `start` on
 * meets them; how many they are.
 */
function putInOrder(acc: Accumulator, state: ProducerState, node: number, start: number): number {
  const { leaders, ofNode, placeInNode } = viewOf(acc, state);
  const partitions = ofNode[node]!;
  const all = partitions.length;
  const { waiting } = state;
  let count = 0;
  if (waiting.length * waiting.length > all * 4) {
    for (let i = 0; i < all; i++) {
      const local = partitions[(start + i) % all]!;
      if (state.heads[local]! >= 0) order[count++] = local;
    }
    return count;
  }
  for (const local of waiting) {
    if (leaders[local] !== node) continue;
    const distance = (placeInNode[local]! - start + all) % all;
    let at = count++;
    while (at > 0 && (placeInNode[order[at - 1]!]! - start + all) % all > distance) {
      order[at] = order[at - 1]!;
      at--;
    }
    order[at] = local;
  }
  return count;
}

/** Takes the first batch out of a queue; an empty queue is still among the waiting ones. */
function takeFirst(batches: BatchStore, state: ProducerState, local: number): void {
  const next = batches.nextInQueue(state.heads[local]!);
  state.heads[local] = next;
  if (next < 0) state.tails[local] = -1;
  state.lengths[local]!--;
}

function forgetEmptyQueues(state: ProducerState): void {
  const { waiting } = state;
  let left = 0;
  for (const local of waiting) if (state.heads[local]! >= 0) waiting[left++] = local;
  shorten(waiting, left);
}

/** Puts a batch back to be sent again: first, or among those that go again in the order of their sequences (RecordAccumulator.reenqueue). */
export function putBack(
  acc: Accumulator,
  state: ProducerState,
  batch: BatchId,
  nowUs: Micros,
  retryUs: Micros,
): void {
  const { batches } = acc;
  const local = batches.local(batch);
  batches.setStatus(batch, BatchIs.closed);
  batches.setAttempts(batch, batches.attempts(batch) + 1);
  // Where another leader is known since, nothing speaks against trying at once.
  const isMoved = viewOf(acc, state).epochs[local] !== batches.leaderEpoch(batch);
  batches.setRetry(batch, nowUs, isMoved ? -1 : retryUs);
  insert(acc, state, batch);
}

/** Puts a batch into its queue, first or in the order of the sequences. */
export function insert({ batches, isIdempotent }: Accumulator, state: ProducerState, batch: BatchId): void {
  const local = batches.local(batch);
  let before: BatchId = -1;
  let after = state.heads[local]!;
  while (isIdempotent && after >= 0 && isEarlier(batches, after, batch)) {
    before = after;
    after = batches.nextInQueue(after);
  }
  batches.setNextInQueue(batch, after);
  if (before >= 0) batches.setNextInQueue(before, batch);
  else state.heads[local] = batch;
  if (after < 0) state.tails[local] = batch;
  if (state.lengths[local]!++ === 0) state.waiting.push(local);
}

function isEarlier(batches: BatchStore, a: BatchId, b: BatchId): boolean {
  const sequence = batches.ownSequence(a);
  return sequence >= 0 && sequence < batches.ownSequence(b);
}

/** Takes the first batch of a queue out for good. */
export function removeFirst({ batches }: Accumulator, state: ProducerState, local: number): BatchId {
  const head = state.heads[local]!;
  takeFirst(batches, state, local);
  if (state.heads[local]! < 0) forgetEmptyQueues(state);
  return head;
}

/** A batch has been answered for good: its memory is free. */
export function freeMemory(state: ProducerState, batches: BatchStore, batch: BatchId): void {
  state.usedBytes -= batches.limitBytes(batch);
}
