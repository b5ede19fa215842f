/**
 * Share partitions at work (SharePartitionManager, DelayedShareFetch): fetches that acquire records or wait for some,
 * acknowledgements, and locks that run out. One share partition is at work for all members at once.
 */
import type { Micros } from "#base/units.ts";
import { COMMIT_ERRORS, SHARE_ACKNOWLEDGEMENTS, START_REASONS } from "#sim/fact-tables.ts";
import { Fact } from "#sim/facts.ts";
import { Link } from "#sim/kernel/kernel.ts";
import { Instance } from "./handlers.ts";
import { acknowledge, Acknowledge, type Acknowledgement } from "./share-acknowledge.ts";
import { acquire } from "./share-acquire.ts";
import { leaderEpochFor, logStartFor, readableFor, type SharedLog } from "./share-log.ts";
import {
  advanceLogStart,
  canAcquire,
  createSharePartition,
  expireLocks,
  forgetAcquisitions,
  nextExpiryUs,
  nextFetchOffset,
  RecordIs,
  type RecordRange,
  releaseHeld,
  type SharePartition,
  type ShareSettings,
} from "./share-partition.ts";
import type { ShareProcess } from "./share-process.ts";
import { holderOf, Shared, whoHolds, type AcknowledgedPair, type ShareFetchRequest } from "./share-types.ts";

function settingsOf({ plan: { config } }: ShareProcess): ShareSettings {
  return {
    lockDurationUs: config.lockDurationMs * 1000,
    deliveryCountLimit: config.deliveryCountLimit,
    recordLocksMax: config.recordLocksMax,
  };
}

/** ShareFetch: takes the acknowledgements in, answers at once where records can be acquired, and lets the member wait where none can. */
export function fetchShared(self: ShareProcess, from: number, request: ShareFetchRequest): void {
  const { kernel, state } = self;
  const client = kernel.processes[from]!;
  takeIn(self, client.who, holderOf(client.who, request.incarnation), request.acknowledged);
  // Its connection went down with the process.
  if (client.life.incarnation !== request.incarnation) return;
  state.turns.set(from, (state.turns.get(from) ?? -1) + 1);
  if (answerWithRecords(self, from, request)) return;
  state.waiting.set(from, { request, untilUs: kernel.nowUs + request.maxWaitUs });
  self.after(request.maxWaitUs, Shared.fetchWaited, from);
}

/** A fetch may have waited for fetch.max.wait.ms: then it is answered with nothing. */
export function fetchWaited(self: ShareProcess, from: number): void {
  const { kernel, state } = self;
  const waits = state.waiting.get(from);
  if (waits === undefined || waits.untilUs > kernel.nowUs) return;
  state.waiting.delete(from);
  if (!answerWithRecords(self, from, waits.request)) answer(self, from, waits.request, []);
}

/** There is more to read of a pair: who waits for it gets it, the longest first. */
export function dataArrived(self: ShareProcess, pair: number): void {
  const { waiting } = self.state;
  for (const [from, { request }] of waiting) {
    if (!request.pairs.includes(pair)) continue;
    if (answerWithRecords(self, from, request)) waiting.delete(from);
  }
}

/** Acquires what it can for a member and sends it; false where there was nothing. */
function answerWithRecords(self: ShareProcess, from: number, request: ShareFetchRequest): boolean {
  const { kernel, state } = self;
  const client = kernel.processes[from]!;
  if (client.life.incarnation !== request.incarnation) return true;
  const { pairs } = request;
  const ranges: number[] = [];
  let left = request.maxRecords;
  const turn = state.turns.get(from) ?? 0;
  for (let i = 0; i < pairs.length && left > 0; i++) {
    const pair = pairs[(turn + i) % pairs.length]!;
    for (const { first, count, deliveryCount } of acquirePair(self, client.who, pair, left, request)) {
      ranges.push(pair, first, count, deliveryCount);
      left -= count;
    }
  }
  if (ranges.length === 0) return false;
  answer(self, from, request, ranges);
  return true;
}

function acquirePair(
  self: ShareProcess,
  who: number,
  pair: number,
  maxRecords: number,
  request: ShareFetchRequest,
): readonly RecordRange[] {
  const { kernel } = self;
  const log = logOf(self, pair);
  const end = readableFor(log, who);
  if (end < 0) return [];
  const partition = partitionOf(self, log, pair, who);
  const settings = settingsOf(self);
  const next = nextFetchOffset(partition);
  if (next >= end || !canAcquire(partition, settings)) return [];
  const ranges = acquire(
    partition,
    {
      holder: holderOf(who, request.incarnation),
      maxRecords: Math.min(maxRecords, withinBytes(log, next, end, maxRecords, request.maxPartitionBytes)),
      fetchOffset: next,
      firstOffset: next,
      lastOffset: end - 1,
      // Without the boundaries of the log's batches each record is one.
      lastOfBatch: (offset) => offset,
      nowUs: kernel.nowUs,
    },
    settings,
  );
  for (const { first, count, deliveryCount } of ranges)
    kernel.trace.record(kernel.nowUs, Fact.acquired, who, deliveryCount, log.partition, first, count);
  watchLocks(self, pair, kernel.nowUs + settings.lockDurationUs);
  return ranges;
}

function logOf({ kernel, plan }: ShareProcess, pair: number): SharedLog {
  return { kernel, partition: plan.pairs[pair]!, isolation: plan.config.isolationLevel };
}

/** How many records from an offset on fit into max.partition.fetch.bytes, at least one. */
function withinBytes(
  { kernel, partition }: SharedLog,
  from: number,
  end: number,
  maxRecords: number,
  maxBytes: number,
): number {
  const { logs, messages } = kernel;
  let bytes = 0;
  let count = 0;
  while (count < maxRecords && from + count < end && bytes < maxBytes) {
    const message = logs.messageAt(partition, from + count);
    if (message >= 0) bytes += messages.bytes(message);
    count++;
  }
  return Math.max(1, count);
}

/** The share partition of a pair as it must be now: begun, on the log as it stands, under the broker that leads. */
function partitionOf(self: ShareProcess, log: SharedLog, pair: number, who: number): SharePartition {
  const { kernel, plan, state } = self;
  const logStart = logStartFor(log);
  let partition = state.partitions[pair]!;
  if (partition === null) {
    const isEarliest = plan.config.autoOffsetReset === "earliest";
    const start = isEarliest ? logStart : readableFor(log, who);
    partition = createSharePartition(start);
    state.partitions[pair] = partition;
    state.leaderEpochs[pair] = leaderEpochFor(log);
    kernel.ledger.begins(plan.firstPair + pair, start);
    const reason = START_REASONS.indexOf(isEarliest ? "earliest" : "latest");
    kernel.trace.record(kernel.nowUs, Fact.positioned, who, self.who, log.partition, start, reason);
    storeStart(self, pair, who);
  }
  loadAtNewLeader(self, log, pair, who);
  if (logStart > partition.start) {
    const before = partition.start;
    advanceLogStart(partition, logStart);
    kernel.trace.record(
      kernel.nowUs,
      Fact.recordsSkipped,
      who,
      self.who,
      log.partition,
      before,
      logStart - before,
    );
    storeStart(self, pair, who);
  }
  return partition;
}

/** Another broker leads than the one that gave the records out: it knows what was written down, and no holders. */
function loadAtNewLeader(self: ShareProcess, log: SharedLog, pair: number, who: number): void {
  const { state } = self;
  const epoch = leaderEpochFor(log);
  if (epoch === state.leaderEpochs[pair]) return;
  state.leaderEpochs[pair] = epoch;
  noteReturned(self, pair, forgetAcquisitions(state.partitions[pair]!));
  storeStart(self, pair, who);
}

/** Sends what was acquired, or nothing. */
function answer(
  self: ShareProcess,
  from: number,
  request: ShareFetchRequest,
  ranges: readonly number[],
): void {
  const { kernel, plan, state } = self;
  const client = kernel.processes[from]!;
  if (client.life.incarnation !== request.incarnation) return;
  const departsUs = kernel.nowUs;
  const arrivesUs = client.arrival(Link.fromBus);
  for (let i = 0; i < ranges.length; i += 4) {
    const partition = plan.pairs[ranges[i]!]!;
    kernel.trace.record(
      departsUs,
      Fact.fetched,
      client.who,
      arrivesUs - departsUs,
      partition,
      ranges[i + 1]!,
      ranges[i + 2]!,
    );
  }
  state.answers.set(from, { departsUs, arrivesUs, ranges });
  kernel.calendar.push(arrivesUs, from, request.incarnation, Instance.fetched, request.number, 0, 0, ranges);
}

/** ShareAcknowledge. */
export function acknowledgeShared(
  self: ShareProcess,
  from: number,
  incarnation: number,
  number: number,
  acknowledged: readonly AcknowledgedPair[],
): void {
  const { kernel } = self;
  const client = kernel.processes[from]!;
  takeIn(self, client.who, holderOf(client.who, incarnation), acknowledged);
  if (client.life.incarnation !== incarnation) return;
  kernel.calendar.push(client.arrival(Link.fromBus), from, incarnation, Instance.committed, number, 0, 0);
}

/** The last request of a session (ShareAcknowledge with the final epoch): what the member still has goes back undelivered. */
export function closeSession(
  self: ShareProcess,
  from: number,
  incarnation: number,
  acknowledged: readonly AcknowledgedPair[],
): void {
  const { kernel, state } = self;
  const { who } = kernel.processes[from]!;
  const holder = holderOf(who, incarnation);
  takeIn(self, who, holder, acknowledged);
  state.partitions.forEach((partition, pair) => {
    if (partition === null) return;
    const returned = releaseHeld(partition, holder);
    if (returned.length === 0) return;
    noteReturned(self, pair, returned);
    storeStart(self, pair, who);
    dataArrived(self, pair);
  });
}

function takeIn(
  self: ShareProcess,
  who: number,
  holder: number,
  acknowledged: readonly AcknowledgedPair[],
): void {
  const { kernel, plan } = self;
  for (const { pair, acknowledgements } of acknowledged) {
    const log = logOf(self, pair);
    // A broker that is down or cut off hears nothing: in the end the locks run out.
    if (readableFor(log, who) < 0) continue;
    const partition = partitionOf(self, log, pair, who);
    const settings = settingsOf(self);
    const { error, changed } = acknowledge(partition, holder, acknowledgements, kernel.nowUs, settings);
    if (error !== "NONE") {
      noteRefused(self, who, plan.pairs[pair]!, acknowledgements);
      continue;
    }
    noteAcknowledged(self, who, plan.pairs[pair]!, acknowledgements, changed);
    storeStart(self, pair, who);
    dataArrived(self, pair);
  }
}

function noteRefused(
  { kernel, who: group }: ShareProcess,
  who: number,
  partition: number,
  acknowledgements: readonly Acknowledgement[],
): void {
  const said = COMMIT_ERRORS.indexOf("INVALID_RECORD_STATE");
  for (const { first } of acknowledgements)
    kernel.trace.record(kernel.nowUs, Fact.commitRefused, who, group, partition, first, said);
}

const SAYS_GAP = SHARE_ACKNOWLEDGEMENTS.indexOf("gap");

function noteAcknowledged(
  { kernel }: ShareProcess,
  who: number,
  partition: number,
  acknowledgements: readonly Acknowledgement[],
  changed: readonly RecordRange[],
): void {
  const typeAt = (offset: number): number => {
    const said = acknowledgements.find(({ first, last }) => first <= offset && offset <= last)!;
    return said.types.length > 1 ? said.types[offset - said.first]! : said.types[0]!;
  };
  const { nowUs, trace } = kernel;
  for (const { first, count, is, deliveryCount } of changed) {
    for (let from = first; from < first + count;) {
      const type = typeAt(from);
      let to = from + 1;
      while (to < first + count && typeAt(to) === type) to++;
      const says = type === Acknowledge.gap ? SAYS_GAP : type - 1;
      trace.record(nowUs, Fact.shareAcknowledged, who, says, partition, from, to - from);
      // A place without a record (a marker, or compacted away) is nothing that was given up.
      if (type !== Acknowledge.gap && is === RecordIs.archived)
        trace.record(nowUs, Fact.archived, who, deliveryCount, partition, from, to - from);
      from = to;
    }
  }
}

function noteReturned(self: ShareProcess, pair: number, ranges: readonly RecordRange[]): void {
  const { kernel, plan } = self;
  const returned = SHARE_ACKNOWLEDGEMENTS.indexOf("return");
  for (const { first, count, holder } of ranges)
    kernel.trace.record(
      kernel.nowUs,
      Fact.shareAcknowledged,
      whoHolds(holder),
      returned,
      plan.pairs[pair]!,
      first,
      count,
    );
}

/** A lock of a pair may be over. */
export function lockOver(self: ShareProcess, pair: number): void {
  const { kernel, plan, state } = self;
  state.lockCallUs[pair] = -1;
  const partition = state.partitions[pair]!;
  if (partition === null) return;
  loadAtNewLeader(self, logOf(self, pair), pair, -1);
  const expired = expireLocks(partition, kernel.nowUs, settingsOf(self));
  for (const { first, count, deliveryCount, holder, is } of expired) {
    const who = whoHolds(holder);
    const where = plan.pairs[pair]!;
    kernel.trace.record(kernel.nowUs, Fact.lockExpired, who, deliveryCount, where, first, count);
    if (is === RecordIs.archived)
      kernel.trace.record(kernel.nowUs, Fact.archived, who, deliveryCount, where, first, count);
  }
  const next = nextExpiryUs(partition);
  if (next !== Infinity) watchLocks(self, pair, next);
  if (expired.length === 0) return;
  storeStart(self, pair, whoHolds(expired[0]!.holder));
  dataArrived(self, pair);
}

/** Looks at the locks of a pair then, unless a look is due before. */
function watchLocks(self: ShareProcess, pair: number, atUs: Micros): void {
  const { kernel, state } = self;
  if (state.lockCallUs[pair]! >= 0) return;
  state.lockCallUs[pair] = atUs;
  self.after(Math.max(0, atUs - kernel.nowUs), Shared.lockOver, pair);
}

/** The start of a pair may have moved, or more behind it may be done with. */
function storeStart(self: ShareProcess, pair: number, who: number): void {
  const { kernel, plan, state } = self;
  const { start, completed } = state.partitions[pair]!;
  kernel.ledger.completed[plan.firstPair + pair] = completed;
  if (state.offsets[pair] === start) return;
  state.offsets[pair] = start;
  kernel.ledger.commit(self.who, plan.firstPair + pair, start);
  kernel.trace.record(kernel.nowUs, Fact.committed, who, self.who, plan.pairs[pair]!, start, -1);
}
