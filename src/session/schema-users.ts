/** Who on the canvas writes and reads the records of a subject. */
import type { Scenario, ScenarioNode } from "#scenario/document.ts";

/** A service that writes, or a consumer group that reads. */
export interface SchemaUser {
  readonly nodeId: string;
  readonly name: string;
  readonly role: "writes" | "reads";
  /** Name of the topic. */
  readonly topic: string;
  /** Version by number; 0: the newest. */
  readonly version: number;
}

/** A topic that names a subject, and as what. */
export interface SchemaTopic {
  readonly nodeId: string;
  readonly name: string;
  readonly part: "value" | "key";
}

/** Topics that name the subject, in the document's order. */
export function topicsOf({ nodes }: Scenario, subjectId: string): readonly SchemaTopic[] {
  return nodes.flatMap(({ id, name, config }) =>
    (["value", "key"] as const).flatMap((part) =>
      config[`${part}Subject`] === subjectId ? [{ nodeId: id, name, part }] : [],
    ),
  );
}

/** Services that publish to a topic with the subject, then groups that read one. */
export function usersOf(scenario: Scenario, subjectId: string): readonly SchemaUser[] {
  const topics = new Map(topicsOf(scenario, subjectId).map(({ nodeId, name }) => [nodeId, name]));
  const nodes = new Map(scenario.nodes.map((node) => [node.id, node]));
  const users = scenario.wires.flatMap(({ kind, from, to }): SchemaUser[] => {
    const isWriter = kind === "publishes";
    if (!isWriter && kind !== "consumes") return [];
    const topic = topics.get(isWriter ? to : from);
    const node = nodes.get(isWriter ? from : to);
    if (topic === undefined || node === undefined) return [];
    const { id: nodeId, name } = node;
    const version = versionOf(node, isWriter ? "writerVersion" : "readerVersion");
    return [{ nodeId, name, role: isWriter ? "writes" : "reads", topic, version }];
  });
  return users.toSorted((a, b) => (a.role === b.role ? 0 : a.role === "writes" ? -1 : 1));
}

function versionOf({ config }: ScenarioNode, setting: string): number {
  const version = config[setting];
  return typeof version === "number" ? version : 0;
}
