import {
  compareServerMembers,
  existingTopics,
  type ServerAssignInput,
  type ServerAssignment,
  type ServerAssignor,
} from "./server-assignor.ts";

/** Every topic by itself: its subscribers, sorted, get consecutive partitions, and the first ones one more where it does not work out even. */
function assign(input: ServerAssignInput): ServerAssignment {
  const assignment: ServerAssignment = new Map(input.members.map(({ memberId }) => [memberId, []]));
  const members = [...input.members].sort(compareServerMembers);
  const names = new Set(input.members.flatMap(({ topics }) => topics));
  for (const { name, partitions } of existingTopics(input, [...names])) {
    const subscribers = members.filter(({ topics }) => topics.includes(name));
    const quota = Math.floor(partitions / subscribers.length);
    const extras = partitions % subscribers.length;
    let next = 0;
    subscribers.forEach(({ memberId }, at) => {
      const count = quota + (at < extras ? 1 : 0);
      const first = next;
      next += count;
      if (count === 0) return;
      const given = Array.from({ length: count }, (_, i) => first + i);
      assignment.get(memberId)?.push({ topic: name, partitions: given });
    });
  }
  return assignment;
}

/** org.apache.kafka.coordinator.group.assignor.RangeAssignor. */
export const serverRange: ServerAssignor = {
  name: "range",
  className: "org.apache.kafka.coordinator.group.assignor.RangeAssignor",
  title: "Range",
  assign,
};
