/** What retry topics and redrives need to work: rules over wires, settings and interventions together. */
import type { Scenario, ScenarioNode } from "#scenario/document.ts";
import type { Refuse } from "./judge-kafka.ts";

/** A retry topic that its group does not read would keep its messages for ever; share groups have their own way. */
export function judgeRetries(scenario: Scenario, refuse: Refuse): void {
  const { interventions, nodes, wires } = scenario;
  const node = (id: string): ScenarioNode | undefined => nodes.find((each) => each.id === id);
  wires.forEach((wire, i) => {
    if (wire.kind !== "retries") return;
    const [group, topic] = [node(wire.from), node(wire.to)];
    if (group === undefined || topic === undefined) return;
    if (group.config["protocol"] === "share")
      refuse(
        "share-retries",
        `wires[${i}]`,
        `${group.name} is a share group: it gives failed messages back to be delivered again, and writes none to ${topic.name}.`,
        "Remove the wire.",
      );
    else if (!wires.some(({ kind, from, to }) => kind === "consumes" && from === topic.id && to === group.id))
      refuse(
        "unread-retries",
        `wires[${i}]`,
        `${group.name} puts failed messages into ${topic.name} and does not read it: they would never be tried again.`,
        `Wire ${topic.name} to ${group.name}.`,
      );
  });
  interventions.forEach(({ kind, target, config }, i) => {
    if (kind !== "redrive") return;
    for (const { code, field, message, advice } of redriveObstacles(
      scenario,
      target,
      config["to"] === "group",
    ))
      refuse(code, `interventions[${i}]${field === undefined ? "" : `.config.${field}`}`, message, advice);
  });
}

/** What stands against a redrive, and how to mend it; `field` is the redrive's setting that asks too much. */
export interface RedriveObstacle {
  readonly code: string;
  readonly field?: string;
  readonly message: string;
  readonly advice: string;
}

/** Why dead letters of a queue cannot be sent again; empty where they can. `isToGroup`: into the group's own retry topic. */
export function redriveObstacles(
  { nodes, wires }: Scenario,
  queueId: string,
  isToGroup: boolean,
): readonly RedriveObstacle[] {
  const found: RedriveObstacle[] = [];
  for (const { kind, from, to } of wires) {
    const group = nodes.find(({ id }) => id === from);
    if (kind !== "dead-letters" || to !== queueId || group === undefined) continue;
    const service = nodes.find(({ id }) => id === group.config["service"]);
    if (service?.config["transactional"] === true)
      found.push({
        code: "transactional-redrive",
        message: `${service.name} publishes in transactions: a redrive through its producer would be part of whatever transaction is open.`,
        advice: "Publish without transactions, or leave the dead letters in their queue.",
      });
    if (isToGroup && !wires.some((wire) => wire.kind === "retries" && wire.from === group.id))
      found.push({
        code: "no-retry-topic",
        field: "to",
        message: `${group.name} has no retry topic, so there is no topic that it alone reads.`,
        advice: `Wire ${group.name} to a topic for retries, or redrive to where the messages came from.`,
      });
  }
  return found;
}
