/**
 * The consumer inside an instance (KafkaConsumer): poll(), the buffer that it hands out, and commits. The group protocol is
 * behind `self.protocol`, fetches are in `fetching.ts`, positions in `positions.ts`, the application in `application.ts`.
 * While `isPolling`, whatever happens calls poll() again, which looks at everything anew.
 */
import { Fact } from "#sim/facts.ts";
import type { InstanceProcess } from "#sim/instance-process.ts";
import { readableRecords } from "#sim/parts.ts";
import { sendCommit } from "./commits.ts";
import { sendFetches } from "./fetching.ts";
import { noteLost } from "./application.ts";
import { addToBatch } from "./member-state.ts";

/**
 * The application calls poll(), or something happened while it waits in there. "returned": there are records in its hand;
 * "waits": nothing yet, or a commit comes first; "closed": it was stopping, or its client has failed, and it has left.
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
  if (health !== "stopping" && !member.hasFailed) self.protocol.poll(self);
  if (health === "stopping" || member.hasFailed) {
    if (member.hasFailed) dropHand(self);
    close(self);
    return "closed";
  }
  autoCommit(self);
  sendFetches(self);
  return takeRecords(self);
}

/** An exception ends the application in the midst of its batch; close() may yet commit all that poll() has returned. */
function dropHand(self: InstanceProcess): void {
  const { work } = self.state;
  noteLost(self, self.group!.config.commit === "auto" && self.protocol.commitThrows(self) === null);
  work.batchEnd = work.batchAt;
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
    const most = self.hasSchemas ? readableRecords(self, pair, left) : left;
    if (most === 0) break;
    left -= member.bufferRuns[pair] === null ? takeAll(self, pair, most) : takeRuns(self, pair, most);
    if (member.bufferFrom[pair] === member.bufferTo[pair]) {
      member.bufferRuns[pair] = null;
      member.bufferOrder.shift();
    }
  }
  if (left === maxPollRecords) {
    // There was nothing but markers and gaps: the positions have moved over them, and poll() goes on waiting.
    sendFetches(self);
    return "waits";
  }
  member.isPolling = false;
  sendFetches(self);
  if (commit === "before-processing" && sendCommit(self, member.position, commitCall === "sync")) {
    if (commitCall === "sync") {
      work.commitIsBefore = true;
      return "waits";
    }
  }
  return "returned";
}

/** Takes up to `most` of a stretch without gaps; how many. */
function takeAll(self: InstanceProcess, pair: number, most: number): number {
  const { member } = self.state;
  const from = member.bufferFrom[pair]!;
  const to = Math.min(member.bufferTo[pair]!, from + most);
  hand(self, pair, from, to);
  member.position[pair] = to;
  member.bufferFrom[pair] = to;
  return to - from;
}

/**
 * Takes up to `most` records of a stretch with gaps; how many. Only a poll that wanted more moves the position over what
 * lies behind the last record (CompletedFetch.fetchRecords).
 */
function takeRuns(self: InstanceProcess, pair: number, most: number): number {
  const { member } = self.state;
  const runs = member.bufferRuns[pair]!;
  let at = member.bufferFrom[pair]!;
  let taken = 0;
  let used = 0;
  while (used < runs.length && taken < most) {
    const from = runs[used]!;
    const to = Math.min(runs[used + 1]!, from + most - taken);
    passOver(self, pair, at, from);
    hand(self, pair, from, to);
    taken += to - from;
    at = to;
    if (to < runs[used + 1]!) runs[used] = to;
    else used += 2;
  }
  runs.splice(0, used);
  if (taken < most) {
    passOver(self, pair, at, member.bufferTo[pair]!);
    at = member.bufferTo[pair]!;
  }
  member.position[pair] = at;
  member.bufferFrom[pair] = at;
  return taken;
}

/** Markers, what compaction took, what was aborted: never meant for the group. */
function passOver(self: InstanceProcess, pair: number, from: number, to: number): void {
  const { kernel, group, groupIndex } = self;
  for (let offset = from; offset < to; offset++)
    kernel.ledger.unseen(groupIndex, group!.firstPair + pair, offset);
}

function hand(self: InstanceProcess, pair: number, from: number, to: number): void {
  addToBatch(self.state.work, pair, from, to);
  self.note(Fact.delivered, -1, self.partitionOf(pair), from, to - from);
}

/** enable.auto.commit: the first poll after auto.commit.interval.ms commits what earlier polls returned. */
function autoCommit(self: InstanceProcess): void {
  const { member } = self.state;
  const { commit, autoCommitIntervalMs } = self.group!.config;
  const { nowUs } = self.kernel;
  if (commit !== "auto" || nowUs < member.nextAutoCommitUs) return;
  if (self.protocol.commitThrows(self) !== null) return;
  member.nextAutoCommitUs = nowUs + autoCommitIntervalMs * 1000;
  sendCommit(self, member.position, false);
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
  member.awaited = null;
  // commitSync throws: an application that commits first does not process what it could not commit.
  if (work.commitIsBefore && error !== 0) work.batchEnd = work.batchAt;
  work.commitIsBefore = false;
  work.phase = "idle";
  return work.batchAt === work.batchEnd ? "poll" : "go-on";
}

/**
 * close(): commits if it does so by itself, leaves the group, and the process ends. It commits everything that poll() has
 * returned, also what an application that broke out of its batch has not dealt with.
 */
function close(self: InstanceProcess): void {
  const { member } = self.state;
  if (self.group!.config.commit === "auto" && self.protocol.commitThrows(self) === null)
    sendCommit(self, member.position, false);
  self.protocol.leave(self);
  for (const pair of member.ownedPairs)
    self.note(Fact.revoked, member.generation, self.partitionOf(pair), -1, 1);
}
