/**
 * The process that runs one consumer group's coordinator: it carries requests to the state machine of
 * `classic-group.ts`, its timers into the calendar, its notes into the trace, and keeps the committed offsets.
 */
import type { Micros } from "#base/units.ts";
import { COMMIT_ERRORS, Fact, REBALANCE_REASONS, REMOVAL_REASONS } from "#sim/facts.ts";
import { handlerTable, Link, Process, type Kernel } from "#sim/kernel/kernel.ts";
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
  classicGroupDefaults,
  type ClassicGroup,
  type ClassicGroupHost,
  type GroupNote,
  type GroupResponse,
  type GroupTimer,
  type JoinGroupResponse,
  type SyncGroupResponse,
} from "./classic-group-types.ts";
import type { TopicPartition } from "./assignors/assignor.ts";
import { Coordinator, GROUP_ERRORS, Instance } from "./handlers.ts";

/** What a member tells the leader's assignor. Topics are named by node id, which renaming leaves alone. */
export interface Subscription {
  /** Who it is in trace rows. */
  readonly who: number;
  readonly topics: readonly string[];
  readonly owned: readonly TopicPartition[] | null;
  readonly generation: number;
  readonly userDataGeneration: number | null;
}

/** An assignment: pairs of the group, by position in its list. */
export type AssignedPairs = readonly number[];

export type JoinAnswer = JoinGroupResponse<Subscription>;
export type SyncAnswer = SyncGroupResponse<AssignedPairs>;

export interface JoinParcel {
  readonly memberId: string;
  readonly clientId: string;
  readonly subscription: Subscription;
}
export interface SyncParcel {
  readonly memberId: string;
  readonly generation: number;
  readonly protocol: string | null;
  readonly assignments: ReadonlyMap<string, AssignedPairs>;
}
export interface MemberParcel {
  readonly memberId: string;
  readonly generation: number;
  /** group.instance.id; there are no static members yet. */
  readonly groupInstanceId: null;
}
export interface CommitParcel extends MemberParcel {
  /** Flat list of [pair, offset]. */
  readonly offsets: readonly number[];
  /** Whether the application waits for the answer. */
  readonly isAwaited: boolean;
}

interface TimerEntry {
  readonly timer: GroupTimer;
  /** Infinity: cancelled. */
  deadlineUs: Micros;
  /** When its call in the calendar is due, -1 for none. A deadline that moves back needs no new call. */
  callUs: Micros;
}

export interface CoordinatorState {
  readonly group: ClassicGroup<Subscription, AssignedPairs>;
  /** By pair: the committed offset, -1 for none. */
  readonly offsets: number[];
  readonly requests: Map<
    number,
    { readonly process: number; readonly incarnation: number; readonly isJoin: boolean }
  >;
  nextRequest: number;
  /** By kind of timer, then by member ("" for the timers of the group). */
  readonly timers: Readonly<Record<GroupTimer["is"], Map<string, TimerEntry>>>;
  /** Member id -> who it is in trace rows; kept after removal, for what is said of it later. */
  readonly whoIs: Map<string, number>;
  /** Rebalances begun so far. */
  rebalances: number;
  /** Since when one is under way, -1 for none. */
  rebalanceSinceUs: Micros;
}

/** The process of one coordinator. */
class CoordinatorProcess extends Process<CoordinatorState> {
  readonly host: ClassicGroupHost<Subscription, AssignedPairs> = new CoordinatorHost(this);
}

type Self = CoordinatorProcess;

/** The coordinator of group number `index`; its process stands right after the broker's. */
export function createCoordinator(kernel: Kernel, index: number): Self {
  const plan = kernel.program.groups[index]!;
  const network = kernel.random.open(plan.nodeId, "coordinator");
  const config = { ...classicGroupDefaults, initialRebalanceDelayMs: plan.config.initialRebalanceDelayMs };
  return new CoordinatorProcess(kernel, 1 + index, index, handlers, network, {
    group: createClassicGroup(config, 0),
    offsets: plan.pairs.map(() => -1),
    requests: new Map(),
    nextRequest: 0,
    timers: { session: new Map(), pending: new Map(), join: new Map(), sync: new Map() },
    whoIs: new Map(),
    rebalances: 0,
    rebalanceSinceUs: -1,
  });
}

const handlers = handlerTable<CoordinatorState, Self>({
  [Coordinator.join](self, from, incarnation, _, parcel) {
    const { memberId, clientId, subscription } = parcel as JoinParcel;
    const { config } = self.kernel.program.groups[self.who]!;
    if (memberId !== "") self.state.whoIs.set(memberId, subscription.who);
    joinGroup(self.state.group, self.host, {
      requestId: expect(self, from, incarnation, true),
      memberId,
      groupInstanceId: null,
      clientId,
      sessionTimeoutMs: config.sessionTimeoutMs,
      rebalanceTimeoutMs: config.maxPollIntervalMs,
      protocols: [{ name: config.assignor, metadata: subscription, signature: JSON.stringify(subscription) }],
    });
  },

  [Coordinator.sync](self, from, incarnation, _, parcel) {
    const request = parcel as SyncParcel;
    const requestId = expect(self, from, incarnation, false);
    syncGroup(self.state.group, self.host, { requestId, groupInstanceId: null, ...request });
  },

  [Coordinator.heartbeat](self, from, incarnation, _, parcel) {
    const member = parcel as MemberParcel;
    const error = heartbeat(self.state.group, self.host, member);
    answer(
      self,
      from,
      incarnation,
      Instance.heartbeatAnswered,
      GROUP_ERRORS.indexOf(error),
      member.generation,
    );
  },

  [Coordinator.leave](self, _from, _incarnation, _, parcel) {
    leaveGroup(self.state.group, self.host, parcel as MemberParcel);
  },

  [Coordinator.commit](self, from, incarnation, _, parcel) {
    const commit = parcel as CommitParcel;
    const { generation, offsets, isAwaited } = commit;
    const { kernel, state } = self;
    const plan = kernel.program.groups[self.who]!;
    const error = validateOffsetCommit(state.group, self.host, commit);
    const who = kernel.processes[from]!.who;
    for (let i = 0; i < offsets.length; i += 2) {
      const pair = offsets[i]!;
      const offset = offsets[i + 1]!;
      const partition = plan.pairs[pair]!;
      if (error === "NONE") {
        state.offsets[pair] = offset;
        kernel.ledger.commit(self.who, plan.firstPair + pair, offset);
        kernel.trace.record(kernel.nowUs, Fact.committed, who, self.who, partition, offset, generation);
      } else {
        const named = COMMIT_ERRORS.indexOf(error as (typeof COMMIT_ERRORS)[number]);
        kernel.trace.record(kernel.nowUs, Fact.commitRefused, who, self.who, partition, offset, named);
      }
    }
    answer(
      self,
      from,
      incarnation,
      Instance.committed,
      GROUP_ERRORS.indexOf(error),
      isAwaited ? 1 : 0,
      offsets,
    );
  },

  [Coordinator.fetchOffsets](self, from, incarnation, _, parcel) {
    const found: number[] = [];
    for (const pair of parcel as readonly number[]) found.push(pair, self.state.offsets[pair]!);
    answer(self, from, incarnation, Instance.offsetsFetched, 0, 0, found);
  },

  [Coordinator.timer](self, _a, _b, _c, parcel) {
    const timer = parcel as GroupTimer;
    const timers = self.state.timers[timer.is];
    const entry = timers.get(memberOf(timer));
    if (entry === undefined) return;
    entry.callUs = -1;
    if (entry.deadlineUs === Infinity) timers.delete(memberOf(timer));
    else if (entry.deadlineUs > self.kernel.nowUs) schedule(self, entry);
    else {
      timers.delete(memberOf(timer));
      timerFired(self.state.group, self.host, timer);
    }
  },
});

function expect(self: Self, process: number, incarnation: number, isJoin: boolean): number {
  const requestId = self.state.nextRequest++;
  self.state.requests.set(requestId, { process, incarnation, isJoin });
  return requestId;
}

function answer(
  self: Self,
  to: number,
  incarnation: number,
  handler: number,
  a: number,
  b: number,
  parcel?: unknown,
): void {
  const { calendar, processes } = self.kernel;
  calendar.push(processes[to]!.arrival(Link.fromCoordinator), to, incarnation, handler, a, b, 0, parcel);
}

function memberOf(timer: GroupTimer): string {
  return "memberId" in timer ? timer.memberId : "";
}

function schedule(self: Self, entry: TimerEntry): void {
  entry.callUs = entry.deadlineUs;
  self.after(Math.max(0, entry.deadlineUs - self.kernel.nowUs), Coordinator.timer, 0, 0, 0, entry.timer);
}

/** What the state machine speaks through. One for each coordinator, beside its state: it holds nothing that would have to be saved. */
class CoordinatorHost implements ClassicGroupHost<Subscription, AssignedPairs> {
  readonly #self: Self;

  constructor(self: Self) {
    this.#self = self;
  }

  get nowUs(): Micros {
    return this.#self.kernel.nowUs;
  }

  reply(requestId: number, response: GroupResponse<Subscription, AssignedPairs>): void {
    const { kernel, state } = this.#self;
    const request = state.requests.get(requestId);
    if (request === undefined) return;
    state.requests.delete(requestId);
    const { process, incarnation, isJoin } = request;
    if (response.is === "join" && response.memberId !== "") {
      state.whoIs.set(response.memberId, kernel.processes[process]!.who);
    }
    answer(this.#self, process, incarnation, isJoin ? Instance.joined : Instance.synced, 0, 0, response);
  }

  setTimer(timer: GroupTimer, atUs: Micros): void {
    const timers = this.#self.state.timers[timer.is];
    const memberId = memberOf(timer);
    let entry = timers.get(memberId);
    if (entry === undefined) {
      entry = { timer, deadlineUs: atUs, callUs: -1 };
      timers.set(memberId, entry);
    }
    entry.deadlineUs = atUs;
    if (entry.callUs < 0 || entry.callUs > atUs) schedule(this.#self, entry);
  }

  cancelTimer(timer: GroupTimer): void {
    const entry = this.#self.state.timers[timer.is].get(memberOf(timer));
    if (entry !== undefined) entry.deadlineUs = Infinity;
  }

  newMemberId(name: string): string {
    return `${name}-${randomUuid(this.#self)}`;
  }

  note(what: GroupNote): void {
    note(this.#self, what);
  }
}

function randomUuid(self: Self): string {
  let digits = "";
  for (let i = 0; i < 4; i++)
    digits += (self.kernel.random.next(self.network) >>> 0).toString(16).padStart(8, "0");
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-a${digits.slice(17, 20)}-${digits.slice(20)}`;
}

function note(self: Self, what: GroupNote): void {
  const { state } = self;
  const who = (memberId: string): number => state.whoIs.get(memberId) ?? -1;
  switch (what.is) {
    case "rebalance-started":
      state.rebalances++;
      if (state.rebalanceSinceUs < 0) state.rebalanceSinceUs = self.kernel.nowUs;
      return self.note(
        Fact.rebalanceStarted,
        REBALANCE_REASONS.indexOf(what.reason),
        -1,
        -1,
        who(what.memberId),
      );
    case "generation-formed":
      if (what.memberCount === 0) state.rebalanceSinceUs = -1;
      return self.note(Fact.generationFormed, what.generation, -1, what.memberCount, who(what.leader));
    case "stable":
      state.rebalanceSinceUs = -1;
      return self.note(Fact.stable, what.generation, -1, -1, state.group.members.size);
    case "member-added":
      return self.note(Fact.memberJoined, state.group.generation, -1, -1, who(what.memberId));
    case "member-replaced":
      return self.note(Fact.memberJoined, state.group.generation, -1, -1, who(what.memberId));
    case "member-removed":
      return self.note(Fact.memberRemoved, REMOVAL_REASONS.indexOf(what.reason), -1, -1, who(what.memberId));
    case "state-changed":
      return;
  }
}
