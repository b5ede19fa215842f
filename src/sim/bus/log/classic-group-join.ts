/**
 * JoinGroup of a classic group: newcomers, known members, and static members that come back under a new id.
 */
import { unreachable } from "#base/assert.ts";
import { micros } from "#base/units.ts";
import {
  addMember,
  checkMember,
  isCommonProtocol,
  memberOf,
  putMember,
  removeMember,
  renewSession,
  selectProtocol,
} from "./classic-group-members.ts";
import {
  acceptJoin,
  answerParkedSync,
  completeJoinIfReady,
  prepareRebalance,
  rebalanceOrCompleteJoin,
  refuseJoin,
  refuseParkedJoin,
} from "./classic-group-rebalance.ts";
import type {
  ClassicGroup,
  ClassicGroupHost,
  ClassicMember,
  GroupProtocol,
  JoinGroupRequest,
} from "./classic-group-types.ts";
import { removeKey } from "./java-hash-map.ts";

/** JoinGroup: answered at once with an error or the current generation, or parked until the join phase completes. */
export function joinGroup<M, A>(
  group: ClassicGroup<M, A>,
  host: ClassicGroupHost<M, A>,
  request: JoinGroupRequest<M>,
): void {
  const { requestId, memberId, sessionTimeoutMs } = request;
  const { minSessionTimeoutMs, maxSessionTimeoutMs } = group.config;
  if (sessionTimeoutMs < minSessionTimeoutMs || sessionTimeoutMs > maxSessionTimeoutMs) {
    refuseJoin(host, requestId, memberId, "INVALID_SESSION_TIMEOUT");
  } else if (!hasRoomFor(group, memberId)) {
    removeMember(group, host, memberId, "group-full");
    refuseJoin(host, requestId, "", "GROUP_MAX_SIZE_REACHED");
  } else if (group.state === "Dead") {
    refuseJoin(host, requestId, memberId, "COORDINATOR_NOT_AVAILABLE");
  } else if (!supportsAny(group, request.protocols)) {
    refuseJoin(host, requestId, memberId, "INCONSISTENT_GROUP_PROTOCOL");
  } else if (memberId === "") {
    joinNewcomer(group, host, request);
  } else if (group.pendingMembers.has(memberId) && request.groupInstanceId === null) {
    addNewMember(group, host, request, memberId);
  } else {
    joinKnownMember(group, host, request);
  }
}

/** Kafka's acceptJoiningMember: while joins are collected the parked ones count, afterwards the members. */
function hasRoomFor<M, A>(group: ClassicGroup<M, A>, memberId: string): boolean {
  const member = group.members.get(memberId);
  switch (group.state) {
    case "Empty":
    case "Dead":
      return true;
    case "PreparingRebalance":
      return (member !== undefined && member.joinRequestId >= 0) || group.awaitingJoin < group.config.maxSize;
    case "CompletingRebalance":
    case "Stable":
      return member !== undefined || group.members.size < group.config.maxSize;
    default:
      return unreachable(group.state);
  }
}

/** Whether at least one offered protocol is common to the group; an Empty group takes any. */
function supportsAny<M, A>(group: ClassicGroup<M, A>, protocols: readonly GroupProtocol<M>[]): boolean {
  if (group.state === "Empty") return protocols.length > 0;
  return protocols.some(({ name }) => isCommonProtocol(group, name));
}

/** A join without a member id: dynamic members are given one and have to ask again (KIP-394), static ones come in. */
function joinNewcomer<M, A>(
  group: ClassicGroup<M, A>,
  host: ClassicGroupHost<M, A>,
  request: JoinGroupRequest<M>,
): void {
  const { groupInstanceId } = request;
  const memberId = host.newMemberId(groupInstanceId ?? request.clientId);
  if (groupInstanceId === null) {
    const deadlineUs = host.nowUs + micros(request.sessionTimeoutMs);
    group.pendingMembers.set(memberId, deadlineUs);
    host.setTimer({ is: "pending", memberId }, deadlineUs);
    refuseJoin(host, request.requestId, memberId, "MEMBER_ID_REQUIRED");
    return;
  }
  const formerMemberId = group.staticMembers.get(groupInstanceId);
  if (formerMemberId === undefined) addNewMember(group, host, request, memberId);
  else replaceStaticMember(group, host, request, { formerMemberId, memberId });
}

function addNewMember<M, A>(
  group: ClassicGroup<M, A>,
  host: ClassicGroupHost<M, A>,
  request: JoinGroupRequest<M>,
  memberId: string,
): void {
  addMember(group, host, {
    memberId,
    groupInstanceId: request.groupInstanceId,
    clientId: request.clientId,
    sessionTimeoutMs: request.sessionTimeoutMs,
    rebalanceTimeoutMs: request.rebalanceTimeoutMs,
    protocols: request.protocols,
    assignment: null,
    joinRequestId: request.requestId,
    syncRequestId: -1,
    isNew: true,
    sessionDeadlineUs: -1,
  });
  rebalanceOrCompleteJoin(group, host, "member-joined", memberId);
}

/** A join with a member id: parked, or answered with the current generation when nothing has changed. */
function joinKnownMember<M, A>(
  group: ClassicGroup<M, A>,
  host: ClassicGroupHost<M, A>,
  request: JoinGroupRequest<M>,
): void {
  const { requestId, memberId } = request;
  const error = checkMember(group, memberId, request.groupInstanceId);
  if (error !== "NONE") {
    refuseJoin(host, requestId, memberId, error);
    return;
  }
  const member = memberOf(group, memberId);
  const isLeader = group.leader === memberId;
  const isUnchanged = isSameOffer(member.protocols, request.protocols);
  // A leader that joins a stable group wants a rebalance: it saw something its metadata does not show, like new partitions.
  const isAnswered =
    isUnchanged && (group.state === "CompletingRebalance" || (group.state === "Stable" && !isLeader));
  if (isAnswered) {
    acceptJoin(group, host, requestId, memberId, { withMembers: isLeader, skipAssignment: false });
    return;
  }
  park(group, member, request);
  rebalanceOrCompleteJoin(group, host, isUnchanged ? "leader-rejoined" : "metadata-changed", memberId);
}

/** Takes over what the request says and parks it. A request that was parked before is never answered, as in Kafka. */
function park<M, A>(
  group: ClassicGroup<M, A>,
  member: ClassicMember<M, A>,
  request: JoinGroupRequest<M>,
): void {
  member.protocols = request.protocols;
  member.rebalanceTimeoutMs = request.rebalanceTimeoutMs;
  member.sessionTimeoutMs = request.sessionTimeoutMs;
  if (member.joinRequestId < 0) group.awaitingJoin += 1;
  member.joinRequestId = request.requestId;
}

function isSameOffer<M>(ours: readonly GroupProtocol<M>[], theirs: readonly GroupProtocol<M>[]): boolean {
  if (ours.length !== theirs.length) return false;
  return ours.every((protocol, index) => {
    const other = theirs[index];
    return other !== undefined && other.name === protocol.name && other.signature === protocol.signature;
  });
}

/**
 * Static membership (KIP-345): a new process takes over its instance's membership under a new id, and the old id is fenced.
 * A stable group goes on without a rebalance as long as its chosen protocol stays the same.
 */
function replaceStaticMember<M, A>(
  group: ClassicGroup<M, A>,
  host: ClassicGroupHost<M, A>,
  request: JoinGroupRequest<M>,
  ids: { readonly formerMemberId: string; readonly memberId: string },
): void {
  const { formerMemberId, memberId } = ids;
  const former = memberOf(group, formerMemberId);
  group.members.delete(formerMemberId);
  removeKey(group.memberOrder, formerMemberId);
  host.cancelTimer({ is: "session", memberId: formerMemberId });
  refuseParkedJoin(group, host, former, { memberId: formerMemberId, error: "FENCED_INSTANCE_ID" });
  answerParkedSync(group, host, former, "FENCED_INSTANCE_ID");

  // The old id stays among those whose sync is awaited, if it was: Kafka forgets it only when the sync timer fires.
  const member: ClassicMember<M, A> = { ...former, memberId, isNew: false };
  putMember(group, member);
  if (group.leader === formerMemberId) group.leader = memberId;
  if (member.groupInstanceId !== null) group.staticMembers.set(member.groupInstanceId, memberId);
  host.note({ is: "member-replaced", memberId, formerMemberId });
  // Kafka starts the session with the former timeout: the request's is taken over only afterwards.
  renewSession(host, member);
  park(group, member, request);

  if (group.state === "Stable" && selectProtocol(group) === group.protocol) {
    member.joinRequestId = -1;
    group.awaitingJoin -= 1;
    const isLeader = group.leader === memberId;
    acceptJoin(group, host, request.requestId, memberId, { withMembers: isLeader, skipAssignment: isLeader });
  } else if (group.state === "Stable" || group.state === "CompletingRebalance") {
    prepareRebalance(group, host, "static-member-replaced", memberId);
  } else {
    completeJoinIfReady(group, host);
  }
}
