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
    const groups = wires.filter((wire) => wire.kind === "dead-letters" && wire.to === target);
    for (const { from } of groups) judgeRedrive(scenario, node(from), config["to"] === "group", i, refuse);
  });
}

function judgeRedrive(
  { nodes, wires }: Scenario,
  group: ScenarioNode | undefined,
  isToGroup: boolean,
  at: number,
  refuse: Refuse,
): void {
  if (group === undefined) return;
  const service = nodes.find(({ id }) => id === group.config["service"]);
  if (service?.config["transactional"] === true)
    refuse(
      "transactional-redrive",
      `interventions[${at}]`,
      `${service.name} publishes in transactions: a redrive through its producer would be part of whatever transaction is open.`,
      "Publish without transactions, or leave the dead letters in their queue.",
    );
  if (isToGroup && !wires.some(({ kind, from }) => kind === "retries" && from === group.id))
    refuse(
      "no-retry-topic",
      `interventions[${at}].config.to`,
      `${group.name} has no retry topic, so there is no topic that it alone reads.`,
      `Wire ${group.name} to a topic for retries, or redrive to where the messages came from.`,
    );
}
