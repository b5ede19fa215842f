/** For each rule drawings that it finds wanting, and their good twins, where it has nothing to say. */
import type { Config, Scenario } from "#scenario/document.ts";
import { scenarioOf, type Sketch as SimSketch } from "#sim/scenario.fixture.ts";

/** As the simulator's tests sketch it, and settings of the dead letter queue "dead". */
interface Sketch extends SimSketch {
  readonly deadLetters?: Config;
  /** Settings of the database "db"; without them there is none. Who stores there: the worker, unless said. */
  readonly database?: Config;
  readonly storedBy?: "worker" | "shop";
  /** Settings of the service "bank" that the worker calls; without them there is none. */
  readonly bank?: Config;
  /** The lag that the group may have; without it nobody says. */
  readonly lagUnder?: number;
}

export interface Case {
  readonly says: string;
  readonly bad: Sketch;
  readonly good: Sketch;
}

/** Two instances that keep up with 10 messages a second on three partitions. */
const SOUND: Sketch = {
  durationMs: 120_000,
  latencyMs: 5,
  shop: { ratePerSecond: 10, keys: "uniform", keyCount: 200 },
  topics: { orders: { partitions: 4 } },
  worker: { instances: 2, serviceTime: "exponential", serviceTimeMs: 50 },
  group: { commit: "after-batch", sessionTimeoutMs: 10_000, initialRebalanceDelayMs: 500 },
  hasDeadLetters: true,
};

/** The same on three brokers. */
const CLUSTERED: Partial<Sketch> = {
  cluster: { brokers: 3 },
  topics: { orders: { partitions: 4, replicationFactor: 3, minInsyncReplicas: 2 } },
};

const ORDER =
  '{ "type": "record", "name": "Order", "fields": [{ "name": "id", "type": "string" }, { "name": "cents", "type": "long" }] }';
const WITH_SCHEMA: Partial<Sketch> = { topics: { orders: { partitions: 4, valueSubject: "order" } } };

/** Adds once to a balance for each message, and tells of it. */
const BOOKS: Config = {
  effect: "add",
  deduplication: "table",
  serviceTimeMs: 5,
  publishes: "per-message",
  keys: "inherit",
};

function case_(says: string, bad: Partial<Sketch>, good: Partial<Sketch> = {}): Case {
  return { says, bad: merged(SOUND, bad), good: merged(SOUND, good) };
}

/** Settings of a node are merged one by one, everything else is replaced. */
function merged(base: Sketch, over: Partial<Sketch>): Sketch {
  return {
    ...base,
    ...over,
    shop: { ...base.shop, ...over.shop },
    worker: { ...base.worker, ...over.worker },
    group: { ...base.group, ...over.group },
  };
}

/** By the rule's id. */
export const CASES: Readonly<Record<string, readonly Case[]>> = {
  "single-instance": [
    case_("one instance for four partitions", { worker: { instances: 1 } }),
    case_(
      "one instance, and the broker assigns",
      { worker: { instances: 1 }, group: { protocol: "consumer", brokerSessionTimeoutMs: 10_000 } },
      { group: { protocol: "consumer", brokerSessionTimeoutMs: 10_000 } },
    ),
  ],
  "no-dead-letter-queue": [
    case_("a failing message is tried for ever", { hasDeadLetters: false }),
    case_("a failing message is skipped", {
      hasDeadLetters: false,
      group: { afterLastAttempt: "skip", maxAttempts: 3 },
    }),
    case_("so many attempts that it takes hours", { hasDeadLetters: false, group: { maxAttempts: 500 } }),
  ],
  "commits-before-processing": [
    case_("commits when a batch arrives", { group: { commit: "before-processing" } }),
    case_("commits each burst when it arrives", {
      shop: { publishes: "burst", burstMessages: 40, burstEveryMs: 10_000 },
      group: { commit: "before-processing" },
    }),
  ],
  "hot-key": [
    case_(
      "seven of ten messages have one key",
      { shop: { keys: "hot-key", hotKeyPercent: 70 }, worker: { instances: 4 } },
      { worker: { instances: 4 } },
    ),
    case_(
      "Zipf's law with a large exponent",
      { shop: { keys: "zipf", zipfExponent: 2 }, worker: { instances: 4 } },
      { shop: { keys: "zipf", zipfExponent: 1 }, worker: { instances: 4 } },
    ),
  ],
  "idle-members": [
    case_("six instances for four partitions", { worker: { instances: 6 } }, { worker: { instances: 4 } }),
    case_(
      "Range shares out two topics of two partitions among four",
      { topics: { orders: { partitions: 2 }, refunds: { partitions: 2 } }, worker: { instances: 4 } },
      {
        topics: { orders: { partitions: 2 }, refunds: { partitions: 2 } },
        worker: { instances: 4 },
        group: { assignor: "roundrobin" },
      },
    ),
  ],
  "polls-too-seldom": [
    case_(
      "a full batch takes five times the interval",
      { worker: { instances: 4, serviceTimeMs: 200 }, group: { maxPollIntervalMs: 20_000 } },
      {
        worker: { instances: 4, serviceTimeMs: 200 },
        group: { maxPollIntervalMs: 20_000, maxPollRecords: 50 },
      },
    ),
    case_("one message takes longer than the interval allows a batch", {
      shop: { ratePerSecond: 1 },
      worker: { instances: 4, serviceTimeMs: 1500 },
      group: { maxPollIntervalMs: 2_000 },
    }),
  ],
  "short-retention": [
    case_(
      "kept for twenty seconds",
      {
        topics: { orders: { partitions: 4, retentionMs: 20_000, segmentMs: 5_000 } },
        retentionCheckMs: 5_000,
      },
      { topics: { orders: { partitions: 4, segmentMs: 5_000 } }, retentionCheckMs: 5_000 },
    ),
  ],
  "no-headroom": [
    case_("busy for 90 % of the time", { worker: { serviceTimeMs: 180 } }),
    case_("more comes in than can be done", { worker: { serviceTimeMs: 250 } }),
  ],
  "no-key": [
    case_("no key", { shop: { keys: "none" } }),
    case_("keys that are ignored", { shop: { partitioner: "round-robin" } }),
  ],
  "repeats-much": [
    case_("commits automatically", { group: { commit: "auto" } }, { group: { commit: "after-record" } }),
  ],
  "starts-at-latest": [case_("starts at the end", { group: { autoOffsetReset: "latest" } })],
  "acks-not-all": [
    case_("the leader alone acknowledges", { ...CLUSTERED, shop: { acks: "1" } }, CLUSTERED),
    case_("nobody acknowledges", { ...CLUSTERED, shop: { acks: "0" } }, CLUSTERED),
  ],
  "one-replica": [
    case_(
      "one replica of each partition",
      { ...CLUSTERED, topics: { orders: { partitions: 4 } } },
      CLUSTERED,
    ),
  ],
  "one-in-sync": [
    case_(
      "acks=all, and one in sync is enough",
      { ...CLUSTERED, topics: { orders: { partitions: 4, replicationFactor: 3 } } },
      CLUSTERED,
    ),
  ],
  "no-idempotence": [
    case_("five requests under way", { ...CLUSTERED, shop: { idempotence: false } }, CLUSTERED),
  ],
  "nobody-reads": [
    case_("a topic of results without a reader", {
      results: { partitions: 2 },
      worker: { publishes: "per-message", keys: "inherit" },
    }),
  ],
  "quiet-dead-letters": [
    case_(
      "rings at a hundred messages",
      { deadLetters: { alertDepth: 100 } },
      { deadLetters: { alertDepth: 1 } },
    ),
  ],
  "not-idempotent": [
    case_(
      "adds to a balance",
      { database: {}, worker: { effect: "add", serviceTimeMs: 5 } },
      { database: {}, worker: { effect: "add", serviceTimeMs: 5, deduplication: "table" } },
    ),
    case_(
      "sends mails",
      { worker: { effect: "email", effectTimeMs: 20 } },
      { worker: { effect: "email-keyed", effectTimeMs: 20 } },
    ),
  ],
  "dual-write": [
    case_(
      "publishes what follows after the commit",
      { database: {}, results: { partitions: 2 }, worker: BOOKS },
      {
        database: {},
        results: { partitions: 2 },
        worker: { ...BOOKS, publication: "outbox-polling" },
      },
    ),
    case_(
      "publishes orders before the commit",
      { database: {}, storedBy: "shop", shop: { publication: "before-commit" } },
      { database: {}, storedBy: "shop", shop: { publication: "outbox-cdc" } },
    ),
  ],
  "no-compatibility": [
    case_(
      "a subject whose mode is NONE",
      { ...WITH_SCHEMA, subjects: { order: { mode: "NONE", versions: [ORDER] } } },
      { ...WITH_SCHEMA, subjects: { order: { mode: "BACKWARD", versions: [ORDER] } } },
    ),
    case_(
      "a registry whose mode is NONE",
      { ...WITH_SCHEMA, registry: { mode: "NONE" }, subjects: { order: { versions: [ORDER] } } },
      { ...WITH_SCHEMA, registry: {}, subjects: { order: { versions: [ORDER] } } },
    ),
  ],
  "lag-unwatched": [case_("nothing bounds the lag", {}, { lagUnder: 100 })],
  "waits-for-others": [
    case_(
      "calls a bank for each message",
      { bank: { http: true, serviceTimeMs: 20 }, worker: { http: true, callTimeoutMs: 5_000 } },
      {
        bank: { http: true, serviceTimeMs: 20 },
        worker: { http: true, circuitBreaker: true, withoutAnswer: "go-on" },
      },
    ),
  ],
};

/** The scenario of a case on another seed. */
export function scenarioOn(sketch: Sketch, seed: string): Scenario {
  const scenario = scenarioOf({ ...sketch, seed });
  const nodes = scenario.nodes.map((node) =>
    node.id === "dead" ? { ...node, config: { ...node.config, ...sketch.deadLetters } } : node,
  );
  const invariants =
    sketch.lagUnder === undefined
      ? []
      : [{ id: "lag", kind: "lag-under", target: "workers", config: { under: sketch.lagUnder } }];
  const added = [
    ...(sketch.database === undefined ? [] : [["db", "database", "stores", sketch.database] as const]),
    ...(sketch.bank === undefined ? [] : [["bank", "service", "calls", sketch.bank] as const]),
  ];
  return {
    ...scenario,
    invariants,
    nodes: [...nodes, ...added.map(([id, kind, , config]) => ({ id, kind, name: id, config }))],
    wires: [
      ...scenario.wires,
      ...added.map(([id, , kind]) => ({
        id: `to-${id}`,
        kind,
        from: kind === "stores" ? (sketch.storedBy ?? "worker") : "worker",
        to: id,
      })),
    ],
  };
}
