/**
 * Random scenarios with faults, one for each seed. Swarm style: every seed switches whole classes of faults and features
 * off, since a run in which everything happens at once hides what needs calm.
 */
import { emptyScenario, type Config, type Intervention, type Scenario } from "#scenario/document.ts";
import type { ScenarioNode, ScenarioWire } from "#scenario/document.ts";
import { RandomStreams } from "./kernel/random.ts";
import { withCluster } from "./random-cluster.fixture.ts";

/** Draws from one stream. */
class Dice {
  readonly #random: RandomStreams;
  readonly #stream: number;

  constructor(seed: string) {
    this.#random = new RandomStreams(seed);
    this.#stream = this.#random.open("scenario", "shape");
  }

  /** A whole number from `from` to `to`. */
  whole(from: number, to: number): number {
    return from + this.#random.below(this.#stream, to - from + 1);
  }

  chance(percent: number): boolean {
    return this.#random.chance(this.#stream, percent);
  }

  pick<T>(...of: readonly T[]): T {
    return of[this.whole(0, of.length - 1)]!;
  }
}

/** What this seed may do at all. */
interface Swarm {
  readonly failures: boolean;
  readonly retention: boolean;
  readonly jitter: boolean;
  readonly shortPolls: boolean;
  readonly hardSends: boolean;
  readonly faults: readonly string[];
  readonly durationMs: number;
}

const FAULT_CLASSES = [
  "crash",
  "stop",
  "restart",
  "pause",
  "slow-down",
  "poison-next",
  "change-rate",
  "scale",
];

function swarmOf(dice: Dice): Swarm {
  return {
    failures: dice.chance(50),
    retention: dice.chance(40),
    jitter: dice.chance(70),
    shortPolls: dice.chance(40),
    hardSends: dice.chance(35),
    faults: dice.chance(15) ? [] : FAULT_CLASSES.filter(() => dice.chance(50)),
    durationMs: dice.whole(10, 120) * 1000,
  };
}

/** The scenario of a seed; the same one every time. Nodes stand as a chain or side by side. */
export function randomScenario(seed: string): Scenario {
  const dice = new Dice(seed);
  const swarm = swarmOf(dice);
  const topicCount = dice.whole(1, 3);
  const topics = Array.from({ length: topicCount }, (_, i) => topicNode(dice, swarm, i + 1));
  const serviceCount = dice.whole(1, 4);
  const nodes: ScenarioNode[] = [...topics];
  const wires: ScenarioWire[] = [];
  const wire = (kind: string, from: string, to: string): void => {
    if (!wires.some((other) => other.from === from && other.to === to))
      wires.push({ id: `w${wires.length + 1}`, kind, from, to });
  };
  for (let i = 1; i <= serviceCount; i++) {
    const id = `s${i}`;
    const reads = i > 1 ? topics.filter((_, at) => dice.chance(at === 0 ? 80 : 30)) : [];
    // Only forward, so that no message circles for ever.
    const last = Math.max(0, ...reads.map((topic) => topics.indexOf(topic) + 1));
    const writes = i === 1 ? [topics[0]!] : topics.slice(last).filter(() => dice.chance(50));
    nodes.push(serviceNode(dice, swarm, id, { reads: reads.length > 0, writes: writes.length > 0 }));
    for (const topic of writes) wire("publishes", id, topic.id);
    if (reads.length === 0) continue;
    const group = groupNode(dice, swarm, `g${i}`, id);
    nodes.push(group);
    for (const topic of reads) wire("consumes", topic.id, group.id);
    if (!swarm.failures && !swarm.faults.includes("poison-next")) continue;
    if (dice.chance(60)) {
      nodes.push({
        id: `q${i}`,
        kind: "dead-letter-queue",
        name: `dead-${i}`,
        config: retention(dice, swarm, false),
      });
      wire("dead-letters", group.id, `q${i}`);
    }
  }
  const scenario: Scenario = {
    ...emptyScenario(`random ${seed}`),
    seed,
    settings: {
      durationMs: swarm.durationMs,
      networkLatencyMs: dice.pick(0, 0.5, 2, 20),
      networkJitterMs: swarm.jitter ? dice.pick(0.1, 1, 30) : 0,
      retentionCheckIntervalMs: dice.pick(500, 5_000, 300_000),
      cleanerBackoffMs: dice.pick(500, 3_000, 15_000),
    },
    nodes,
    wires,
    interventions: interventions(dice, swarm, nodes),
  };
  return dice.chance(20) ? withCluster(dice, scenario) : scenario;
}

function retention(dice: Dice, swarm: Swarm, withSegments: boolean): Config {
  if (!swarm.retention) return {};
  const retentionMs = dice.pick(-1, 500, 3_000, 10_000);
  if (!withSegments) return { retentionMs };
  return {
    retentionMs,
    retentionBytes: dice.pick(-1, -1, 2_000, 10_000),
    segmentMs: dice.pick(200, 2_000, 604_800_000),
    segmentBytes: dice.pick(1_000, 5_000, 1_073_741_824),
  };
}

function topicNode(dice: Dice, swarm: Swarm, number: number): ScenarioNode {
  const config = {
    partitions: dice.whole(1, 12),
    ...retention(dice, swarm, true),
    ...(dice.chance(20) ? compaction(dice) : {}),
  };
  return { id: `t${number}`, kind: "topic", name: `topic-${number}`, config };
}

/** A compacted topic, whose segments are short enough that something is compacted. */
function compaction(dice: Dice): Config {
  return {
    cleanupPolicy: dice.pick("compact", "compact-delete"),
    segmentMs: dice.pick(200, 2_000),
    segmentBytes: dice.pick(1_000, 5_000),
    minCleanableDirtyRatio: dice.pick(0, 0.5),
    deleteRetentionMs: dice.pick(0, 1_000, 10_000),
    minCompactionLagMs: dice.pick(0, 0, 1_000),
    maxCompactionLagMs: dice.pick(-1, 3_000),
  };
}

/** Transactions that end, time out or are aborted within a short run. */
function transactions(dice: Dice): Config {
  return {
    transactional: true,
    transactionMessages: dice.pick(1, 5, 20),
    transactionMaxMs: dice.pick(50, 1_000, 30_000),
    transactionAbortPercent: dice.pick(0, 0, 30),
    transactionTimeoutMs: dice.pick(2_000, 10_000, 60_000),
    transactionalIds: dice.pick("per-instance", "per-instance", "per-instance", "shared"),
  };
}

function serviceNode(
  dice: Dice,
  swarm: Swarm,
  id: string,
  does: { readonly reads: boolean; readonly writes: boolean },
): ScenarioNode {
  const publishes = !does.writes
    ? "none"
    : does.reads && dice.chance(75)
      ? "per-message"
      : dice.pick("constant", "poisson", "burst", "ramp", "diurnal");
  const config: Config = {
    instances: dice.whole(1, 4),
    publishes,
    ratePerSecond: dice.pick(0.5, 2, 8),
    burstMessages: dice.whole(1, 20),
    burstEveryMs: dice.whole(1_000, 10_000),
    rampToPerSecond: dice.whole(1, 10),
    rampOverMs: dice.whole(1_000, 60_000),
    troughPerSecond: 0.5,
    dayMs: dice.whole(5_000, 60_000),
    messagesEach: dice.pick(1, 1, 2),
    keys: dice.pick("none", "uniform", "zipf", "hot-key", "unique", "inherit"),
    keyName: dice.pick("order", "customer", "device", "key"),
    keyCount: dice.pick(1, 5, 50),
    valueBytes: dice.pick(0, 200, 5_000),
    lingerMs: dice.pick(0, 0.2, 5, 500),
    batchSizeBytes: dice.pick(1, 500, 16_384),
    serviceTime: dice.pick("constant", "exponential", "lognormal"),
    serviceTimeMs: swarm.shortPolls ? dice.pick(0, 5, 50, 700) : dice.pick(0, 1, 20, 100),
    failurePercent: swarm.failures ? dice.pick(0, 5, 30, 100) : 0,
    slowInstance: dice.pick(0, 0, 1),
    tombstonePercent: dice.pick(0, 0, 30),
    ...(swarm.hardSends ? hardSends(dice) : {}),
    ...(does.writes && !swarm.hardSends && dice.chance(25) ? transactions(dice) : {}),
  };
  return { id, kind: "service", name: `service-${id}`, config };
}

/** Producers that lose patience, have little room, or ask for little: within what Kafka lets them be set to. */
function hardSends(dice: Dice): Config {
  const acks = dice.pick("all", "all", "1", "0");
  const idempotence = dice.chance(60);
  const requestTimeoutMs = dice.pick(15, 60, 500, 30_000);
  return {
    acks,
    idempotence,
    maxInFlight: dice.pick(1, 2, 5),
    requestTimeoutMs,
    deliveryTimeoutMs: 500 + requestTimeoutMs + dice.pick(0, 300, 5_000, 120_000),
    retries: dice.pick(0, 2, 2_147_483_647, 2_147_483_647),
    retryBackoffMs: dice.pick(0, 20, 100),
    bufferMemoryBytes: dice.pick(20_000, 100_000, 33_554_432),
    maxBlockMs: dice.pick(0, 500, 60_000),
    partitioner: dice.pick("default", "default", "round-robin", "ignore-keys"),
    adaptivePartitioning: dice.chance(70),
    availabilityTimeoutMs: dice.pick(0, 0, 100),
    transactional: acks === "all" && idempotence && dice.chance(40),
    transactionMessages: dice.pick(1, 5, 50),
    transactionMaxMs: dice.pick(50, 1_000),
    transactionAbortPercent: dice.pick(0, 20),
    transactionTimeoutMs: dice.pick(3_000, 60_000),
    transactionalIds: dice.pick("per-instance", "per-instance", "shared"),
  };
}

function groupNode(dice: Dice, swarm: Swarm, id: string, service: string): ScenarioNode {
  const afterLastAttempt = dice.pick("block", "skip");
  const config: Config = {
    service,
    assignor: dice.pick("range", "roundrobin", "sticky", "cooperative-sticky"),
    autoOffsetReset: dice.pick("earliest", "earliest", "latest"),
    commit: dice.pick("auto", "before-processing", "after-batch", "after-record"),
    commitCall: dice.pick("sync", "async"),
    autoCommitIntervalMs: dice.pick(0, 100, 5_000),
    maxAttempts: dice.whole(1, 4),
    // For ever, without a pause and without a service time would be a loop without delay.
    backoffMs: dice.pick(afterLastAttempt === "block" ? 20 : 0, 10, 500),
    backoffFactor: dice.pick(1, 2, 3.5),
    backoffMaxMs: dice.pick(100, 2_000),
    afterLastAttempt,
    sessionTimeoutMs: dice.pick(6_000, 8_000, 45_000),
    heartbeatIntervalMs: dice.pick(500, 2_000, 3_000),
    maxPollIntervalMs: swarm.shortPolls ? dice.pick(1_000, 3_000) : dice.pick(5_000, 300_000),
    initialRebalanceDelayMs: dice.pick(0, 500, 3_000),
    maxPollRecords: dice.pick(1, 5, 500),
    fetchMaxWaitMs: dice.pick(10, 500),
    maxPartitionFetchBytes: dice.pick(1, 1_000, 1_048_576),
    isolationLevel: dice.pick("read_uncommitted", "read_committed"),
    ...(dice.chance(30) ? ofConsumerProtocol(dice) : {}),
    ...(dice.chance(20) ? sharing(dice, swarm) : {}),
  };
  return { id, kind: "consumer-group", name: `group-${id}`, config };
}

/** A group of the consumer protocol, whose broker loses patience soon enough for short runs. */
function ofConsumerProtocol(dice: Dice): Config {
  return {
    protocol: "consumer",
    serverAssignor: dice.pick("uniform", "range"),
    staticMembers: dice.chance(30),
    brokerSessionTimeoutMs: dice.pick(6_000, 45_000),
    brokerHeartbeatIntervalMs: dice.pick(500, 2_000, 5_000),
    assignmentIntervalMs: dice.pick(0, 1_000, 3_000),
  };
}

/** A share group; its records come back soon enough for short runs. */
function sharing(dice: Dice, swarm: Swarm): Config {
  return {
    protocol: "share",
    lockDurationMs: dice.pick(1_000, 3_000, 30_000),
    deliveryCountLimit: dice.pick(2, 3, 5, 10),
    recordLocksMax: dice.pick(1, 20, 2_000),
    acknowledgement: dice.pick("implicit", "explicit"),
    brokerHeartbeatIntervalMs: dice.pick(500, 5_000),
    brokerSessionTimeoutMs: dice.pick(6_000, 45_000),
    assignmentIntervalMs: dice.pick(0, 1_000),
    maxPollIntervalMs: swarm.shortPolls ? 1_000 : 300_000,
  };
}

function interventions(dice: Dice, swarm: Swarm, nodes: readonly ScenarioNode[]): Intervention[] {
  if (swarm.faults.length === 0) return [];
  const services = nodes.filter(({ kind }) => kind === "service");
  const topics = nodes.filter(({ kind }) => kind === "topic");
  return Array.from({ length: dice.whole(1, 12) }, (_, index) => {
    const kind = dice.pick(...swarm.faults);
    const target = dice.pick(...(kind === "poison-next" ? topics : services)).id;
    // Some at whole seconds, so that several meet in one moment.
    const atMs = dice.chance(30)
      ? dice.whole(0, swarm.durationMs / 1000) * 1000
      : dice.whole(0, swarm.durationMs);
    return { id: `i${index + 1}`, atMs, kind, target, config: faultConfig(dice, kind) };
  });
}

function faultConfig(dice: Dice, kind: string): Config {
  const instance = dice.whole(1, 4);
  switch (kind) {
    case "pause":
      return { instance, durationMs: dice.pick(50, 2_000, 9_000, 30_000) };
    case "slow-down":
      return { instance, factor: dice.pick(0.1, 5, 100), durationMs: dice.whole(100, 20_000) };
    case "poison-next":
      return {};
    case "change-rate":
      return { factor: dice.pick(0, 0.5, 3) };
    case "scale":
      return { instances: dice.whole(1, 5) };
    default:
      return { instance };
  }
}
