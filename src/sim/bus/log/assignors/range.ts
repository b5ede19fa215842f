import {
  compareMembers,
  emptyAssignment,
  rackOf,
  racksMatter,
  replicaRacksOf,
  subscribedTopics,
  type AssignInput,
  type AssignMember,
  type Assignment,
  type Assignor,
} from "./assignor.ts";

/** How far one topic is dealt out. */
interface TopicState {
  readonly topic: string;
  /** Subscribers in the order in which they are served. */
  readonly members: readonly AssignMember[];
  /** Racks of each partition's replicas; empty if no subscriber has a rack. */
  readonly racks: readonly ReadonlySet<string>[];
  readonly racksMatter: boolean;
  /** Partitions not dealt out yet, ascending. */
  left: number[];
  readonly taken: Map<string, number>;
  /** What every member gets at least. */
  readonly quota: number;
  /** Members that may still get one more than the quota. */
  extras: number;
}

function topicState(input: AssignInput, topic: string): TopicState {
  const members = input.members.filter((member) => member.topics.includes(topic)).sort(compareMembers);
  const partitions = input.partitionsPerTopic.get(topic) ?? 0;
  const memberRacks = new Set(members.map(rackOf).filter((rack) => rack !== null));
  const left = Array.from({ length: partitions }, (_, partition) => partition);
  const racks =
    memberRacks.size === 0 ? [] : left.map((partition) => replicaRacksOf(input, topic, partition));
  return {
    topic,
    members,
    racks,
    racksMatter: racksMatter(memberRacks, racks),
    left,
    taken: new Map(),
    quota: Math.floor(partitions / members.length),
    extras: partitions % members.length,
  };
}

function rackMatches(state: TopicState, member: AssignMember, partition: number): boolean {
  const rack = rackOf(member);
  return rack === null || state.racks[partition]?.has(rack) === true;
}

/** How many more partitions of the topic the member may get now. */
function room(state: TopicState, memberId: string): number {
  return Math.max(0, state.quota + (state.extras > 0 ? 1 : 0) - (state.taken.get(memberId) ?? 0));
}

function give(
  state: TopicState,
  memberId: string,
  partitions: readonly number[],
  assignment: Assignment,
): void {
  for (const partition of partitions) assignment.get(memberId)?.push({ topic: state.topic, partition });
  const taken = (state.taken.get(memberId) ?? 0) + partitions.length;
  state.taken.set(memberId, taken);
  if (taken > state.quota) state.extras--;
  state.left = state.left.filter((partition) => !partitions.includes(partition));
}

/** Serves the members in order, each with the first partitions left that it may have, up to its share. */
function assignRanges(state: TopicState, assignment: Assignment, onlyMatchingRacks: boolean): void {
  for (const member of state.members) {
    const mayHave = onlyMatchingRacks
      ? state.left.filter((partition) => rackMatches(state, member, partition))
      : state.left;
    const given = mayHave.slice(0, room(state, member.memberId));
    if (given.length > 0) give(state, member.memberId, given, assignment);
  }
}

/** Topics with the same subscribers and as many partitions stay co-partitioned: a number goes to a member only if its rack fits in every topic. */
function assignCoPartitioned(states: readonly TopicState[], assignment: Assignment): void {
  let waiting = [...(states[0]?.members ?? [])];
  const numbers = states[0]?.racks.length ?? 0;
  for (let partition = 0; partition < numbers; partition++) {
    const member = waiting.find((candidate) =>
      states.every(
        (state) => rackMatches(state, candidate, partition) && room(state, candidate.memberId) > 0,
      ),
    );
    if (member === undefined) continue;
    for (const state of states) give(state, member.memberId, [partition], assignment);
    if (states.every((state) => room(state, member.memberId) === 0))
      waiting = waiting.filter((other) => other !== member);
  }
}

function assignMatchingRacks(states: readonly TopicState[], assignment: Assignment): void {
  const groups = new Map<string, TopicState[]>();
  for (const state of states) {
    const key = JSON.stringify([state.racks.length, state.members.map(({ memberId }) => memberId)]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [state]);
    else group.push(state);
  }
  for (const group of groups.values()) {
    const only = group[0];
    if (group.length > 1) assignCoPartitioned(group, assignment);
    else if (only?.racksMatter === true) assignRanges(only, assignment, true);
  }
}

/** Per topic: the sorted subscribers get contiguous ranges, the first ones one partition more; racks are matched first where they matter (KIP-881). */
function assign(input: AssignInput): Assignment {
  const assignment = emptyAssignment(input.members);
  const states = subscribedTopics(input).map((topic) => topicState(input, topic));
  if (states.some((state) => state.racksMatter)) assignMatchingRacks(states, assignment);
  for (const state of states) assignRanges(state, assignment, false);
  const rankOfTopic = new Map(states.map((state, rank) => [state.topic, rank]));
  for (const partitions of assignment.values()) {
    partitions.sort(
      (a, b) =>
        (rankOfTopic.get(a.topic) ?? 0) - (rankOfTopic.get(b.topic) ?? 0) || a.partition - b.partition,
    );
  }
  return assignment;
}

/** org.apache.kafka.clients.consumer.RangeAssignor. */
export const range: Assignor = {
  name: "range",
  className: "org.apache.kafka.clients.consumer.RangeAssignor",
  title: "Range",
  protocol: "eager",
  assign,
};
