/**
 * The rebalance of a classic group: preparing it, completing the join phase, the timers on the way. It follows Kafka 4.3's
 * GroupMetadataManager.
 */
import { present } from "#base/assert.ts";
import { micros } from "#base/units.ts";
import {
  membersInOrder,
  rebalanceTimeoutMs,
  removeMember,
  renewSession,
  selectProtocol,
} from "./classic-group-members.ts";
import type {
  ClassicGroup,
  ClassicGroupHost,
  ClassicGroupState,
  ClassicMember,
  GroupError,
  JoinedMember,
  RebalanceReason,
} from "./classic-group-types.ts";

/** The state and since when; notes the change. */
export function enter<M, A>(
  group: ClassicGroup<M, A>,
  host: ClassicGroupHost<M, A>,
  to: ClassicGroupState,
): void {
  const from = group.state;
  group.previousState = from;
  group.state = to;
  group.stateSinceUs = host.nowUs;
  host.note({ is: "state-changed", from, to });
}

/** Answers a JoinGroup with an error. */
export function refuseJoin<M, A>(
  host: ClassicGroupHost<M, A>,
  requestId: number,
  memberId: string,
  error: GroupError,
): void {
  const nothing = { generation: -1, leader: "", protocol: null, skipAssignment: false, members: [] };
  host.reply(requestId, { is: "join", error, memberId, ...nothing });
}

/** Answers a JoinGroup with the group's current generation. */
export function acceptJoin<M, A>(
  group: ClassicGroup<M, A>,
  host: ClassicGroupHost<M, A>,
  requestId: number,
  memberId: string,
  answer: { readonly withMembers: boolean; readonly skipAssignment: boolean },
): void {
  host.reply(requestId, {
    is: "join",
    error: "NONE",
    memberId,
    generation: group.generation,
    leader: group.leader,
    protocol: group.protocol,
    skipAssignment: answer.skipAssignment,
    members: answer.withMembers ? joinedMembers(group) : [],
  });
}

/** Answers a member's parked JoinGroup, if there is one, with an error. */
export function refuseParkedJoin<M, A>(
  group: ClassicGroup<M, A>,
  host: ClassicGroupHost<M, A>,
  member: ClassicMember<M, A>,
  answer: { readonly memberId: string; readonly error: GroupError },
): void {
  if (member.joinRequestId < 0) return;
  const requestId = member.joinRequestId;
  member.joinRequestId = -1;
  group.awaitingJoin -= 1;
  refuseJoin(host, requestId, answer.memberId, answer.error);
}

/** Answers a member's parked SyncGroup, if there is one; true if there was. */
export function answerParkedSync<M, A>(
  group: ClassicGroup<M, A>,
  host: ClassicGroupHost<M, A>,
  member: ClassicMember<M, A>,
  error: GroupError,
): boolean {
  if (member.syncRequestId < 0) return false;
  const requestId = member.syncRequestId;
  member.syncRequestId = -1;
  const isFine = error === "NONE";
  host.reply(requestId, {
    is: "sync",
    error,
    protocol: isFine ? group.protocol : null,
    assignment: isFine ? member.assignment : null,
  });
  return true;
}

/** Sends everybody that waits for it the assignment or the error, and renews their sessions. */
export function propagateAssignment<M, A>(
  group: ClassicGroup<M, A>,
  host: ClassicGroupHost<M, A>,
  error: GroupError,
): void {
  for (const member of membersInOrder(group)) {
    // A session that ran out while the member was parked was let pass, so it needs a new one from here.
    if (answerParkedSync(group, host, member, error)) renewSession(host, member);
  }
}

/** Starts a rebalance where the state allows one, otherwise sees whether the running join phase is complete. */
export function rebalanceOrCompleteJoin<M, A>(
  group: ClassicGroup<M, A>,
  host: ClassicGroupHost<M, A>,
  reason: RebalanceReason,
  memberId: string,
): void {
  if (group.state === "PreparingRebalance" || group.state === "Dead") completeJoinIfReady(group, host);
  else prepareRebalance(group, host, reason, memberId);
}

/** Starts a rebalance: everybody has to join again. A group that was empty waits first for company. */
export function prepareRebalance<M, A>(
  group: ClassicGroup<M, A>,
  host: ClassicGroupHost<M, A>,
  reason: RebalanceReason,
  memberId: string,
): void {
  host.note({ is: "rebalance-started", reason, memberId });
  if (group.state === "CompletingRebalance") {
    for (const member of group.members.values()) member.assignment = null;
    propagateAssignment(group, host, "REBALANCE_IN_PROGRESS");
  }
  group.pendingSync.clear();
  stopSyncTimer(group, host);

  const isInitial = group.state === "Empty";
  if (isInitial) {
    const delayMs = group.config.initialRebalanceDelayMs;
    setJoinTimer(group, host, delayMs, {
      delayMs,
      remainingMs: Math.max(rebalanceTimeoutMs(group) - delayMs, 0),
    });
  }
  enter(group, host, "PreparingRebalance");
  if (isInitial) return;
  if (hasAllJoined(group)) completeJoin(group, host);
  else setJoinTimer(group, host, rebalanceTimeoutMs(group), null);
}

/** Completes a join phase that waits for nobody any more; the first rebalance of a group waits for its timer. */
export function completeJoinIfReady<M, A>(group: ClassicGroup<M, A>, host: ClassicGroupHost<M, A>): void {
  if (group.state === "PreparingRebalance" && group.previousState !== "Empty" && hasAllJoined(group)) {
    completeJoin(group, host);
  }
}

/** The same after a session or a handed-out id ran out, where Kafka does not spare the first rebalance. */
export function completeJoinAnyway<M, A>(group: ClassicGroup<M, A>, host: ClassicGroupHost<M, A>): void {
  if (group.state === "PreparingRebalance" && hasAllJoined(group)) completeJoin(group, host);
}

/** Everybody is parked and no handed-out id is still expected. */
function hasAllJoined<M, A>(group: ClassicGroup<M, A>): boolean {
  return group.members.size === group.awaitingJoin && group.pendingMembers.size === 0;
}

/** The join timer: the first rebalance may be extended, anything else completes. */
export function joinTimerFired<M, A>(group: ClassicGroup<M, A>, host: ClassicGroupHost<M, A>): void {
  const timer = group.joinTimer;
  if (timer === null || timer.deadlineUs > host.nowUs) return;
  const initial = timer.initial;
  if (initial === null || !group.newMemberAdded || initial.remainingMs === 0) {
    completeJoin(group, host);
    return;
  }
  group.newMemberAdded = false;
  const delayMs = Math.min(group.config.initialRebalanceDelayMs, initial.remainingMs);
  setJoinTimer(group, host, delayMs, {
    delayMs,
    remainingMs: Math.max(initial.remainingMs - initial.delayMs, 0),
  });
}

/** The sync timer: members that took their join answer and never synced are removed. */
export function syncTimerFired<M, A>(group: ClassicGroup<M, A>, host: ClassicGroupHost<M, A>): void {
  if (group.syncDeadlineUs < 0 || group.syncDeadlineUs > host.nowUs) return;
  group.syncDeadlineUs = -1;
  if (group.state !== "CompletingRebalance" && group.state !== "Stable") return;
  const late = [...group.pendingSync];
  if (late.length === 0) return;
  for (const memberId of late) removeMember(group, host, memberId, "not-synced");
  prepareRebalance(group, host, "sync-expired", late[0] ?? "");
}

/** Forgets one awaited sync, and the timer with the last. */
export function syncReceived<M, A>(
  group: ClassicGroup<M, A>,
  host: ClassicGroupHost<M, A>,
  memberId: string,
): void {
  group.pendingSync.delete(memberId);
  if (group.pendingSync.size === 0) stopSyncTimer(group, host);
}

/** The join phase is over: drop the missing dynamic members, form the next generation, answer everybody. */
function completeJoin<M, A>(group: ClassicGroup<M, A>, host: ClassicGroupHost<M, A>): void {
  stopJoinTimer(group, host);
  for (const member of membersInOrder(group)) {
    const isMissing = member.joinRequestId < 0 && member.groupInstanceId === null;
    if (isMissing) removeMember(group, host, member.memberId, "not-rejoined");
  }
  if (group.state === "Dead") return;
  if (group.members.size > 0 && !electJoinedLeader(group)) {
    // Only absent static members are left: wait again, until their sessions end or one of them comes back.
    setJoinTimer(group, host, rebalanceTimeoutMs(group), null);
    return;
  }
  group.generation += 1;
  group.pendingSync.clear();
  group.protocol = group.members.size === 0 ? null : selectProtocol(group);
  enter(group, host, group.members.size === 0 ? "Empty" : "CompletingRebalance");
  host.note({
    is: "generation-formed",
    generation: group.generation,
    leader: group.leader,
    protocol: group.protocol,
    memberCount: group.members.size,
  });
  if (group.members.size > 0) answerJoins(group, host);
}

/** Answers all parked joins; from here everybody owes a heartbeat and a sync. */
function answerJoins<M, A>(group: ClassicGroup<M, A>, host: ClassicGroupHost<M, A>): void {
  for (const member of membersInOrder(group)) {
    const requestId = member.joinRequestId;
    if (requestId >= 0) {
      member.joinRequestId = -1;
      group.awaitingJoin -= 1;
      const withMembers = group.leader === member.memberId;
      acceptJoin(group, host, requestId, member.memberId, { withMembers, skipAssignment: false });
    }
    // Absent static members take part as well: their session starts again and a sync is expected of them.
    renewSession(host, member);
    member.isNew = false;
    group.pendingSync.add(member.memberId);
  }
  group.syncDeadlineUs = host.nowUs + micros(rebalanceTimeoutMs(group));
  host.setTimer({ is: "sync" }, group.syncDeadlineUs);
}

/** The leader stays if it joined, else the first joined member in map order leads; false if nobody joined. */
function electJoinedLeader<M, A>(group: ClassicGroup<M, A>): boolean {
  const leader = group.members.get(group.leader);
  if (leader === undefined) return false;
  if (leader.joinRequestId >= 0) return true;
  const heir = membersInOrder(group).find((member) => member.joinRequestId >= 0);
  if (heir === undefined) return false;
  group.leader = heir.memberId;
  return true;
}

/** Everybody with the metadata of the chosen protocol, in map order. */
function joinedMembers<M, A>(group: ClassicGroup<M, A>): JoinedMember<M>[] {
  return membersInOrder(group).map((member) => {
    const chosen = present(
      member.protocols.find(({ name }) => name === group.protocol),
      "every member to offer the chosen protocol",
    );
    return { memberId: member.memberId, groupInstanceId: member.groupInstanceId, metadata: chosen.metadata };
  });
}

function setJoinTimer<M, A>(
  group: ClassicGroup<M, A>,
  host: ClassicGroupHost<M, A>,
  delayMs: number,
  initial: { readonly delayMs: number; readonly remainingMs: number } | null,
): void {
  group.joinTimer = { deadlineUs: host.nowUs + micros(delayMs), initial };
  host.setTimer({ is: "join" }, group.joinTimer.deadlineUs);
}

function stopJoinTimer<M, A>(group: ClassicGroup<M, A>, host: ClassicGroupHost<M, A>): void {
  if (group.joinTimer === null) return;
  group.joinTimer = null;
  host.cancelTimer({ is: "join" });
}

function stopSyncTimer<M, A>(group: ClassicGroup<M, A>, host: ClassicGroupHost<M, A>): void {
  if (group.syncDeadlineUs < 0) return;
  group.syncDeadlineUs = -1;
  host.cancelTimer({ is: "sync" });
}
