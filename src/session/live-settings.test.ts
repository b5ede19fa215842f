import { beforeEach, describe, expect, it } from "vitest";
import { emptyScenario } from "#scenario/document.ts";
import { faults } from "#sim/faults/index.ts";
import { kinds } from "#sim/kinds/index.ts";
import { runSettings } from "#sim/run-settings.ts";
import type { Fields } from "#scenario/fields.ts";
import { addNode, setScenarioName } from "./commands.ts";
import { setPlayhead } from "./frames.ts";
import {
  changeRunSetting,
  changeSeed,
  changeSetting,
  holds,
  useSettingNote,
  valueAt,
} from "./live-settings.ts";
import { usePlayback } from "./playback-store.ts";
import { runPart } from "./run-part.ts";
import { currentScenario, startWithScenario, undo, useScenario } from "./scenario-store.ts";

const note = () => {
  const { note: said } = useSettingNote.getState();
  return said !== null && holds(said, currentScenario()) ? said.text : null;
};
const now = (id: string, name: string, atUs: number) => {
  const node = currentScenario().nodes.find((each) => each.id === id);
  return node && valueAt(currentScenario(), node, name, atUs);
};
const at = (seconds: number) => setPlayhead(seconds * 1_000_000);

let id = "";
beforeEach(() => {
  startWithScenario(emptyScenario());
  useSettingNote.setState({ note: null });
  usePlayback.setState({ status: "ready" });
  at(0);
  id = addNode("producer");
});

describe("settings that can change in a running system", () => {
  it("name a fault that can happen to their kind, and a setting of it", () => {
    const described = Object.values(kinds).flatMap((kind) =>
      Object.entries<Fields[string]>(kind.fields).flatMap(([name, { live }]) =>
        live === undefined ? [] : [{ kind: kind.kind, name, live }],
      ),
    );
    expect(described.map(({ name }) => name)).toEqual(["instances", "ratePerSecond"]);
    for (const { kind, live } of described) {
      expect(faults[live.fault]?.targets).toContain(kind);
      expect(faults[live.fault]?.fields[live.setting]?.type).toBe("number");
    }
    expect(Object.values<Fields[string]>(runSettings).some(({ live }) => live !== undefined)).toBe(false);
  });

  it("change from the playhead on as an intervention, and the system stays as it was", () => {
    const { system } = runPart(currentScenario());
    at(57);
    changeSetting(id, "instances", 3, "now");
    expect(runPart(currentScenario()).system).toBe(system);
    expect(currentScenario().interventions).toMatchObject([
      { kind: "scale", target: id, atMs: 57_000.001, config: { instances: 3 } },
    ]);
    expect(useScenario.getState().undoLabel).toBe("Instances of producer from 0:57: 1 → 3");
    expect(note()).toBe("3 from 0:57 on, as an intervention; until then 1.");
    expect([now(id, "instances", 56e6), now(id, "instances", 57e6)]).toEqual([1, 3]);
    undo();
    expect(currentScenario().interventions).toEqual([]);
    expect(note()).toBeNull();
  });

  it("change once where the picture stands still, and not at all where they come back", () => {
    at(57);
    changeSetting(id, "instances", 2, "now");
    changeSetting(id, "instances", 5, "now");
    expect(currentScenario().interventions).toMatchObject([{ atMs: 57_000.001, config: { instances: 5 } }]);
    expect(useScenario.getState().undoLabel).toBe("Instances of producer from 0:57: 1 → 5");
    changeSetting(id, "instances", undefined, "now");
    expect(currentScenario().interventions).toEqual([]);
    expect(note()).toMatch(/as before/);
  });

  it("count a rate as a multiple of the drawn one, and show it as it was typed", () => {
    changeSetting(id, "ratePerSecond", 3, "start");
    at(10);
    changeSetting(id, "ratePerSecond", 7, "now");
    expect(currentScenario().interventions[0]?.config["factor"]).toBeCloseTo(7 / 3);
    expect(now(id, "ratePerSecond", 10e6)).toBe(7);
    expect(note()).toBe("7 /s from 0:10 on, as an intervention; until then 3 /s.");
  });

  it("change from the start where somebody wants that, and say what has been set since", () => {
    at(30);
    changeSetting(id, "instances", 4, "now");
    at(57);
    changeSetting(id, "instances", 2, "start");
    expect(currentScenario().nodes[0]?.config["instances"]).toBe(2);
    expect(note()).toBe(
      "Changed from the start: the run is replayed to 0:57. Since 0:30 it is 4 by an intervention.",
    );
  });

  it("are refused with the reason where no fault can do it", () => {
    changeSetting(id, "ratePerSecond", 0.001, "start");
    at(10);
    const before = currentScenario();
    changeSetting(id, "ratePerSecond", 1_000_000, "now");
    expect(currentScenario()).toBe(before);
  });
});

describe("all other settings", () => {
  it("hold from the start, which is said while a run is under way and only then", () => {
    changeSetting(id, "serviceTimeMs", 70, "now");
    expect(note()).toBeNull();
    at(57);
    changeSetting(id, "serviceTimeMs", 80, "now");
    expect(currentScenario().nodes[0]?.config["serviceTimeMs"]).toBe(80);
    expect(currentScenario().interventions).toEqual([]);
    expect(note()).toBe("Changed from the start: the run is replayed to 0:57.");
    changeRunSetting("networkLatencyMs", 9);
    expect(useSettingNote.getState().note).toMatchObject({ nodeId: "", field: "networkLatencyMs" });
    changeSeed("8");
    expect(useScenario.getState().undoLabel).toBe("Seed 1 → 8");
    setScenarioName("another");
    expect(note()).toMatch(/replayed to 0:57/);
  });

  it("say nothing where nothing was changed", () => {
    at(57);
    changeSeed("1");
    changeSetting(id, "instances", 1, "now");
    expect(note()).toBeNull();
  });
});
