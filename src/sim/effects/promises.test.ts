/** What each pattern promises, over many seeds: with the same seed and the same faults it fails without the pattern and holds with it. */
import { describe, expect, it } from "vitest";
import type { Config } from "#scenario/document.ts";
import { compile } from "#sim/compile.ts";
import { frameOf } from "#sim/frame-of.ts";
import { RandomStreams } from "#sim/kernel/random.ts";
import { advance, seekRun, startRun, type Run } from "#sim/run.ts";
import type { Deed } from "#sim/scenario.fixture.ts";
import { bankOf, playBank, sightOf, type Bank } from "./bank.fixture.ts";

/** EVENTYARD_FUZZ=n looks at n seeds instead of a few. */
const SEEDS = Number(import.meta.env["EVENTYARD_FUZZ"] ?? 12);
const seeds = Array.from({ length: SEEDS }, (_, number) => `promise ${number}`);

/** Crashes of both services at moments that the seed decides, a restart after each; nothing is published in the last twenty seconds, so that who lags catches up. */
function crashesOf(seed: string): Deed[] {
  const random = new RandomStreams(seed);
  const stream = random.open("test", "crashes");
  return [5_000, 13_000, 21_000, 29_000].flatMap((from, index): Deed[] => {
    const at = from + random.below(stream, 5_000);
    const target = index % 2 === 0 ? "worker" : "shop";
    return [
      [at, "crash", target, { instance: 1 }],
      [at + 1_000, "restart", target, { instance: 1 }],
    ];
  });
}

function bank(seed: string, worker: Config, shop: Config = {}): Bank {
  return {
    seed,
    durationMs: 65_000,
    stores: ["shop", "worker"],
    deeds: [...crashesOf(seed), [45_000, "change-rate", "shop", { factor: 0 }]],
    database: { latencyMs: 5, failurePercent: 1, lostAnswerPercent: 0.5, timeoutMs: 300 },
    shop: { ratePerSecond: 40, lingerMs: 30, ...shop },
    worker: { serviceTimeMs: 1, ...worker },
    group: { commit: "auto" },
  };
}

describe("over many seeds", () => {
  it("a balance that is added to is wrong, and right with a deduplication table in its transaction", () => {
    let wrong = 0;
    for (const seed of seeds) {
      const outbox = { publication: "outbox-polling", relayIntervalMs: 100 };
      const naive = sightOf(playBank(bank(seed, {}, outbox)));
      if (naive.actual !== naive.expected) wrong++;
      const kept = sightOf(playBank(bank(seed, { deduplication: "table" }, outbox)));
      expect([kept.actual - kept.expected, kept.wrongKeys, kept.repeated, kept.missing], seed).toEqual([
        0, 0, 0, 0,
      ]);
    }
    expect(wrong).toBe(SEEDS);
  });

  it.each(["after-commit", "before-commit"])(
    "a dual write %s tells topic and database different things",
    (publication) => {
      let wrong = 0;
      for (const seed of seeds) {
        const { lost, phantom } = sightOf(
          playBank(bank(seed, { deduplication: "table" }, { publication })),
          "shop",
        );
        if (lost + phantom > 0) wrong++;
      }
      expect(wrong).toBe(SEEDS);
    },
  );

  it.each(["outbox-polling", "outbox-cdc"])("an outbox (%s) tells them the same", (publication) => {
    for (const seed of seeds) {
      const played = playBank(bank(seed, { deduplication: "table" }, { publication, relayIntervalMs: 100 }));
      const { lost, phantom, committed, published, outbox } = sightOf(played, "shop");
      expect([lost, phantom, committed - published, outbox], seed).toEqual([0, 0, 0, 0]);
      const worker = sightOf(played);
      expect([worker.effects, worker.actual - worker.expected], seed).toEqual([published, 0]);
    }
  });
});

describe.each(["after-commit", "outbox-polling", "outbox-cdc"])(
  "a run with databases (%s)",
  (publication) => {
    const compiled = compile(
      bankOf(bank("seeks", { deduplication: "after" }, { publication, relayIntervalMs: 100 })),
    );
    if (!compiled.ok) throw new Error(compiled.problems[0]?.says);
    const program = compiled.value;
    const seen = (run: Run): unknown => ({ ...frameOf(run), hash: run.kernel.trace.hash });

    it("shows at each moment what a fresh run shows there, after seeking back and forth", () => {
      const random = new RandomStreams(publication);
      const stream = random.open("test", "seeks");
      const run = startRun(program);
      for (let i = 0; i < 8; i++) {
        const us = random.below(stream, program.durationUs);
        while (seekRun(run, us, 1 + random.below(stream, 20_000)) === "paused");
        const fresh = startRun(program);
        advance(fresh, us);
        expect(seen(run), `at ${us} µs`).toEqual(seen(fresh));
      }
    });
  },
);
