/**
 * The process of one share group: its coordinator, and the share partitions, which in Kafka live with the brokers that
 * lead the partitions. What it does with records is in `share-partitions.ts`.
 */
import type { Micros } from "#base/units.ts";
import { PROTOCOL_ERRORS, MEMBER_STATES, REMOVAL_REASONS } from "#sim/fact-tables.ts";
import { Fact } from "#sim/facts.ts";
import { handlerTable, Process, type Kernel } from "#sim/kernel/kernel.ts";
import type { GroupPlan } from "#sim/program.ts";
import { coordinatorHome } from "./cluster-state.ts";
import { answerMember, Protocol } from "./coordinator-link.ts";
import { Instance } from "./handlers.ts";
import { partitionCount } from "./partition-counts.ts";
import {
  createShareGroup,
  renewSessions,
  shareHeartbeat,
  sharePartitionsChanged,
  shareTimerFired,
  type ShareGroupHost,
  type ShareGroupNote,
  type ShareGroupTimer,
} from "./share-group.ts";
import type { SharedPartition } from "./share-assignor.ts";
import {
  acknowledgeShared,
  closeSession,
  dataArrived,
  fetchShared,
  fetchWaited,
  lockOver,
} from "./share-partitions.ts";
import {
  Shared,
  type AcknowledgedPair,
  type ShareFetchRequest,
  type ShareHeartbeatAnswer,
  type ShareHeartbeatParcel,
  type ShareProcessState,
} from "./share-types.ts";

/** group.share.max.size. */
const GROUP_SIZE_MAX = 200;

/** The process of a share group. */
export class ShareProcess extends Process<ShareProcessState> {
  readonly plan: GroupPlan;
  readonly host: ShareGroupHost = new ShareHost(this);
  readonly #idHashes: ReadonlyMap<number, number>;

  constructor(kernel: Kernel, group: number) {
    const plan = kernel.program.groups[group]!;
    const hashes = idHashes(kernel, plan);
    const { assignmentIntervalMs, brokerSessionTimeoutMs } = plan.config;
    const each = <T>(value: T): T[] => plan.pairs.map(() => value);
    super(kernel, 1 + group, group, handlers, kernel.random.open(plan.nodeId, "coordinator"), {
      group: createShareGroup(
        {
          sessionTimeoutUs: brokerSessionTimeoutMs * 1000,
          assignmentIntervalUs: assignmentIntervalMs * 1000,
          maxSize: GROUP_SIZE_MAX,
          // To the share coordinator and back.
          initialisationUs: 2 * kernel.program.latencyUs + 1000,
        },
        sharedPartitions(kernel, plan, hashes),
      ),
      home: 0,
      whoIs: new Map(),
      timers: new Map(),
      partitions: each(null),
      offsets: each(-1),
      leaderEpochs: each(0),
      lockCallUs: each(-1),
      waiting: new Map(),
      answers: new Map(),
      turns: new Map(),
    });
    this.plan = plan;
    this.#idHashes = hashes;
  }

  /** Looks whether the topics have more partitions than the group knows. */
  refreshPartitions(): void {
    sharePartitionsChanged(this.state.group, sharedPartitions(this.kernel, this.plan, this.#idHashes));
  }
}

/** By topic: the hash code of its id, which decides ties of the assignor. */
function idHashes(kernel: Kernel, plan: GroupPlan): ReadonlyMap<number, number> {
  return new Map(
    plan.topics.map((topic) => {
      const stream = kernel.random.open(kernel.program.topics[topic]!.nodeId, `id for ${plan.nodeId}`);
      return [topic, kernel.random.next(stream) | 0];
    }),
  );
}

/** The partitions that a share group may read now. */
function sharedPartitions(
  kernel: Kernel,
  plan: GroupPlan,
  hashes: ReadonlyMap<number, number>,
): SharedPartition[] {
  const { topicOfPartition, topics } = kernel.program;
  return plan.pairs.flatMap((partition, pair) => {
    const topic = topicOfPartition[partition]!;
    const number = partition - topics[topic]!.firstPartition;
    if (number >= partitionCount(kernel, topic)) return [];
    return [{ pair, hash: (Math.imul(31, hashes.get(topic)!) + number) | 0 }];
  });
}

const handlers = handlerTable<ShareProcessState, ShareProcess>({
  [Shared.heartbeat](self, from, incarnation, _, parcel) {
    const { number, request } = parcel as ShareHeartbeatParcel;
    const { kernel, state } = self;
    if (!isHome(self)) return;
    state.whoIs.set(request.memberId, kernel.processes[from]!.who);
    self.refreshPartitions();
    const response = shareHeartbeat(state.group, self.host, request);
    const said = {
      what: Protocol.shareGroupHeartbeat,
      error: PROTOCOL_ERRORS.indexOf(response.error),
      generation: response.memberEpoch,
    };
    const answer: ShareHeartbeatAnswer = { number, response };
    answerMember(kernel, { process: from, incarnation }, said, Instance.heartbeatAnswered, 0, 0, answer);
  },

  [Shared.timer](self, _a, _b, _c, parcel) {
    const timer = parcel as ShareGroupTimer;
    const key = keyOf(timer);
    const entry = self.state.timers.get(key);
    if (entry === undefined) return;
    entry.callUs = -1;
    if (entry.deadlineUs > self.kernel.nowUs) return schedule(self, timer, entry);
    self.state.timers.delete(key);
    // A coordinator that is nowhere misses nobody; the next one gives everybody a whole session.
    if (!isHome(self) && timer.is === "session") return;
    shareTimerFired(self.state.group, self.host, timer);
  },

  [Shared.fetch]: (self, from, _b, _c, parcel) => fetchShared(self, from, parcel as ShareFetchRequest),
  [Shared.acknowledge]: (self, from, incarnation, number, parcel) =>
    acknowledgeShared(self, from, incarnation, number, parcel as readonly AcknowledgedPair[]),
  [Shared.close]: (self, from, incarnation, _, parcel) =>
    closeSession(self, from, incarnation, parcel as readonly AcknowledgedPair[]),
  [Shared.fetchWaited]: fetchWaited,
  [Shared.lockOver]: lockOver,
  [Shared.dataArrived]: dataArrived,
});

/** Whether requests are answered at this moment. Where the coordinator has moved, it has loaded the group, and nobody is missed before it could have spoken. */
function isHome(self: ShareProcess): boolean {
  const { kernel, state, who } = self;
  if (kernel.program.cluster.nodeId === null) return true;
  const broker = coordinatorHome(kernel, who);
  if (broker >= 0 && broker !== state.home) renewSessions(state.group, self.host);
  state.home = broker;
  return broker >= 0;
}

function keyOf(timer: ShareGroupTimer): string {
  return timer.is === "session" ? timer.memberId : "";
}

function schedule(
  self: ShareProcess,
  timer: ShareGroupTimer,
  entry: { deadlineUs: Micros; callUs: Micros },
): void {
  entry.callUs = entry.deadlineUs;
  self.after(Math.max(0, entry.deadlineUs - self.kernel.nowUs), Shared.timer, 0, 0, 0, timer);
}

/** What the coordinator's rules speak through. One for each process, beside its state. */
class ShareHost implements ShareGroupHost {
  readonly #self: ShareProcess;

  constructor(self: ShareProcess) {
    this.#self = self;
  }

  get nowUs(): Micros {
    return this.#self.kernel.nowUs;
  }

  setTimer(timer: ShareGroupTimer, atUs: Micros): void {
    const { timers } = this.#self.state;
    const key = keyOf(timer);
    const entry = timers.get(key) ?? { deadlineUs: atUs, callUs: -1 };
    timers.set(key, entry);
    entry.deadlineUs = atUs;
    if (entry.callUs < 0) schedule(this.#self, timer, entry);
  }

  note(what: ShareGroupNote): void {
    const self = this.#self;
    const { kernel, state } = self;
    const who = "memberId" in what ? (state.whoIs.get(what.memberId) ?? -1) : -1;
    switch (what.is) {
      case "member-added":
        return self.note(Fact.memberJoined, state.group.groupEpoch, -1, -1, who);
      case "member-removed":
        return self.note(Fact.memberRemoved, REMOVAL_REASONS.indexOf(what.reason), -1, -1, who);
      case "target-computed":
        self.note(Fact.generationFormed, what.epoch, -1, what.memberCount, -1);
        // Nobody has to wait for anybody: it holds from here on.
        return self.note(Fact.stable, what.epoch, -1, -1, what.memberCount);
      case "empty":
        return self.note(Fact.generationFormed, what.epoch, -1, 0, -1);
      case "member-epoch":
        return kernel.trace.record(
          kernel.nowUs,
          Fact.memberEpoch,
          who,
          what.epoch,
          -1,
          -1,
          MEMBER_STATES.indexOf("STABLE"),
        );
    }
  }
}
