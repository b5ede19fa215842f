import {
  compareMembers,
  emptyAssignment,
  subscribedTopics,
  type AssignInput,
  type Assignment,
  type Assignor,
} from "./assignor.ts";

/** Deals all partitions, topic after topic, over the sorted members; one pointer goes round and skips members that are not subscribed. */
function assign(input: AssignInput): Assignment {
  const assignment = emptyAssignment(input.members);
  const circle = [...input.members]
    .sort(compareMembers)
    .map(({ memberId, topics }) => ({ memberId, topics: new Set(topics) }));
  let at = 0;
  for (const topic of subscribedTopics(input)) {
    const partitions = input.partitionsPerTopic.get(topic) ?? 0;
    for (let partition = 0; partition < partitions; partition++) {
      while (circle[at]?.topics.has(topic) === false) at = (at + 1) % circle.length;
      const member = circle[at];
      if (member !== undefined) assignment.get(member.memberId)?.push({ topic, partition });
      at = (at + 1) % circle.length;
    }
  }
  return assignment;
}

/** org.apache.kafka.clients.consumer.RoundRobinAssignor. */
export const roundRobin: Assignor = {
  name: "roundrobin",
  className: "org.apache.kafka.clients.consumer.RoundRobinAssignor",
  title: "Round robin",
  protocol: "eager",
  assign,
};
