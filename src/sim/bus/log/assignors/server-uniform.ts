import { bucketOrder, capacityForCollection } from "#sim/bus/log/java-hash-map.ts";
import { uuidHash } from "#sim/bus/log/java-uuid.ts";
import {
  existingTopics,
  isHomogeneous,
  type ServerAssignInput,
  type ServerAssignment,
  type ServerAssignor,
  type SubscribedTopic,
} from "./server-assignor.ts";
import { assignMixed } from "./server-uniform-mixed.ts";
import { TargetDraft } from "./target-draft.ts";

interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

/** A member that is below its quota, and by how much. */
interface Needy {
  readonly draft: TargetDraft;
  readonly wants: number;
}

/** How many members may still get one partition more than the others. */
interface Extras {
  left: number;
}

/**
 * For members with equal subscriptions: everybody keeps what it has up to its quota, then the members below theirs are filled up
 * one after the other. Whoever already has one more than the minimum is preferred for the uneven rest (KAFKA-18688).
 */
function assignEqual(input: ServerAssignInput): ServerAssignment {
  const topics = topicsInSetOrder(input);
  const assignment: ServerAssignment = new Map();
  if (topics.length === 0) return assignment;
  const total = topics.reduce((sum, { partitions }) => sum + partitions, 0);
  const minimum = Math.floor(total / input.members.length);
  const extras: Extras = { left: total % input.members.length };
  const unassigned = partitionsOfNobody(input, topics);
  const subscribed = new Set(topics.map(({ name }) => name));
  const needy: Needy[] = [];
  const drafts = input.members.map((member, at) => {
    const draft = new TargetDraft(member.target);
    const membersLeft = input.members.length - at;
    const hasExtra = extras.left > 0;
    let wants = minimum + (hasExtra ? 1 : 0);
    for (const { topic, partitions } of member.target) {
      if (!subscribed.has(topic)) {
        draft.removeTopic(topic);
        continue;
      }
      for (const partition of partitions.slice(wants)) {
        draft.remove(topic, partition);
        unassigned.push({ topic, partition });
      }
      wants = Math.max(0, wants - partitions.length);
    }
    const passesItOn = wants > 0 && hasExtra && membersLeft > extras.left;
    if (passesItOn) wants--;
    if (wants > 0) needy.push({ draft, wants });
    if (hasExtra && !passesItOn) extras.left--;
    return draft;
  });
  let next = 0;
  for (const { draft, wants } of needy) {
    for (const { topic, partition } of unassigned.slice(next, next + wants)) draft.add(topic, partition);
    next += wants;
  }
  input.members.forEach(({ memberId }, at) => assignment.set(memberId, drafts[at]?.lists() ?? []));
  return assignment;
}

/** The topics of the first member, which are everybody's, in the order of a HashSet<Uuid>. */
function topicsInSetOrder(input: ServerAssignInput): SubscribedTopic[] {
  const topics = existingTopics(input, input.members[0]?.topics ?? []);
  return bucketOrder(topics, capacityForCollection(topics.length), ({ id }) => uuidHash(id));
}

/** The partitions that are in no member's target. */
function partitionsOfNobody(input: ServerAssignInput, topics: readonly SubscribedTopic[]): TopicPartition[] {
  const targeted = new Map(topics.map(({ name }) => [name, new Set<number>()]));
  for (const { target } of input.members) {
    for (const { topic, partitions } of target)
      for (const partition of partitions) targeted.get(topic)?.add(partition);
  }
  return topics.flatMap(({ name, partitions }) =>
    Array.from({ length: partitions }, (_, partition) => ({ topic: name, partition })).filter(
      ({ partition }) => targeted.get(name)?.has(partition) === false,
    ),
  );
}

/** org.apache.kafka.coordinator.group.assignor.UniformAssignor, the default of a cluster. */
export const serverUniform: ServerAssignor = {
  name: "uniform",
  className: "org.apache.kafka.coordinator.group.assignor.UniformAssignor",
  title: "Uniform",
  assign: (input) => (isHomogeneous(input.members) ? assignEqual(input) : assignMixed(input)),
};
