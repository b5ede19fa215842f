/**
 * A member's side of the classic group protocol (ConsumerCoordinator and AbstractCoordinator): joining, the leader's
 * assignment, taking over and giving up partitions, heartbeats, and max.poll.interval.ms.
 */
import { present } from "#base/assert.ts";
import { Fact } from "#sim/facts.ts";
import type { InstanceProcess } from "#sim/instance-process.ts";
import { INSTANCES_MAX } from "#sim/layout.ts";
import { ASSIGNORS } from "./assignors/index.ts";
import type { AssignMember, Assignor, TopicPartition } from "./assignors/assignor.ts";
import { sendCommit } from "./commits.ts";
import { subscribedTopics } from "./consumer-metadata.ts";
import { askCoordinator, Protocol } from "./coordinator-link.ts";
import type {
  AssignedPairs,
  JoinAnswer,
  JoinParcel,
  MemberParcel,
  Subscription,
  SyncAnswer,
  SyncParcel,
} from "./coordinator-types.ts";
import { Coordinator, GROUP_ERRORS, Instance } from "./handlers.ts";
import type { MemberProtocol } from "./member-protocol.ts";
import { isInRebalance } from "./member-state.ts";
import { disown, own } from "./owned-pairs.ts";

function assignorOf(self: InstanceProcess): Assignor {
  return ASSIGNORS[self.group!.config.assignor];
}

/** By what a member's requests name it. */
export function memberParcel(self: InstanceProcess): MemberParcel {
  const { memberId, generation } = self.state.member;
  return { memberId, generation, groupInstanceId: self.groupInstanceId };
}

/** Inside poll(): what was lost, was answered or was assigned since the last one, and the next join where one is due. */
function pollMembership(self: InstanceProcess): void {
  const { member } = self.state;
  if (member.isLost) giveUpLost(self);
  if (member.joinAnswer !== null) joined(self);
  if (member.assignment !== null) takeOver(self);
  if (member.mustRejoin && !isInRebalance(member) && !member.joinIsUnderWay) prepareJoin(self);
}

/** A static member (KIP-345) says nothing when it closes: it means to come back within its session. */
function leave(self: InstanceProcess): void {
  if (self.groupInstanceId === null) sendLeave(self);
}

function sendLeave(self: InstanceProcess): void {
  const { memberId, generation } = self.state.member;
  if (memberId !== "")
    askCoordinator(self, Coordinator.leave, Protocol.leaveGroup, generation, memberParcel(self));
}

/** Inside poll(): commits if it does so by itself, gives everything up (eager), and asks to join. */
function prepareJoin(self: InstanceProcess): void {
  const { member } = self.state;
  member.mustRejoin = false;
  if (self.group!.config.commit === "auto" && member.phase === "stable")
    sendCommit(self, member.position, false);
  if (assignorOf(self).protocol === "eager") {
    for (const pair of member.ownedPairs) self.note(Fact.revoked, member.generation, self.partitionOf(pair));
    disown(self, member.ownedPairs);
  }
  sendJoin(self);
}

function sendJoin(self: InstanceProcess): void {
  const { member } = self.state;
  member.phase = "joining";
  member.joinIsUnderWay = true;
  member.joinedTopics = subscribedTopics(self);
  const parcel: JoinParcel = {
    memberId: member.memberId,
    groupInstanceId: self.groupInstanceId,
    clientId: `${self.plan.nodeId}-${(self.who % INSTANCES_MAX) + 1}`,
    subscription: subscriptionOf(self),
  };
  askCoordinator(self, Coordinator.join, Protocol.joinGroup, member.generation, parcel);
}

function subscriptionOf(self: InstanceProcess): Subscription {
  const { member } = self.state;
  const { program } = self.kernel;
  const assignor = assignorOf(self);
  const isCooperative = assignor.protocol === "cooperative";
  const remembers = isCooperative || assignor.name === "sticky";
  return {
    who: self.who,
    topics: member.joinedTopics.map((at) => program.topics[self.group!.topics[at]!]!.nodeId),
    owned: isCooperative
      ? topicPartitions(self, member.ownedPairs)
      : remembers
        ? (member.remembered?.owned ?? null)
        : [],
    generation: member.generation,
    userDataGeneration: remembers ? (member.remembered?.generation ?? null) : null,
  };
}

function topicPartitions(self: InstanceProcess, pairs: readonly number[]): TopicPartition[] {
  const { program } = self.kernel;
  return pairs.map((pair) => {
    const partition = self.partitionOf(pair);
    const topic = program.topics[program.topicOfPartition[partition]!]!;
    return { topic: topic.nodeId, partition: partition - topic.firstPartition };
  });
}

/**
 * Inside poll(), the coordinator having answered a join: the leader computes everybody's assignment, and everybody asks for
 * theirs. A cooperative member that works on records meanwhile lets the others wait: its heartbeat thread, which else reads
 * answers too, rests during a join.
 */
function joined(self: InstanceProcess): void {
  const { member } = self.state;
  const answer = present(member.joinAnswer, "an answer");
  member.joinAnswer = null;
  member.joinIsUnderWay = false;
  if (member.phase !== "joining") return;
  if (answer.error === "MEMBER_ID_REQUIRED") {
    member.memberId = answer.memberId;
    return sendJoin(self);
  }
  if (answer.error === "FENCED_INSTANCE_ID") return fenced(self);
  if (answer.error !== "NONE") {
    leaveMembership(self, answer.error === "UNKNOWN_MEMBER_ID");
    return;
  }
  member.memberId = answer.memberId;
  member.generation = answer.generation;
  member.phase = "syncing";
  startHeartbeat(self);
  startPollDeadline(self);
  const isLeader = answer.leader === answer.memberId && !answer.skipAssignment;
  // A leader that came back to a stable group computes nothing, but watches the topics from now on.
  member.assignedOf = answer.leader === answer.memberId ? member.partitions.slice() : null;
  const request: SyncParcel = {
    ...memberParcel(self),
    protocol: answer.protocol,
    assignments: isLeader ? assign(self, answer) : new Map(),
  };
  askCoordinator(self, Coordinator.sync, Protocol.syncGroup, member.generation, request);
}

function assign(self: InstanceProcess, answer: JoinAnswer): Map<string, AssignedPairs> {
  const { program } = self.kernel;
  const { member } = self.state;
  const group = self.group!;
  const members: AssignMember[] = answer.members.map(({ memberId, groupInstanceId, metadata }) => ({
    memberId,
    instanceId: groupInstanceId,
    topics: metadata.topics,
    owned: metadata.owned,
    generation: metadata.generation,
    userDataGeneration: metadata.userDataGeneration,
  }));
  const topics = group.topics.map((topic) => program.topics[topic]!);
  // The leader goes by what it knows, which may be out of date (metadata.max.age.ms).
  member.assignedOf = member.partitions.slice();
  const partitionsPerTopic = new Map(topics.map((topic, at) => [topic.nodeId, member.partitions[at]!]));
  const firstOfTopic = new Map(topics.map((topic) => [topic.nodeId, topic.firstPartition]));
  // The assignor that the group has voted for.
  const { protocol } = answer;
  const voted =
    protocol !== null && Object.hasOwn(ASSIGNORS, protocol)
      ? ASSIGNORS[protocol as Assignor["name"]]
      : assignorOf(self);
  const assignment = voted.assign({ partitionsPerTopic, members });
  return new Map(
    Array.from(assignment, ([memberId, partitions]) => [
      memberId,
      partitions.map(({ topic, partition }) =>
        self.pairOf(present(firstOfTopic.get(topic), "a subscribed topic") + partition),
      ),
    ]),
  );
}

/** The coordinator answered a sync; the assignment is taken over inside poll(). */
export function synced(self: InstanceProcess, parcel: unknown): void {
  const answer = parcel as SyncAnswer;
  const { member } = self.state;
  if (member.phase !== "syncing") return;
  if (answer.error === "NONE") {
    member.phase = "stable";
    member.assignment = answer.assignment ?? [];
  } else if (answer.error === "REBALANCE_IN_PROGRESS") {
    member.phase = "unjoined";
    member.mustRejoin = true;
  } else if (answer.error === "FENCED_INSTANCE_ID") fenced(self);
  else leaveMembership(self, answer.error === "UNKNOWN_MEMBER_ID");
}

/** Inside poll(): the difference between what it owns and what it was assigned; cooperative members join again if they gave something up. */
function takeOver(self: InstanceProcess): void {
  const { member } = self.state;
  const assignment = member.assignment!;
  member.assignment = null;
  const removed = member.ownedPairs.filter((pair) => !assignment.includes(pair));
  for (const pair of removed) self.note(Fact.revoked, member.generation, self.partitionOf(pair));
  if (removed.length > 0) member.mustRejoin = true;
  disown(self, removed);
  const added = assignment.filter((pair) => member.owned[pair] !== 1);
  member.remembered = { owned: topicPartitions(self, assignment), generation: member.generation };
  own(self, added);
}

/**
 * The client was told of its topics anew: a leader that sees other partitions than it gave out joins again, and so does who
 * would subscribe to other topics now (ConsumerCoordinator.rejoinNeededOrPending). True where the next poll has to.
 */
export function topicsChanged(self: InstanceProcess): boolean {
  const { member } = self.state;
  if (member.phase !== "stable") return false;
  const grew = member.assignedOf?.some((count, at) => count !== member.partitions[at]) === true;
  const topics = subscribedTopics(self);
  const differs =
    topics.length !== member.joinedTopics.length || topics.some((at, i) => at !== member.joinedTopics[i]);
  if (grew || differs) member.mustRejoin = true;
  return grew || differs;
}

/** Membership is over (the coordinator said so, or the client left): the next poll gives everything up and joins anew. */
function leaveMembership(self: InstanceProcess, forgetsId: boolean): void {
  const { member } = self.state;
  member.formerGeneration = member.generation;
  if (forgetsId) member.memberId = "";
  member.generation = -1;
  member.phase = "unjoined";
  member.assignment = null;
  member.isLost = true;
  member.mustRejoin = true;
}

/** onPartitionsLost: nothing can be committed for them any more. */
function giveUpLost(self: InstanceProcess): void {
  const { member } = self.state;
  member.isLost = false;
  for (const pair of member.ownedPairs)
    self.note(Fact.lostPartition, member.formerGeneration, self.partitionOf(pair));
  disown(self, member.ownedPairs);
}

/** The next heartbeat comes a whole interval from now: after the answer to a join (Heartbeat.resetTimeouts), and after each one. */
function startHeartbeat(self: InstanceProcess): void {
  const { member } = self.state;
  const intervalUs = self.group!.config.heartbeatIntervalMs * 1000;
  member.heartbeatDueUs = self.kernel.nowUs + intervalUs;
  if (member.heartbeatIsPending) return;
  member.heartbeatIsPending = true;
  self.after(intervalUs, Instance.heartbeatDue);
}

/** The heartbeat thread's moment; it rests while a join is under way, and ends with the membership. */
function heartbeatDue(self: InstanceProcess): void {
  const { member } = self.state;
  member.heartbeatIsPending = false;
  if (member.memberId === "" || member.generation < 0) return;
  const leftUs = member.heartbeatDueUs - self.kernel.nowUs;
  if (leftUs > 0) {
    member.heartbeatIsPending = true;
    return self.after(leftUs, Instance.heartbeatDue);
  }
  startHeartbeat(self);
  if (member.phase === "joining") return;
  self.note(Fact.heartbeat, self.groupIndex, -1, -1, member.generation);
  askCoordinator(self, Coordinator.heartbeat, Protocol.heartbeat, member.generation, memberParcel(self));
}

/** The coordinator answered a heartbeat; true where the next poll has something to do about it. */
export function heartbeatAnswered(self: InstanceProcess, error: number, generation: number): boolean {
  const { member } = self.state;
  if (error === 0 || generation !== member.generation) return false;
  if (GROUP_ERRORS[error] === "REBALANCE_IN_PROGRESS") {
    if (member.phase === "stable") member.mustRejoin = true;
  } else if (GROUP_ERRORS[error] === "FENCED_INSTANCE_ID") fenced(self);
  else leaveMembership(self, GROUP_ERRORS[error] !== "ILLEGAL_GENERATION");
  return true;
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
  if (member.memberId === "" || member.generation < 0) return;
  // The heartbeat thread, which watches this, rests during a join, and begins anew after it.
  if (member.phase === "joining") return;
  if (member.isPolling) member.lastPollUs = self.kernel.nowUs;
  const deadlineUs = member.lastPollUs + self.group!.config.maxPollIntervalMs * 1000;
  if (self.kernel.nowUs < deadlineUs) return startPollDeadline(self);
  self.note(Fact.pollExpired, self.groupIndex);
  // A static member only falls silent: its session ends the membership (AbstractCoordinator.maybeLeaveGroup).
  if (self.groupInstanceId === null) sendLeave(self);
  leaveMembership(self, true);
}

/** Another process has the member's group.instance.id now: FencedInstanceIdException ends the application. */
function fenced(self: InstanceProcess): void {
  leaveMembership(self, true);
  self.state.member.hasFailed = true;
}

/** What the client throws instead of sending a commit: in the midst of a rebalance, or without a membership. */
function commitThrows(self: InstanceProcess): ReturnType<MemberProtocol["commitThrows"]> {
  const { member } = self.state;
  if (member.phase === "stable") return null;
  return isInRebalance(member) ? "RebalanceInProgressException" : "CommitFailedException";
}

/** A commit was refused: the member joins again, as what it still is. */
function commitRefused(self: InstanceProcess, error: number): void {
  const { member } = self.state;
  if (GROUP_ERRORS[error] === "COORDINATOR_NOT_AVAILABLE") return;
  if (GROUP_ERRORS[error] === "FENCED_INSTANCE_ID") fenced(self);
  else if (GROUP_ERRORS[error] === "REBALANCE_IN_PROGRESS") member.mustRejoin = true;
  else if (member.generation >= 0) leaveMembership(self, GROUP_ERRORS[error] !== "ILLEGAL_GENERATION");
}

/** A join that was not answered is sent again; a sync that was not makes it join anew (RejoinNeeded after a disconnect). */
function coordinatorFailed(self: InstanceProcess): void {
  const { member } = self.state;
  if (member.phase === "joining" && member.joinAnswer === null) sendJoin(self);
  else if (member.phase === "syncing") {
    member.phase = "unjoined";
    member.mustRejoin = true;
  }
}

/** The classic protocol, for who is a member. */
export const classicMember: MemberProtocol = {
  poll: pollMembership,
  commitThrows,
  commitRefused,
  leave,
  coordinatorFailed,
  heartbeatDue,
  pollDeadline,
};
