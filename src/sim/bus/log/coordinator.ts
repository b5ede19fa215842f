/**
 * The process that runs one consumer group's coordinator under the classic protocol: it carries requests to the state
 * machine of `classic-group.ts` and keeps the committed offsets. What that machine speaks through is `coordinator-host.ts`.
 */
import { handlerTable, Process, type Kernel } from "#sim/kernel/kernel.ts";
import { joinTransaction } from "#sim/parts.ts";
import {
  createClassicGroup,
  heartbeat,
  leaveGroup,
  syncGroup,
  timerFired,
  validateOffsetCommit,
  validateTxnOffsetCommit,
} from "./classic-group.ts";
import { joinGroup } from "./classic-group-join.ts";
import { classicGroupDefaults, type GroupProtocol, type GroupTimer } from "./classic-group-types.ts";
import { isHome } from "./coordinator-home.ts";
import { CoordinatorHost, isDue, type CoordinatorState } from "./coordinator-host.ts";
import { answerMember, noteAnswer, Protocol, type Addressee } from "./coordinator-link.ts";
import type {
  CommitParcel,
  JoinParcel,
  MemberParcel,
  OffsetFetchParcel,
  Subscription,
  SyncParcel,
  TxnCommitParcel,
} from "./coordinator-types.ts";
import {
  addPending,
  committedOf,
  createOffsets,
  expireOffsets,
  hasPending,
  noteRefused,
  storeOffsets,
} from "./group-offsets.ts";
import { Coordinator, GROUP_ERRORS, Instance } from "./handlers.ts";
import type { GroupLiveness } from "./offset-expiry.ts";

/** The process of one coordinator. */
class CoordinatorProcess extends Process<CoordinatorState> {
  readonly host: CoordinatorHost = new CoordinatorHost(this);
}

type Self = CoordinatorProcess;

/** The coordinator of group number `index`; its process stands right after the broker's. */
export function createCoordinator(kernel: Kernel, index: number): Process<CoordinatorState> {
  const plan = kernel.program.groups[index]!;
  const network = kernel.random.open(plan.nodeId, "coordinator");
  const config = { ...classicGroupDefaults, initialRebalanceDelayMs: plan.config.initialRebalanceDelayMs };
  return new CoordinatorProcess(kernel, 1 + index, index, handlers, network, {
    ...createOffsets(plan.pairs.length),
    group: createClassicGroup(config, 0),
    stored: null,
    home: -1,
    requests: new Map(),
    nextRequest: 0,
    timers: { session: new Map(), pending: new Map(), join: new Map(), sync: new Map() },
    whoIs: new Map(),
    rebalances: 0,
    rebalanceSinceUs: -1,
  });
}

/** How often a timer that has come looks whether there is a coordinator again. */
const AWAY_US = 100_000;

/** Begins to look for offsets that nobody needs any more. */
export function startCoordinator(self: Process<unknown>): void {
  self.after(self.kernel.program.offsetsCheckUs, Coordinator.offsetsCheck);
}

const handlers = handlerTable<CoordinatorState, Self>({
  [Coordinator.join](self, process, incarnation, _, parcel) {
    if (!isHome(self)) return;
    const { memberId, groupInstanceId, clientId, subscription } = parcel as JoinParcel;
    const { config } = self.kernel.program.groups[self.who]!;
    if (memberId !== "") self.state.whoIs.set(memberId, subscription.who);
    self.host.joining = subscription.who;
    joinGroup(self.state.group, self.host, {
      requestId: expect(self, { process, incarnation }),
      memberId,
      groupInstanceId,
      clientId,
      sessionTimeoutMs: config.sessionTimeoutMs,
      rebalanceTimeoutMs: config.maxPollIntervalMs,
      protocols: offered(config.assignor, subscription),
    });
  },

  [Coordinator.sync](self, process, incarnation, _, parcel) {
    if (!isHome(self)) return;
    const requestId = expect(self, { process, incarnation });
    syncGroup(self.state.group, self.host, { requestId, ...(parcel as SyncParcel) });
  },

  [Coordinator.heartbeat](self, process, incarnation, _, parcel) {
    if (!isHome(self)) return;
    const member = parcel as MemberParcel;
    const error = GROUP_ERRORS.indexOf(heartbeat(self.state.group, self.host, member));
    const { generation } = member;
    const said = { what: Protocol.heartbeat, error, generation };
    answerMember(
      self.kernel,
      { process, incarnation },
      said,
      Instance.heartbeatAnswered,
      error,
      member.generation,
    );
  },

  [Coordinator.leave](self, process, _incarnation, _, parcel) {
    if (!isHome(self)) return;
    const member = parcel as MemberParcel;
    const error = GROUP_ERRORS.indexOf(leaveGroup(self.state.group, self.host, member));
    // close() does not look at the answer.
    noteAnswer(self.kernel, process, { what: Protocol.leaveGroup, error, generation: member.generation });
  },

  [Coordinator.commit](self, process, incarnation, _, parcel) {
    if (!isHome(self)) return;
    const commit = parcel as CommitParcel;
    const { generation, offsets, isAwaited } = commit;
    const { kernel, state } = self;
    const error = validateOffsetCommit(state.group, self.host, commit);
    const who = kernel.processes[process]!.who;
    if (error === "NONE") storeOffsets(self, who, generation, offsets);
    else noteRefused(self, who, error, offsets);
    const code = GROUP_ERRORS.indexOf(error);
    const said = { what: Protocol.offsetCommit, error: code, generation };
    answerMember(
      kernel,
      { process, incarnation },
      said,
      Instance.committed,
      code,
      isAwaited ? 1 : 0,
      offsets,
    );
  },

  [Coordinator.fetchOffsets](self, process, incarnation, _, parcel) {
    if (!isHome(self)) return;
    const { pairs, isStable, generation } = parcel as OffsetFetchParcel;
    const isHeldUp = isStable && hasPending(self.state, pairs);
    const error = GROUP_ERRORS.indexOf(isHeldUp ? "UNSTABLE_OFFSET_COMMIT" : "NONE");
    const said = { what: Protocol.offsetFetch, error, generation };
    const answer = isHeldUp ? pairs : committedOf(self.state, pairs);
    answerMember(self.kernel, { process, incarnation }, said, Instance.offsetsFetched, error, 0, answer);
  },

  [Coordinator.timer](self, _a, _b, _c, parcel) {
    const timer = parcel as GroupTimer;
    // While nobody has the group, nothing of it can run out.
    if (!isHome(self)) return self.after(AWAY_US, Coordinator.timer, 0, 0, 0, timer);
    if (isDue(self, timer)) timerFired(self.state.group, self.host, timer);
  },

  [Coordinator.offsetsCheck](self) {
    if (isHome(self)) expireOffsets(self, livenessOf(self));
    self.after(self.kernel.program.offsetsCheckUs, Coordinator.offsetsCheck);
  },

  [Coordinator.txnCommit](self, process, incarnation, _, parcel) {
    if (!isHome(self)) return;
    const commit = parcel as TxnCommitParcel;
    const { kernel, state } = self;
    const who = kernel.processes[process]!.who;
    const joined = joinTransaction(kernel, self.who, commit.producerId, commit.epoch);
    const error = joined === "NONE" ? validateTxnOffsetCommit(state.group, commit) : joined;
    if (error === "NONE") addPending(self, who, commit.producerId, commit.offsets);
    else if (joined === "NONE") noteRefused(self, who, error, commit.offsets);
    const code = GROUP_ERRORS.indexOf(error);
    const said = { what: Protocol.txnOffsetCommit, error: code, generation: commit.generation };
    answerMember(kernel, { process, incarnation }, said, commit.answerTo, code, commit.producerId);
  },
});

/**
 * What a member votes for, most wanted first. Range is only ever the first of Kafka's default list, whose second one is there
 * for who wants to move on to cooperative rebalances; as long as range is common to all, it wins.
 */
function offered(assignor: string, metadata: Subscription): GroupProtocol<Subscription>[] {
  const signature = JSON.stringify(metadata);
  const names = assignor === "range" ? ["range", "cooperative-sticky"] : [assignor];
  return names.map((name) => ({ name, metadata, signature }));
}

function expect(self: Self, from: Addressee): number {
  const requestId = self.state.nextRequest++;
  self.state.requests.set(requestId, from);
  return requestId;
}

/** Whether the group keeps its offsets alive. */
function livenessOf(self: Self): GroupLiveness {
  const { group } = self.state;
  const { topics } = self.kernel.program;
  const subscribed = new Set(
    [...group.members.values()].flatMap(({ protocols }) =>
      protocols.flatMap(({ metadata }) => metadata.topics),
    ),
  );
  return {
    is: group.state === "Empty" ? "empty" : group.state === "Stable" ? "settled" : "moving",
    sinceUs: group.stateSinceUs,
    isClassic: true,
    isSubscribed: (topic) => subscribed.has(topics[topic]!.nodeId),
  };
}
