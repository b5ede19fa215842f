/** The members of a consumer group: finding, filing and removing them, their sessions, and the state that follows from them. */
import { micros } from "#base/units.ts";
import {
  JOIN_EPOCH,
  STATIC_LEAVE_EPOCH,
  type ConsumerGroup,
  type ConsumerGroupError,
  type ConsumerGroupHost,
  type ConsumerGroupState,
  type ConsumerHeartbeatRequest,
  type ConsumerMember,
  type ConsumerRemovalReason,
  type EpochReason,
} from "./consumer-protocol-types.ts";
import { addTimelineKey, removeTimelineKey } from "./timeline-hash-map.ts";

/** Who sent a heartbeat. */
export interface FoundMember {
  readonly member: ConsumerMember;
  readonly isNew: boolean;
  /** The id of the static member whose place it takes, null for none. */
  readonly formerId: string | null;
}

/** The member that a heartbeat is of, a fresh one for a newcomer, or why it is refused. */
export function findMember(
  group: ConsumerGroup,
  request: ConsumerHeartbeatRequest,
): FoundMember | Exclude<ConsumerGroupError, "NONE"> {
  const { memberId, memberEpoch, instanceId } = request;
  const isJoin = memberEpoch === JOIN_EPOCH;
  const isFull = group.members.size >= group.config.maxSize && !group.members.has(memberId);
  if (isFull) return "GROUP_MAX_SIZE_REACHED";
  const formerId = instanceId === null ? undefined : group.staticMembers.get(instanceId);
  if (instanceId !== null && isJoin) return findJoiningStatic(group, memberId, formerId);
  if (instanceId !== null && formerId === undefined) return "UNKNOWN_MEMBER_ID";
  if (instanceId !== null && formerId !== memberId) return "FENCED_INSTANCE_ID";
  const known = group.members.get(memberId);
  if (known === undefined)
    return isJoin ? { member: newMember(memberId), isNew: true, formerId: null } : "UNKNOWN_MEMBER_ID";
  return isEpochFenced(known, request)
    ? "FENCED_MEMBER_EPOCH"
    : { member: known, isNew: false, formerId: null };
}

function findJoiningStatic(
  group: ConsumerGroup,
  memberId: string,
  formerId: string | undefined,
): FoundMember | "UNRELEASED_INSTANCE_ID" {
  const former = formerId === undefined ? undefined : group.members.get(formerId);
  if (former === undefined) {
    const known = group.members.get(memberId);
    return { member: known ?? newMember(memberId), isNew: known === undefined, formerId: null };
  }
  if (former.epoch !== STATIC_LEAVE_EPOCH) return "UNRELEASED_INSTANCE_ID";
  const member: ConsumerMember = { ...former, memberId, epoch: JOIN_EPOCH, previousEpoch: JOIN_EPOCH };
  const isSameProcess = former.memberId === memberId;
  return { member, isNew: false, formerId: isSameProcess ? null : former.memberId };
}

/** A member may lag by one epoch with nothing but what it was assigned: then the answer that bumped its epoch was lost. */
function isEpochFenced(member: ConsumerMember, { memberEpoch, owned }: ConsumerHeartbeatRequest): boolean {
  if (memberEpoch === member.epoch) return false;
  if (memberEpoch > member.epoch || memberEpoch !== member.previousEpoch || owned === null) return true;
  return !owned.every(({ topic, partitions }) =>
    partitions.every((partition) => member.assigned.get(topic)?.has(partition) === true),
  );
}

function newMember(memberId: string): ConsumerMember {
  return {
    memberId,
    instanceId: null,
    rebalanceTimeoutMs: -1,
    serverAssignor: null,
    topics: [],
    state: "STABLE",
    epoch: JOIN_EPOCH,
    previousEpoch: JOIN_EPOCH,
    assigned: new Map(),
    pendingRevocation: new Map(),
  };
}

/** Files a member as it is now, in the place of the static member it replaces if it does. */
export function putMember(group: ConsumerGroup, member: ConsumerMember, formerId: string | null): void {
  if (formerId !== null) dropMember(group, formerId);
  group.members.set(member.memberId, member);
  addTimelineKey(group.memberOrder, member.memberId);
  if (member.instanceId !== null) group.staticMembers.set(member.instanceId, member.memberId);
}

function dropMember(group: ConsumerGroup, memberId: string): void {
  const instanceId = group.members.get(memberId)?.instanceId ?? null;
  if (instanceId !== null && group.staticMembers.get(instanceId) === memberId)
    group.staticMembers.delete(instanceId);
  group.members.delete(memberId);
  removeTimelineKey(group.memberOrder, memberId);
}

/** Takes a member out of the group, with its target; what it held is free at once, and the others hear of it at their next heartbeats. */
export function removeMember(
  group: ConsumerGroup,
  host: ConsumerGroupHost,
  memberId: string,
  reason: ConsumerRemovalReason,
): void {
  dropMember(group, memberId);
  group.targets.delete(memberId);
  cancelTimers(group, host, memberId);
  host.note({ is: "member-removed", memberId, reason });
  group.topicsSeen = subscribedTopicsOf(group, null);
  bumpEpoch(group, host, reason === "left" ? "member-left" : reason, memberId);
  updateState(group, host);
}

/** The next group epoch. */
export function bumpEpoch(
  group: ConsumerGroup,
  host: ConsumerGroupHost,
  reason: EpochReason,
  memberId: string,
): void {
  group.groupEpoch += 1;
  host.note({ is: "epoch-bumped", epoch: group.groupEpoch, reason, memberId });
}

/** Names and partition counts of all subscribed topics that exist, with `updated` as it is going to be; stands for Kafka's metadata hash. */
export function subscribedTopicsOf(group: ConsumerGroup, updated: ConsumerMember | null): string {
  const names = new Set<string>(updated?.topics);
  for (const member of group.members.values()) {
    if (member.memberId === updated?.memberId) continue;
    for (const name of member.topics) names.add(name);
  }
  return [...names]
    .sort()
    .map((name) => `${name}:${group.topics.get(name)?.partitions ?? "none"}`)
    .join();
}

/** Renews a member's session. */
export function renewSession(group: ConsumerGroup, host: ConsumerGroupHost, memberId: string): void {
  const deadlineUs = host.nowUs + micros(group.config.sessionTimeoutMs);
  group.sessionDeadlinesUs.set(memberId, deadlineUs);
  host.setTimer({ is: "session", memberId }, deadlineUs);
}

/** Starts the time in which a member has to give up what it was told to, or ends it where it has. */
export function watchRevocation(group: ConsumerGroup, host: ConsumerGroupHost, member: ConsumerMember): void {
  const { memberId, epoch } = member;
  if (member.state === "UNREVOKED_PARTITIONS") {
    const deadlineUs = host.nowUs + micros(member.rebalanceTimeoutMs);
    group.revocationDeadlines.set(memberId, { deadlineUs, epoch });
    host.setTimer({ is: "revocation", memberId }, deadlineUs);
  } else if (group.revocationDeadlines.delete(memberId)) {
    host.cancelTimer({ is: "revocation", memberId });
  }
}

/** Disarms all timers of a member. */
export function cancelTimers(group: ConsumerGroup, host: ConsumerGroupHost, memberId: string): void {
  if (group.sessionDeadlinesUs.delete(memberId)) host.cancelTimer({ is: "session", memberId });
  if (group.revocationDeadlines.delete(memberId)) host.cancelTimer({ is: "revocation", memberId });
}

/** The group's state as it follows from its epochs and members; notes a change. */
export function updateState(group: ConsumerGroup, host: ConsumerGroupHost): void {
  const to = stateOf(group);
  const from = group.state;
  if (from === to) return;
  group.state = to;
  group.stateSinceUs = host.nowUs;
  host.note({ is: "state-changed", from, to });
}

function stateOf(group: ConsumerGroup): ConsumerGroupState {
  if (group.members.size === 0) return "Empty";
  if (group.groupEpoch > group.assignmentEpoch) return "Assigning";
  for (const { state, epoch } of group.members.values())
    if (state !== "STABLE" || epoch !== group.assignmentEpoch) return "Reconciling";
  return "Stable";
}
