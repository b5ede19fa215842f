/**
 * The consumer inside an instance (KafkaConsumer with the classic protocol): poll(), fetching ahead into a buffer,
 * positions, offset resets and commits. Everything of the group protocol is in `membership.ts`, the application in
 * `application.ts`. While `isPolling`, whatever happens calls poll() again, which looks at everything anew.
 */
import { ListDraft } from "#base/lists.ts";
import { Fact, START_REASONS } from "#sim/facts.ts";
import type { InstanceProcess } from "#sim/instance-process.ts";
import { Link } from "#sim/kernel/kernel.ts";
import type { FetchRequest } from "./broker.ts";
import { sendCommit } from "./commits.ts";
import { Broker, Instance } from "./handlers.ts";
import { addToBatch, Reset } from "./member-state.ts";
import { askOffsets } from "./owned-pairs.ts";

/**
 * The application calls poll(), or something happened while it waits in there. "returned": there are records in its hand;
 * "waits": nothing yet, or a commit comes first; "closed": it was stopping and has left.
 */
export function poll(self: InstanceProcess): "returned" | "waits" | "closed" {
  const { member, work, health } = self.state;
  const { nowUs } = self.kernel;
  if (!member.isPolling) {
    work.phase = "idle";
    work.sinceUs = nowUs;
    work.untilUs = -1;
    work.pair = -1;
  }
  member.isPolling = true;
  member.lastPollUs = nowUs;
  if (health === "stopping") {
    close(self);
    return "closed";
  }
  self.protocol.poll(self);
  autoCommit(self);
  sendFetch(self);
  return takeRecords(self);
}

const draft = new ListDraft();

/** retry.backoff.ms of a consumer. */
const RETRY_BACKOFF_US = 100_000;

/** Asks for every owned partition that has nothing buffered; one fetch is under way at most. */
function sendFetch(self: InstanceProcess): void {
  const { member } = self.state;
  if (member.fetchUnderWay >= 0) return;
  const { nowUs, calendar } = self.kernel;
  for (const pair of member.ownedPairs) {
    const isReady = member.position[pair]! >= 0 && member.heldUntilUs[pair]! <= nowUs;
    if (isReady && member.bufferFrom[pair] === member.bufferTo[pair]) {
      draft.add(self.partitionOf(pair));
      draft.add(member.position[pair]!);
    }
  }
  if (draft.length === 0) return;
  const { fetchMaxWaitMs, maxPartitionFetchBytes } = self.group!.config;
  member.fetchUnderWay = ++member.fetches;
  const request: FetchRequest = {
    asks: draft.take(),
    maxWaitUs: fetchMaxWaitMs * 1000,
    maxPartitionBytes: maxPartitionFetchBytes,
    incarnation: self.life.incarnation,
    number: member.fetches,
  };
  calendar.push(
    self.arrival(Link.toBus),
    0,
    0,
    Broker.fetch,
    self.index,
    self.life.incarnation,
    member.fetches,
    request,
  );
}

/** Returns at most max.poll.records from the buffer, the oldest fetch first; the positions move. */
function takeRecords(self: InstanceProcess): "returned" | "waits" {
  const { member, work } = self.state;
  if (member.bufferOrder.length === 0) return "waits";
  const { commit, commitCall, maxPollRecords } = self.group!.config;
  // Whoever commits first cannot begin during a cooperative rebalance: the commit would throw, and it would seek back and poll again.
  if (commit === "before-processing" && commitCall === "sync" && self.protocol.commitThrows(self) !== null)
    return "waits";
  let left = maxPollRecords;
  while (left > 0 && member.bufferOrder.length > 0) {
    const pair = member.bufferOrder[0]!;
    const from = member.bufferFrom[pair]!;
    const to = Math.min(member.bufferTo[pair]!, from + left);
    left -= to - from;
    addToBatch(work, pair, from, to);
    member.position[pair] = to;
    member.bufferFrom[pair] = to;
    if (to === member.bufferTo[pair]) member.bufferOrder.shift();
    self.note(Fact.delivered, -1, self.partitionOf(pair), from, to - from);
  }
  member.isPolling = false;
  sendFetch(self);
  if (commit === "before-processing" && sendCommit(self, member.position, commitCall === "sync")) {
    if (commitCall === "sync") {
      work.commitIsBefore = true;
      return "waits";
    }
  }
  return "returned";
}

/** A fetch was answered. */
export function fetched(self: InstanceProcess, number: number, ranges: readonly number[]): void {
  const { member } = self.state;
  if (number !== member.fetchUnderWay) return;
  member.fetchUnderWay = -1;
  const { group, kernel } = self;
  for (let i = 0; i < ranges.length; i += 3) {
    const pair = self.pairOf(ranges[i]!);
    const from = ranges[i + 1]!;
    const to = ranges[i + 2]!;
    // What no longer belongs to this member, or lies where it has moved from, is thrown away (Fetcher.initializeCompletedFetch).
    if (member.owned[pair] !== 1 || member.position[pair] !== from) continue;
    if (to < 0) {
      member.position[pair] = -1;
      draft.add(pair);
      continue;
    }
    kernel.ledger.wires[group!.pairWires[pair]!]! += to - from;
    member.bufferFrom[pair] = from;
    member.bufferTo[pair] = to;
    member.bufferOrder.push(pair);
  }
  if (draft.length > 0) listOffsets(self, draft.take(), Reset.outOfRange);
}

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
    if (member.owned[pair] !== 1 || member.position[pair]! >= 0) continue;
    if (offset < 0) unknown.push(pair);
    else startAt(self, pair, offset, START_REASONS.indexOf("committed"));
  }
  if (unknown.length > 0) listOffsets(self, unknown, Reset.nothingCommitted);
}

/** The offsets could not be had; the ones that are still wanted are asked for again. */
export function askOffsetsAgain(self: InstanceProcess, pairs: readonly number[]): void {
  const { member } = self.state;
  const wanted = pairs.filter((pair) => member.owned[pair] === 1 && member.position[pair]! < 0);
  if (wanted.length > 0) askOffsets(self, wanted);
}

/** Asks the broker where the log begins or ends, as auto.offset.reset says. */
function listOffsets(self: InstanceProcess, pairs: readonly number[], why: number): void {
  for (const pair of pairs) self.state.member.resets[pair] = why;
  const earliest = self.group!.config.autoOffsetReset === "earliest" ? 1 : 0;
  const partitions = pairs.map((pair) => self.partitionOf(pair));
  const { calendar } = self.kernel;
  calendar.push(
    self.arrival(Link.toBus),
    0,
    0,
    Broker.listOffsets,
    self.index,
    self.life.incarnation,
    earliest,
    partitions,
  );
}

/** auto.offset.reset has its answer. */
export function offsetsListed(self: InstanceProcess, offsets: readonly number[]): void {
  const { member } = self.state;
  for (let i = 0; i < offsets.length; i += 2) {
    const pair = self.pairOf(offsets[i]!);
    const offset = offsets[i + 1]!;
    // An answer for an earlier hold of the partition is no use: another member may have committed since.
    const why = member.resets[pair]!;
    if (why === Reset.none) continue;
    const reason = why === Reset.outOfRange ? "out-of-range" : self.group!.config.autoOffsetReset;
    member.resets[pair] = Reset.none;
    self.kernel.ledger.begins(self.group!.firstPair + pair, offset);
    startAt(self, pair, offset, START_REASONS.indexOf(reason));
  }
}

function startAt(self: InstanceProcess, pair: number, offset: number, reason: number): void {
  const { member } = self.state;
  member.position[pair] = offset;
  // A reset may come while records from before it are still in hand; what they come to counts first.
  if (!isInHand(self, pair)) {
    member.handled[pair] = offset;
    member.failedAttempts[pair] = 0;
  }
  member.sent[pair] = reason === 0 ? offset : -1;
  self.note(Fact.positioned, self.groupIndex, self.partitionOf(pair), offset, reason);
}

/** Whether the batch that the last poll returned still has records of the pair. */
function isInHand(self: InstanceProcess, pair: number): boolean {
  const { batch } = self.state.work;
  for (let i = 0; i < batch.length; i += 3) if (batch[i] === pair) return true;
  return false;
}

/** enable.auto.commit: the first poll after auto.commit.interval.ms commits what earlier polls returned. */
function autoCommit(self: InstanceProcess): void {
  const { member } = self.state;
  const { commit, autoCommitIntervalMs } = self.group!.config;
  const { nowUs } = self.kernel;
  if (commit !== "auto" || nowUs < member.nextAutoCommitUs) return;
  if (self.protocol.commitThrows(self) !== null) return;
  member.nextAutoCommitUs = nowUs + autoCommitIntervalMs * 1000;
  sendCommit(self, member.handled, false);
}

/** A commit was answered. A refused one is never repeated as such: the member rejoins, and its partitions' next owner decides. */
export function committed(
  self: InstanceProcess,
  error: number,
  isAwaited: boolean,
  isOwnRefusal: boolean,
  offsets: readonly number[],
): "poll" | "go-on" | "waits" {
  const { member, work } = self.state;
  if (error !== 0) {
    for (let i = 0; i < offsets.length; i += 2)
      if (member.sent[offsets[i]!] === offsets[i + 1]) member.sent[offsets[i]!] = -1;
    // Of its own refusal the client knows already where it stands.
    if (!isOwnRefusal) self.protocol.commitRefused(self, error);
  }
  if (!isAwaited || work.phase !== "committing") return "waits";
  // commitSync throws: an application that commits first does not process what it could not commit.
  if (work.commitIsBefore && error !== 0) work.batchEnd = work.batchAt;
  work.commitIsBefore = false;
  work.phase = "idle";
  return work.batchAt === work.batchEnd ? "poll" : "go-on";
}

/** close(): commits if it does so by itself, leaves the group, and the process ends. */
function close(self: InstanceProcess): void {
  const { member } = self.state;
  if (self.group!.config.commit === "auto" && self.protocol.commitThrows(self) === null)
    sendCommit(self, member.handled, false);
  self.protocol.leave(self);
  for (const pair of member.ownedPairs) self.note(Fact.revoked, member.generation, self.partitionOf(pair));
}
