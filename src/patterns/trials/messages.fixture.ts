/** Trials of what keeps messages and their effects right. */
import type { Played } from "#checklist/played.ts";
import type { Sketch } from "#checklist/sketch.fixture.ts";
import { crashes, gallery, galleryWith, quiet, sketch, type Trial } from "./trial.fixture.ts";

const wrongKeys = (service: string) => (played: Played) => played.effects(service)?.wrongKeys ?? 0;

function toldApart(played: Played, service: string): number {
  const sight = played.effects(service);
  return sight === undefined ? 0 : sight.lost + sight.phantom;
}

/** A worker that is killed while it is behind, twice: in the middle of a batch. */
const KILLED: Sketch = {
  durationMs: 160_000,
  shop: { ratePerSecond: 10, keys: "unique" },
  topics: { orders: { partitions: 2 } },
  worker: { publishes: "per-message", serviceTimeMs: 50 },
  group: { autoOffsetReset: "earliest", sessionTimeoutMs: 10_000 },
  results: {},
  mailer: {},
  deeds: [...crashes("worker", [20_000, 36_000]), ...quiet(90_000)],
};

const delivery: Trial[] = [
  {
    pattern: "delivery",
    says: "the books of results hold another number than there were orders",
    scenario: sketch(KILLED),
    at: ["worker"],
    fails: ["at-most-once", "at-least-once"],
    holds: ["exactly-once"],
    harm: (played) => Math.abs(played.group("mailers")!.processed - played.topic("orders")!.produced),
  },
  {
    pattern: "delivery",
    says: "orders are lost",
    scenario: sketch(KILLED),
    at: ["worker"],
    fails: ["at-most-once"],
    holds: ["at-least-once", "exactly-once"],
    harm: (played) => played.group("workers")!.lost,
  },
];

/** A mailer whose database takes its time, killed again and again. */
const MAILS: Sketch = {
  durationMs: 600_000,
  shop: { ratePerSecond: 7, keys: "uniform", keyCount: 6 },
  topics: { orders: { partitions: 2, envelope: "eventyard" } },
  worker: { effect: "email", serviceTimeMs: 5 },
  group: { autoOffsetReset: "earliest", sessionTimeoutMs: 6_000 },
  database: { latencyMs: 60 },
  deeds: [
    ...crashes(
      "worker",
      Array.from({ length: 25 }, (_, at) => 15_007 * (at + 1)),
    ),
    ...quiet(200_000),
  ],
};

const idempotency: Trial[] = [
  {
    pattern: "idempotency",
    says: "a balance is wrong after a crash",
    scenario: gallery("balance-naive-and-careful"),
    at: ["naive-balance"],
    fails: ["naive"],
    holds: ["remembers-table", "upsert", "upsert-versioned"],
    harm: wrongKeys("naive-balance"),
  },
  {
    pattern: "idempotency",
    says: "a mail is sent twice",
    scenario: sketch(MAILS),
    at: ["worker"],
    fails: ["naive", "remembers-table"],
    holds: ["remembers-before", "keyed"],
    harm: (played) => played.effects("worker")!.repeated,
  },
  {
    pattern: "idempotency",
    says: "an effect is lost or comes twice because memory and effect do not commit together",
    scenario: sketch({ ...MAILS, worker: { effect: "add", serviceTimeMs: 5 } }),
    at: ["worker"],
    fails: ["remembers-before", "remembers-after"],
    holds: ["remembers-table"],
    harm: wrongKeys("worker"),
  },
  {
    pattern: "idempotency",
    says: "an older message that comes late overwrites the newer one",
    scenario: sketch({
      shop: { ratePerSecond: 10, keys: "uniform", keyCount: 6 },
      topics: { orders: { partitions: 2, envelope: "eventyard" } },
      worker: { effect: "upsert", serviceTimeMs: 20, failurePercent: 5 },
      group: { autoOffsetReset: "earliest", maxAttempts: 1, backoffMs: 2_000 },
      retries: { again: {} },
      database: {},
    }),
    at: ["worker"],
    fails: ["upsert"],
    holds: ["upsert-versioned"],
    harm: (played) => (played.effects("worker")!.partedUs < 0 ? 0 : 1),
  },
];

const publication: Trial[] = [
  {
    pattern: "publication",
    says: "database and topic tell different things",
    scenario: galleryWith("dual-write-loses", {
      shop: { ratePerSecond: 40 },
      "shop-db": { failurePercent: 2 },
    }),
    at: ["shop"],
    fails: ["after-commit", "before-commit"],
    holds: ["outbox-polling", "outbox-cdc"],
    harm: (played) => toldApart(played, "shop"),
  },
];

/** Attempts that fail now and then, but not for long. */
const FLAKY: Sketch = {
  durationMs: 120_000,
  shop: { ratePerSecond: 5, keys: "uniform", keyCount: 40 },
  topics: { orders: { partitions: 3 } },
  worker: { instances: 3, failurePercent: 3, serviceTimeMs: 20 },
  group: { autoOffsetReset: "earliest", backoffMs: 200, backoffMaxMs: 2_000 },
  hasDeadLetters: true,
};

const retries: Trial[] = [
  {
    pattern: "retries",
    says: "what would have worked a moment later is given up",
    scenario: sketch(FLAKY),
    at: ["worker"],
    fails: ["none"],
    holds: ["fixed", "exponential", "full-jitter", "equal-jitter", "decorrelated-jitter"],
    harm: (played) => played.group("workers")!.deadLettered,
  },
  {
    pattern: "retries",
    says: "all who share a partition with a message that fails wait for it",
    scenario: gallery("retries-in-place"),
    at: ["payment"],
    fails: ["fixed", "exponential"],
    holds: ["none", "topics"],
    harm: (played) => behind(played, "payment-group", 25),
  },
];

/** How far a group was behind at its worst, beyond what it may be. */
function behind(played: Played, groupId: string, allowed: number): number {
  return Math.max(0, played.furthestBehind(groupId).lag - allowed);
}

const deadLetters: Trial[] = [
  {
    pattern: "dead-letters",
    says: "one message stops all others of its partition, or is lost",
    scenario: gallery("poison-message"),
    at: ["payment"],
    fails: ["block", "skip"],
    holds: ["queue"],
    harm: (played) =>
      played.told("skipped").length + Math.max(0, (played.group("payment-group")!.lag ?? 0) - 20),
  },
];

export const MESSAGE_TRIALS: readonly Trial[] = [
  ...delivery,
  ...idempotency,
  ...publication,
  ...retries,
  ...deadLetters,
];
