import { type AccumulatorScenario, replayAccumulator } from "#sim/bus/log/accumulator-replay.ts";
import { isObject, listAt, type VectorFormat } from "./format.ts";

function isScenario(value: unknown): value is AccumulatorScenario {
  if (!isObject(value) || typeof value["id"] !== "string" || !isObject(value["config"])) return false;
  if (typeof value["config"]["batch.size"] !== "number" || !isObject(value["nodeOrder"])) return false;
  return listAt(value, "steps").every(
    (step) => isObject(step) && typeof step["t"] === "number" && typeof step["op"] === "string",
  );
}

/** Records that a producer takes in, and what its sender finds ready and drains. */
export const accumulatorFormat: VectorFormat = {
  name: "accumulator scenarios",
  recognises: (document) => {
    const first = listAt(document, "scenarios")[0];
    return isScenario(first) && first.steps.length > 0;
  },
  replay: function* (document) {
    for (const scenario of listAt(document, "scenarios")) {
      if (!isScenario(scenario)) throw new Error("a scenario has no id, config or well-formed steps");
      const difference = replayAccumulator(scenario);
      yield difference === null
        ? { verdict: "passed" }
        : { verdict: "failed", id: scenario.id, ...difference };
    }
  },
};
