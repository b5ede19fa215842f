/** How services and consumer groups belong together in a document. */
import type { Scenario, ScenarioNode } from "#scenario/document.ts";

/** The consumer group whose members are the instances of this service; a service has one at most. */
export function groupOfService(scenario: Scenario, serviceId: string): ScenarioNode | undefined {
  return scenario.nodes.find(
    (node) => node.kind === "consumer-group" && node.config["service"] === serviceId,
  );
}
