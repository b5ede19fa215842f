import { describe, expect, it } from "vitest";
import type { Scenario } from "#scenario/document.ts";
import { chain } from "./calls.fixture.ts";
import { compile } from "./compile.ts";
import { bankOf } from "./effects/bank.fixture.ts";
import { accounts } from "./event-sourcing/account.fixture.ts";
import type { Frame } from "./frame.ts";
import { frameOf } from "./frame-of.ts";
import { scenarioOf } from "./scenario.fixture.ts";
import { advance, seekRun, startRun, type Run } from "./run.ts";
import { TRIP_STRIDE, TripAt } from "./trips.ts";

function started(scenario: Scenario): Run {
  const compiled = compile(scenario);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
  return startRun(compiled.value);
}

interface Trip {
  readonly kind: string;
  readonly departUs: number;
  readonly arriveUs: number;
  readonly key: number;
  readonly isBack: boolean;
  readonly hasFailed: boolean;
}

function tripsOf(run: Run, { trips = new Float64Array() }: Frame): Trip[] {
  return Array.from({ length: trips.length / TRIP_STRIDE }, (_, i) => {
    const at = (column: number): number => trips[i * TRIP_STRIDE + column]!;
    return {
      kind: run.program.layout.wires[at(TripAt.wire)]!.kind,
      departUs: at(TripAt.departUs),
      arriveUs: at(TripAt.arriveUs),
      key: at(TripAt.key),
      isBack: at(TripAt.isBack) === 1,
      hasFailed: at(TripAt.hasFailed) === 1,
    };
  });
}

/** What is seen under way in looks from 1 s on, and the last frame. */
function looks(scenario: Scenario, stepUs: number, count: number) {
  const run = started(scenario);
  const seen: Trip[] = [];
  for (let i = 0; i < count; i++) {
    advance(run, 1e6 + i * stepUs);
    const frame = frameOf(run);
    for (const trip of tripsOf(run, frame)) {
      expect(trip.departUs).toBeLessThanOrEqual(frame.atUs);
      expect(trip.arriveUs).toBeGreaterThan(frame.atUs);
      seen.push(trip);
    }
  }
  return { run, seen, frame: frameOf(run) };
}

const slow = (scenario: Scenario): Scenario => ({
  ...scenario,
  settings: { ...scenario.settings, networkLatencyMs: 20 },
});

const called = slow(
  chain({
    front: { publishes: "constant", ratePerSecond: 40, callTimeoutMs: 200 },
    back: { serviceTimeMs: 30, threads: 1, requestQueue: 0 },
  }),
);

describe("what is under way over wires that lead to no log", () => {
  it("is requests and answers, those told apart that say no, and each is counted once", () => {
    const { seen, frame } = looks(called, 10_000, 300);
    expect(new Set(seen.map(({ kind }) => kind))).toEqual(new Set(["calls"]));
    const of = (isBack: boolean, hasFailed: boolean): number =>
      seen.filter((trip) => trip.isBack === isBack && trip.hasFailed === hasFailed).length;
    expect(of(false, false)).toBeGreaterThan(20);
    expect(of(true, false)).toBeGreaterThan(20);
    expect(of(true, true)).toBeGreaterThan(20);
    expect(of(false, true)).toBe(0);
    const departures = new Set(seen.filter(({ isBack }) => !isBack).map(({ departUs }) => departUs));
    const [well = 0, not = 0] = frame.wireReturns!;
    expect(well).toBeGreaterThan(0);
    expect(not).toBeGreaterThan(0);
    expect(well + not).toBeLessThanOrEqual(frame.wireTotals[0]!);
    expect(departures.size).toBeLessThanOrEqual(frame.wireTotals[0]!);
  });

  it("is transactions of a database and their answers", () => {
    const { seen, frame, run } = looks(slow(bankOf({ database: { failurePercent: 30 } })), 10_000, 300);
    expect(new Set(seen.map(({ kind }) => kind))).toEqual(new Set(["stores"]));
    expect(seen.some(({ isBack }) => !isBack)).toBe(true);
    expect(seen.some(({ isBack, hasFailed }) => isBack && hasFailed)).toBe(true);
    expect(seen.some(({ isBack, hasFailed }) => isBack && !hasFailed)).toBe(true);
    const wire = run.program.layout.wires.findIndex(({ kind }) => kind === "stores");
    expect(frame.wireTotals[wire]).toBeGreaterThan(3);
    expect(frame.wireReturns![wire * 2 + 1]).toBeGreaterThan(0);
  });

  it("is commands, answers and the events that go on to read models, these in the colour of their aggregate", () => {
    const { seen } = looks(slow(accounts({ teller: { ratePerSecond: 20 } })), 10_000, 300);
    const of = (kind: string): Trip[] => seen.filter((trip) => trip.kind === kind);
    expect(of("appends").some(({ isBack, key }) => !isBack && key >= 0)).toBe(true);
    expect(of("appends").some(({ isBack }) => isBack)).toBe(true);
    expect(of("projects").some(({ isBack, key }) => !isBack && key >= 0)).toBe(true);
  });

  it("looks the same however the moment was reached", () => {
    for (const scenario of [called, slow(bankOf()), slow(accounts({ teller: { ratePerSecond: 20 } }))]) {
      const [straight, back] = [started(scenario), started(scenario)];
      advance(back, 9e6);
      let seen = 0;
      for (let atUs = 4e6; atUs < 4.2e6; atUs += 10_000) {
        advance(straight, atUs);
        seekRun(back, atUs);
        const [one, other] = [frameOf(straight), frameOf(back)];
        seen += one.trips!.length;
        expect(other.trips).toEqual(one.trips);
        expect(other.wireReturns).toEqual(one.wireReturns);
      }
      expect(seen).toBeGreaterThan(0);
    }
  });

  it("is at most sixty a wire", () => {
    const crowd = slow(
      chain({ front: { publishes: "constant", ratePerSecond: 5_000, threads: 200 }, back: { threads: 200 } }),
    );
    const run = started({ ...crowd, settings: { ...crowd.settings, networkLatencyMs: 200 } });
    advance(run, 2e6);
    expect(tripsOf(run, frameOf(run))).toHaveLength(60);
  });

  it("is not spoken of where every wire leads to a log", () => {
    const run = started(scenarioOf({}));
    advance(run, 2e6);
    expect(frameOf(run).trips).toBeUndefined();
  });
});
