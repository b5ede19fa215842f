/** For each rule drawings that it finds wanting, and their good twins, where it has nothing to say. */
import type { Scenario } from "#scenario/document.ts";
import { scenarioOf, type Sketch } from "#sim/scenario.fixture.ts";

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
};

/** The scenario of a case on another seed. */
export function scenarioOn(sketch: Sketch, seed: string): Scenario {
  return scenarioOf({ ...sketch, seed });
}
