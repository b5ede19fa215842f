/** Random sagas by events: steps with and without keys, whatever may happen to them. */
import type { Scenario } from "#scenario/document.ts";
import { STEPS, shopOf } from "./choreography/shop.fixture.ts";
import { RandomStreams } from "./kernel/random.ts";
import type { Deed } from "./scenario.fixture.ts";

/** A shop of four steps in which anything may go wrong. */
export function randomSaga(seed: string): Scenario {
  const random = new RandomStreams(seed);
  const stream = random.open("test", "saga");
  const one = <T>(of: readonly T[]): T => of[random.below(stream, of.length)]!;
  const deeds = Array.from({ length: 7 }, (_, i): Deed => {
    const at = 2_000 + i * 3_000 + random.below(stream, 2_500);
    const target = one(STEPS);
    const [kind, config] = one([
      ["crash", { instance: 1 }],
      ["restart", { instance: 1 }],
      ["stop", { instance: 1 }],
      ["pause", { instance: 1, durationMs: 8_000 }],
      ["scale", { instances: one([1, 3]) }],
      ["rolling-restart", {}],
      ["database-down", {}],
      ["database-up", {}],
    ] as const);
    return [at, kind, kind.startsWith("database") ? `${target}-db` : target, config];
  });
  return shopOf({
    seed,
    durationMs: 25_000,
    partitions: one([1, 3]),
    isForked: random.chance(stream, 50),
    hears: one([STEPS, ["order", "payment"], ["order", "stock", "shipping"]]),
    hasDeadLetters: random.chance(stream, 50),
    deeds,
    all: {
      whenFailed: one(["undo", "undo", "undo-each", "nothing"]),
      publication: one(["outbox-polling", "outbox-cdc", "after-commit"]),
      relayIntervalMs: one([20, 500]),
      failurePercent: one([0, 5]),
    },
    database: {
      failurePercent: one([0, 5]),
      lostAnswerPercent: one([0, 5]),
      timeoutMs: 500,
    },
    group: {
      protocol: one(["classic", "consumer", "share"]),
      commit: one(["auto", "before-processing", "after-batch", "after-record"]),
      maxAttempts: one([2, 10]),
      afterLastAttempt: one(["skip", "block"]),
    },
  });
}
