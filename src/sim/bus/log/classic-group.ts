/**
 * The coordinator of one classic consumer group: what it does with each request (JoinGroup is in classic-group-join.ts) and
 * each timer. Kafka 4.3's GroupMetadataManager on a ClassicGroup, answer for answer, replayed against recorded traces of the
 * real classes. Functions change the plain state they are given and speak through the host; time is microseconds.
 */
import { unreachable } from "#base/assert.ts";
import { type Micros } from "#base/units.ts";
import { checkMember, memberOf, removeMember, renewSession } from "./classic-group-members.ts";
import {
  answerParkedSync,
  completeJoinAnyway,
  enter,
  joinTimerFired,
  prepareRebalance,
  propagateAssignment,
  rebalanceOrCompleteJoin,
  refuseParkedJoin,
  syncReceived,
  syncTimerFired,
} from "./classic-group-rebalance.ts";
import type {
  ClassicGroup,
  ClassicGroupConfig,
  ClassicGroupHost,
  GroupError,
  GroupTimer,
  LeaveGroupRequest,
  MemberRequest,
  SyncGroupRequest,
} from "./classic-group-types.ts";
import { createHashOrder } from "./java-hash-map.ts";

/** A group nobody has joined yet. */
export function createClassicGroup<M, A>(config: ClassicGroupConfig, nowUs: Micros): ClassicGroup<M, A> {
  return {
    config,
    state: "Empty",
    previousState: "Dead",
    stateSinceUs: nowUs,
    generation: 0,
    leader: "",
    protocol: null,
    members: new Map(),
    memberOrder: createHashOrder(),
    staticMembers: new Map(),
    pendingMembers: new Map(),
    pendingSync: new Set(),
    awaitingJoin: 0,
    newMemberAdded: false,
    joinTimer: null,
    syncDeadlineUs: -1,
  };
}

/** SyncGroup: followers wait for the leader's, which makes the group stable. */
export function syncGroup<M, A>(
  group: ClassicGroup<M, A>,
  host: ClassicGroupHost<M, A>,
  request: SyncGroupRequest<A>,
): void {
  const { requestId, memberId } = request;
  const error = checkSync(group, request);
  if (error !== "NONE") {
    host.reply(requestId, { is: "sync", error, protocol: null, assignment: null });
    return;
  }
  const member = memberOf(group, memberId);
  if (group.state === "Stable") {
    syncReceived(group, host, memberId);
    host.reply(requestId, {
      is: "sync",
      error: "NONE",
      protocol: group.protocol,
      assignment: member.assignment,
    });
    return;
  }
  member.syncRequestId = requestId;
  syncReceived(group, host, memberId);
  if (group.leader !== memberId) return;
  for (const each of group.members.values()) each.assignment = request.assignments.get(each.memberId) ?? null;
  propagateAssignment(group, host, "NONE");
  enter(group, host, "Stable");
  host.note({ is: "stable", generation: group.generation });
}

/** Heartbeat: the returned REBALANCE_IN_PROGRESS is how a member learns that it has to join again. */
export function heartbeat<M, A>(
  group: ClassicGroup<M, A>,
  host: ClassicGroupHost<M, A>,
  request: MemberRequest,
): GroupError {
  if (group.state === "Dead") return "COORDINATOR_NOT_AVAILABLE";
  const error = checkMember(group, request.memberId, request.groupInstanceId);
  if (error !== "NONE") return error;
  if (request.generation !== group.generation) return "ILLEGAL_GENERATION";
  if (group.state === "Empty") return "UNKNOWN_MEMBER_ID";
  renewSession(host, memberOf(group, request.memberId));
  return group.state === "PreparingRebalance" ? "REBALANCE_IN_PROGRESS" : "NONE";
}

/** LeaveGroup: the member is gone at once and the others rebalance. */
export function leaveGroup<M, A>(
  group: ClassicGroup<M, A>,
  host: ClassicGroupHost<M, A>,
  request: LeaveGroupRequest,
): GroupError {
  if (group.state === "Dead") return "COORDINATOR_NOT_AVAILABLE";
  const isByInstance = request.memberId === "" && request.groupInstanceId !== null;
  const memberId = isByInstance ? (group.staticMembers.get(request.groupInstanceId) ?? "") : request.memberId;
  if (!group.pendingMembers.has(memberId)) {
    const error = checkMember(group, memberId, isByInstance ? null : request.groupInstanceId);
    if (error !== "NONE") return error;
    refuseParkedJoin(group, host, memberOf(group, memberId), { memberId: "", error: "UNKNOWN_MEMBER_ID" });
  }
  removeMember(group, host, memberId, "left");
  if (group.state !== "Empty") rebalanceOrCompleteJoin(group, host, "member-left", memberId);
  return "NONE";
}

/**
 * Whether an OffsetCommit is taken. A commit of a member renews its session. Who owns the partitions is not asked: within
 * one generation a member may commit what it no longer owns.
 */
export function validateOffsetCommit<M, A>(
  group: ClassicGroup<M, A>,
  host: ClassicGroupHost<M, A>,
  request: MemberRequest,
): GroupError {
  const { memberId, groupInstanceId, generation } = request;
  if (group.state === "Dead") return "COORDINATOR_NOT_AVAILABLE";
  if (generation < 0 && group.state === "Empty") return "NONE";
  const isAnonymous = generation < 0 && memberId === "" && groupInstanceId === null;
  if (isAnonymous) return "UNKNOWN_MEMBER_ID";
  const error = checkMember(group, memberId, groupInstanceId);
  if (error !== "NONE") return error;
  if (generation !== group.generation) return "ILLEGAL_GENERATION";
  if (group.state === "CompletingRebalance") return "REBALANCE_IN_PROGRESS";
  renewSession(host, memberOf(group, memberId));
  return "NONE";
}

/** Whether a TxnOffsetCommit is taken: also between a join and its sync, and without renewing the session. */
export function validateTxnOffsetCommit<M, A>(group: ClassicGroup<M, A>, request: MemberRequest): GroupError {
  const { memberId, groupInstanceId, generation } = request;
  if (group.state === "Dead") return "COORDINATOR_NOT_AVAILABLE";
  if (generation < 0 && memberId === "" && groupInstanceId === null) return "NONE";
  const error = checkMember(group, memberId, groupInstanceId);
  if (error !== "NONE") return error;
  return generation === group.generation ? "NONE" : "ILLEGAL_GENERATION";
}

/** A timer came due. Timers that were replaced or cancelled meanwhile do nothing. */
export function timerFired<M, A>(
  group: ClassicGroup<M, A>,
  host: ClassicGroupHost<M, A>,
  timer: GroupTimer,
): void {
  if (group.state === "Dead") return;
  switch (timer.is) {
    case "join":
      return joinTimerFired(group, host);
    case "sync":
      return syncTimerFired(group, host);
    case "pending": {
      const deadlineUs = group.pendingMembers.get(timer.memberId);
      if (deadlineUs === undefined || deadlineUs > host.nowUs) return;
      removeMember(group, host, timer.memberId, "pending-expired");
      return completeJoinAnyway(group, host);
    }
    case "session":
      return sessionEnded(group, host, timer.memberId);
    default:
      return unreachable(timer);
  }
}

/** The coordinator's broker lost the group: everybody that waits is sent to look for the new one. */
export function unloadGroup<M, A>(group: ClassicGroup<M, A>, host: ClassicGroupHost<M, A>): void {
  enter(group, host, "Dead");
  for (const member of group.members.values()) {
    refuseParkedJoin(group, host, member, { memberId: member.memberId, error: "NOT_COORDINATOR" });
    answerParkedSync(group, host, member, "NOT_COORDINATOR");
  }
}

function checkSync<M, A>(group: ClassicGroup<M, A>, request: SyncGroupRequest<A>): GroupError {
  if (group.state === "Dead") return "COORDINATOR_NOT_AVAILABLE";
  const error = checkMember(group, request.memberId, request.groupInstanceId);
  if (error !== "NONE") return error;
  if (request.generation !== group.generation) return "ILLEGAL_GENERATION";
  const isOtherProtocol =
    request.protocol !== null && group.protocol !== null && request.protocol !== group.protocol;
  if (isOtherProtocol) return "INCONSISTENT_GROUP_PROTOCOL";
  return group.state === "PreparingRebalance" ? "REBALANCE_IN_PROGRESS" : "NONE";
}

/** A session (or a new member's five minutes) ran out: a parked member is left alone, any other is removed. */
function sessionEnded<M, A>(group: ClassicGroup<M, A>, host: ClassicGroupHost<M, A>, memberId: string): void {
  const member = group.members.get(memberId);
  if (member === undefined || member.sessionDeadlineUs > host.nowUs) return;
  const isParked = member.joinRequestId >= 0 || member.syncRequestId >= 0;
  if (isParked && !member.isNew) return;
  refuseParkedJoin(group, host, member, { memberId: "", error: "UNKNOWN_MEMBER_ID" });
  removeMember(group, host, memberId, member.isNew ? "new-member-expired" : "session-expired");
  if (group.state === "Stable" || group.state === "CompletingRebalance") {
    prepareRebalance(group, host, "session-expired", memberId);
  } else {
    completeJoinAnyway(group, host);
  }
}
