/** What the state machine of a classic group speaks through: answers, timers, ids and notes of the coordinator's process. */
import type { Micros } from "#base/units.ts";
import { REBALANCE_REASONS, REMOVAL_REASONS } from "#sim/fact-tables.ts";
import { Fact } from "#sim/facts.ts";
import type { Process } from "#sim/kernel/kernel.ts";
import type {
  ClassicGroup,
  ClassicGroupHost,
  GroupNote,
  GroupResponse,
  GroupTimer,
} from "./classic-group-types.ts";
import { storeGroup } from "./coordinator-home.ts";
import { answerMember, Protocol, type Addressee } from "./coordinator-link.ts";
import type { AssignedPairs, Subscription } from "./coordinator-types.ts";
import type { OffsetsState } from "./group-offsets.ts";
import { Coordinator, GROUP_ERRORS, Instance } from "./handlers.ts";

export interface TimerEntry {
  readonly timer: GroupTimer;
  /** Infinity: cancelled. */
  deadlineUs: Micros;
  /** When its call in the calendar is due, -1 for none. A deadline that moves back needs no new call. */
  callUs: Micros;
}

export interface CoordinatorState extends OffsetsState {
  group: ClassicGroup<Subscription, AssignedPairs>;
  /** What was last written of it, for the next coordinator; null for nothing, or where no broker can fail. */
  stored: ClassicGroup<Subscription, AssignedPairs> | null;
  /** The broker that it lives on, -1 before anybody asked. */
  home: number;
  /** Requests that are not answered yet. */
  readonly requests: Map<number, Addressee>;
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

type Self = Process<CoordinatorState>;

/** One for each coordinator, beside its state: it holds nothing that outlives a call. */
export class CoordinatorHost implements ClassicGroupHost<Subscription, AssignedPairs> {
  readonly #self: Self;
  /** Whose JoinGroup is being answered: a new id is its. */
  joining = -1;

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
    const isJoin = response.is === "join";
    if (isJoin && response.memberId !== "")
      state.whoIs.set(response.memberId, kernel.processes[request.process]!.who);
    const said = {
      what: isJoin ? Protocol.joinGroup : Protocol.syncGroup,
      error: GROUP_ERRORS.indexOf(response.error),
      generation: isJoin ? response.generation : state.group.generation,
    };
    answerMember(kernel, request, said, isJoin ? Instance.joined : Instance.synced, 0, 0, response);
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
    const memberId = `${name}-${randomUuid(this.#self)}`;
    this.#self.state.whoIs.set(memberId, this.joining);
    return memberId;
  }

  note(what: GroupNote): void {
    note(this.#self, what);
  }
}

function memberOf(timer: GroupTimer): string {
  return "memberId" in timer ? timer.memberId : "";
}

function schedule(self: Self, entry: TimerEntry): void {
  entry.callUs = entry.deadlineUs;
  self.after(Math.max(0, entry.deadlineUs - self.kernel.nowUs), Coordinator.timer, 0, 0, 0, entry.timer);
}

/** A timer's call has come: whether it is really due. A deadline that has moved is waited for anew. */
export function isDue(self: Self, timer: GroupTimer): boolean {
  const timers = self.state.timers[timer.is];
  const entry = timers.get(memberOf(timer));
  if (entry === undefined) return false;
  entry.callUs = -1;
  if (entry.deadlineUs > self.kernel.nowUs && entry.deadlineUs < Infinity) {
    schedule(self, entry);
    return false;
  }
  timers.delete(memberOf(timer));
  return entry.deadlineUs < Infinity;
}

function randomUuid(self: Self): string {
  let digits = "";
  for (let i = 0; i < 4; i++)
    digits += (self.kernel.random.next(self.network) >>> 0).toString(16).padStart(8, "0");
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-a${digits.slice(17, 20)}-${digits.slice(20)}`;
}

function note(self: Self, what: GroupNote): void {
  const { state } = self;
  const { generation, members } = state.group;
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
      if (what.memberCount === 0) {
        state.rebalanceSinceUs = -1;
        storeGroup(self.kernel, state);
      }
      return self.note(Fact.generationFormed, what.generation, -1, what.memberCount, who(what.leader));
    case "stable":
      state.rebalanceSinceUs = -1;
      storeGroup(self.kernel, state);
      return self.note(Fact.stable, what.generation, -1, -1, members.size);
    case "member-added":
      return self.note(Fact.memberJoined, generation, -1, -1, who(what.memberId));
    case "member-replaced":
      if (state.group.state === "Stable") storeGroup(self.kernel, state);
      return self.note(Fact.memberReplaced, generation, -1, who(what.formerMemberId), who(what.memberId));
    case "member-removed":
      return self.note(Fact.memberRemoved, REMOVAL_REASONS.indexOf(what.reason), -1, -1, who(what.memberId));
    case "state-changed":
      return;
  }
}
