/**
 * The process that runs one group's coordinator under the consumer protocol of KIP-848: it carries heartbeats to the state machine
 * of `consumer-protocol-group.ts`, its timers into the calendar, its notes into the trace, and keeps the committed offsets.
 */
import { present, unreachable } from "#base/assert.ts";
import type { Micros } from "#base/units.ts";
import { MEMBER_STATES, REBALANCE_REASONS, REMOVAL_REASONS } from "#sim/fact-tables.ts";
import { Fact } from "#sim/facts.ts";
import { handlerTable, Process, type Kernel } from "#sim/kernel/kernel.ts";
import { joinTransaction } from "#sim/parts.ts";
import type { GroupPlan, Program } from "#sim/program.ts";
import type { ServerTopic } from "./assignors/server-assignor.ts";
import {
  createConsumerGroup,
  heartbeat,
  startTimers,
  timerFired,
  topicChanged,
  validateOffsetCommit,
  validateOffsetFetch,
} from "./consumer-protocol-group.ts";
import {
  consumerGroupDefaults,
  type ConsumerGroup,
  type ConsumerGroupError,
  type ConsumerGroupHost,
  type ConsumerGroupNote,
  type ConsumerGroupTimer,
  type ConsumerHeartbeatRequest,
  type ConsumerHeartbeatResponse,
  type EpochReason,
} from "./consumer-protocol-types.ts";
import { coordinatorHome } from "./cluster-state.ts";
import { answerMember, Protocol } from "./coordinator-link.ts";
import { armTimer, disarmTimer, isTimerDue, type TimerBook } from "./coordinator-timers.ts";
import type { CommitParcel, OffsetFetchParcel, TxnCommitParcel } from "./coordinator-types.ts";
import {
  addPending,
  committedOf,
  createOffsets,
  expireOffsets,
  hasPending,
  noteRefused,
  storeOffsets,
  type OffsetsState,
} from "./group-offsets.ts";
import { Coordinator, GROUP_ERRORS, Instance } from "./handlers.ts";
import { randomUuid } from "./java-uuid.ts";
import type { GroupLiveness } from "./offset-expiry.ts";
import { partitionCount } from "./partition-counts.ts";

/** A heartbeat on its way: `number` comes back with the answer. */
export interface ConsumerHeartbeatParcel {
  readonly number: number;
  readonly request: ConsumerHeartbeatRequest;
}

/** Its answer on the way back. */
export interface ConsumerHeartbeatAnswer {
  readonly number: number;
  readonly response: ConsumerHeartbeatResponse;
}

export interface ConsumerCoordinatorState extends OffsetsState {
  readonly group: ConsumerGroup;
  readonly timers: TimerBook<ConsumerGroupTimer>;
  /** Member id -> who it is in trace rows; kept after removal, for what is said of it later. */
  readonly whoIs: Map<string, number>;
  /** How often the group epoch was bumped while nothing was under way. */
  rebalances: number;
  /** Since when members are on the way to a new assignment, -1 for none. */
  rebalanceSinceUs: Micros;
  /** The broker on which the coordinator was last, -1 before the first request. */
  home: number;
}

type Self = ConsumerCoordinatorProcess;

class ConsumerCoordinatorProcess extends Process<ConsumerCoordinatorState> {
  readonly host: ConsumerGroupHost = new Host(this);
}

/** The coordinator of group number `index`, whose protocol is "consumer". */
export function createConsumerCoordinator(kernel: Kernel, index: number): Process<ConsumerCoordinatorState> {
  const plan = kernel.program.groups[index]!;
  const network = kernel.random.open(plan.nodeId, "coordinator");
  const { brokerSessionTimeoutMs, brokerHeartbeatIntervalMs, assignmentIntervalMs } = plan.config;
  const config = {
    ...consumerGroupDefaults,
    sessionTimeoutMs: brokerSessionTimeoutMs,
    heartbeatIntervalMs: brokerHeartbeatIntervalMs,
    assignmentIntervalMs,
  };
  return new ConsumerCoordinatorProcess(kernel, 1 + index, index, handlers, network, {
    ...createOffsets(plan.pairs.length),
    group: createConsumerGroup(config, topicsOf(kernel, plan), 0),
    timers: new Map(),
    whoIs: new Map(),
    rebalances: 0,
    rebalanceSinceUs: -1,
    home: -1,
  });
}

/** The topics a group reads, by node id. Their Uuids hang on the seed and the topic alone, so every group sees the same. */
function topicsOf(kernel: Kernel, plan: GroupPlan): Map<string, ServerTopic> {
  return new Map(
    plan.topics.map((index) => {
      const { nodeId, initialPartitions } = kernel.program.topics[index]!;
      const stream = kernel.random.open(nodeId, "topic id");
      const id = randomUuid(() => kernel.random.next(stream));
      return [nodeId, { id, partitions: initialPartitions }];
    }),
  );
}

/** Topics may have got more partitions: with every heartbeat the coordinator looks at its broker's newest metadata. */
function noticePartitions({ kernel, state, who }: Self): void {
  for (const topic of kernel.program.groups[who]!.topics) {
    const { nodeId } = kernel.program.topics[topic]!;
    const { id, partitions } = present(state.group.topics.get(nodeId), "a topic of the group");
    const now = partitionCount(kernel, topic);
    if (now !== partitions) topicChanged(state.group, nodeId, { id, partitions: now });
  }
}

/** How often a timer that has come looks whether there is a coordinator again. */
const AWAY_US = 100_000;

/**
 * Whether requests are answered at this moment. Where the coordinator has moved meanwhile, it has the whole group, which is written
 * down with every heartbeat; only its timers begin anew (GroupMetadataManager.onLoaded).
 */
function isHome({ kernel, host, state, who }: Self): boolean {
  if (kernel.program.cluster.nodeId === null) return true;
  const broker = coordinatorHome(kernel, who);
  if (broker < 0) return false;
  if (state.home >= 0 && state.home !== broker) startTimers(state.group, host);
  state.home = broker;
  return true;
}

const handlers = handlerTable<ConsumerCoordinatorState, Self>({
  [Coordinator.join]: noSuchRequest,
  [Coordinator.sync]: noSuchRequest,
  [Coordinator.leave]: noSuchRequest,

  [Coordinator.heartbeat](self, process, incarnation, _, parcel) {
    if (!isHome(self)) return;
    const { number, request } = parcel as ConsumerHeartbeatParcel;
    const { kernel, state } = self;
    noticePartitions(self);
    state.whoIs.set(request.memberId, kernel.processes[process]!.who);
    const response = heartbeat(state.group, self.host, request);
    const said = {
      what: Protocol.consumerGroupHeartbeat,
      error: GROUP_ERRORS.indexOf(response.error),
      generation: response.memberEpoch,
    };
    const answer: ConsumerHeartbeatAnswer = { number, response };
    answerMember(kernel, { process, incarnation }, said, Instance.heartbeatAnswered, said.error, 0, answer);
  },

  [Coordinator.commit](self, process, incarnation, _, parcel) {
    if (!isHome(self)) return;
    const commit = parcel as CommitParcel;
    const { kernel } = self;
    const who = kernel.processes[process]!.who;
    const { accepted, refused, error } = judgeCommit(self, commit);
    storeOffsets(self, who, commit.generation, accepted);
    noteRefused(self, who, error, refused);
    const code = GROUP_ERRORS.indexOf(error);
    const said = { what: Protocol.offsetCommit, error: code, generation: commit.generation };
    const offsets = error === "NONE" ? accepted : refused;
    const isAwaited = commit.isAwaited ? 1 : 0;
    answerMember(kernel, { process, incarnation }, said, Instance.committed, code, isAwaited, offsets);
  },

  [Coordinator.fetchOffsets](self, process, incarnation, _, parcel) {
    if (!isHome(self)) return;
    const { memberId, pairs, isStable, generation } = parcel as OffsetFetchParcel;
    const isHeldUp = isStable && hasPending(self.state, pairs);
    const refusal = validateOffsetFetch(self.state.group, { memberId, memberEpoch: generation });
    const named = refusal !== "NONE" ? refusal : isHeldUp ? "UNSTABLE_OFFSET_COMMIT" : "NONE";
    const error = GROUP_ERRORS.indexOf(named);
    const said = { what: Protocol.offsetFetch, error, generation };
    const answer = error === 0 ? committedOf(self.state, pairs) : pairs;
    answerMember(self.kernel, { process, incarnation }, said, Instance.offsetsFetched, error, 0, answer);
  },

  [Coordinator.timer](self, _a, _b, _c, parcel) {
    const timer = parcel as ConsumerGroupTimer;
    // While nobody has the group, nothing of it can run out.
    if (!isHome(self)) return self.after(AWAY_US, Coordinator.timer, 0, 0, 0, timer);
    if (isTimerDue(self, self.state.timers, timer)) timerFired(self.state.group, self.host, timer);
  },

  [Coordinator.offsetsCheck](self) {
    if (isHome(self)) expireOffsets(self, livenessOf(self));
    self.after(self.kernel.program.offsetsCheckUs, Coordinator.offsetsCheck);
  },

  [Coordinator.txnCommit](self, process, incarnation, _, parcel) {
    if (!isHome(self)) return;
    const commit = parcel as TxnCommitParcel;
    const { kernel } = self;
    const who = kernel.processes[process]!.who;
    const joined = joinTransaction(kernel, self.who, commit.producerId, commit.epoch);
    const judged =
      joined === "NONE" ? judgeCommit(self, commit) : { accepted: [], refused: [], error: joined };
    const { accepted, refused, error } = judged;
    if (accepted.length > 0) addPending(self, who, commit.producerId, accepted);
    noteRefused(self, who, error, refused);
    const code = GROUP_ERRORS.indexOf(error);
    const said = { what: Protocol.txnOffsetCommit, error: code, generation: commit.generation };
    answerMember(kernel, { process, incarnation }, said, commit.answerTo, code, commit.producerId);
  },
});

function noSuchRequest(): never {
  throw new Error("members of the consumer protocol only send heartbeats");
}

interface JudgedCommit {
  /** Flat lists of [pair, offset]. */
  readonly accepted: number[];
  readonly refused: number[];
  /** The first reason of a refusal. */
  readonly error: ConsumerGroupError;
}

/** A commit is judged partition by partition. */
function judgeCommit(self: Self, commit: CommitParcel | TxnCommitParcel): JudgedCommit {
  const accepted: number[] = [];
  const refused: number[] = [];
  let error: ConsumerGroupError = "NONE";
  const { program } = self.kernel;
  const request = { memberId: commit.memberId, memberEpoch: commit.generation };
  for (let i = 0; i < commit.offsets.length; i += 2) {
    const pair = commit.offsets[i]!;
    const { topic, partition } = placeOf(program, program.groups[self.who]!.pairs[pair]!);
    const said = validateOffsetCommit(self.state.group, request, topic, partition);
    (said === "NONE" ? accepted : refused).push(pair, commit.offsets[i + 1]!);
    if (error === "NONE") error = said;
  }
  return { accepted, refused, error };
}

/** Topic (by node id) and number of a partition of the run. */
export function placeOf(program: Program, partition: number): { topic: string; partition: number } {
  const { nodeId, firstPartition } = program.topics[program.topicOfPartition[partition]!]!;
  return { topic: nodeId, partition: partition - firstPartition };
}

function livenessOf({ state, kernel }: Self): GroupLiveness {
  const { group } = state;
  return {
    is: group.state === "Empty" ? "empty" : group.state === "Stable" ? "settled" : "moving",
    sinceUs: group.stateSinceUs,
    isClassic: false,
    isSubscribed(topic) {
      const { nodeId } = kernel.program.topics[topic]!;
      for (const member of group.members.values()) if (member.topics.includes(nodeId)) return true;
      return false;
    },
  };
}

/** What the state machine speaks through. One for each coordinator, beside its state: it holds nothing that would have to be saved. */
class Host implements ConsumerGroupHost {
  readonly #self: Self;

  constructor(self: Self) {
    this.#self = self;
  }

  get nowUs(): Micros {
    return this.#self.kernel.nowUs;
  }

  setTimer(timer: ConsumerGroupTimer, atUs: Micros): void {
    armTimer(this.#self, this.#self.state.timers, timer, atUs);
  }

  cancelTimer(timer: ConsumerGroupTimer): void {
    disarmTimer(this.#self.state.timers, timer);
  }

  note(what: ConsumerGroupNote): void {
    note(this.#self, what);
  }
}

/** What the trace calls the reasons. */
const REASONS: Readonly<Record<EpochReason, (typeof REBALANCE_REASONS)[number]>> = {
  "member-joined": "member-joined",
  "member-left": "member-left",
  "session-expired": "session-expired",
  "revocation-expired": "revocation-expired",
  "subscription-changed": "metadata-changed",
  "partitions-changed": "partitions-changed",
};

function note(self: Self, what: ConsumerGroupNote): void {
  const { kernel, state } = self;
  const { groupEpoch, members } = state.group;
  const who = (memberId: string): number => state.whoIs.get(memberId) ?? -1;
  switch (what.is) {
    case "epoch-bumped":
      if (state.rebalanceSinceUs < 0) state.rebalanceSinceUs = kernel.nowUs;
      state.rebalances++;
      return self.note(
        Fact.rebalanceStarted,
        REBALANCE_REASONS.indexOf(REASONS[what.reason]),
        -1,
        -1,
        who(what.memberId),
      );
    case "target-computed":
      return self.note(Fact.generationFormed, what.epoch, -1, what.memberCount, -1);
    case "member-added":
      return self.note(Fact.memberJoined, groupEpoch, -1, -1, who(what.memberId));
    case "member-replaced":
      return self.note(Fact.memberReplaced, groupEpoch, -1, who(what.formerMemberId), who(what.memberId));
    case "member-removed": {
      const reason = what.reason === "revocation-expired" ? "rebalance-expired" : what.reason;
      return self.note(Fact.memberRemoved, REMOVAL_REASONS.indexOf(reason), -1, -1, who(what.memberId));
    }
    case "member-reconciled":
      return kernel.trace.record(
        kernel.nowUs,
        Fact.memberEpoch,
        who(what.memberId),
        what.epoch,
        -1,
        -1,
        MEMBER_STATES.indexOf(what.state),
      );
    case "state-changed":
      if (what.to === "Empty") self.note(Fact.generationFormed, groupEpoch, -1, 0, -1);
      if (what.to === "Stable") self.note(Fact.stable, state.group.assignmentEpoch, -1, -1, members.size);
      if (what.to === "Empty" || what.to === "Stable") state.rebalanceSinceUs = -1;
      return;
    case "member-away":
      return;
    default:
      return unreachable(what);
  }
}

/** Until when the coordinator waits for a member of the instance (subject), -1 if it knows none. */
export function sessionDeadlineOf({ group, whoIs }: ConsumerCoordinatorState, who: number): Micros {
  let deadlineUs = -1;
  for (const memberId of group.members.keys()) {
    if (whoIs.get(memberId) === who)
      deadlineUs = Math.max(deadlineUs, present(group.sessionDeadlinesUs.get(memberId), "a session"));
  }
  return deadlineUs;
}
