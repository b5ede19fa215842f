import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AssignInput, AssignMember, Assignment, TopicPartition } from "./assignor.ts";
import "#sim/all-parts.ts";
import { ASSIGNORS } from "./index.ts";

const TOPICS = ["orders", "payments", "shipments", "t1"];
const RACKS = ["a", "b", "c"];

const memberId = fc
  .tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 0x7fffffff }))
  .map(([n, random]) => `consumer-${n}-${random.toString(16)}`);

/** A group that starts afresh: nobody owns anything. */
function group(topics: fc.Arbitrary<string[]>, racks = false): fc.Arbitrary<AssignInput> {
  const member = fc.record({
    memberId,
    instanceId: fc.option(memberId, { freq: 4 }),
    rack: racks ? fc.option(fc.constantFrom(...RACKS)) : fc.constant(null),
    topics,
    owned: fc.constant(null),
    generation: fc.constant(-1),
    userDataGeneration: fc.constant(null),
  });
  const partitions = fc.tuple(...TOPICS.map(() => fc.integer({ min: 0, max: 12 })));
  return fc
    .record({
      members: fc.uniqueArray(member, {
        minLength: 1,
        maxLength: 9,
        selector: (one) => one.memberId,
      }),
      partitions,
      replicas: fc.array(fc.subarray(RACKS, { minLength: 1 }), { minLength: 12, maxLength: 12 }),
    })
    .map(({ members, partitions: counts, replicas }) => ({
      members: members.map((one, at) => ({
        ...one,
        instanceId: one.instanceId === null ? null : `${one.instanceId}-${at}`,
      })),
      partitionsPerTopic: new Map(TOPICS.map((topic, at) => [topic, counts[at] ?? 0])),
      ...(racks ? { replicaRacks: new Map(TOPICS.map((topic) => [topic, replicas])) } : {}),
    }));
}

const sameTopics = fc.constant(TOPICS);
// Not none at all: see "takes members without topics for subscribers".
const someTopics = fc.subarray(TOPICS, { minLength: 1 });
const anyGroup = fc.oneof(
  group(sameTopics),
  group(someTopics),
  group(sameTopics, true),
  group(someTopics, true),
);

const nameOf = ({ topic, partition }: TopicPartition): string => `${topic}-${partition}`;

/** The partitions that have a subscriber, by name. */
function wanted(input: AssignInput): string[] {
  const topics = new Set(input.members.flatMap((member) => member.topics));
  return [...input.partitionsPerTopic]
    .filter(([topic]) => topics.has(topic))
    .flatMap(([topic, count]) =>
      Array.from({ length: count }, (_, partition) => nameOf({ topic, partition })),
    )
    .sort();
}

const sizes = (assignment: Assignment): number[] => [...assignment.values()].map((list) => list.length);

/** The same group one rebalance later: everybody reports what it was given. */
function next(input: AssignInput, assignment: Assignment, generation: number): AssignInput {
  const members = input.members.map((member): AssignMember => ({
    ...member,
    owned: assignment.get(member.memberId) ?? [],
    generation,
    userDataGeneration: generation,
  }));
  return { ...input, members };
}

function withoutMember(input: AssignInput, at: number): AssignInput {
  return { ...input, members: input.members.filter((_, position) => position !== at) };
}

describe.each(Object.values(ASSIGNORS))("$title", (assignor) => {
  const { assign } = assignor;

  it("is registered under its own name", () => {
    expect(ASSIGNORS[assignor.name]).toBe(assignor);
    expect(assignor.className).toMatch(/^org\.apache\.kafka\.clients\.consumer\./);
  });

  it("gives a new group every partition exactly once, to a subscriber", () => {
    fc.assert(
      fc.property(anyGroup, (input) => {
        const assignment = assign(input);
        expect([...assignment.keys()]).toEqual(input.members.map((member) => member.memberId));
        expect([...assignment.values()].flat().map(nameOf).sort()).toEqual(wanted(input));
        for (const member of input.members) {
          for (const { topic } of assignment.get(member.memberId) ?? [])
            expect(member.topics).toContain(topic);
        }
      }),
    );
  });

  it("lists a member's partitions by topic, then number", () => {
    fc.assert(
      fc.property(anyGroup, (input) => {
        for (const list of assign(input).values()) {
          const sorted = [...list].sort((a, b) =>
            a.topic === b.topic ? a.partition - b.partition : a.topic < b.topic ? -1 : 1,
          );
          expect(list).toEqual(sorted);
        }
      }),
    );
  });

  it("answers the same for the same input and leaves the input alone", () => {
    fc.assert(
      fc.property(anyGroup, (input) => {
        const before = structuredClone(input);
        const first = assign(input);
        expect(input).toEqual(before);
        expect(assign(before)).toEqual(first);
      }),
    );
  });

  it("has nothing to give where there is nothing", () => {
    expect(assign({ members: [], partitionsPerTopic: new Map([["orders", 3]]) })).toEqual(new Map());
    const alone = { memberId: "m", instanceId: null, owned: null, generation: -1, userDataGeneration: null };
    const nowhere = {
      members: [{ ...alone, topics: ["missing"] }],
      partitionsPerTopic: new Map([["orders", 3]]),
    };
    expect(assign(nowhere)).toEqual(new Map([["m", []]]));
  });

  it("keeps loads of equal subscribers within one partition, range topic by topic", () => {
    fc.assert(
      fc.property(fc.oneof(group(sameTopics), group(sameTopics, true)), (input) => {
        const assignment = assign(input);
        const loads =
          assignor.name === "range"
            ? TOPICS.map((topic) =>
                [...assignment.values()].map((list) => list.filter((tp) => tp.topic === topic).length),
              )
            : [sizes(assignment)];
        for (const load of loads) expect(Math.max(...load) - Math.min(...load)).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe.each([ASSIGNORS.range, ASSIGNORS.roundrobin])("$title", ({ assign }) => {
  it("does not depend on the order of the members", () => {
    fc.assert(
      fc.property(anyGroup, (input) => {
        const reversed = { ...input, members: input.members.toReversed() };
        expect(new Map([...assign(reversed)].reverse())).toEqual(assign(input));
      }),
    );
  });
});

describe.each([ASSIGNORS.sticky, ASSIGNORS["cooperative-sticky"]])("$title", ({ assign, name }) => {
  it("moves nothing when nothing changed", () => {
    fc.assert(
      fc.property(fc.oneof(group(sameTopics), group(someTopics)), (input) => {
        const first = assign(input);
        expect(assign(next(input, first, 1))).toEqual(first);
      }),
    );
  });

  it("lets equal subscribers keep everything when another one leaves", () => {
    fc.assert(
      fc.property(group(sameTopics), fc.nat(), (input, pick) => {
        fc.pre(input.members.length > 1);
        const first = assign(input);
        const rest = withoutMember(next(input, first, 1), pick % input.members.length);
        const second = assign(rest);
        for (const { memberId: id } of rest.members) {
          expect(second.get(id)?.map(nameOf)).toEqual(
            expect.arrayContaining(first.get(id)?.map(nameOf) ?? []),
          );
        }
      }),
    );
  });

  it("fills a newcomer's share, in a second rebalance if the protocol is cooperative", () => {
    fc.assert(
      fc.property(group(sameTopics), (input) => {
        fc.pre(input.members.length > 1);
        const first = assign(withoutMember(input, 0));
        const joined = next(input, first, 1);
        let assignment = assign(joined);
        if (name === "cooperative-sticky") {
          const owners = new Map([...first].flatMap(([id, list]) => list.map((tp) => [nameOf(tp), id])));
          for (const [id, list] of assignment) for (const tp of list) expect(owners.get(nameOf(tp))).toBe(id);
          assignment = assign(next(input, assignment, 2));
        }
        expect([...assignment.values()].flat().map(nameOf).sort()).toEqual(wanted(input));
        expect(Math.max(...sizes(assignment)) - Math.min(...sizes(assignment))).toBeLessThanOrEqual(1);
      }),
    );
  });

  it("takes members without topics for subscribers if they come first in the HashMap, as Kafka does", () => {
    const member = (id: string, topics: string[]): AssignMember => ({
      memberId: id,
      instanceId: null,
      topics,
      owned: null,
      generation: -1,
      userDataGeneration: null,
    });
    const partitionsPerTopic = new Map([["orders", 2]]);
    const first = assign({ partitionsPerTopic, members: [member("a", []), member("b", ["orders"])] });
    expect(sizes(first)).toEqual([1, 1]);
    const last = assign({ partitionsPerTopic, members: [member("a", ["orders"]), member("b", [])] });
    expect(sizes(last)).toEqual([2, 0]);
  });

  it("takes a partition that two members claim from the one of the older generation", () => {
    const tp = { topic: "orders", partition: 0 };
    const claimant = (id: string, generation: number): AssignMember => ({
      memberId: id,
      instanceId: null,
      topics: ["orders"],
      owned: [tp],
      generation,
      userDataGeneration: generation,
    });
    const partitionsPerTopic = new Map([["orders", 2]]);
    const newer = assign({ partitionsPerTopic, members: [claimant("a", 4), claimant("b", 5)] });
    expect(newer.get("b")).toEqual([tp]);
    const both = assign({ partitionsPerTopic, members: [claimant("a", 5), claimant("b", 5)] });
    const given = [...both.values()].flat().map(nameOf).sort();
    expect(given).toEqual(name === "sticky" ? ["orders-0", "orders-1"] : ["orders-1"]);
  });
});
