/**
 * The members of a classic group: who is in, in which order, until when, and which protocol they have in common. Kafka's hash
 * map order is observable here: it decides who inherits the lead and which protocol wins a tie.
 */
import { present } from "#base/assert.ts";
import { micros } from "#base/units.ts";
import type {
  ClassicGroup,
  ClassicGroupHost,
  ClassicMember,
  GroupError,
  RemovalReason,
} from "./classic-group-types.ts";
import { addKey, createHashOrder, iterationOrder, removeKey } from "./java-hash-map.ts";

/** How long a member that has never completed a join may stay parked (Kafka's NEW_MEMBER_JOIN_TIMEOUT_MS). */
const NEW_MEMBER_JOIN_TIMEOUT_MS = 300_000;

/** The members in the order in which Kafka's HashMap yields them. */
export function membersInOrder<M, A>(group: ClassicGroup<M, A>): ClassicMember<M, A>[] {
  return iterationOrder(group.memberOrder).map((id) => memberOf(group, id));
}

/** The member of that id, which must exist. */
export function memberOf<M, A>(group: ClassicGroup<M, A>, memberId: string): ClassicMember<M, A> {
  return present(group.members.get(memberId), "a member of the group");
}

/** Kafka's validateMember: a static name must be held by this very id, and the id must be a member's. */
export function checkMember<M, A>(
  group: ClassicGroup<M, A>,
  memberId: string,
  groupInstanceId: string | null,
): GroupError {
  if (groupInstanceId !== null) {
    const holder = group.staticMembers.get(groupInstanceId);
    if (holder === undefined) return "UNKNOWN_MEMBER_ID";
    if (holder !== memberId) return "FENCED_INSTANCE_ID";
  }
  return group.members.has(memberId) ? "NONE" : "UNKNOWN_MEMBER_ID";
}

/** Kafka waits for the slowest member: the longest max.poll.interval.ms of all. */
export function rebalanceTimeoutMs<M, A>(group: ClassicGroup<M, A>): number {
  let longestMs = 0;
  for (const member of group.members.values()) longestMs = Math.max(longestMs, member.rebalanceTimeoutMs);
  return longestMs;
}

/** Puts a new member into the group, parked in the join phase. The first one becomes the leader. */
export function addMember<M, A>(
  group: ClassicGroup<M, A>,
  host: ClassicGroupHost<M, A>,
  member: ClassicMember<M, A>,
): void {
  // Only members that come after the one that started the first rebalance prolong it.
  if (group.state === "PreparingRebalance" && group.previousState === "Empty") group.newMemberAdded = true;
  if (group.pendingMembers.delete(member.memberId))
    host.cancelTimer({ is: "pending", memberId: member.memberId });
  if (member.groupInstanceId !== null) group.staticMembers.set(member.groupInstanceId, member.memberId);
  if (group.leader === "") group.leader = member.memberId;
  putMember(group, member);
  if (member.joinRequestId >= 0) group.awaitingJoin += 1;
  // It has no session to keep while it is parked, so it gets five minutes instead of its session timeout.
  renewSession(host, member, NEW_MEMBER_JOIN_TIMEOUT_MS);
  host.note({ is: "member-added", memberId: member.memberId, groupInstanceId: member.groupInstanceId });
}

/** Files a member under its id, keeping the map order. */
export function putMember<M, A>(group: ClassicGroup<M, A>, member: ClassicMember<M, A>): void {
  group.members.set(member.memberId, member);
  addKey(group.memberOrder, member.memberId);
}

/** Takes a member, or an id that is still pending, out of the group; the first in map order inherits the lead. */
export function removeMember<M, A>(
  group: ClassicGroup<M, A>,
  host: ClassicGroupHost<M, A>,
  memberId: string,
  reason: RemovalReason,
): void {
  const member = group.members.get(memberId);
  if (member !== undefined) {
    group.members.delete(memberId);
    removeKey(group.memberOrder, memberId);
    if (member.joinRequestId >= 0) group.awaitingJoin -= 1;
    if (member.groupInstanceId !== null) group.staticMembers.delete(member.groupInstanceId);
    host.cancelTimer({ is: "session", memberId });
  }
  if (group.leader === memberId) group.leader = iterationOrder(group.memberOrder)[0] ?? "";
  const wasPending = group.pendingMembers.delete(memberId);
  if (wasPending) host.cancelTimer({ is: "pending", memberId });
  group.pendingSync.delete(memberId);
  if (member !== undefined || wasPending) host.note({ is: "member-removed", memberId, reason });
}

/** Renews a member's session, or starts the limit of a new member. */
export function renewSession<M, A>(
  host: ClassicGroupHost<M, A>,
  member: ClassicMember<M, A>,
  timeoutMs: number = member.sessionTimeoutMs,
): void {
  member.sessionDeadlineUs = host.nowUs + micros(timeoutMs);
  host.setTimer({ is: "session", memberId: member.memberId }, member.sessionDeadlineUs);
}

/**
 * The protocol that all members support and most prefer: each votes for its first common one, and a tie goes to the first
 * in the order of Kafka's vote map. Null when there is none in common.
 */
export function selectProtocol<M, A>(group: ClassicGroup<M, A>): string | null {
  const votes = new Map<string, number>();
  const order = createHashOrder();
  for (const member of membersInOrder(group)) {
    const choice = member.protocols.find(({ name }) => isCommonProtocol(group, name));
    if (choice === undefined) return null;
    addKey(order, choice.name);
    votes.set(choice.name, (votes.get(choice.name) ?? 0) + 1);
  }
  let best: string | null = null;
  let bestVotes = 0;
  for (const name of iterationOrder(order)) {
    const count = votes.get(name) ?? 0;
    if (count <= bestVotes) continue;
    best = name;
    bestVotes = count;
  }
  return best;
}

/** Whether every member offers the protocol; vacuously true without members, as in Kafka. */
export function isCommonProtocol<M, A>(group: ClassicGroup<M, A>, name: string): boolean {
  for (const member of group.members.values()) {
    if (!member.protocols.some((protocol) => protocol.name === name)) return false;
  }
  return true;
}
