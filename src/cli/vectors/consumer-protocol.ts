import { type ConsumerGroupScenario, replayConsumerGroup } from "#sim/bus/log/consumer-protocol-replay.ts";
import { isObject, listAt, type VectorFormat } from "./format.ts";

function isScenario(value: unknown): value is ConsumerGroupScenario {
  if (!isObject(value) || typeof value["id"] !== "string" || !isObject(value["config"])) return false;
  if (typeof value["config"]["assignmentIntervalMs"] !== "number") return false;
  return (
    listAt(value, "topics").every((topic) => isObject(topic) && typeof topic["id"] === "string") &&
    listAt(value, "steps").every(
      (step) => isObject(step) && typeof step["t"] === "number" && typeof step["type"] === "string",
    )
  );
}

/** Heartbeats and commits of the members of one consumer group (KIP-848), with the answers and the group after each step. */
export const consumerProtocolFormat: VectorFormat = {
  name: "consumer protocol scenarios",
  recognises: (document) => {
    const first = listAt(document, "scenarios")[0];
    return isScenario(first) && first.steps.length > 0;
  },
  replay: function* (document) {
    for (const scenario of listAt(document, "scenarios")) {
      if (!isScenario(scenario)) throw new Error("a scenario has no id, config or well-formed steps");
      const difference = replayConsumerGroup(scenario);
      yield difference === null
        ? { verdict: "passed" }
        : { verdict: "failed", id: scenario.id, ...difference };
    }
  },
};
