import { type ClassicGroupScenario, replayClassicGroup } from "#sim/bus/log/classic-group-replay.ts";
import { isObject, listAt, type VectorFormat } from "./format.ts";

function isScenario(value: unknown): value is ClassicGroupScenario {
  if (!isObject(value) || typeof value["id"] !== "string" || !isObject(value["config"])) return false;
  if (typeof value["config"]["group.initial.rebalance.delay.ms"] !== "number") return false;
  return listAt(value, "log").every(
    (entry) => isObject(entry) && typeof entry["t"] === "number" && typeof entry["type"] === "string",
  );
}

/** What the members of one group asked its coordinator, what they were answered and when, and the group after each step. */
export const classicGroupFormat: VectorFormat = {
  name: "classic group scenarios",
  recognises: (document) => {
    const first = listAt(document, "scenarios")[0];
    return isScenario(first) && first.log.length > 0;
  },
  replay: function* (document) {
    for (const scenario of listAt(document, "scenarios")) {
      if (!isScenario(scenario)) throw new Error("a scenario has no id, config or well-formed log");
      const difference = replayClassicGroup(scenario);
      yield difference === null
        ? { verdict: "passed" }
        : { verdict: "failed", id: scenario.id, ...difference };
    }
  },
};
