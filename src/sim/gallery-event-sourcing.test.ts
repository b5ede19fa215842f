/** What the gallery's scenarios of event stores promise in their words, looked up in what comes out. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { admit } from "#scenario/admit.ts";
import { keyNumber } from "./bus/log/keys.ts";
import { aggregateHistory } from "./event-sourcing/aggregate-history.ts";
import { storeOf } from "./event-sourcing/store-process.ts";
import { frameOf } from "./frame-of.ts";
import { playScenario, type Played } from "./scenario.fixture.ts";

function played(name: string, seed?: string): Played {
  const admitted = admit(readFileSync(new URL(`../../public/gallery/${name}.json`, import.meta.url)));
  if (!admitted.ok) throw new Error(JSON.stringify(admitted.problems));
  return playScenario(seed === undefined ? admitted.value : { ...admitted.value, seed });
}

const CUSTOMER_2 = keyNumber(1, 2);

/** Balances in the read model that are not those of the store at the same version. */
function wrongBalances({ run, program }: Played, service = "balances"): number {
  const { log, state } = storeOf(run.kernel, 0);
  const reader = program.sourcing!.stores[0]!.readers.findIndex(
    (each) => program.services[each]!.nodeId === service,
  );
  return [...state.projections[reader]!.live.rows].filter(
    ([aggregate, { version, balanceCents }]) =>
      log.load(aggregate, log.history(aggregate)[version - 1]!.atUs).balanceCents !== balanceCents,
  ).length;
}

describe("an event-sourced account", () => {
  const run = played("event-sourced-account");

  it("has tellers that come in each other's way, and loses nothing", () => {
    expect(run.count("versionConflict", { beforeMs: 12_000 })).toBeGreaterThan(0);
    expect(run.count("decidedOnStale")).toBe(0);
    expect(run.count("overdrawn")).toBe(0);
    expect(run.count("snapshotTaken")).toBeGreaterThan(3);
  });

  it("is rebuilt at 0:60 beside the one in use, and right from the switch on", () => {
    expect(run.at("projectionRebuilding")).toBe(60_000);
    expect(run.at("projectionSwitched")).toBeGreaterThan(61_000);
    expect(run.at("projectionSwitched")).toBeLessThan(90_000);
    expect(wrongBalances(run)).toBe(0);
  });

  it("can say what customer-2 was at 0:20, and has passed its events on", () => {
    const then = aggregateHistory(run.run, 0, CUSTOMER_2, 20_000_000)!;
    expect(then.state!.version).toBeGreaterThan(3);
    expect(then.state!.version).toBeLessThan(then.now.version);
    const { readers, events } = frameOf(run.run).stores![0]!;
    expect(readers.every(({ lag }) => lag < 20)).toBe(true);
    expect(run.count("appended")).toBeGreaterThan(events - 20);
  });
});

describe("the same account without event sourcing", () => {
  const run = played("account-without-event-sourcing");

  it("cannot rebuild its read model, which stays wrong", () => {
    expect(run.at("rebuildRefused")).toBe(60_000);
    expect(run.count("projectionSwitched")).toBe(0);
    expect(wrongBalances(run)).toBeGreaterThan(0);
  });

  it("does not know what customer-2 was at 0:20", () => {
    expect(aggregateHistory(run.run, 0, CUSTOMER_2, 20_000_000)!.state).toBeNull();
    expect(run.count("updateLost")).toBe(0);
  });
});

describe("two writers on one account", () => {
  it("never overdraw it where they expect the version, and do where they do not", () => {
    const run = played("two-writers");
    const [careful, careless] = frameOf(run.run).stores!;
    expect(run.program.sourcing!.stores.map(({ nodeId }) => nodeId)).toEqual([
      "careful-accounts",
      "careless-accounts",
    ]);
    expect(careful!.overdrawn).toBe(0);
    expect(careful!.conflicts).toBeGreaterThan(3);
    expect(careless!.overdrawn).toBeGreaterThan(0);
    expect(careless!.conflicts).toBe(0);
    expect(run.at("overdrawn")).toBeLessThan(60_000);
  });
});

describe("where a read model keeps its checkpoint", () => {
  it("apart, events count twice after a crash; within its own transaction none does, on every seed", () => {
    for (const seed of ["checkpoint", "a", "b", "c", "d", "e"]) {
      const run = played("read-model-checkpoint", seed);
      expect(wrongBalances(run, "checkpoint-apart"), seed).toBeGreaterThan(0);
      expect(wrongBalances(run, "checkpoint-within"), seed).toBe(0);
    }
  });
});
