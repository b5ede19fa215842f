import type { AssignInput, AssignMember, TopicPartition } from "#sim/bus/log/assignors/assignor.ts";
import { ASSIGNORS } from "#sim/bus/log/assignors/index.ts";
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
  }[];
  /** What each member got. */
  readonly assignment: Readonly<Record<string, PartitionLists>>;
}

interface AssignorScenario {
  readonly id: string;
  readonly assignor: string;
  readonly steps: readonly AssignorStep[];
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

function replayScenario(scenario: AssignorScenario): VectorOutcome {
  const assignor = Object.values(ASSIGNORS).find(({ name }) => name === scenario.assignor);
  if (assignor === undefined)
    return { verdict: "skipped", because: `no client assignor is called ${scenario.assignor}` };
  for (const [at, step] of scenario.steps.entries()) {
    const assignment = assignor.assign(inputOf(scenario, step));
    const got = canonical(
      Object.fromEntries([...assignment].map(([member, list]) => [member, toLists(list)])),
    );
    const expected = canonical(step.assignment);
    if (got !== expected) {
      const where = `step ${at + 1} of ${scenario.steps.length} (generation ${step.generation})`;
      return { verdict: "failed", id: scenario.id, step: where, expected, got };
    }
  }
  return { verdict: "passed" };
}

/** Rebalance after rebalance of a group under one assignor; those of server-side assignors are skipped. */
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
