/**
 * A member's side of the share group protocol (ShareMembershipManager, ShareHeartbeatRequestManager): heartbeats say that it
 * is alive and bring it its partitions. Nothing has to be given up before another member may have it.
 */
import { Fact } from "#sim/facts.ts";
import type { InstanceProcess } from "#sim/instance-process.ts";
import { askCoordinator, Protocol } from "./coordinator-link.ts";
import { Instance } from "./handlers.ts";
import { randomUuid } from "./java-uuid.ts";
import type { MemberProtocol } from "./member-protocol.ts";
import { Shared, type ShareHeartbeatAnswer, type ShareHeartbeatParcel } from "./share-types.ts";

const JOIN_EPOCH = 0;
const LEAVE_EPOCH = -1;

/** Inside poll(): a client without membership joins. */
function poll(self: InstanceProcess): void {
  const { member } = self.state;
  if (!member.mustRejoin) return;
  member.mustRejoin = false;
  // One id for the whole life of the process, made by the client.
  if (member.memberId === "") member.memberId = randomUuid(() => self.kernel.random.next(self.network));
  member.phase = "joining";
  startPollDeadline(self);
  send(self, JOIN_EPOCH);
}

/** ShareGroupHeartbeat. The next one comes a whole interval after it. */
function send(self: InstanceProcess, memberEpoch: number): void {
  const { heartbeats, memberId } = self.state.member;
  const parcel: ShareHeartbeatParcel = {
    number: ++heartbeats.number,
    request: { memberId, memberEpoch },
  };
  askCoordinator(self, Shared.heartbeat, Protocol.shareGroupHeartbeat, memberEpoch, parcel);
  if (memberEpoch < 0) return;
  if (memberEpoch > 0) self.note(Fact.heartbeat, self.groupIndex, -1, -1, memberEpoch);
  const intervalUs = self.group!.config.brokerHeartbeatIntervalMs * 1000;
  const { member } = self.state;
  member.heartbeatDueUs = self.kernel.nowUs + intervalUs;
  if (member.heartbeatIsPending) return;
  member.heartbeatIsPending = true;
  self.after(intervalUs, Instance.heartbeatDue);
}

/** The heartbeat thread's moment. */
function heartbeatDue(self: InstanceProcess): void {
  const { member } = self.state;
  member.heartbeatIsPending = false;
  if (member.phase === "unjoined") return;
  const leftUs = member.heartbeatDueUs - self.kernel.nowUs;
  if (leftUs > 0) {
    member.heartbeatIsPending = true;
    return self.after(leftUs, Instance.heartbeatDue);
  }
  send(self, Math.max(JOIN_EPOCH, member.generation));
}

/** A heartbeat was answered; true where the next poll has something to do about it. */
export function shareHeartbeatAnswered(self: InstanceProcess, answer: ShareHeartbeatAnswer): boolean {
  const { member } = self.state;
  // Who has left meanwhile hears no more of it.
  if (member.phase === "unjoined") return false;
  const { assignment, error, memberEpoch } = answer.response;
  switch (error) {
    case "NONE":
      break;
    case "GROUP_MAX_SIZE_REACHED":
      // A fatal error for a client: this one goes on asking with its heartbeats, as one that is started again would.
      return false;
    case "UNKNOWN_MEMBER_ID":
    case "FENCED_MEMBER_EPOCH":
      loseMembership(self);
      return true;
  }
  member.generation = memberEpoch;
  member.phase = "stable";
  if (assignment === null) return false;
  const before = member.ownedPairs;
  for (const pair of before)
    if (!assignment.includes(pair)) self.note(Fact.revoked, memberEpoch, self.partitionOf(pair));
  for (const pair of assignment)
    if (!before.includes(pair)) self.note(Fact.assigned, memberEpoch, self.partitionOf(pair));
  member.ownedPairs = [...assignment];
  return true;
}

/** The coordinator knows it no more: it gives up its partitions, not its records, and joins anew. */
function loseMembership(self: InstanceProcess): void {
  const { member } = self.state;
  for (const pair of member.ownedPairs)
    self.note(Fact.lostPartition, member.generation, self.partitionOf(pair));
  member.ownedPairs = [];
  member.formerGeneration = member.generation;
  member.generation = -1;
  member.phase = "unjoined";
  member.mustRejoin = true;
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
  send(self, LEAVE_EPOCH);
  loseMembership(self);
}

function leave(self: InstanceProcess): void {
  const { member } = self.state;
  if (member.phase !== "unjoined") send(self, LEAVE_EPOCH);
}

/** The coordinator is gone or out of reach: the heartbeat goes again until there is one. */
function coordinatorFailed(self: InstanceProcess): void {
  const { member } = self.state;
  if (member.phase !== "unjoined") send(self, Math.max(JOIN_EPOCH, member.generation));
}

export const shareMember: MemberProtocol = {
  poll,
  commitThrows: () => null,
  commitRefused() {},
  leave,
  coordinatorFailed,
  heartbeatDue,
  pollDeadline,
};
