import { type CompactionScenario, replayCompaction } from "#sim/bus/log/log-cleaner-replay.ts";
import { isObject, listAt, type VectorFormat } from "./format.ts";

function isScenario(value: unknown): value is CompactionScenario {
  if (!isObject(value) || typeof value["id"] !== "string" || !isObject(value["config"])) return false;
  const policy = value["config"]["cleanup.policy"];
  if (typeof policy !== "string" || !policy.includes("compact")) return false;
  return listAt(value, "steps").every(
    (step) =>
      isObject(step) &&
      typeof step["op"] === "string" &&
      (step["op"] !== "append" || Array.isArray(step["records"])),
  );
}

/** Keyed records on one partition and runs of the log cleaner, with what was left after each. */
export const compactionFormat: VectorFormat = {
  name: "compaction scenarios",
  recognises: (document) => {
    const first = listAt(document, "scenarios")[0];
    return isScenario(first) && first.steps.length > 0;
  },
  replay: function* (document) {
    for (const scenario of listAt(document, "scenarios")) {
      if (!isScenario(scenario)) throw new Error("a scenario has no id, config or well-formed steps");
      const difference = replayCompaction(scenario);
      yield difference === null
        ? { verdict: "passed" }
        : { verdict: "failed", id: scenario.id, ...difference };
    }
  },
};
