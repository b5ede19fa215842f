/**
 * The coordinator of one share group (ShareGroupHeartbeat, GroupMetadataManager on a ShareGroup of Kafka 4.3): who is a
 * member, and which partitions each one fetches from. Nobody waits for anybody to give something up, since partitions are
 * shared: an epoch is enough. Plain state, changed by these functions, which speak through the host.
 */
import { unreachable } from "#base/assert.ts";
import type { Micros } from "#base/units.ts";
import { inHashOrder } from "./java-hash-map.ts";
import { assignShared, type SharedPartition } from "./share-assignor.ts";

/** Kafka's own states (ShareGroupState), in its own spelling. */
export type ShareGroupState = "Empty" | "Stable";

export type ShareGroupError = "NONE" | "FENCED_MEMBER_EPOCH" | "GROUP_MAX_SIZE_REACHED" | "UNKNOWN_MEMBER_ID";

/** The broker settings that govern a group. */
export interface ShareGroupConfig {
  /** group.share.session.timeout.ms. */
  readonly sessionTimeoutUs: Micros;
  /** group.share.assignment.interval.ms: the least time between two target assignments. */
  readonly assignmentIntervalUs: Micros;
  /** group.share.max.size, members. */
  readonly maxSize: number;
  /** How long it takes to write down where the group begins to read partitions that it has not known yet. */
  readonly initialisationUs: Micros;
}

export interface ShareMember {
  readonly memberId: string;
  epoch: number;
  previousEpoch: number;
  /** The pairs that it was told to fetch from. */
  assigned: readonly number[];
  sessionDeadlineUs: Micros;
}

export interface ShareGroup {
  readonly config: ShareGroupConfig;
  state: ShareGroupState;
  /** Counts what would change an assignment. */
  groupEpoch: number;
  /** The group epoch that the targets were computed for. */
  assignmentEpoch: number;
  /** When, -1 for never. */
  assignedAtUs: Micros;
  readonly members: Map<string, ShareMember>;
  readonly targets: Map<string, readonly number[]>;
  /** Partitions of the subscribed topics at present. */
  partitions: readonly SharedPartition[];
  /** Pairs whose start is written down: only those are assigned. */
  initialised: readonly number[];
  isInitialising: boolean;
}

export interface ShareHeartbeatRequest {
  /** Made by the client, a Uuid's text, the same for its whole life. */
  readonly memberId: string;
  /** 0 joins, -1 leaves, else the epoch that it is in. */
  readonly memberEpoch: number;
}

/** On an error only the error is meaningful. */
export interface ShareHeartbeatResponse {
  readonly error: ShareGroupError;
  readonly memberEpoch: number;
  /** Pairs to fetch from; null: as it was told last. */
  readonly assignment: readonly number[] | null;
}

export type ShareGroupTimer =
  | { readonly is: "session"; readonly memberId: string }
  | { readonly is: "initialised" };

export type ShareGroupNote =
  | { readonly is: "member-added"; readonly memberId: string }
  | {
      readonly is: "member-removed";
      readonly memberId: string;
      readonly reason: "left" | "session-expired" | "group-full";
    }
  | {
      readonly is: "target-computed";
      readonly epoch: number;
      readonly memberCount: number;
    }
  | { readonly is: "empty"; readonly epoch: number }
  | { readonly is: "member-epoch"; readonly memberId: string; readonly epoch: number };

export interface ShareGroupHost {
  readonly nowUs: Micros;
  /** Arms a timer; one of the same kind and member is replaced. */
  setTimer(timer: ShareGroupTimer, atUs: Micros): void;
  note(what: ShareGroupNote): void;
}

/** A group that nobody has joined yet. */
export function createShareGroup(
  config: ShareGroupConfig,
  partitions: readonly SharedPartition[],
): ShareGroup {
  return {
    config,
    state: "Empty",
    groupEpoch: 0,
    assignmentEpoch: 0,
    assignedAtUs: -1,
    members: new Map(),
    targets: new Map(),
    partitions,
    initialised: [],
    isInitialising: false,
  };
}

/**
 * ShareGroupHeartbeat, by which a member joins, stays, hears of its partitions, and leaves. Partitions that the group has not
 * known yet are first written down, which the member that asks does not wait for: the first member of a group gets its
 * partitions with its second heartbeat.
 */
export function shareHeartbeat(
  group: ShareGroup,
  host: ShareGroupHost,
  { memberId, memberEpoch }: ShareHeartbeatRequest,
): ShareHeartbeatResponse {
  if (memberEpoch < 0) return leave(group, host, memberId);
  const known = group.members.get(memberId);
  if (known === undefined && memberEpoch > 0) return refusal("UNKNOWN_MEMBER_ID");
  if (known === undefined && group.members.size >= group.config.maxSize)
    return refusal("GROUP_MAX_SIZE_REACHED");
  if (known !== undefined && isFenced(known, memberEpoch)) return refusal("FENCED_MEMBER_EPOCH");
  const member = known ?? addMember(group, host, memberId);
  const isPending = group.assignmentEpoch >= group.groupEpoch && isAssignmentBehind(group);
  if (known === undefined || isPending) group.groupEpoch++;
  if (isTargetDue(group, host)) computeTarget(group, host);
  const before = member.assigned;
  reconcile(group, host, member);
  initialise(group, host);
  member.sessionDeadlineUs = host.nowUs + group.config.sessionTimeoutUs;
  host.setTimer({ is: "session", memberId }, member.sessionDeadlineUs);
  const isTold = memberEpoch === 0 || before.join() !== member.assigned.join();
  return { error: "NONE", memberEpoch: member.epoch, assignment: isTold ? member.assigned : null };
}

/** A member may lag by one epoch: then the answer that bumped its epoch was lost. */
function isFenced({ epoch, previousEpoch }: ShareMember, memberEpoch: number): boolean {
  return memberEpoch !== 0 && memberEpoch !== epoch && memberEpoch !== previousEpoch;
}

function addMember(group: ShareGroup, host: ShareGroupHost, memberId: string): ShareMember {
  const member: ShareMember = {
    memberId,
    epoch: 0,
    previousEpoch: 0,
    assigned: [],
    sessionDeadlineUs: Infinity,
  };
  group.members.set(memberId, member);
  group.state = "Stable";
  host.note({ is: "member-added", memberId });
  return member;
}

/** initializedAssignmentPending: whether partitions are known that nobody was given. */
function isAssignmentBehind({ initialised, targets }: ShareGroup): boolean {
  const given = new Set<number>();
  for (const pairs of targets.values()) for (const pair of pairs) given.add(pair);
  return initialised.some((pair) => !given.has(pair));
}

function isTargetDue(group: ShareGroup, { nowUs }: ShareGroupHost): boolean {
  if (group.groupEpoch <= group.assignmentEpoch) return false;
  return group.assignedAtUs < 0 || nowUs >= group.assignedAtUs + group.config.assignmentIntervalUs;
}

function computeTarget(group: ShareGroup, host: ShareGroupHost): void {
  const ids = inHashOrder([...group.members.keys()], (id) => id);
  const known = group.partitions.filter(({ pair }) => group.initialised.includes(pair));
  const members = ids.map((id) => ({ memberId: id, assigned: group.targets.get(id) ?? [] }));
  for (const [id, pairs] of assignShared(known, members)) group.targets.set(id, pairs);
  group.assignmentEpoch = group.groupEpoch;
  group.assignedAtUs = host.nowUs;
  host.note({ is: "target-computed", epoch: group.assignmentEpoch, memberCount: members.length });
}

/** ShareGroupAssignmentBuilder: there is nothing to wait for. */
function reconcile(group: ShareGroup, host: ShareGroupHost, member: ShareMember): void {
  member.assigned = group.targets.get(member.memberId) ?? [];
  if (member.epoch === group.assignmentEpoch) return;
  member.previousEpoch = member.epoch;
  member.epoch = group.assignmentEpoch;
  host.note({ is: "member-epoch", memberId: member.memberId, epoch: member.epoch });
}

/** Writes down where partitions begin that are new to the group (InitializeShareGroupState). */
function initialise(group: ShareGroup, host: ShareGroupHost): void {
  if (group.isInitialising || group.initialised.length >= group.partitions.length) return;
  group.isInitialising = true;
  host.setTimer({ is: "initialised" }, host.nowUs + group.config.initialisationUs);
}

function leave(group: ShareGroup, host: ShareGroupHost, memberId: string): ShareHeartbeatResponse {
  if (!group.members.has(memberId)) return refusal("UNKNOWN_MEMBER_ID");
  removeMember(group, host, memberId, "left");
  return { error: "NONE", memberEpoch: -1, assignment: null };
}

function removeMember(
  group: ShareGroup,
  host: ShareGroupHost,
  memberId: string,
  reason: "left" | "session-expired",
): void {
  group.members.delete(memberId);
  group.targets.delete(memberId);
  group.groupEpoch++;
  host.note({ is: "member-removed", memberId, reason });
  if (group.members.size > 0) return;
  group.state = "Empty";
  host.note({ is: "empty", epoch: group.assignmentEpoch });
}

/** Another coordinator has loaded the group: every session begins anew. */
export function renewSessions(group: ShareGroup, host: ShareGroupHost): void {
  for (const member of group.members.values()) {
    member.sessionDeadlineUs = host.nowUs + group.config.sessionTimeoutUs;
    host.setTimer({ is: "session", memberId: member.memberId }, member.sessionDeadlineUs);
  }
}

/** A timer came due; one that was set anew meanwhile does nothing. */
export function shareTimerFired(group: ShareGroup, host: ShareGroupHost, timer: ShareGroupTimer): void {
  switch (timer.is) {
    case "session": {
      const member = group.members.get(timer.memberId);
      if (member === undefined || member.sessionDeadlineUs > host.nowUs) return;
      return removeMember(group, host, timer.memberId, "session-expired");
    }
    case "initialised":
      group.isInitialising = false;
      group.initialised = group.partitions.map(({ pair }) => pair);
      return;
    default:
      return unreachable(timer);
  }
}

/** The subscribed topics have more partitions now: the next heartbeat of any member bumps the epoch. */
export function sharePartitionsChanged(group: ShareGroup, partitions: readonly SharedPartition[]): void {
  if (partitions.length === group.partitions.length) return;
  group.partitions = partitions;
  if (group.members.size > 0) group.groupEpoch++;
}

function refusal(error: ShareGroupError): ShareHeartbeatResponse {
  return { error, memberEpoch: -1, assignment: null };
}
