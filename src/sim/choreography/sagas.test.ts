/**
 * What a saga by events promises, over many seeds: with compensation by the request's number and an outbox, every request
 * that has ended is done everywhere or nowhere, whatever crashes, is rebalanced or delivered again. On the same seed and
 * with the same faults some are half done without compensation, without the key, and without the outbox.
 */
import { describe, expect, it } from "vitest";
import type { Config } from "#scenario/document.ts";
import { compile } from "#sim/compile.ts";
import { HALF_DONE_REASONS, PASSED_OVER_REASONS, SAGA_OUTCOMES } from "#sim/fact-tables.ts";
import { frameOf } from "#sim/frame-of.ts";
import { RandomStreams } from "#sim/kernel/random.ts";
import { INSTANCES_MAX } from "#sim/layout.ts";
import { advance, seekRun, startRun, type Run } from "#sim/run.ts";
import type { Played } from "#sim/scenario.fixture.ts";
import { Saga } from "./requests.ts";
import { endsOf, playShop, shopOf, STEPS, troubleOf, type Shop } from "./shop.fixture.ts";

/** EVENTYARD_FUZZ=n looks at n seeds instead of a few. */
const SEEDS = Number(import.meta.env["EVENTYARD_FUZZ"] ?? 20);
const seeds = Array.from({ length: SEEDS }, (_, number) => `saga ${number}`);

const DURATION_MS = 60_000;

/** A shop in trouble; `isForked` by the seed. */
function shop(seed: string, all: Config = {}, more: Shop = {}): Shop {
  return {
    seed,
    durationMs: DURATION_MS,
    deeds: troubleOf(seed, DURATION_MS),
    database: { failurePercent: 1, lostAnswerPercent: 0.5, timeoutMs: 300 },
    isForked: seed.length % 2 === 0,
    // A batch waits a moment, as in production: what a crash takes with it was committed before.
    all: { lingerMs: 30, ...all },
    ...more,
  };
}

/** By request: at how many services its step stands done, from the steps in the trace alone. */
function standing(run: Played): ReadonlyMap<number, readonly number[]> {
  const at = new Map<number, number[]>();
  for (const [fact, by] of [
    ["stepDone", 1],
    ["stepTakenBack", -1],
  ] as const)
    for (const row of run.all(fact)) {
      const times = at.get(row.offset) ?? STEPS.map(() => 0);
      times[Math.floor(row.who / INSTANCES_MAX)]! += by;
      at.set(row.offset, times);
    }
  return at;
}

/** By request: how it is told to have ended. */
function told(run: Played): ReadonlyMap<number, string> {
  return new Map(run.all("requestSettled").map(({ offset, where }) => [offset, SAGA_OUTCOMES[where]!]));
}

/** The same by what a request is named by: who began it, and which of its own it is. Numbers go by who comes first. */
function toldByName(run: Played): ReadonlyMap<number, string> {
  const { effects } = run.run.kernel;
  return new Map([...told(run)].map(([request, outcome]) => [effects!.get(Saga.name, request), outcome]));
}

describe("over many seeds, with crashes, rebalances and redeliveries", () => {
  it("every request is done everywhere or nowhere in the end", () => {
    for (const seed of seeds) {
      const run = playShop(shop(seed));
      const { begun, done, undone, halfDone, underWay } = endsOf(run);
      expect([halfDone, underWay, done + undone - begun], seed).toEqual([0, 0, 0]);
      expect(Math.min(done, undone), seed).toBeGreaterThan(50);
      for (const [request, times] of standing(run))
        expect(
          [
            [0, 0, 0, 0],
            [1, 1, 1, 1],
          ],
          `${seed}, request ${request}`,
        ).toContainEqual(times);
      const payment = frameOf(run.run).effects!.services[1]!;
      expect(payment.actual, seed).toBe(payment.expected);
      expect(run.count("duplicated"), seed).toBeGreaterThan(0);
    }
  });

  it("so it is where failures go back step by step", () => {
    for (const seed of seeds) {
      const run = playShop(shop(seed, {}, { goesBack: true, isForked: false }));
      const { begun, done, undone, halfDone, underWay } = endsOf(run);
      expect([halfDone, underWay, done + undone - begun], seed).toEqual([0, 0, 0]);
      expect(Math.min(done, undone), seed).toBeGreaterThan(50);
    }
  });

  it.each([
    ["compensation", { whenFailed: "nothing" }],
    ["a key", { whenFailed: "undo-each" }],
    ["an outbox", { publication: "after-commit" }],
  ])("without %s some are half done", (_, without) => {
    for (const seed of seeds) expect(endsOf(playShop(shop(seed, without))).halfDone, seed).toBeGreaterThan(0);
  });

  it("the same requests are refused, whether or not somebody undoes what was done for them", () => {
    for (const seed of seeds.slice(0, 5)) {
      const [kept, left] = [{}, { whenFailed: "nothing" }].map((all) =>
        toldByName(playShop(shop(seed, all))),
      );
      let both = 0;
      for (const [name, outcome] of kept!) {
        if (!left!.has(name)) continue;
        both++;
        const otherwise = outcome === "undone" ? ["half-done", "undone"] : ["done"];
        expect(otherwise, `${seed}, request ${name}`).toContain(left!.get(name));
      }
      expect(both, seed).toBeGreaterThan(kept!.size * 0.95);
    }
  });
});

it("what was told to be half done stands so in the trace", () => {
  const run = playShop(shop("saga 1", { whenFailed: "nothing" }));
  const stands = standing(run);
  const ended = told(run);
  for (const row of run.all("requestHalfDone")) {
    if (ended.get(row.offset) !== "half-done") continue;
    const times = stands.get(row.offset)!;
    expect(times.map((each) => each !== 0)).toEqual(
      times.map((_, service) => ((row.what >> service) & 1) === 1),
    );
    expect(row.what | row.where).toBe(0b1111);
  }
});

describe("a failure that comes before the step", () => {
  // Stock hears of the order beside payment, and stands still while payment refuses.
  const early: Shop = {
    durationMs: 40_000,
    isForked: true,
    of: { stock: { instances: 1, serviceTimeMs: 0 }, payment: { refusesPercent: 50 } },
    group: { maxPollRecords: 1, autoOffsetReset: "earliest" },
    partitions: 1,
    deeds: [
      [5_000, "pause", "stock", { instance: 1, durationMs: 4_000 }],
      [30_000, "change-rate", "order", { factor: 0 }],
    ],
  };
  const late = (run: Played) =>
    run.all("stepPassedOver").filter(({ extra }) => PASSED_OVER_REASONS[extra] === "undone-before");

  it("forbids it: the step is refused when it comes", () => {
    const run = playShop(early);
    expect(late(run).length).toBeGreaterThan(5);
    expect(endsOf(run)).toMatchObject({ halfDone: 0, underWay: 0 });
    for (const { offset } of late(run)) expect(told(run).get(offset)).toBe("undone");
  });
});

it("a failure that comes twice undoes once", () => {
  // Each tells what it has undone to the same topic, so that everybody hears of each failure several times.
  const run = playShop(shop("saga 2", { tellsUndone: true }));
  expect(endsOf(run)).toMatchObject({ halfDone: 0, underWay: 0 });
  const again = run
    .all("stepPassedOver")
    .filter(({ extra }) => PASSED_OVER_REASONS[extra] === "heard-before");
  expect(again.length).toBeGreaterThan(100);
});

it("a service that hears of no failure keeps its step, and that is the reason that is told", () => {
  const run = playShop({ hears: ["payment", "stock"], durationMs: 30_000 });
  const reasons = new Set(run.all("requestHalfDone").map(({ extra }) => HALF_DONE_REASONS[extra]));
  expect([...reasons]).toEqual(["not-heard"]);
  const names = new Set(
    run
      .all("requestHalfDone")
      .map(({ who }) => run.program.layout.services[Math.floor(who / INSTANCES_MAX)]!.name),
  );
  expect([...names]).toEqual(["order"]);
});

it("whether a request is refused depends on the seed, the service and the request alone", () => {
  const refused = (more: Shop): readonly string[] => {
    const run = playShop({ durationMs: 20_000, ...more });
    const { messages } = run.run.kernel;
    return run
      .all("stepDeclined")
      .map(({ what, who }) => `${Math.floor(who / INSTANCES_MAX)} ${messages.ordinal(what)}`);
  };
  const plain = refused({});
  const slower = refused({ all: { serviceTimeMs: 30 }, deeds: troubleOf("1", 40_000).slice(0, 4) });
  expect(plain.length).toBeGreaterThan(20);
  // By the order's number those that both runs have come to are the same.
  const both = (list: readonly string[], other: readonly string[]) =>
    list.filter((each) => other.includes(each));
  expect(both(plain, slower).length).toBeGreaterThan(plain.length * 0.8);
  expect(refused({ seed: "2" })).not.toEqual(plain);
});

describe.each(["undo", "undo-each", "nothing"])("a run of sagas (%s)", (whenFailed) => {
  const compiled = compile(
    shopOf(shop("seeks", { whenFailed, publication: whenFailed === "undo" ? "outbox-cdc" : "after-commit" })),
  );
  if (!compiled.ok) throw new Error(compiled.problems[0]?.says);
  const program = compiled.value;
  const seen = (run: Run): unknown => ({ ...frameOf(run), hash: run.kernel.trace.hash });

  it("shows at each moment what a fresh run shows there, after seeking back and forth", () => {
    const random = new RandomStreams(whenFailed);
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
});
