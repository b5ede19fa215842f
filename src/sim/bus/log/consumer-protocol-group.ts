/**
 * The coordinator of one consumer group of KIP-848: what it does with each heartbeat, commit and timer. Kafka 4.3's
 * GroupMetadataManager on a ConsumerGroup, answer for answer, replayed against recorded traces of the real classes. Functions
 * change the plain state they are given and speak through the host; time is microseconds.
 */
import { unreachable } from "#base/assert.ts";
import type { Micros } from "#base/units.ts";
import type { ServerTopic, TopicPartitionList } from "./assignors/server-assignor.ts";
import { compareText } from "./assignors/assignor.ts";
import {
  bumpEpoch,
  cancelTimers,
  findMember,
  putMember,
  removeMember,
  renewSession,
  subscribedTopicsOf,
  updateState,
  watchRevocation,
  type FoundMember,
} from "./consumer-protocol-members.ts";
import { reconcile } from "./consumer-protocol-reconcile.ts";
import { computeTarget, isTargetDue } from "./consumer-protocol-target.ts";
import {
  JOIN_EPOCH,
  LEAVE_EPOCH,
  STATIC_LEAVE_EPOCH,
  type ConsumerCommitRequest,
  type ConsumerGroup,
  type ConsumerGroupConfig,
  type ConsumerGroupError,
  type ConsumerGroupHost,
  type ConsumerGroupTimer,
  type ConsumerHeartbeatRequest,
  type ConsumerHeartbeatResponse,
  type ConsumerMember,
  type EpochedPartitions,
} from "./consumer-protocol-types.ts";
import { createTimelineOrder } from "./timeline-hash-map.ts";

/** A group nobody has joined yet, in a cluster with these topics. */
export function createConsumerGroup(
  config: ConsumerGroupConfig,
  topics: ReadonlyMap<string, ServerTopic>,
  nowUs: Micros,
): ConsumerGroup {
  return {
    config,
    state: "Empty",
    stateSinceUs: nowUs,
    groupEpoch: 1,
    assignmentEpoch: 0,
    assignedAtUs: -1,
    members: new Map(),
    memberOrder: createTimelineOrder(),
    staticMembers: new Map(),
    targets: new Map(),
    topics: new Map(topics),
    topicsSeen: "",
    topicsMayDiffer: false,
    sessionDeadlinesUs: new Map(),
    revocationDeadlines: new Map(),
  };
}

/**
 * ConsumerGroupHeartbeat, by which a member joins, stays, reports what it owns, and leaves. In this order: the member is looked
 * up, what it says of itself is taken over (which may bump the group epoch), the target is computed if it is due, and the member
 * goes one step towards its own. Nothing moves in a group except in such a request.
 */
export function heartbeat(
  group: ConsumerGroup,
  host: ConsumerGroupHost,
  request: ConsumerHeartbeatRequest,
): ConsumerHeartbeatResponse {
  if (group.state === "Dead") return refusal(request, "COORDINATOR_NOT_AVAILABLE");
  if (request.memberEpoch === LEAVE_EPOCH || request.memberEpoch === STATIC_LEAVE_EPOCH)
    return leave(group, host, request);
  const found = findMember(group, request);
  if (typeof found === "string") return refusal(request, found);
  const before = found.member;
  const told = { ...before, ...changesIn(request, before) };
  const subscriptionChanged = before.topics.join() !== told.topics.join();
  noteArrival(host, found, told);
  refreshEpoch(
    group,
    host,
    told,
    subscriptionChanged ? (found.isNew ? "member-joined" : "subscription-changed") : null,
  );
  if (isTargetDue(group, host)) computeTarget(group, host, told, found.formerId);
  else if (found.formerId !== null) inheritTarget(group, told.memberId, found.formerId);
  const after = step(group, told, request.owned, subscriptionChanged);
  if (found.formerId !== null) cancelTimers(group, host, found.formerId);
  putMember(group, after, found.formerId);
  if (after !== told) watchRevocation(group, host, after);
  if (after.epoch !== before.epoch || after.state !== before.state)
    host.note({ is: "member-reconciled", memberId: after.memberId, epoch: after.epoch, state: after.state });
  renewSession(group, host, after.memberId);
  updateState(group, host);
  const isFull = request.rebalanceTimeoutMs >= 0 && request.topics !== null && request.owned !== null;
  const isTold =
    request.memberEpoch === JOIN_EPOCH || isFull || !hasSamePartitions(before.assigned, after.assigned);
  return {
    error: "NONE",
    memberId: after.memberId,
    memberEpoch: after.epoch,
    heartbeatIntervalMs: group.config.heartbeatIntervalMs,
    assignment: isTold ? partitionLists(after.assigned) : null,
  };
}

/** What a request says anew of its member; what it does not mention stays. */
function changesIn(request: ConsumerHeartbeatRequest, before: ConsumerMember): Partial<ConsumerMember> {
  return {
    instanceId: request.instanceId ?? before.instanceId,
    rebalanceTimeoutMs:
      request.rebalanceTimeoutMs >= 0 ? request.rebalanceTimeoutMs : before.rebalanceTimeoutMs,
    serverAssignor: request.serverAssignor ?? before.serverAssignor,
    topics: request.topics === null ? before.topics : [...new Set(request.topics)].sort(compareText),
  };
}

function noteArrival(
  host: ConsumerGroupHost,
  found: FoundMember,
  { memberId, instanceId }: ConsumerMember,
): void {
  if (found.isNew) host.note({ is: "member-added", memberId, instanceId });
  else if (found.formerId !== null)
    host.note({ is: "member-replaced", memberId, formerMemberId: found.formerId });
}

/** Bumps the group epoch if the member's subscription changed, or if a subscribed topic did. */
function refreshEpoch(
  group: ConsumerGroup,
  host: ConsumerGroupHost,
  updated: ConsumerMember,
  reason: "member-joined" | "subscription-changed" | null,
): void {
  if (reason === null && !group.topicsMayDiffer) return;
  const seen = subscribedTopicsOf(group, updated);
  const topicsChanged = seen !== group.topicsSeen;
  group.topicsSeen = seen;
  group.topicsMayDiffer = false;
  if (reason !== null || topicsChanged)
    bumpEpoch(group, host, reason ?? "partitions-changed", updated.memberId);
}

function inheritTarget(group: ConsumerGroup, memberId: string, formerId: string): void {
  group.targets.set(memberId, group.targets.get(formerId) ?? []);
  group.targets.delete(formerId);
}

/** One step of the member towards its target, unless it is there. */
function step(
  group: ConsumerGroup,
  member: ConsumerMember,
  owned: readonly TopicPartitionList[] | null,
  subscriptionChanged: boolean,
): ConsumerMember {
  const isThere = member.state === "STABLE" && member.epoch === group.assignmentEpoch;
  if (isThere && !subscriptionChanged) return member;
  return reconcile(member, {
    epoch: group.assignmentEpoch,
    target: group.targets.get(member.memberId) ?? [],
    subscribed: new Set(member.topics.filter((topic) => group.topics.has(topic))),
    subscriptionChanged,
    owned,
    isHeld: (topic, partition) => isHeldByOther(group, member.memberId, topic, partition),
  });
}

function isHeldByOther(group: ConsumerGroup, memberId: string, topic: string, partition: number): boolean {
  for (const other of group.members.values()) {
    if (other.memberId === memberId) continue;
    const { assigned, pendingRevocation } = other;
    if (assigned.get(topic)?.has(partition) === true) return true;
    if (pendingRevocation.get(topic)?.has(partition) === true) return true;
  }
  return false;
}

/** A member goes: for good, or (static members) for as long as its session lasts, keeping its partitions. */
function leave(
  group: ConsumerGroup,
  host: ConsumerGroupHost,
  request: ConsumerHeartbeatRequest,
): ConsumerHeartbeatResponse {
  const { memberId, instanceId, memberEpoch } = request;
  const holder = instanceId === null ? memberId : group.staticMembers.get(instanceId);
  const member = holder === undefined ? undefined : group.members.get(holder);
  if (member === undefined) return refusal(request, "UNKNOWN_MEMBER_ID");
  if (member.memberId !== memberId) return refusal(request, "FENCED_INSTANCE_ID");
  if (instanceId !== null && memberEpoch === STATIC_LEAVE_EPOCH) {
    // Its session goes on from its last heartbeat: within it, its instance may come back under another member id.
    putMember(group, { ...member, epoch: STATIC_LEAVE_EPOCH, pendingRevocation: new Map() }, null);
    host.note({ is: "member-away", memberId });
    updateState(group, host);
  } else {
    removeMember(group, host, memberId, "left");
  }
  return { error: "NONE", memberId, memberEpoch, heartbeatIntervalMs: 0, assignment: null };
}

/**
 * Whether the commit of one partition's offset is taken. One with an older epoch is, as long as the member has had the partition
 * since (KIP-1251). Unlike in a classic group a commit does not renew the session.
 */
export function validateOffsetCommit(
  group: ConsumerGroup,
  request: ConsumerCommitRequest,
  topic: string,
  partition: number,
): ConsumerGroupError {
  const { memberId, memberEpoch } = request;
  if (group.state === "Dead") return "COORDINATOR_NOT_AVAILABLE";
  if (memberEpoch < 0 && group.members.size === 0) return "NONE";
  const member = group.members.get(memberId);
  if (member === undefined) return "UNKNOWN_MEMBER_ID";
  if (memberEpoch === member.epoch) return "NONE";
  if (memberEpoch > member.epoch) return "STALE_MEMBER_EPOCH";
  const since =
    member.assigned.get(topic)?.get(partition) ?? member.pendingRevocation.get(topic)?.get(partition);
  return since === undefined || memberEpoch < since ? "STALE_MEMBER_EPOCH" : "NONE";
}

/** Whether a member is told committed offsets: only in its present epoch, so that nobody starts from what it has lost. */
export function validateOffsetFetch(
  group: ConsumerGroup,
  { memberId, memberEpoch }: ConsumerCommitRequest,
): ConsumerGroupError {
  if (group.state === "Dead") return "COORDINATOR_NOT_AVAILABLE";
  const member = group.members.get(memberId);
  if (member === undefined) return "UNKNOWN_MEMBER_ID";
  return member.epoch === memberEpoch ? "NONE" : "STALE_MEMBER_EPOCH";
}

/** A timer came due. Timers that were replaced or cancelled meanwhile do nothing. */
export function timerFired(group: ConsumerGroup, host: ConsumerGroupHost, timer: ConsumerGroupTimer): void {
  const { memberId } = timer;
  const member = group.members.get(memberId);
  if (group.state === "Dead" || member === undefined) return;
  switch (timer.is) {
    case "session": {
      const deadlineUs = group.sessionDeadlinesUs.get(memberId);
      if (deadlineUs === undefined || deadlineUs > host.nowUs) return;
      return removeMember(group, host, memberId, "session-expired");
    }
    case "revocation": {
      const watched = group.revocationDeadlines.get(memberId);
      if (watched === undefined || watched.deadlineUs > host.nowUs || watched.epoch !== member.epoch) return;
      return removeMember(group, host, memberId, "revocation-expired");
    }
    default:
      return unreachable(timer);
  }
}

/** A topic of the cluster is new or has more partitions; the next heartbeat of any member looks whether that concerns the group. */
export function topicChanged(group: ConsumerGroup, name: string, topic: ServerTopic): void {
  group.topics.set(name, topic);
  group.topicsMayDiffer = true;
}

/** Another broker has loaded the group: nobody is to be missed before it could have spoken there. */
export function startTimers(group: ConsumerGroup, host: ConsumerGroupHost): void {
  for (const member of group.members.values()) {
    renewSession(group, host, member.memberId);
    watchRevocation(group, host, member);
  }
}

/** The coordinator's broker lost the group. */
export function unloadGroup(group: ConsumerGroup, host: ConsumerGroupHost): void {
  const from = group.state;
  group.state = "Dead";
  host.note({ is: "state-changed", from, to: "Dead" });
}

function refusal(
  { memberId, memberEpoch }: ConsumerHeartbeatRequest,
  error: ConsumerGroupError,
): ConsumerHeartbeatResponse {
  return { error, memberId, memberEpoch, heartbeatIntervalMs: 0, assignment: null };
}

function hasSamePartitions(a: EpochedPartitions, b: EpochedPartitions): boolean {
  if (a.size !== b.size) return false;
  for (const [topic, partitions] of a) {
    const others = b.get(topic);
    if (others?.size !== partitions.size) return false;
    for (const partition of partitions.keys()) if (!others.has(partition)) return false;
  }
  return true;
}

/** Partitions as lists, topics by name, numbers ascending. */
export function partitionLists(partitions: EpochedPartitions): TopicPartitionList[] {
  return [...partitions]
    .map(([topic, epochs]) => ({ topic, partitions: [...epochs.keys()].sort((a, b) => a - b) }))
    .sort((a, b) => compareText(a.topic, b.topic));
}
