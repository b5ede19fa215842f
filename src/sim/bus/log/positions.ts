/**
 * Where a consumer begins (SubscriptionState, OffsetFetcher): at the committed offset, else where auto.offset.reset says;
 * and where a person moves it (seek).
 */
import type { InstanceProcess } from "#sim/instance-process.ts";
import { START_REASONS } from "#sim/fact-tables.ts";
import { Fact } from "#sim/facts.ts";
import { Link } from "#sim/kernel/kernel.ts";
import type { ListOffsetsRequest } from "./broker.ts";
import { isBrokerUp } from "./cluster-state.ts";
import { isClustered, wantMetadata } from "./consumer-metadata.ts";
import { Broker, FetchSays, Instance } from "./handlers.ts";
import { Reset } from "./member-state.ts";
import { askOffsets } from "./owned-pairs.ts";
import { isAdded } from "./partition-counts.ts";

/** retry.backoff.ms of a consumer. */
const RETRY_BACKOFF_US = 100_000;
/** request.timeout.ms. */
const REQUEST_TIMEOUT_US = 30_000_000;

/** The group's committed offsets have come: the member starts there, or asks the broker where the log begins or ends. */
export function offsetsFetched(self: InstanceProcess, error: number, offsets: readonly number[]): void {
  const { member } = self.state;
  if (error !== 0) {
    self.after(RETRY_BACKOFF_US, Instance.askOffsetsAgain, 0, 0, 0, offsets);
    return;
  }
  const unknown: number[] = [];
  for (let i = 0; i < offsets.length; i += 2) {
    const pair = offsets[i]!;
    const offset = offsets[i + 1]!;
    if (member.owned[pair] !== 1 || member.position[pair]! >= 0 || member.resets[pair] !== Reset.none)
      continue;
    if (offset < 0) unknown.push(pair);
    else startAt(self, pair, offset, START_REASONS.indexOf("committed"));
  }
  reset(self, unknown, Reset.nothingCommitted);
}

/** The offsets could not be had; the ones that are still wanted are asked for again. */
export function askOffsetsAgain(self: InstanceProcess, pairs: readonly number[]): void {
  const { member } = self.state;
  const wanted = pairs.filter((pair) => member.owned[pair] === 1 && member.position[pair]! < 0);
  if (wanted.length > 0) askOffsets(self, wanted);
}

/** The broker does not have what lies at the positions of these pairs. */
export function outOfRange(self: InstanceProcess, pairs: readonly number[]): void {
  const { member } = self.state;
  if (self.group!.config.autoOffsetReset !== "none") {
    for (const pair of pairs) {
      member.resetFrom[pair] = member.position[pair]!;
      member.position[pair] = -1;
    }
  }
  reset(self, pairs, Reset.outOfRange);
}

/**
 * An unclean election has cut the log off below the position of a pair: with any auto.offset.reset it goes on where the
 * logs part, and with none it fails (KIP-320, SubscriptionState.maybeCompleteValidation).
 */
export function diverged(self: InstanceProcess, pair: number, offset: number): void {
  if (self.group!.config.autoOffsetReset === "none") outOfRange(self, [pair]);
  else startAt(self, pair, offset, START_REASONS.indexOf("out-of-range"));
}

/** auto.offset.reset decides about these pairs. */
function reset(self: InstanceProcess, pairs: readonly number[], why: number): void {
  if (pairs.length === 0) return;
  const { member } = self.state;
  if (self.group!.config.autoOffsetReset === "none") {
    for (const pair of pairs)
      self.note(Fact.noOffset, self.groupIndex, self.partitionOf(pair), member.position[pair]!);
    member.hasFailed = true;
    return;
  }
  for (const pair of pairs) member.resets[pair] = why;
  listOffsets(self, pairs);
}

/** Asks the brokers that lead these pairs where their logs begin or end, whichever is wanted. */
function listOffsets(self: InstanceProcess, pairs: readonly number[]): void {
  const { kernel } = self;
  const { member } = self.state;
  const clustered = isClustered(kernel.program);
  const listing = ++member.listings;
  for (const pair of pairs) member.listing[pair] = listing;
  const lost: number[] = [];
  for (let broker = 0; broker < kernel.program.cluster.brokers; broker++) {
    const led = pairs.filter((pair) => member.leaders[pair] === broker);
    if (led.length === 0) continue;
    if (clustered && !isBrokerUp(kernel, broker)) lost.push(...led);
    else sendListOffsets(self, broker, led);
  }
  lost.push(...pairs.filter((pair) => member.leaders[pair]! < 0));
  if (lost.length > 0) {
    wantMetadata(self);
    self.after(RETRY_BACKOFF_US, Instance.listOffsetsAgain, listing, 0, 0, lost);
  }
  // A cut network swallows what was asked.
  if (clustered) self.after(REQUEST_TIMEOUT_US, Instance.listOffsetsAgain, listing, 0, 0, pairs);
}

function sendListOffsets(self: InstanceProcess, broker: number, pairs: readonly number[]): void {
  const { autoOffsetReset, isolationLevel } = self.group!.config;
  const { member } = self.state;
  const isSought = member.resets[pairs[0]!] === Reset.sought;
  const { at, timeMs } = isSought
    ? { at: member.seekTo, timeMs: member.seekMs }
    : { at: autoOffsetReset === "earliest" ? ("earliest" as const) : ("latest" as const), timeMs: 0 };
  const request: ListOffsetsRequest = {
    broker,
    partitions: pairs.map((pair) => self.partitionOf(pair)),
    at,
    timeMs,
    readsCommitted: isolationLevel === "read_committed",
  };
  const { calendar } = self.kernel;
  calendar.push(
    self.arrival(Link.toBus),
    0,
    0,
    Broker.listOffsets,
    self.index,
    self.life.incarnation,
    0,
    request,
  );
}

/** What is still not known after a while is asked for again, unless it was since that question, by its number. */
export function listOffsetsAgain(self: InstanceProcess, pairs: readonly number[], listing: number): void {
  const { member } = self.state;
  const wanted = pairs.filter(
    (pair) =>
      member.owned[pair] === 1 && member.resets[pair] !== Reset.none && member.listing[pair] === listing,
  );
  if (wanted.length > 0) listOffsets(self, wanted);
}

/** The brokers have said where logs begin or end. */
export function offsetsListed(self: InstanceProcess, offsets: readonly number[]): void {
  const { member } = self.state;
  const again: number[] = [];
  for (let i = 0; i < offsets.length; i += 2) {
    const pair = self.pairOf(offsets[i]!);
    const offset = offsets[i + 1]!;
    // An answer for an earlier hold of the partition is no use: another member may have committed since.
    const why = member.resets[pair]!;
    if (why === Reset.none) continue;
    if (offset === FetchSays.notLeader || offset === FetchSays.network) {
      member.leaders[pair] = -1;
      again.push(pair);
    } else if (offset < 0) {
      // No message at or after the moment: the end, then (as the console's tools do).
      member.seekTo = "latest";
      again.push(pair);
    } else positioned(self, pair, offset, why);
  }
  if (again.length === 0) return;
  wantMetadata(self);
  // Its own number, so that a later look at the same question leaves it alone.
  const listing = ++member.listings;
  for (const pair of again) member.listing[pair] = listing;
  self.after(RETRY_BACKOFF_US, Instance.listOffsetsAgain, listing, 0, 0, again);
}

function positioned(self: InstanceProcess, pair: number, offset: number, why: number): void {
  const { member } = self.state;
  const { autoOffsetReset } = self.group!.config;
  member.resets[pair] = Reset.none;
  if (why === Reset.sought) {
    startAt(self, pair, offset, START_REASONS.indexOf("sought"));
    return;
  }
  noteSkipped(self, pair, offset, why);
  const isNew = isAdded(self.kernel, self.partitionOf(pair));
  self.kernel.ledger.begins(self.group!.firstPair + pair, isNew ? 0 : offset);
  const reason = why === Reset.outOfRange ? "out-of-range" : autoOffsetReset;
  startAt(self, pair, offset, START_REASONS.indexOf(reason));
}

/** What the group should have seen and the reset has jumped over. */
function noteSkipped(self: InstanceProcess, pair: number, offset: number, why: number): void {
  const from = why === Reset.outOfRange ? self.state.member.resetFrom[pair]! : expectedFrom(self, pair);
  if (from < 0 || from >= offset) return;
  self.note(Fact.recordsSkipped, self.groupIndex, self.partitionOf(pair), from, offset - from);
}

/** Where a group that has no commit should have gone on: after what it once committed, or at the start of a partition that was added; -1 for a group that just begins. */
function expectedFrom(self: InstanceProcess, pair: number): number {
  const { ledger } = self.kernel;
  const all = self.group!.firstPair + pair;
  if (ledger.committed(all) >= 0) return ledger.committed(all);
  if (ledger.startOf(all) >= 0) return ledger.startOf(all);
  return isAdded(self.kernel, self.partitionOf(pair)) ? 0 : -1;
}

/** The next record that poll() returns is this one. `reason`: index into START_REASONS. */
export function startAt(self: InstanceProcess, pair: number, offset: number, reason: number): void {
  const { member } = self.state;
  member.position[pair] = offset;
  // A reset may come while records from before it are still in hand; what they come to counts first.
  if (!isInHand(self, pair)) {
    member.handled[pair] = offset;
    member.failedAttempts[pair] = 0;
  }
  member.sent[pair] = START_REASONS[reason] === "committed" ? offset : -1;
  self.note(Fact.positioned, self.groupIndex, self.partitionOf(pair), offset, reason);
}

/** Whether the batch that the last poll returned still has records of the pair. */
function isInHand(self: InstanceProcess, pair: number): boolean {
  const { batch, batchAt, batchEnd } = self.state.work;
  for (let i = batchAt; i < batchEnd; i += 3) if (batch[i] === pair) return true;
  return false;
}

/** seekToBeginning, seekToEnd, or seek to what offsetsForTimes says, of pairs that the member owns. */
export function seekTo(
  self: InstanceProcess,
  pairs: readonly number[],
  at: "earliest" | "latest" | "time",
  timeMs = 0,
): void {
  const { member } = self.state;
  member.seekTo = at;
  member.seekMs = timeMs;
  for (const pair of pairs) {
    member.position[pair] = -1;
    member.resets[pair] = Reset.sought;
  }
  if (pairs.length > 0) listOffsets(self, pairs);
}
