import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inHashOrder } from "#sim/bus/log/java-hash-map.ts";
import { SERVER_ASSIGNORS } from "./of-server.ts";
import type { ServerAssignInput, ServerAssignment, ServerMember } from "./server-assignor.ts";

const IDS: Readonly<Record<string, string>> = {
  orders: "wt0T5V1eLVxxlQCMPxoRjw",
  payments: "yFkDkawnS8U0E9uv599seQ",
  shipments: "b4TH3Ld5AObQ-CWW-blIwg",
};
const TOPICS = Object.keys(IDS);

function group(topics: fc.Arbitrary<string[]>): fc.Arbitrary<ServerAssignInput> {
  const member = fc.record({
    memberId: fc.integer({ min: 0, max: 0x7fffffff }).map((n) => `m-${n.toString(36)}`),
    instanceId: fc.constant(null),
    topics,
    target: fc.constant([]),
  });
  return fc
    .record({
      members: fc.uniqueArray(member, { minLength: 1, maxLength: 9, selector: ({ memberId }) => memberId }),
      counts: fc.tuple(...TOPICS.map(() => fc.integer({ min: 1, max: 12 }))),
    })
    .map(({ members, counts }) => ({
      members: inHashOrder<ServerMember>(members, ({ memberId }) => memberId),
      topics: new Map(TOPICS.map((name, at) => [name, { id: IDS[name] ?? "", partitions: counts[at] ?? 0 }])),
    }));
}

const same = group(fc.constant(TOPICS));
const differing = group(fc.subarray(TOPICS, { minLength: 1 }));

const given = (assignment: ServerAssignment): string[] =>
  [...assignment.values()]
    .flat()
    .flatMap(({ topic, partitions }) => partitions.map((partition) => `${topic}-${partition}`))
    .sort();
const sizes = (assignment: ServerAssignment): number[] =>
  [...assignment.values()].map((lists) => lists.reduce((sum, { partitions }) => sum + partitions.length, 0));
const spread = (numbers: readonly number[]): number => Math.max(...numbers) - Math.min(...numbers);
const withTargets = (input: ServerAssignInput, targets: ServerAssignment): ServerAssignInput => ({
  ...input,
  members: input.members.map((member) => ({ ...member, target: targets.get(member.memberId) ?? [] })),
});

describe.each(Object.values(SERVER_ASSIGNORS))("$title of the group coordinator", (assignor) => {
  it("is registered under its own name", () => {
    expect(SERVER_ASSIGNORS[assignor.name]).toBe(assignor);
  });

  it("gives every partition of a subscribed topic to one of its subscribers", () => {
    fc.assert(
      fc.property(fc.oneof(same, differing), (input) => {
        const assignment = assignor.assign(input);
        const wanted = TOPICS.filter((name) => input.members.some(({ topics }) => topics.includes(name)));
        expect(given(assignment)).toEqual(
          wanted
            .flatMap((name) =>
              Array.from({ length: input.topics.get(name)?.partitions ?? 0 }, (_, p) => `${name}-${p}`),
            )
            .sort(),
        );
        for (const { memberId, topics } of input.members)
          for (const { topic } of assignment.get(memberId) ?? []) expect(topics).toContain(topic);
      }),
    );
  });

  it("moves nothing when nothing changed", () => {
    fc.assert(
      fc.property(fc.oneof(same, differing), (input) => {
        const first = assignor.assign(input);
        expect(given(assignor.assign(withTargets(input, first)))).toEqual(given(first));
      }),
    );
  });
});

describe("the uniform assignor of the group coordinator", () => {
  const { assign } = SERVER_ASSIGNORS.uniform;

  it("keeps loads of equal subscribers within one partition", () => {
    fc.assert(
      fc.property(same, (input) => {
        expect(spread(sizes(assign(input)))).toBeLessThanOrEqual(1);
      }),
    );
  });

  it("hands out consecutive blocks, not one partition a turn", () => {
    const topics = new Map([["orders", { id: IDS["orders"] ?? "", partitions: 6 }]]);
    const member = (memberId: string): ServerMember => ({
      memberId,
      instanceId: null,
      topics: ["orders"],
      target: [],
    });
    expect(assign({ topics, members: [member("a"), member("b")] })).toEqual(
      new Map([
        ["a", [{ topic: "orders", partitions: [0, 1, 2] }]],
        ["b", [{ topic: "orders", partitions: [3, 4, 5] }]],
      ]),
    );
  });

  it("lets equal subscribers keep everything when another one leaves", () => {
    fc.assert(
      fc.property(same, (input) => {
        fc.pre(input.members.length > 1);
        const targets = assign(input);
        const rest = { ...input, members: input.members.slice(1) };
        const second = assign(withTargets(rest, targets));
        for (const { memberId } of rest.members) {
          const before = given(new Map([[memberId, targets.get(memberId) ?? []]]));
          expect(given(new Map([[memberId, second.get(memberId) ?? []]]))).toEqual(
            expect.arrayContaining(before),
          );
        }
      }),
    );
  });
});
