/** For each rule drawings that it finds wanting, and their good twins, where it has nothing to say. */
import type { Config } from "#scenario/document.ts";
import { CALL_CASES } from "./cases-calls.fixture.ts";
import { case_, type Case, type Sketch } from "./sketch.fixture.ts";

/** The same on three brokers. */
const CLUSTERED: Partial<Sketch> = {
  cluster: { brokers: 3 },
  topics: { orders: { partitions: 4, replicationFactor: 3, minInsyncReplicas: 2 } },
};

const ORDER =
  '{ "type": "record", "name": "Order", "fields": [{ "name": "id", "type": "string" }, { "name": "cents", "type": "long" }] }';
const ORDER_PROTO = 'syntax = "proto3"; message Order { string id = 1; int64 cents = 2; }';
const ORDER_JSON =
  '{ "type": "object", "properties": { "id": { "type": "string" }, "cents": { "type": "integer" } }, "required": ["id", "cents"] }';
const WITH_SCHEMA: Partial<Sketch> = { topics: { orders: { partitions: 4, valueSubject: "order" } } };

/** Adds once to a balance for each message, and tells of it. */
const BOOKS: Config = {
  effect: "add",
  deduplication: "table",
  serviceTimeMs: 5,
  publishes: "per-message",
  keys: "inherit",
};

/** By the rule's id. */
export const CASES: Readonly<Record<string, readonly Case[]>> = {
  ...CALL_CASES,
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
    case_(
      "a subject in Protobuf, whose readers never fail",
      { ...WITH_SCHEMA, subjects: { order: { mode: "NONE", format: "protobuf", versions: [ORDER_PROTO] } } },
      {
        ...WITH_SCHEMA,
        subjects: { order: { mode: "BACKWARD", format: "protobuf", versions: [ORDER_PROTO] } },
      },
    ),
    case_(
      "a subject in JSON Schema, whose reader validates",
      {
        ...WITH_SCHEMA,
        group: { validates: true },
        subjects: { order: { mode: "NONE", format: "json", versions: [ORDER_JSON] } },
      },
      { ...WITH_SCHEMA, subjects: { order: { mode: "BACKWARD", format: "json", versions: [ORDER_JSON] } } },
    ),
  ],
  "outbox-without-deduplication": [
    case_(
      "sends mails for what the relay of another publishes",
      {
        database: {},
        results: { partitions: 2 },
        worker: { ...BOOKS, publication: "outbox-polling" },
        mailer: { effect: "email", effectTimeMs: 20 },
      },
      {
        database: {},
        results: { partitions: 2 },
        worker: { ...BOOKS, publication: "outbox-polling" },
        mailer: { effect: "email-keyed", effectTimeMs: 20 },
      },
    ),
    case_(
      "adds to a balance what change data capture publishes",
      {
        database: {},
        storedBy: "both",
        shop: { publication: "outbox-cdc" },
        worker: { effect: "add", serviceTimeMs: 5 },
      },
      {
        database: {},
        storedBy: "both",
        shop: { publication: "outbox-cdc" },
        worker: { effect: "add", serviceTimeMs: 5, deduplication: "table" },
      },
    ),
  ],
  "retries-too-long": [
    case_("a hundred attempts", { group: { maxAttempts: 100 } }),
    case_("an hour between two attempts", {
      group: { maxAttempts: 3, backoffMs: 3_600_000, backoffMaxMs: 3_600_000 },
    }),
  ],
  "session-too-short": [
    case_("six seconds", { group: { sessionTimeoutMs: 6_000, heartbeatIntervalMs: 2_000 } }),
    case_("one heartbeat in a session", { group: { sessionTimeoutMs: 20_000, heartbeatIntervalMs: 15_000 } }),
    case_(
      "six seconds, and the broker assigns",
      { group: { protocol: "consumer", brokerSessionTimeoutMs: 6_000, brokerHeartbeatIntervalMs: 2_000 } },
      { group: { protocol: "consumer", brokerSessionTimeoutMs: 45_000 } },
    ),
  ],
  "no-schema": [
    case_("a topic that the registry knows nothing of", { registry: {} }),
    case_(
      "a subject without a version",
      { ...WITH_SCHEMA, registry: {}, subjects: { order: { versions: [] } } },
      { ...WITH_SCHEMA, registry: {}, subjects: { order: { versions: [ORDER] } } },
    ),
  ],
  "no-envelope": [
    case_(
      "ids are remembered and do not travel",
      { database: {}, worker: BOOKS },
      { database: {}, worker: BOOKS, topics: { orders: { partitions: 4, envelope: "cloudevents" } } },
    ),
  ],
  "no-owner": [
    case_(
      "two services publish",
      { hasSecondShop: true },
      { hasSecondShop: true, topics: { orders: { partitions: 4, owner: "order team" } } },
    ),
  ],
  "lag-unwatched": [case_("nothing bounds the lag", {}, { lagUnder: 100 })],
};
