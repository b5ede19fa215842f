/**
 * A member's side of the consumer protocol of KIP-848 (ConsumerMembershipManager, ConsumerHeartbeatRequestManager): heartbeats say
 * everything, and the coordinator answers with what to consume. Partitions are given up and taken on inside poll(), where the
 * callbacks of the application run; the heartbeats go on meanwhile, and nobody else waits.
 */
import type { Micros } from "#base/units.ts";
import { Fact } from "#sim/facts.ts";
import type { InstanceProcess } from "#sim/instance-process.ts";
import type { TopicPartitionList } from "./assignors/server-assignor.ts";
import { sendCommit } from "./commits.ts";
import { takenTopics } from "./consumer-metadata.ts";
import {
  placeOf,
  type ConsumerHeartbeatAnswer,
  type ConsumerHeartbeatParcel,
} from "./consumer-protocol-coordinator.ts";
import { JOIN_EPOCH, LEAVE_EPOCH, STATIC_LEAVE_EPOCH } from "./consumer-protocol-types.ts";
import { askCoordinator, Protocol } from "./coordinator-link.ts";
import { Coordinator, GROUP_ERRORS, Instance } from "./handlers.ts";
import { randomUuid } from "./java-uuid.ts";
import type { MemberProtocol } from "./member-protocol.ts";
import { disown, own } from "./owned-pairs.ts";

/** request.timeout.ms: an answer that has not come by then will not come. */
const REQUEST_TIMEOUT_US = 30_000_000;
/** retry.backoff.ms. */
const RETRY_BACKOFF_US = 100_000;

/** Inside poll(): what was lost is let go, a new assignment is taken over, and a client without membership joins. */
function poll(self: InstanceProcess): void {
  const { member } = self.state;
  if (member.isLost) giveUpLost(self);
  if (member.assignment !== null) takeOver(self, member.assignment);
  if (member.mustRejoin) join(self);
}

function join(self: InstanceProcess): void {
  const { kernel } = self;
  const { member } = self.state;
  member.mustRejoin = false;
  // One id for the whole life of the process, made by the client (KIP-1082).
  if (member.memberId === "") member.memberId = randomUuid(() => kernel.random.next(self.network));
  member.phase = "joining";
  startPollDeadline(self);
  send(self, JOIN_EPOCH);
}

/** onPartitionsLost: nothing can be committed for them any more. */
function giveUpLost(self: InstanceProcess): void {
  const { member } = self.state;
  member.isLost = false;
  for (const pair of member.ownedPairs)
    self.note(Fact.lostPartition, member.formerGeneration, self.partitionOf(pair));
  disown(self, member.ownedPairs);
}

/** Commits where it does so by itself, gives up what is not its own any more, takes on what is new, and tells the coordinator at once. */
function takeOver(self: InstanceProcess, assignment: readonly number[]): void {
  const { member } = self.state;
  member.assignment = null;
  if (self.group!.config.commit === "auto") sendCommit(self, member.position, false);
  const removed = member.ownedPairs.filter((pair) => !assignment.includes(pair));
  for (const pair of removed) self.note(Fact.revoked, member.generation, self.partitionOf(pair));
  disown(self, removed);
  own(
    self,
    assignment.filter((pair) => member.owned[pair] !== 1),
  );
  if (member.heartbeats.tells === "nothing") member.heartbeats.tells = "owned";
  member.heartbeats.isUrgent = true;
  sendIfUrgent(self);
}

function sendIfUrgent(self: InstanceProcess): void {
  const { member } = self.state;
  if (member.heartbeats.isUrgent && member.heartbeats.sentUs < 0 && member.generation > 0)
    send(self, member.generation);
}

/** ConsumerGroupHeartbeat. The next ordinary one comes a whole interval after it. */
function send(self: InstanceProcess, memberEpoch: number): void {
  const { member } = self.state;
  const { heartbeats } = member;
  const { maxPollIntervalMs, serverAssignor } = self.group!.config;
  const isFull = memberEpoch === JOIN_EPOCH || heartbeats.tells === "everything";
  const parcel: ConsumerHeartbeatParcel = {
    number: ++heartbeats.number,
    request: {
      memberId: member.memberId,
      memberEpoch,
      instanceId: self.groupInstanceId,
      rebalanceTimeoutMs: isFull ? maxPollIntervalMs : -1,
      topics: isFull ? topicsOf(self) : null,
      serverAssignor: isFull ? serverAssignor : null,
      owned: isFull || heartbeats.tells === "owned" ? listsOf(self, member.ownedPairs) : null,
    },
  };
  heartbeats.tells = "nothing";
  heartbeats.isUrgent = false;
  askCoordinator(self, Coordinator.heartbeat, Protocol.consumerGroupHeartbeat, memberEpoch, parcel);
  if (memberEpoch < 0) return;
  heartbeats.sentUs = self.kernel.nowUs;
  if (memberEpoch > 0) self.note(Fact.heartbeat, self.groupIndex, -1, -1, memberEpoch);
  waitForHeartbeat(self, self.group!.config.brokerHeartbeatIntervalMs * 1000);
}

function waitForHeartbeat(self: InstanceProcess, delayUs: Micros): void {
  const { heartbeats } = self.state.member;
  heartbeats.dueUs = self.kernel.nowUs + delayUs;
  if (heartbeats.callUs >= 0 && heartbeats.callUs <= heartbeats.dueUs) return;
  heartbeats.callUs = heartbeats.dueUs;
  self.after(delayUs, Instance.heartbeatDue);
}

/** The background thread's moment; it ends with the membership. */
function heartbeatDue(self: InstanceProcess): void {
  const { member } = self.state;
  const { heartbeats } = member;
  const { nowUs } = self.kernel;
  // Where the moment was moved forward, its former call still comes.
  if (heartbeats.callUs < 0 || heartbeats.callUs > nowUs) return;
  heartbeats.callUs = -1;
  if (member.phase === "unjoined") return;
  if (heartbeats.dueUs > nowUs) return waitForHeartbeat(self, heartbeats.dueUs - nowUs);
  const answeredByUs = heartbeats.sentUs + REQUEST_TIMEOUT_US;
  if (heartbeats.sentUs >= 0 && answeredByUs > nowUs) return waitForHeartbeat(self, answeredByUs - nowUs);
  if (heartbeats.sentUs >= 0) heartbeats.tells = "everything";
  send(self, member.generation > 0 ? member.generation : JOIN_EPOCH);
}

/** The coordinator answered a heartbeat; true where the next poll has something to do about it. */
export function consumerHeartbeatAnswered(
  self: InstanceProcess,
  { number, response }: ConsumerHeartbeatAnswer,
): boolean {
  const { member } = self.state;
  if (number !== member.heartbeats.number || member.phase === "unjoined") return false;
  member.heartbeats.sentUs = -1;
  switch (response.error) {
    case "NONE":
      break;
    case "UNKNOWN_MEMBER_ID":
    case "FENCED_MEMBER_EPOCH":
    case "STALE_MEMBER_EPOCH":
      loseMembership(self);
      return true;
    case "COORDINATOR_NOT_AVAILABLE":
      member.heartbeats.tells = "everything";
      waitForHeartbeat(self, RETRY_BACKOFF_US);
      return false;
    case "FENCED_INSTANCE_ID":
    case "UNRELEASED_INSTANCE_ID":
    case "GROUP_MAX_SIZE_REACHED":
      self.note(Fact.memberRefused, self.groupIndex, -1, -1, GROUP_ERRORS.indexOf(response.error));
      loseMembership(self);
      // The exception comes out of the next poll and ends the application.
      member.hasFailed = true;
      return true;
  }
  member.phase = "stable";
  member.generation = response.memberEpoch;
  const assignment = response.assignment === null ? null : pairsOf(self, response.assignment);
  if (assignment === null || isWhatItHas(self, assignment)) {
    sendIfUrgent(self);
    return false;
  }
  member.assignment = assignment;
  return true;
}

/** Whether there is nothing to give up or to take on, now or for the next poll. */
function isWhatItHas(self: InstanceProcess, assignment: readonly number[]): boolean {
  const { member } = self.state;
  const has = member.assignment ?? member.ownedPairs;
  return has.length === assignment.length && assignment.every((pair) => has.includes(pair));
}

/** Membership is over: the next poll lets everything go without a commit, and joins anew. */
function loseMembership(self: InstanceProcess): void {
  const { member } = self.state;
  member.formerGeneration = member.generation;
  member.generation = -1;
  member.phase = "unjoined";
  member.assignment = null;
  member.isLost = true;
  member.mustRejoin = true;
  member.heartbeats.sentUs = -1;
  member.heartbeats.isUrgent = false;
  member.heartbeats.tells = "nothing";
}

/** The coordinator is gone or out of reach: what it was told last may be lost, and so may its answer. */
function coordinatorFailed(self: InstanceProcess): void {
  const { member } = self.state;
  const { heartbeats } = member;
  if (member.phase === "unjoined" || (heartbeats.sentUs < 0 && !heartbeats.isUrgent)) return;
  heartbeats.tells = "everything";
  send(self, member.generation > 0 ? member.generation : JOIN_EPOCH);
}

/** A dynamic member leaves for good, a static one only for now: its place is kept for its session. */
function leave(self: InstanceProcess): void {
  if (self.state.member.phase === "unjoined") return;
  send(self, self.groupInstanceId === null ? LEAVE_EPOCH : STATIC_LEAVE_EPOCH);
}

function startPollDeadline(self: InstanceProcess): void {
  const { member } = self.state;
  if (member.pollDeadlineIsPending) return;
  member.pollDeadlineIsPending = true;
  const deadlineUs = member.lastPollUs + self.group!.config.maxPollIntervalMs * 1000;
  self.after(Math.max(0, deadlineUs - self.kernel.nowUs), Instance.pollDeadline);
}

/** max.poll.interval.ms may be over: then the client itself leaves the group, while the application still works. */
function pollDeadline(self: InstanceProcess): void {
  const { member } = self.state;
  member.pollDeadlineIsPending = false;
  if (member.phase === "unjoined") return;
  if (member.isPolling) member.lastPollUs = self.kernel.nowUs;
  const deadlineUs = member.lastPollUs + self.group!.config.maxPollIntervalMs * 1000;
  if (self.kernel.nowUs < deadlineUs) return startPollDeadline(self);
  self.note(Fact.pollExpired, self.groupIndex);
  leave(self);
  loseMembership(self);
}

/** The topics it subscribes to, by node id; a pattern is resolved where the coordinator is. */
function topicsOf({ group, kernel }: InstanceProcess): string[] {
  return takenTopics(kernel, group!).map((at) => kernel.program.topics[group!.topics[at]!]!.nodeId);
}

function listsOf(self: InstanceProcess, pairs: readonly number[]): TopicPartitionList[] {
  const lists = new Map<string, number[]>();
  for (const pair of pairs) {
    const { topic, partition } = placeOf(self.kernel.program, self.partitionOf(pair));
    const list = lists.get(topic);
    if (list === undefined) lists.set(topic, [partition]);
    else list.push(partition);
  }
  return Array.from(lists, ([topic, partitions]) => ({ topic, partitions }));
}

function pairsOf(self: InstanceProcess, lists: readonly TopicPartitionList[]): number[] {
  const { topics } = self.kernel.program;
  return lists.flatMap(({ topic, partitions }) => {
    const first = topics.find(({ nodeId }) => nodeId === topic)?.firstPartition ?? 0;
    return partitions.map((partition) => self.pairOf(first + partition));
  });
}

/** The consumer protocol, for who is a member. */
export const consumerMember: MemberProtocol = {
  poll,
  // A client sends its commits also when it is no member; the coordinator judges them.
  commitThrows: () => null,
  // The application gets CommitFailedException; how it stands, the member hears with its next heartbeat.
  commitRefused() {},
  leave,
  coordinatorFailed,
  heartbeatDue,
  pollDeadline,
};
