/** Random banks: services with databases and effects, whatever may happen to them. */
import type { Config, Scenario } from "#scenario/document.ts";
import { bankOf } from "./effects/bank.fixture.ts";
import { RandomStreams } from "./kernel/random.ts";
import type { Deed } from "./scenario.fixture.ts";

/** A bank in which anything may go wrong. */
export function randomBank(seed: string): Scenario {
  const random = new RandomStreams(seed);
  const stream = random.open("test", "bank");
  const one = <T>(of: readonly T[]): T => of[random.below(stream, of.length)]!;
  const publication = () => one(["after-commit", "before-commit", "outbox-polling", "outbox-cdc"]);
  const deeds = Array.from({ length: 6 }, (_, i): Deed => {
    const at = 3_000 + i * 4_000 + random.below(stream, 3_000);
    const [kind, target] = one([
      ["crash", "worker"],
      ["crash", "shop"],
      ["restart", "worker"],
      ["restart", "shop"],
      ["stop", "worker"],
      ["pause", "worker"],
      ["database-down", "db"],
      ["database-up", "db"],
      ["rolling-restart", "shop"],
    ] as const);
    const config: Config = kind.startsWith("database") || kind === "rolling-restart" ? {} : { instance: 1 };
    return [at, kind, target, config];
  });
  const relay = { relayIntervalMs: one([20, 500]), relayBatch: one([1, 100]), relayInstances: one([1, 2]) };
  return bankOf({
    seed,
    durationMs: 30_000,
    stores: one([["worker"], ["shop", "worker"]]),
    deeds,
    ...(random.chance(stream, 30) ? { cluster: { brokers: 3 } } : {}),
    ...(random.chance(stream, 50) ? { results: { partitions: 2 } } : {}),
    hasDeadLetters: random.chance(stream, 50),
    database: {
      failurePercent: one([0, 5]),
      lostAnswerPercent: one([0, 5]),
      timeoutMs: 500,
      connections: one([1, 20]),
    },
    shop: { instances: 2, publication: publication(), ...relay, lingerMs: one([0, 100]) },
    worker: {
      instances: 2,
      effect: one(["none", "add", "upsert", "upsert-versioned", "email", "email-keyed"]),
      deduplication: one(["none", "table", "before", "after"]),
      deduplicationTtlMs: one([500, 604_800_000]),
      publication: publication(),
      publishes: "per-message",
      keys: "inherit",
      failurePercent: one([0, 5]),
      ...relay,
    },
    group: {
      protocol: one(["classic", "consumer", "share"]),
      commit: one(["auto", "before-processing", "after-batch", "after-record"]),
      maxAttempts: one([2, 10]),
      afterLastAttempt: one(["skip", "block"]),
    },
  });
}
