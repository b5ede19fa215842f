/**
 * The consumer of a share group inside an instance (KafkaShareConsumer): poll(), one request to the brokers at a time,
 * acknowledgements, close(). It fetches only when poll() finds nothing buffered, since the locks of what waits in a buffer
 * run already. What the application does is in `share-application.ts`.
 */
import { ListDraft } from "#base/lists.ts";
import { Fact } from "#sim/facts.ts";
import type { InstanceProcess } from "#sim/instance-process.ts";
import { Link } from "#sim/kernel/kernel.ts";
import { Acknowledge, type AcknowledgeType } from "./share-acknowledge.ts";
import { addSeenRuns } from "./log-reads.ts";
import { addToBatch } from "./member-state.ts";
import { Shared, type AcknowledgedPair, type ShareFetchRequest } from "./share-types.ts";

/** The application calls poll(), or something happened while it waits in there; as `poll` of `consumer-client.ts`. */
export function pollShared(self: InstanceProcess): "returned" | "waits" | "closed" {
  const { health, member, sharing, work } = self.state;
  const { nowUs } = self.kernel;
  if (!member.isPolling) {
    work.phase = "idle";
    work.sinceUs = nowUs;
    work.untilUs = -1;
    work.pair = -1;
  }
  member.isPolling = true;
  member.lastPollUs = nowUs;
  // Who left its loop closes without another poll(): nothing is accepted by that, and the broker gives it out again.
  if (!member.hasFailed && !work.hasBrokenOff) acceptGiven(self);
  if (health === "stopping" || member.hasFailed) {
    close(self);
    return "closed";
  }
  self.protocol.poll(self);
  if (sharing.buffer.length > 0) {
    takeRecords(self);
    return "returned";
  }
  sharing.wantsRecords = true;
  send(self);
  return "waits";
}

/** share.acknowledgement.mode=implicit: whoever polls again has done with what the last poll returned. */
function acceptGiven(self: InstanceProcess): void {
  const { sharing } = self.state;
  const { given } = sharing;
  if (given.length === 0) return;
  for (let i = 0; i < given.length; i += 3)
    addPending(self, given[i]!, given[i + 1]!, given[i + 2]!, Acknowledge.accept);
  sharing.given = [];
}

/** Notes what is to be said of records, beside what was said of their neighbours. */
export function addPending(
  self: InstanceProcess,
  pair: number,
  first: number,
  last: number,
  type: AcknowledgeType,
): void {
  const { pending } = self.state.sharing;
  const at = pending.length - 4;
  const isNext = at >= 0 && pending[at] === pair && pending[at + 2] === first - 1 && pending[at + 3] === type;
  if (isNext) pending[at + 2] = last;
  else pending.push(pair, first, last, type);
}

/** commitAsync(): what is to be said goes as soon as no other request is under way. */
export function commitShared(self: InstanceProcess): void {
  self.state.sharing.mustAcknowledge = true;
  send(self);
}

/** The runs [first, after) of what was acquired that are records for it, flat; of the rest it says that there is nothing (a gap). */
function seenOf(self: InstanceProcess, pair: number, from: number, to: number): readonly number[] {
  const readsCommitted = self.group!.config.isolationLevel === "read_committed";
  addSeenRuns(self.kernel, self.partitionOf(pair), from, to, readsCommitted, draft);
  const runs = draft.take();
  let next = from;
  for (let i = 0; i < runs.length; i += 2) {
    if (runs[i]! > next) addPending(self, pair, next, runs[i]! - 1, Acknowledge.gap);
    next = runs[i + 1]!;
  }
  if (next < to) addPending(self, pair, next, to - 1, Acknowledge.gap);
  return runs;
}

const draft = new ListDraft();

/** Returns what is buffered, about max.poll.records: what was acquired together stays together. */
function takeRecords(self: InstanceProcess): void {
  const { member, sharing, work } = self.state;
  const { acknowledgement, maxPollRecords } = self.group!.config;
  const { buffer } = sharing;
  let left = maxPollRecords;
  let at = 0;
  for (; at < buffer.length && left > 0; at += 4) {
    const [pair, first, count] = [buffer[at]!, buffer[at + 1]!, buffer[at + 2]!];
    const runs = seenOf(self, pair, first, first + count);
    for (let i = 0; i < runs.length; i += 2) {
      const [from, to] = [runs[i]!, runs[i + 1]!];
      addToBatch(work, pair, from, to);
      sharing.deliveries[work.batchEnd / 3 - 1] = buffer[at + 3]!;
      if (acknowledgement === "implicit") sharing.given.push(pair, from, to - 1);
      self.note(Fact.delivered, -1, self.partitionOf(pair), from, to - from);
    }
    left -= count;
  }
  sharing.buffer = buffer.slice(at);
  sharing.failures = 0;
  sharing.wantsRecords = false;
  member.isPolling = false;
  if (sharing.pending.length > 0) commitShared(self);
}

/** Sends what there is to be sent, unless a request is under way. */
function send(self: InstanceProcess): void {
  const { member, sharing } = self.state;
  if (sharing.underWay >= 0) return;
  if (sharing.wantsRecords && member.ownedPairs.length > 0) sendFetch(self);
  else if (sharing.pending.length > 0 && (sharing.mustAcknowledge || sharing.wantsRecords))
    sendAcknowledgements(self, Shared.acknowledge);
}

function sendFetch(self: InstanceProcess): void {
  const { kernel, life } = self;
  const { member, sharing } = self.state;
  const { fetchMaxWaitMs, maxPartitionFetchBytes, maxPollRecords } = self.group!.config;
  sharing.underWay = ++sharing.requests;
  const request: ShareFetchRequest = {
    pairs: member.ownedPairs,
    acknowledged: takePending(self),
    maxRecords: maxPollRecords,
    maxPartitionBytes: maxPartitionFetchBytes,
    maxWaitUs: fetchMaxWaitMs * 1000,
    incarnation: life.incarnation,
    number: sharing.underWay,
  };
  kernel.calendar.push(
    self.arrival(Link.toBus),
    self.coordinator,
    0,
    Shared.fetch,
    self.index,
    life.incarnation,
    0,
    request,
  );
}

function sendAcknowledgements(self: InstanceProcess, handler: number): void {
  const { kernel, life } = self;
  const { sharing } = self.state;
  sharing.underWay = ++sharing.requests;
  const { index } = self;
  const arrivesUs = self.arrival(Link.toBus);
  const number = sharing.underWay;
  kernel.calendar.push(
    arrivesUs,
    self.coordinator,
    0,
    handler,
    index,
    life.incarnation,
    number,
    takePending(self),
  );
}

/** What is to be said, pair by pair and in the order of offsets. */
function takePending(self: InstanceProcess): readonly AcknowledgedPair[] {
  const { sharing } = self.state;
  const { pending } = sharing;
  sharing.pending = [];
  sharing.mustAcknowledge = false;
  const byPair = new Map<number, { first: number; last: number; types: AcknowledgeType[] }[]>();
  for (let i = 0; i < pending.length; i += 4) {
    const list = byPair.get(pending[i]!) ?? [];
    list.push({
      first: pending[i + 1]!,
      last: pending[i + 2]!,
      types: [pending[i + 3] as AcknowledgeType],
    });
    byPair.set(pending[i]!, list);
  }
  return [...byPair].map(([pair, acknowledgements]) => ({ pair, acknowledgements }));
}

/** A fetch was answered: flat list of [pair, first, count, delivery count]. */
export function shareFetched(self: InstanceProcess, number: number, ranges: readonly number[]): void {
  const { sharing } = self.state;
  if (number !== sharing.underWay) return;
  sharing.underWay = -1;
  const { group, kernel } = self;
  for (let i = 0; i < ranges.length; i += 4)
    kernel.ledger.wires[group!.pairWires[ranges[i]!]!]! += ranges[i + 2]!;
  sharing.buffer = ranges;
  if (ranges.length > 0) sharing.wantsRecords = false;
  send(self);
}

/** Acknowledgements were answered; what was refused was out of the member's hand already. */
export function shareAcknowledged(self: InstanceProcess, number: number): void {
  const { sharing } = self.state;
  if (number !== sharing.underWay) return;
  sharing.underWay = -1;
  send(self);
}

/** close(): what is done with is said, the session is closed, which gives back the rest, and the group is left. */
function close(self: InstanceProcess): void {
  const { member } = self.state;
  sendAcknowledgements(self, Shared.close);
  self.protocol.leave(self);
  for (const pair of member.ownedPairs) self.note(Fact.revoked, member.generation, self.partitionOf(pair));
}
