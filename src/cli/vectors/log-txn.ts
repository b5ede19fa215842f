import { type LogTxnScenario, replayLogTxn } from "#sim/bus/log/log-txn-replay.ts";
import { isObject, listAt, type VectorFormat } from "./format.ts";

function isScenario(value: unknown): value is LogTxnScenario {
  if (!isObject(value) || typeof value["id"] !== "string") return false;
  return listAt(value, "steps").every(
    (step) =>
      isObject(step) &&
      typeof step["op"] === "string" &&
      typeof step["leo"] === "number" &&
      typeof step["lso"] === "number",
  );
}

/** Batches with sequence numbers, markers and a moving high watermark on one partition, with what consumers see of them. */
export const logTxnFormat: VectorFormat = {
  name: "transactional log scenarios",
  recognises: (document) => {
    const first = listAt(document, "scenarios")[0];
    return isScenario(first) && first.steps.length > 0;
  },
  replay: function* (document) {
    for (const scenario of listAt(document, "scenarios")) {
      if (!isScenario(scenario)) throw new Error("a scenario has no id or well-formed steps");
      const difference = replayLogTxn(scenario);
      yield difference === null
        ? { verdict: "passed" }
        : { verdict: "failed", id: scenario.id, ...difference };
    }
  },
};
