/**
 * Replays a recorded trace of Kafka's group coordinator against ours and reports the first difference. For tests and for the
 * command `eventyard vectors`; the format of the traces is described in __vectors__/README.md.
 */
import { present, unreachable } from "#base/assert.ts";
import { micros, type Micros, US_PER_MS } from "#base/units.ts";
import {
  createClassicGroup,
  heartbeat,
  leaveGroup,
  syncGroup,
  timerFired,
  validateOffsetCommit,
} from "./classic-group.ts";
import { joinGroup } from "./classic-group-join.ts";
import {
  type ClassicGroup,
  classicGroupDefaults,
  type ClassicGroupHost,
  type GroupResponse,
  type GroupTimer,
} from "./classic-group-types.ts";

/** One scenario of classic-group.json: what clients did to one group, what they were answered, and the state after each step. */
export interface ClassicGroupScenario {
  readonly id: string;
  readonly config: { readonly "group.initial.rebalance.delay.ms": number };
  readonly log: readonly ClassicGroupLogEntry[];
}

/** One log entry; `t` is milliseconds since the start. Which fields are present depends on type and api. */
export interface ClassicGroupLogEntry {
  readonly t: number;
  readonly type: "request" | "response" | "call" | "timer" | "crash";
  readonly api?: "JoinGroup" | "SyncGroup" | "Heartbeat" | "LeaveGroup" | "OffsetCommit";
  readonly key?: string;
  readonly rid?: number;
  readonly client?: number;
  readonly memberId?: string;
  readonly instanceId?: string;
  readonly generatedMemberId?: string;
  readonly protocols?: readonly { readonly name: string; readonly metadata: string }[];
  readonly sessionTimeoutMs?: number;
  readonly rebalanceTimeoutMs?: number;
  readonly generation?: number;
  readonly assignments?: readonly { readonly memberId: string; readonly assignment: string }[];
  readonly error?: string;
  readonly leader?: string;
  readonly protocol?: string;
  readonly skipAssignment?: boolean;
  readonly members?: readonly {
    readonly memberId: string;
    readonly instanceId?: string;
    readonly metadata: string;
  }[];
  readonly assignment?: string;
  readonly group?: object;
}

/** Where a replay parted from the recording. */
export interface ReplayDifference {
  readonly step: string;
  readonly expected: string;
  readonly got: string;
}

type Group = ClassicGroup<string, string>;

interface ArmedTimer {
  readonly key: string;
  readonly timer: GroupTimer;
  readonly atUs: Micros;
  readonly order: number;
}

/** A host that keeps timers and answers in lists: the smallest there can be. */
class ReplayHost implements ClassicGroupHost<string, string> {
  nowUs: Micros = 0;
  nextMemberId = "";
  timers: ArmedTimer[] = [];
  readonly answers = new Map<number, string>();
  private order = 0;

  reply(requestId: number, response: GroupResponse<string, string>): void {
    const said = `t=${this.nowUs / US_PER_MS} ${canonical(answerFields(response))}`;
    const before = this.answers.get(requestId);
    this.answers.set(requestId, before === undefined ? said : `${before} and again ${said}`);
  }

  setTimer(timer: GroupTimer, atUs: Micros): void {
    this.cancelTimer(timer);
    this.timers.push({ key: timerKey(timer), timer, atUs, order: this.order++ });
  }

  cancelTimer(timer: GroupTimer): void {
    const key = timerKey(timer);
    this.timers = this.timers.filter((armed) => armed.key !== key);
  }

  newMemberId(): string {
    return this.nextMemberId;
  }

  note(): void {}

  /** The next timer that is due by `untilUs`, taken off the list. */
  takeDue(untilUs: Micros): ArmedTimer | undefined {
    let next: ArmedTimer | undefined;
    for (const armed of this.timers) {
      const isSooner =
        next === undefined ||
        armed.atUs < next.atUs ||
        (armed.atUs === next.atUs && armed.order < next.order);
      if (armed.atUs <= untilUs && isSooner) next = armed;
    }
    if (next !== undefined) this.timers = this.timers.filter((armed) => armed !== next);
    return next;
  }
}

/**
 * The first difference between our coordinator and the recorded one, or null if there is none. `betweenSteps` may replace
 * the group by a copy, which must make no difference.
 */
export function replayClassicGroup(
  scenario: ClassicGroupScenario,
  betweenSteps: (group: Group) => Group = (group) => group,
): ReplayDifference | null {
  const initialRebalanceDelayMs = scenario.config["group.initial.rebalance.delay.ms"];
  const host = new ReplayHost();
  let group: Group = createClassicGroup({ ...classicGroupDefaults, initialRebalanceDelayMs }, 0);
  const expectedAnswers = new Map<number, string>();

  for (const [index, entry] of scenario.log.entries()) {
    const step = `log entry ${index} (t=${entry.t}, ${entry.type} ${entry.api ?? entry.key ?? ""})`;
    group = betweenSteps(group);
    const nowUs = micros(entry.t);
    if (entry.type === "response") {
      const said = `t=${entry.t} ${canonical(recordedAnswer(entry))}`;
      expectedAnswers.set(present(entry.rid, "a response to name its request"), said);
      continue;
    }
    fireDueTimers(group, host, nowUs, entry.type === "timer" ? present(entry.key, "a timer's key") : null);
    host.nowUs = nowUs;
    const got = canonical({ error: carryOut(group, host, entry), group: groupFields(group) });
    if (entry.group === undefined) continue;
    const expected = canonical({ error: entry.error ?? null, group: entry.group });
    if (got !== expected) return { step, expected, got };
  }
  return firstDifference(expectedAnswers, host.answers);
}

/** Timers before requests; for a recorded timer only those up to it (Kafka may fire stale ones that we have cancelled). */
function fireDueTimers(group: Group, host: ReplayHost, untilUs: Micros, upToKey: string | null): void {
  if (upToKey !== null && !host.timers.some(({ key, atUs }) => key === upToKey && atUs <= untilUs)) return;
  for (;;) {
    const due = host.takeDue(untilUs);
    if (due === undefined) return;
    host.nowUs = due.atUs;
    timerFired(group, host, due.timer);
    if (due.key === upToKey) return;
  }
}

/** The error of a call that is answered at once, null for everything else. */
function carryOut(group: Group, host: ReplayHost, entry: ClassicGroupLogEntry): string | null {
  if (entry.api === undefined) return null;
  const memberId = present(entry.memberId, "a request to name a member");
  const groupInstanceId = entry.instanceId ?? null;
  const generation = entry.generation ?? -1;
  switch (entry.api) {
    case "JoinGroup":
      host.nextMemberId = entry.generatedMemberId ?? "no id was generated here";
      joinGroup(group, host, {
        requestId: present(entry.rid, "a request id"),
        memberId,
        groupInstanceId,
        clientId: `client${entry.client}`,
        sessionTimeoutMs: present(entry.sessionTimeoutMs, "a session timeout"),
        rebalanceTimeoutMs: present(entry.rebalanceTimeoutMs, "a rebalance timeout"),
        protocols: present(entry.protocols, "protocols").map((offer) => ({
          ...offer,
          signature: offer.metadata,
        })),
      });
      return null;
    case "SyncGroup": {
      const assignments = new Map((entry.assignments ?? []).map((each) => [each.memberId, each.assignment]));
      const requestId = present(entry.rid, "a request id");
      syncGroup(group, host, {
        requestId,
        memberId,
        groupInstanceId,
        generation,
        protocol: null,
        assignments,
      });
      return null;
    }
    case "Heartbeat":
      return heartbeat(group, host, { memberId, groupInstanceId, generation });
    case "OffsetCommit":
      return validateOffsetCommit(group, host, { memberId, groupInstanceId, generation });
    case "LeaveGroup":
      return leaveGroup(group, host, { memberId, groupInstanceId });
    default:
      return unreachable(entry.api);
  }
}

function timerKey(timer: GroupTimer): string {
  switch (timer.is) {
    case "session":
    case "pending":
      return `heartbeat-g-${timer.memberId}`;
    case "join":
      return "join-g";
    case "sync":
      return "sync-g";
    default:
      return unreachable(timer);
  }
}

function answerFields(response: GroupResponse<string, string>): object {
  if (response.is === "sync") return { error: response.error, assignment: response.assignment ?? "" };
  const { error, memberId, generation, leader, protocol, skipAssignment } = response;
  if (error !== "NONE") return { error, memberId };
  const members = response.members
    .map((member) => ({
      memberId: member.memberId,
      ...(member.groupInstanceId === null ? {} : { instanceId: member.groupInstanceId }),
      metadata: member.metadata,
    }))
    .sort((a, b) => (a.memberId < b.memberId ? -1 : 1));
  const answer = { error, memberId, generation, leader, protocol, skipAssignment };
  return members.length === 0 ? answer : { ...answer, members };
}

function recordedAnswer(entry: ClassicGroupLogEntry): object {
  const { error, memberId, generation, leader, protocol, skipAssignment, members, assignment } = entry;
  if (entry.api === "SyncGroup") return { error, assignment };
  return { error, memberId, generation, leader, protocol, skipAssignment, members };
}

function groupFields(group: Group): object {
  return {
    state: group.state,
    generation: group.generation,
    ...(group.leader === "" ? {} : { leader: group.leader }),
    ...(group.protocol === null ? {} : { protocol: group.protocol }),
    members: [...group.members.keys()].sort(),
    awaitingJoin: group.awaitingJoin,
    pendingJoin: group.pendingMembers.size,
  };
}

function firstDifference(expected: Map<number, string>, got: Map<number, string>): ReplayDifference | null {
  for (const requestId of new Set([...expected.keys(), ...got.keys()])) {
    const recorded = expected.get(requestId) ?? "no answer";
    const ours = got.get(requestId) ?? "no answer";
    if (ours !== recorded) return { step: `answer to request ${requestId}`, expected: recorded, got: ours };
  }
  return null;
}

/** JSON with sorted keys, so that equal data are equal texts. */
function canonical(value: object): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (typeof inner !== "object" || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
