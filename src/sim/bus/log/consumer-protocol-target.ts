/** The target assignment of a consumer group: when it is due and what it becomes (Kafka's TargetAssignmentBuilder). */
import { micros } from "#base/units.ts";
import { SERVER_ASSIGNORS } from "./assignors/of-server.ts";
import {
  inTopicOrder,
  type ServerAssignor,
  type ServerMember,
  type TopicPartitionList,
} from "./assignors/server-assignor.ts";
import { present } from "#base/assert.ts";
import type { ConsumerGroup, ConsumerGroupHost, ConsumerMember } from "./consumer-protocol-types.ts";
import { intSetOf, intsInOrder } from "./java-int-set.ts";
import { addKey, createHashOrder, inHashOrder, iterationOrder, removeKey } from "./java-hash-map.ts";
import { timelineOrder } from "./timeline-hash-map.ts";

/** Whether the targets are behind the group epoch and enough time has passed since they were computed last. */
export function isTargetDue(group: ConsumerGroup, host: ConsumerGroupHost): boolean {
  if (group.groupEpoch <= group.assignmentEpoch) return false;
  return (
    group.assignedAtUs < 0 || host.nowUs >= group.assignedAtUs + micros(group.config.assignmentIntervalMs)
  );
}

/**
 * Computes everybody's target, `updated` included as it is going to be: its record is not in the group yet. `formerId` is the
 * static member that it replaces, whose target it inherits.
 */
export function computeTarget(
  group: ConsumerGroup,
  host: ConsumerGroupHost,
  updated: ConsumerMember,
  formerId: string | null,
): void {
  const order = createHashOrder();
  for (const id of timelineOrder(group.memberOrder)) addKey(order, id);
  const changes = formerId === null ? [updated.memberId] : [updated.memberId, formerId];
  for (const id of inHashOrder(changes, (key) => key)) {
    if (id === formerId) removeKey(order, id);
    else addKey(order, id);
  }
  const members = iterationOrder(order).map((id): ServerMember => {
    const member =
      id === updated.memberId ? updated : present(group.members.get(id), "a member of the group");
    return {
      memberId: id,
      instanceId: member.instanceId,
      topics: inHashOrder(member.topics, (name) => name),
      target: group.targets.get(id === updated.memberId ? (formerId ?? id) : id) ?? [],
    };
  });
  const assignor = preferredAssignor(group, updated, formerId);
  const assignment = SERVER_ASSIGNORS[assignor].assign({ topics: group.topics, members });
  for (const { memberId } of members) {
    const lists = assignment.get(memberId) ?? [];
    group.targets.set(memberId, inTopicOrder(group.topics, lists.map(asRead)));
  }
  if (formerId !== null) group.targets.delete(formerId);
  group.assignmentEpoch = group.groupEpoch;
  group.assignedAtUs = host.nowUs;
  const { memberId } = updated;
  host.note({
    is: "target-computed",
    epoch: group.groupEpoch,
    assignor,
    memberCount: members.length,
    memberId,
  });
}

/** A set of partitions as the coordinator reads it back from its log: put into a new HashSet in the order it was written in. */
function asRead({ topic, partitions }: TopicPartitionList): TopicPartitionList {
  return { topic, partitions: intsInOrder(intSetOf(partitions)) };
}

/** The assignor that most members ask for; of equal ones the first in the order of Kafka's count map. */
function preferredAssignor(
  group: ConsumerGroup,
  updated: ConsumerMember,
  formerId: string | null,
): ServerAssignor["name"] {
  const votes = new Map<ServerAssignor["name"], number>();
  const vote = ({ serverAssignor }: ConsumerMember): void => {
    if (serverAssignor !== null) votes.set(serverAssignor, (votes.get(serverAssignor) ?? 0) + 1);
  };
  for (const member of group.members.values())
    if (member.memberId !== updated.memberId && member.memberId !== formerId) vote(member);
  vote(updated);
  let best = group.config.defaultAssignor;
  let most = 0;
  for (const name of inHashOrder([...votes.keys()], (key) => key)) {
    const count = votes.get(name) ?? 0;
    if (count <= most) continue;
    best = name;
    most = count;
  }
  return best;
}
