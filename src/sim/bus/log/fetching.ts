/**
 * The consumer's fetches (Fetcher): one under way with each broker, for what it leads of the member's partitions and what
 * has nothing buffered. What is fetched waits in a buffer for poll().
 */
import { ListDraft, removeFrom } from "#base/lists.ts";
import type { Micros } from "#base/units.ts";
import type { InstanceProcess } from "#sim/instance-process.ts";
import { Link } from "#sim/kernel/kernel.ts";
import type { FetchRequest } from "./broker.ts";
import { isBrokerUp } from "./cluster-state.ts";
import { isClustered, wantMetadata } from "./consumer-metadata.ts";
import { Broker, FetchSays, Instance } from "./handlers.ts";
import { addSeenRuns } from "./log-reads.ts";
import type { MemberState } from "./member-state.ts";
import { diverged, outOfRange } from "./positions.ts";

/** retry.backoff.ms and reconnect.backoff.ms of a consumer, as one pause. */
const RETRY_BACKOFF_US = 100_000;
/** request.timeout.ms. */
const REQUEST_TIMEOUT_US = 30_000_000;

const draft = new ListDraft();

/** Asks every broker that has something to ask of and is not asked already. */
export function sendFetches(self: InstanceProcess): void {
  const { brokers } = self.kernel.program.cluster;
  for (let broker = 0; broker < brokers; broker++) sendFetch(self, broker);
}

function sendFetch(self: InstanceProcess, broker: number): void {
  const { member } = self.state;
  const { nowUs, calendar, program } = self.kernel;
  if (member.fetchUnderWay[broker]! >= 0 || member.fetchHeldUntilUs[broker]! > nowUs) return;
  for (const pair of member.ownedPairs) {
    const isReady =
      member.position[pair]! >= 0 && member.heldUntilUs[pair]! <= nowUs && member.leaders[pair] === broker;
    if (isReady && member.bufferFrom[pair] === member.bufferTo[pair]) {
      draft.add(self.partitionOf(pair));
      draft.add(member.position[pair]!);
    }
  }
  if (draft.length === 0) return;
  const asks = draft.take();
  if (isClustered(program) && !isBrokerUp(self.kernel, broker)) {
    loseBroker(self, broker);
    return;
  }
  const { fetchMaxWaitMs, maxPartitionFetchBytes, fetchMinBytes, fetchMaxBytes, isolationLevel } =
    self.group!.config;
  const number = ++member.fetches;
  member.fetchUnderWay[broker] = number;
  member.fetchSentUs[broker] = nowUs;
  const request: FetchRequest = {
    broker,
    asks,
    minBytes: fetchMinBytes,
    maxBytes: fetchMaxBytes,
    readsCommitted: isolationLevel === "read_committed",
    maxWaitUs: fetchMaxWaitMs * 1000,
    maxPartitionBytes: maxPartitionFetchBytes,
    incarnation: self.life.incarnation,
    number,
  };
  calendar.push(
    self.arrival(Link.toBus),
    0,
    0,
    Broker.fetch,
    self.index,
    self.life.incarnation,
    number,
    request,
  );
  if (isClustered(program)) watch(self, REQUEST_TIMEOUT_US);
}

/** A fetch was answered. */
export function fetched(
  self: InstanceProcess,
  number: number,
  broker: number,
  ranges: readonly number[],
): void {
  const { member } = self.state;
  if (number !== member.fetchUnderWay[broker]) return;
  member.fetchUnderWay[broker] = -1;
  const { group, kernel } = self;
  for (let i = 0; i < ranges.length; i += 3) {
    const pair = self.pairOf(ranges[i]!);
    const from = ranges[i + 1]!;
    const to = ranges[i + 2]!;
    // What no longer belongs to this member, or lies where it has moved from, is thrown away (Fetcher.initializeCompletedFetch).
    if (member.owned[pair] !== 1 || member.position[pair] !== from) continue;
    if (to === FetchSays.outOfRange) draft.add(pair);
    else if (to <= FetchSays.diverged) diverged(self, pair, FetchSays.diverged - to);
    else if (to < 0) {
      // Nothing is asked of it before the metadata says who leads.
      member.leaders[pair] = -1;
      wantMetadata(self);
    } else {
      kernel.ledger.wires[group!.pairWires[pair]!]! += to - from;
      fill(self, pair, from, to);
    }
  }
  if (draft.length > 0) outOfRange(self, draft.take());
}

/** Takes a fetched stretch into the buffer. */
function fill(self: InstanceProcess, pair: number, from: number, to: number): void {
  const { member } = self.state;
  const { kernel } = self;
  const partition = self.partitionOf(pair);
  member.bufferFrom[pair] = from;
  member.bufferTo[pair] = to;
  member.bufferOrder.push(pair);
  if (kernel.logs.detail(partition) === null) return;
  const held = draft.take();
  addSeenRuns(kernel, partition, from, to, self.group!.config.isolationLevel === "read_committed", draft);
  const runs = draft.take();
  for (const number of held) draft.add(number);
  member.bufferRuns[pair] = runs.length === 2 && runs[0] === from && runs[1] === to ? null : runs;
}

/** Throws away what is buffered of a pair. */
export function dropBuffer(member: MemberState, pair: number): void {
  member.bufferFrom[pair] = member.bufferTo[pair] = 0;
  member.bufferRuns[pair] = null;
  removeFrom(member.bufferOrder, pair);
}

/** The connection to a broker broke, or could not be made: it asks who leads now, and tries again after a while. */
export function loseBroker(self: InstanceProcess, broker: number): void {
  const { member } = self.state;
  member.fetchUnderWay[broker] = -1;
  if (member.fetchHeldUntilUs[broker]! <= self.kernel.nowUs) {
    member.fetchHeldUntilUs[broker] = self.kernel.nowUs + RETRY_BACKOFF_US;
    self.after(RETRY_BACKOFF_US, Instance.backoffOver, -1);
  }
  wantMetadata(self);
}

function watch(self: InstanceProcess, delayUs: Micros): void {
  const { member } = self.state;
  if (member.fetchTimerIsPending) return;
  member.fetchTimerIsPending = true;
  self.after(delayUs, Instance.fetchTimer);
}

/** Fetches that have gone unanswered for request.timeout.ms never will be answered; true where one was given up. */
export function fetchTimer(self: InstanceProcess): boolean {
  const { member } = self.state;
  const { nowUs } = self.kernel;
  member.fetchTimerIsPending = false;
  let nextUs = Infinity;
  let isLost = false;
  member.fetchUnderWay.forEach((number, broker) => {
    if (number < 0) return;
    const dueUs = member.fetchSentUs[broker]! + REQUEST_TIMEOUT_US;
    if (dueUs <= nowUs) {
      loseBroker(self, broker);
      isLost = true;
    } else nextUs = Math.min(nextUs, dueUs);
  });
  if (nextUs < Infinity) watch(self, nextUs - nowUs);
  return isLost;
}
