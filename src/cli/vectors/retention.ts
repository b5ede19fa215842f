import { replayRetention, type RetentionScenario } from "#sim/bus/log/partition-segments-replay.ts";
import { isObject, listAt, type VectorFormat } from "./format.ts";

function isScenario(value: unknown): value is RetentionScenario {
  if (!isObject(value) || typeof value["id"] !== "string" || !isObject(value["config"])) return false;
  // Compaction runs look alike, but their steps append lists of records.
  if (value["config"]["cleanup.policy"] !== "delete") return false;
  return listAt(value, "steps").every(
    (step) =>
      isObject(step) &&
      typeof step["t"] === "number" &&
      typeof step["op"] === "string" &&
      (step["op"] !== "append" || typeof step["valueBytes"] === "number"),
  );
}

/** Appends, rolls and retention checks of one partition's log, with its segments after each. */
export const retentionFormat: VectorFormat = {
  name: "retention scenarios",
  recognises: (document) => {
    const first = listAt(document, "scenarios")[0];
    return isScenario(first) && first.steps.length > 0;
  },
  replay: function* (document) {
    for (const scenario of listAt(document, "scenarios")) {
      if (!isScenario(scenario)) throw new Error("a scenario has no id, config or well-formed steps");
      const difference = replayRetention(scenario);
      yield difference === null
        ? { verdict: "passed" }
        : { verdict: "failed", id: scenario.id, ...difference };
    }
  },
};
