import type { AssignInput, AssignMember, TopicPartition } from "#sim/bus/log/assignors/assignor.ts";
import "#sim/all-parts.ts";
import { ASSIGNORS } from "#sim/bus/log/assignors/index.ts";
import { SERVER_ASSIGNORS } from "#sim/bus/log/assignors/of-server.ts";
import type { ServerAssignInput, TopicPartitionList } from "#sim/bus/log/assignors/server-assignor.ts";
import { inHashOrder } from "#sim/bus/log/java-hash-map.ts";
import { canonical, isObject, listAt, type VectorFormat, type VectorOutcome } from "./format.ts";

/** Partition numbers per topic. */
type PartitionLists = Readonly<Record<string, readonly number[]>>;

interface AssignorStep {
  readonly generation: number;
  readonly partitions: Readonly<Record<string, number>>;
  readonly members: readonly {
    readonly id: string;
    readonly instanceId?: string;
    readonly rack?: string;
    readonly topics: readonly string[];
    readonly owned?: PartitionLists | null;
    readonly generation?: number;
    readonly userDataGeneration?: number | null;
    /** Server-side assignors: the target so far; the order of its topics and partitions is input. */
    readonly currentTarget?: PartitionLists;
  }[];
  /** What each member got. */
  readonly assignment: Readonly<Record<string, PartitionLists>>;
}

interface AssignorScenario {
  readonly id: string;
  readonly assignor: string;
  readonly steps: readonly AssignorStep[];
  /** Server-side assignors: the topics' Uuids. */
  readonly topicIds?: Readonly<Record<string, string>>;
  readonly rackLayout?: { readonly replicaRacks: Readonly<Record<string, readonly (readonly string[])[]>> };
}

function isScenario(value: unknown): value is AssignorScenario {
  if (!isObject(value) || typeof value["id"] !== "string" || typeof value["assignor"] !== "string")
    return false;
  return listAt(value, "steps").every(
    (step) =>
      isObject(step) &&
      isObject(step["partitions"]) &&
      Array.isArray(step["members"]) &&
      isObject(step["assignment"]),
  );
}

function toList(owned: PartitionLists): TopicPartition[] {
  return Object.entries(owned).flatMap(([topic, partitions]) =>
    partitions.map((partition) => ({ topic, partition })),
  );
}

/** One rebalance of a scenario as the assignor's input: only what the vector gives, nothing carried over from the step before. */
function inputOf(scenario: AssignorScenario, step: AssignorStep): AssignInput {
  const members = step.members.map((member): AssignMember => ({
    memberId: member.id,
    instanceId: member.instanceId ?? null,
    rack: member.rack ?? null,
    topics: member.topics,
    owned: member.owned === undefined || member.owned === null ? null : toList(member.owned),
    generation: member.generation ?? -1,
    userDataGeneration: member.userDataGeneration ?? null,
  }));
  const partitionsPerTopic = new Map(Object.entries(step.partitions));
  const racks = scenario.rackLayout?.replicaRacks;
  return racks === undefined
    ? { partitionsPerTopic, members }
    : { partitionsPerTopic, members, replicaRacks: new Map(Object.entries(racks)) };
}

function toLists(partitions: readonly TopicPartition[]): Record<string, number[]> {
  const lists: Record<string, number[]> = {};
  for (const { topic, partition } of partitions) (lists[topic] ??= []).push(partition);
  return lists;
}

function toTarget(lists: PartitionLists): TopicPartitionList[] {
  return Object.entries(lists).map(([topic, partitions]) => ({ topic, partitions }));
}

/** The same for an assignor of the consumer protocol: members in the order in which the coordinator's HashMap yields them. */
function serverInputOf(scenario: AssignorScenario, step: AssignorStep): ServerAssignInput {
  const topics = Object.entries(step.partitions).map(
    ([name, partitions]) => [name, { id: scenario.topicIds?.[name] ?? "", partitions }] as const,
  );
  const members = step.members.map((member) => ({
    memberId: member.id,
    instanceId: member.instanceId ?? null,
    topics: inHashOrder(member.topics, (name) => name),
    target: toTarget(member.currentTarget ?? {}),
  }));
  return { topics: new Map(topics), members: inHashOrder(members, ({ memberId }) => memberId) };
}

/** What each member gets in a step, topics and partitions sorted; null if there is no such assignor. */
function assignmentOf(scenario: AssignorScenario, step: AssignorStep): Record<string, PartitionLists> | null {
  const client = Object.values(ASSIGNORS).find(({ name }) => name === scenario.assignor);
  if (client !== undefined) {
    const assignment = client.assign(inputOf(scenario, step));
    return Object.fromEntries([...assignment].map(([member, list]) => [member, toLists(list)]));
  }
  const server = Object.values(SERVER_ASSIGNORS).find(({ name }) => `server-${name}` === scenario.assignor);
  if (server === undefined) return null;
  const assignment = server.assign(serverInputOf(scenario, step));
  return Object.fromEntries(
    step.members.map(({ id }) => [
      id,
      Object.fromEntries(
        (assignment.get(id) ?? []).map(({ topic, partitions }) => [
          topic,
          partitions.toSorted((a, b) => a - b),
        ]),
      ),
    ]),
  );
}

function replayScenario(scenario: AssignorScenario): VectorOutcome {
  for (const [at, step] of scenario.steps.entries()) {
    const assignment = assignmentOf(scenario, step);
    if (assignment === null)
      return { verdict: "skipped", because: `no assignor is called ${scenario.assignor}` };
    const got = canonical(assignment);
    const expected = canonical(step.assignment);
    if (got !== expected) {
      const where = `step ${at + 1} of ${scenario.steps.length} (generation ${step.generation})`;
      return { verdict: "failed", id: scenario.id, step: where, expected, got };
    }
  }
  return { verdict: "passed" };
}

/** Rebalance after rebalance of a group under one assignor, of the clients or of the group coordinator. */
export const assignorsFormat: VectorFormat = {
  name: "assignor scenarios",
  recognises: (document) => {
    const first = listAt(document, "scenarios")[0];
    return isScenario(first) && first.steps.length > 0;
  },
  replay: function* (document) {
    for (const scenario of listAt(document, "scenarios")) {
      if (!isScenario(scenario)) throw new Error("a scenario has no id, assignor or well-formed steps");
      yield replayScenario(scenario);
    }
  },
};
