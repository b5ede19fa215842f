import { beforeEach, describe, expect, it } from "vitest";
import { emptyScenario, type Scenario } from "#scenario/document.ts";
import { addNode, addWire, setConfig } from "#scenario/edits.ts";
import { invariantOf } from "#scenario/invariants.ts";
import type { Frame } from "#sim/frame.ts";
import type { InvariantSight, Violation } from "#sim/invariants-sight.ts";
import {
  addChecks,
  checksOf,
  deleteCheck,
  nameCheck,
  setCheckSetting,
  setCheckTarget,
  setStopAtViolation,
  usualChecks,
} from "./checks.ts";
import { usePlayback } from "./playback-store.ts";
import { currentScenario, replaceScenario, undo } from "./scenario-store.ts";

/** A shop whose orders a payment service reads, with a dead letter queue. */
function shop(keys = "unique"): Scenario {
  let s = emptyScenario("Shop");
  s = addNode(s, { id: "shop", kind: "service", name: "shop", config: { publishes: "constant", keys } });
  s = addNode(s, { id: "orders", kind: "topic", name: "orders", config: {} });
  s = addNode(s, { id: "pay", kind: "service", name: "payment-service", config: {} });
  s = addNode(s, { id: "group", kind: "consumer-group", name: "payment", config: { service: "pay" } });
  s = addNode(s, { id: "dead", kind: "dead-letter-queue", name: "dead", config: {} });
  s = addWire(s, { id: "w1", kind: "publishes", from: "shop", to: "orders" });
  s = addWire(s, { id: "w2", kind: "consumes", from: "orders", to: "group" });
  return addWire(s, { id: "w3", kind: "dead-letters", from: "group", to: "dead" });
}

const names = (s: Scenario) => usualChecks(s).map(({ name }) => name);

describe("the usual checks of a drawing", () => {
  it("are those of its groups and queues: once per key where keys are unique, order where they come again", () => {
    expect(names(shop())).toEqual([
      "payment loses nothing",
      "payment processes each key at most once",
      "lag of payment under 100",
      "dead is empty at the end",
    ]);
    expect(names(shop("uniform"))).toContain("payment processes each message at most once");
    expect(names(shop("uniform"))).toContain("payment keeps the order of each key");
    expect(names(setConfig(shop(), "pay", "effect", "add"))).toContain(
      "state of payment-service is the sum of its events",
    );
    expect(names(emptyScenario())).toEqual([]);
  });
});

describe("checks of the open document", () => {
  beforeEach(() => {
    replaceScenario(shop(), "Open");
    usePlayback.setState({ headUs: 0, layout: null });
  });

  it("are added, changed, named and deleted, each in one step that can be undone", () => {
    const usual = usualChecks(currentScenario());
    const id = addChecks(usual);
    expect(currentScenario().invariants).toHaveLength(4);
    expect(usualChecks(currentScenario())).toEqual([]);
    const lag = currentScenario().invariants.find(({ kind }) => kind === "lag-under")!.id;
    setCheckSetting(lag, "under", 7);
    nameCheck(lag, "Keeps up");
    expect(invariantOf(currentScenario(), lag)).toMatchObject({ name: "Keeps up", config: { under: 7 } });
    setCheckSetting(lag, "under", undefined);
    expect(invariantOf(currentScenario(), lag)!.config).toEqual({});
    setCheckTarget(lag, "nobody");
    undo();
    expect(invariantOf(currentScenario(), lag)!.target).toBe("group");
    deleteCheck(id);
    expect(currentScenario().invariants).toHaveLength(3);
    undo();
    expect(currentScenario().invariants).toHaveLength(4);
    setStopAtViolation(true);
    expect(currentScenario().settings).toEqual({ stopAtViolation: true });
    setStopAtViolation(false);
    expect(currentScenario().settings).toEqual({});
  });

  it("remember a violation that lies behind the playhead's way back, until the run takes another course", () => {
    const id = addChecks([{ kind: "lag-under", target: "group", config: {} }]);
    const violation = { atUs: 5_000_000, found: 120 } as Violation;
    const lampAt = (atUs: number, seen: Violation | null, headUs = 9_000_000) => {
      usePlayback.setState({ headUs });
      const sight: InvariantSight = {
        id,
        is: seen === null ? "holds" : "violated",
        looked: 1,
        times: 1,
        worst: 1,
        violation: seen,
      };
      return checksOf(currentScenario(), { atUs, invariants: [sight] } as unknown as Frame)[0]!.lamp;
    };
    expect(lampAt(1_000_000, null, 1_000_000)).toBe("holds");
    expect(lampAt(9_000_000, violation)).toBe("violated");
    expect(lampAt(1_000_000, null)).toBe("later");
    expect(lampAt(1_000_000, null, 2_000_000)).toBe("holds");
    // What was forgotten stays so, wherever the new course leads.
    expect(lampAt(1_000_000, null)).toBe("holds");
    expect(lampAt(9_000_000, violation)).toBe("violated");
    setCheckSetting(id, "under", 500);
    expect(lampAt(1_000_000, null)).toBe("holds");
    expect(checksOf(currentScenario(), null)[0]!.lamp).toBe("undecided");
  });
});
