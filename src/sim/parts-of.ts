/**
 * The parts of the simulator that not every scenario needs, and which of them one does. The worker loads only these; what
 * is named here for nothing costs a download, what is not named cannot run.
 */
import type { ConfigValue, Scenario, ScenarioNode } from "#scenario/document.ts";
import type { Fields } from "#scenario/fields.ts";
import { consumerGroup } from "./kinds/consumer-group.ts";
import { service } from "./kinds/service.ts";
import { topic } from "./kinds/topic.ts";

/** By the names of their files in `parts/`. */
export const PART_NAMES = [
  "sharing",
  "consumer-protocol",
  "transactions",
  "cluster",
  "compaction",
  "patterns",
  "sticky",
  "schemas",
  "effects",
  "retries",
  "event-sourcing",
  "calling",
  "choreography",
  "interventions",
  "invariants",
] as const;

export type PartName = (typeof PART_NAMES)[number];

/** Which parts a scenario needs, judged or not, in the order of PART_NAMES. */
export function partsOf({
  interventions,
  invariants,
  nodes,
  subjects,
  wires,
}: Pick<Scenario, "interventions" | "invariants" | "nodes" | "subjects" | "wires">): PartName[] {
  return PART_NAMES.filter(
    (part) =>
      (part === "interventions" && interventions.length > 0) ||
      (part === "invariants" && invariants.length > 0) ||
      (part === "schemas" && subjects.length > 0) ||
      (part === "retries" && wires.some(({ kind }) => kind === "retries")) ||
      (part === "calling" && wires.some(({ kind }) => kind === "calls")) ||
      nodes.some((node) => needs(node, part)),
  );
}

function needs(node: ScenarioNode, part: PartName): boolean {
  switch (node.kind) {
    case "cluster":
      return part === "cluster";
    case "database":
      return part === "effects";
    case "service":
      return (
        (part === "effects" && hasEffect(node)) ||
        (part === "choreography" && setting(node, service.fields, "sagaStep") === true) ||
        (part === "transactions" && setting(node, service.fields, "transactional") === true) ||
        (part === "calling" && setting(node, service.fields, "http") === true)
      );
    case "topic":
      if (part === "schemas")
        return (
          setting(node, topic.fields, "valueSubject") !== "" ||
          setting(node, topic.fields, "keySubject") !== ""
        );
      return part === "compaction" && setting(node, topic.fields, "cleanupPolicy") !== "delete";
    case "schema-registry":
      return part === "schemas";
    case "event-store":
      return part === "event-sourcing";
    case "dead-letter-queue":
      return part === "retries";
    case "consumer-group":
      return groupNeeds(node, part);
    default:
      return false;
  }
}

/** Whether it does something with a record besides working on it. */
function hasEffect(node: ScenarioNode): boolean {
  return (
    setting(node, service.fields, "sagaStep") === true ||
    setting(node, service.fields, "effect") !== "none" ||
    setting(node, service.fields, "publication") !== "after-commit"
  );
}

function groupNeeds(node: ScenarioNode, part: PartName): boolean {
  const { fields } = consumerGroup;
  const protocol = setting(node, fields, "protocol");
  switch (part) {
    case "sharing":
      return protocol === "share";
    case "consumer-protocol":
      return protocol === "consumer";
    case "retries":
      return setting(node, fields, "jitter") !== "none" || setting(node, fields, "retryBudgetPercent") !== 0;
    case "patterns":
      return setting(node, fields, "pattern") !== "";
    case "sticky": {
      const assignor = setting(node, fields, "assignor");
      return protocol === "classic" && (assignor === "sticky" || assignor === "cooperative-sticky");
    }
    default:
      return false;
  }
}

function setting<F extends Fields>(node: ScenarioNode, fields: F, name: keyof F & string): ConfigValue {
  return node.config[name] ?? fields[name]!.initial;
}
