/** The process of one instance of a service: its place in the program, its random streams, its state. What it does is in `instance.ts`. */
import { micros, type Micros } from "#base/units.ts";
import { createInstanceState, type InstanceState } from "./instance-state.ts";
import type { Accumulator } from "./bus/log/accumulator.ts";
import { KEY_NAMES } from "./bus/log/keys.ts";
import type { MemberProtocol } from "./bus/log/member-protocol.ts";
import { createAccumulator } from "./bus/log/producer-client.ts";
import { sendingPlan, type SendingPlan } from "./bus/log/sending-plan.ts";
import { Process, type Handlers, type Kernel } from "./kernel/kernel.ts";
import type { StreamId } from "./kernel/random.ts";
import { INSTANCES_MAX } from "./layout.ts";
import type { EffectPlan } from "./effects-plan.ts";
import type { GroupPlan, ServicePlan } from "./program.ts";
import type { StoreUse } from "./sourcing-plan.ts";

/** Streams of one instance, one a purpose, so that changing one habit leaves the luck of the others alone. */
interface InstanceStreams {
  readonly arrivals: StreamId;
  readonly keys: StreamId;
  readonly sticky: StreamId;
  readonly service: StreamId;
  readonly failures: StreamId;
  readonly retries: StreamId;
  readonly transactions: StreamId;
  readonly deletions: StreamId;
  /** Waits and ways of synchronous calls, -1 where there are none. */
  readonly calls: StreamId;
  /** -1 where its group's retries have no jitter. */
  readonly jitter: StreamId;
}

export class InstanceProcess extends Process<InstanceState> {
  readonly plan: ServicePlan;
  readonly group: GroupPlan | null;
  /** Index of its group, -1 for none, and the process of the group's coordinator. */
  readonly groupIndex: number;
  readonly coordinator: number;
  readonly protocol: MemberProtocol;
  /** group.instance.id of a static member, else null. */
  readonly groupInstanceId: string | null;
  readonly streams: InstanceStreams;
  readonly accumulator: Accumulator;
  readonly sending: SendingPlan;
  /** Memo of `publishing.ts`. */
  zipf: Float64Array | undefined;
  /** Whether the scenario has schemas, so that it serialises and deserialises. */
  readonly hasSchemas: boolean;
  /** What it does with an event store, null for nothing; the stream of its questions and queries there. */
  /** null where it has neither an effect nor a database. */
  readonly effects: EffectPlan | null;
  readonly storeUse: StoreUse | null;
  readonly storeStream: StreamId | null;
  /** linger.ms in µs. */
  readonly lingerUs: Micros;
  /** Which of KEY_NAMES its keys have. */
  readonly keyName: number;
  /** By partition of the run: the pair of its group that it is; by topic: the wire on which its messages go there; -1 for none. */
  readonly #pairOfPartition: Int32Array;
  readonly #wireOfTopic: Int32Array;

  constructor(
    kernel: Kernel,
    subject: number,
    handlers: Handlers<InstanceState>,
    memberProtocol: (protocol: GroupPlan["config"]["protocol"]) => MemberProtocol,
  ) {
    const service = Math.floor(subject / INSTANCES_MAX);
    const plan = kernel.program.services[service]!;
    const id = `${plan.nodeId}#${(subject % INSTANCES_MAX) + 1}`;
    const open = (purpose: string): StreamId => kernel.random.open(id, purpose);
    super(
      kernel,
      processOf(kernel, subject),
      subject,
      handlers,
      open("network"),
      createInstanceState(kernel.program, plan),
    );
    this.plan = plan;
    this.hasSchemas = kernel.program.schemas !== null;
    this.groupIndex = plan.group;
    this.coordinator = 1 + plan.group;
    this.group = plan.group < 0 ? null : kernel.program.groups[plan.group]!;
    this.protocol = memberProtocol(this.group?.config.protocol ?? "classic");
    this.groupInstanceId = instanceIdOf(this.group, plan, id);
    this.streams = {
      arrivals: open("arrivals"),
      keys: open("keys"),
      sticky: open("partition"),
      service: open("service time"),
      failures: open("failures"),
      retries: open("retries"),
      transactions: open("transactions"),
      deletions: open("deletions"),
      calls: plan.config.http ? open("calls") : -1,
      jitter: (this.group?.config.jitter ?? "none") === "none" ? -1 : open("jitter"),
    };
    this.effects = kernel.program.effects?.services[service] ?? null;
    this.storeUse = kernel.program.sourcing?.uses[service] ?? null;
    this.storeStream = this.storeUse === null ? null : open("event store");
    this.lingerUs = micros(plan.config.lingerMs);
    this.accumulator = createAccumulator(this);
    this.sending = sendingPlan(this);
    this.keyName = KEY_NAMES.indexOf(plan.config.keyName);
    const { topicOfPartition } = kernel.program;
    this.#pairOfPartition = new Int32Array(topicOfPartition.length).fill(-1);
    this.group?.pairs.forEach((partition, pair) => (this.#pairOfPartition[partition] = pair));
    this.#wireOfTopic = new Int32Array(kernel.program.topics.length).fill(-1);
    plan.targets.forEach((topic, target) => (this.#wireOfTopic[topic] = plan.targetWires[target] ?? -1));
  }

  /** The wire on which its messages to a partition travel. */
  wireOfPartition(partition: number): number {
    return this.#wireOfTopic[this.kernel.program.topicOfPartition[partition]!]!;
  }

  /** The pair of its group that a partition of the run is. */
  pairOf(partition: number): number {
    return this.#pairOfPartition[partition]!;
  }

  /** The partition of the run behind a pair of its group. */
  partitionOf(pair: number): number {
    return this.group!.pairs[pair]!;
  }
}

/** group.instance.id, or null for a dynamic member. */
function instanceIdOf(group: GroupPlan | null, { nodeId }: ServicePlan, id: string): string | null {
  if (group === null || !group.config.staticMembers) return null;
  return group.config.instanceIds === "shared" ? nodeId : id;
}

/** Process index of an instance: after the broker and the coordinators. */
export function processOf(kernel: Kernel, subject: number): number {
  return 1 + kernel.program.groups.length + subject;
}
