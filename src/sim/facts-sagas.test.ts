import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { emptyScenario, type Config, type Intervention, type Scenario } from "#scenario/document.ts";
import { CALL_ERRORS, SAGA_ENDS } from "./calls-state.ts";
import { INSTANCES_MAX } from "./layout.ts";
import { playScenario, type Played } from "./scenario.fixture.ts";
import { summarise } from "./summary.ts";

/** "order" is asked and calls the others, one after the other. */
function trip(
  order: Config,
  services: Readonly<Record<string, Config>>,
  deeds: readonly Omit<Intervention, "id">[] = [],
  seed = "1",
): Played {
  const names = Object.keys(services);
  const service = (id: string, config: Config) => ({
    id,
    kind: "service",
    name: id,
    config: { http: true, serviceTime: "constant", serviceTimeMs: 10, ...config },
  });
  const scenario: Scenario = {
    ...emptyScenario("trip"),
    seed,
    settings: { durationMs: 60_000, networkLatencyMs: 1, networkJitterMs: 0 },
    nodes: [
      service("order", { publishes: "constant", ratePerSecond: 5, ...order }),
      ...names.map((name) => service(name, services[name]!)),
    ],
    wires: names.map((to, i) => ({ id: `w${i}`, kind: "calls", from: "order", to })),
    interventions: deeds.map((deed, i) => ({ id: `deed-${i}`, ...deed })),
  };
  return playScenario(scenario);
}

const endsOf = ({ run, scenario }: Played) => summarise(run, scenario).calls["order"]!;

/** By request that has ended: the services that have done their step and not undone it, from the trace alone. */
function doneAtTheEnd(run: Played): ReadonlyMap<number, ReadonlySet<number>> {
  const done = new Map<number, Set<number>>();
  const ended = new Map<number, ReadonlySet<number>>();
  for (const row of run.all("requestEnded")) {
    const service = Math.floor(row.who / INSTANCES_MAX);
    if (run.run.program.services[service]!.nodeId === "order" || row.where !== 0) continue;
    const of = done.get(row.what) ?? new Set<number>();
    done.set(row.what, of.add(service));
  }
  for (const row of run.all("stepUndone")) done.get(row.what)?.delete(Math.floor(row.who / INSTANCES_MAX));
  for (const row of run.all("sagaEnded")) ended.set(row.what, done.get(row.what) ?? new Set());
  return ended;
}

const FAILING = { hotel: {}, flight: {}, car: { failurePercent: 40 } };

describe("the third of three calls fails now and then", () => {
  it("without a saga the first two stay done", () => {
    const ends = endsOf(trip({}, FAILING));
    expect(ends.sagasHalfDone).toBeGreaterThan(90);
    expect(ends.sagasUndone).toBe(0);
  });

  it("with one they are undone, the last one first", () => {
    const run = trip({ failedHalfway: "undo" }, FAILING);
    const ends = endsOf(run);
    expect(ends.sagasHalfDone).toBe(0);
    expect(ends.sagasUndone).toBeGreaterThan(90);
    const first = run.first("sagaUndoing").what;
    const names = run.run.program.services.map(({ nodeId }) => nodeId);
    const undone = run.all("stepUndone").filter(({ what }) => what === first);
    expect(undone.map(({ who }) => names[Math.floor(who / INSTANCES_MAX)])).toEqual(["flight", "hotel"]);
  });
});

describe("what must hold of a saga on every seed, whatever fails", () => {
  const deeds = [
    { atMs: 10_000, kind: "crash", target: "order", config: { instance: 1 } },
    { atMs: 12_000, kind: "restart", target: "order", config: { instance: 1 } },
    { atMs: 20_000, kind: "crash", target: "flight", config: { instance: 1 } },
    { atMs: 24_000, kind: "restart", target: "flight", config: { instance: 1 } },
    {
      atMs: 30_000,
      kind: "slow-down",
      target: "hotel",
      config: { instance: 1, factor: 20, durationMs: 5_000 },
    },
  ];

  const services = (failurePercent: number, threads: number) => ({
    hotel: { serviceTime: "exponential", threads, failurePercent },
    flight: { serviceTime: "exponential", threads, failurePercent },
    car: { serviceTime: "exponential", threads, failurePercent },
  });
  const given = [
    fc.string({ minLength: 1, maxLength: 8 }),
    fc.integer({ min: 0, max: 40 }),
    fc.integer({ min: 1, max: 4 }),
  ] as const;

  it("all its services have done a request that has ended, or none has", () => {
    fc.assert(
      fc.property(...given, (seed, failurePercent, threads) => {
        const order = {
          failedHalfway: "undo",
          callTimeoutMs: 60,
          callAttempts: 2,
          callBackoffMs: 5,
          // What comes after an attempt without an answer may be refused at once, and says nothing of the first.
          circuitBreaker: threads % 2 === 0,
          slidingWindowCalls: 4,
          minimumCalls: 4,
          openStateMs: 200,
          halfOpenCalls: 1,
        };
        const run = trip(order, services(failurePercent, threads), deeds, seed);
        const atTheEnd = doneAtTheEnd(run);
        for (const row of run.all("sagaEnded")) {
          const done = atTheEnd.get(row.what)!;
          expect([0, 3]).toContain(done.size);
          expect(SAGA_ENDS[row.where]).not.toBe("half-done");
        }
        expect(run.count("stepRepeated")).toBe(0);
      }),
      { numRuns: 6 },
    );
  });

  it("without the saga, the same requests and faults leave some half done", () => {
    fc.assert(
      fc.property(...given, (seed, failurePercent, threads) => {
        const order = { callTimeoutMs: 60, callAttempts: 2, callBackoffMs: 5 };
        const run = trip(order, services(failurePercent, threads), deeds, seed);
        expect(endsOf(run).sagasHalfDone).toBeGreaterThan(0);
      }),
      { numRuns: 6 },
    );
  });
});

it("a step whose first attempt had no answer is undone, too, though the second one was never made", () => {
  const breaker = {
    circuitBreaker: true,
    slidingWindowCalls: 1,
    minimumCalls: 1,
    openStateMs: 100,
    halfOpenCalls: 1,
  };
  const order = { failedHalfway: "undo", callTimeoutMs: 50, callAttempts: 2, callBackoffMs: 0, ...breaker };
  const pause = { atMs: 10_005, kind: "pause", target: "flight", config: { instance: 1, durationMs: 1_000 } };
  const run = trip(order, { hotel: {}, flight: {} }, [pause]);
  expect(run.all("callFailed").map(({ where }) => CALL_ERRORS[where])).toContain("circuit-open");
  expect(endsOf(run).sagasUndone).toBeGreaterThan(0);
  for (const done of doneAtTheEnd(run).values()) expect([0, 2]).toContain(done.size);
});

it("a step that comes after its undoing is refused", () => {
  // Hotel's one thread is busy for so long that its step is undone before it is begun.
  const order = { failedHalfway: "undo", callTimeoutMs: 100, ratePerSecond: 20, threads: 100 };
  const run = trip(order, {
    hotel: {
      instances: 2,
      threads: 1,
      serviceTimeMs: 60,
      slowInstance: 1,
      slowFactor: 20,
      requestQueue: 1000,
    },
    car: {},
  });
  expect(run.all("callFailed").some(({ where }) => CALL_ERRORS[where] === "timeout")).toBe(true);
  expect(run.count("stepRefused")).toBeGreaterThan(0);
  for (const row of run.all("stepRefused")) {
    const undone = run
      .all("stepUndone")
      .find(({ what, who }) => what === row.what && Math.floor(who / 64) === Math.floor(row.who / 64));
    expect(undone!.timeUs).toBeLessThanOrEqual(row.timeUs);
  }
});

it("an attempt more does a step twice where calls have no key", () => {
  const order = { callTimeoutMs: 15, callAttempts: 3, callBackoffMs: 0 };
  const slow = { hotel: { serviceTimeMs: 20 }, car: {} };
  expect(trip(order, slow).count("stepRepeated")).toBeGreaterThan(200);
  expect(trip({ ...order, failedHalfway: "undo" }, slow).count("stepRepeated")).toBe(0);
});

it("an undoing that cannot work is told as stuck, and goes on", () => {
  const run = trip(
    {
      failedHalfway: "undo",
      publishes: "burst",
      burstMessages: 1,
      burstEveryMs: 86_400_000,
      callBackoffMs: 50,
    },
    { hotel: {}, car: { failurePercent: 100 } },
    [
      { atMs: 25, kind: "crash", target: "hotel", config: { instance: 1 } },
      { atMs: 50_000, kind: "restart", target: "hotel", config: { instance: 1 } },
    ],
  );
  expect(run.count("sagaStuck")).toBe(1);
  expect(endsOf(run)).toMatchObject({ sagasUndone: 1 });
});
