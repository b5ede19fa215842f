import { array, assert as check, integer, property } from "fast-check";
import { describe, expect, it } from "vitest";
import { assignShared, type SharedPartition } from "./share-assignor.ts";

function partitions(count: number): SharedPartition[] {
  return Array.from({ length: count }, (_, pair) => ({ pair, hash: 31 * 1_234_567 + pair }));
}

function fresh(members: number): { memberId: string; assigned: readonly number[] }[] {
  return Array.from({ length: members }, (_, at) => ({ memberId: `m${at}`, assigned: [] }));
}

function sizes(assignment: ReadonlyMap<string, readonly number[]>): number[] {
  return [...assignment.values()].map((pairs) => pairs.length);
}

describe("the simple assignor of share groups", () => {
  it("gives each of 7 members of 6 partitions something to do, two members a partition", () => {
    const assignment = assignShared(partitions(6), fresh(7));
    expect(Math.min(...sizes(assignment))).toBe(1);
    const shared = [...assignment.values()].flat();
    for (let pair = 0; pair < 6; pair++) expect(shared.filter((other) => other === pair).length).toBe(2);
  });

  it("gives one member everything", () => {
    expect(assignShared(partitions(4), fresh(1))).toEqual(new Map([["m0", [0, 1, 2, 3]]]));
  });

  it("lets four members have the one partition together", () => {
    expect(sizes(assignShared(partitions(1), fresh(4)))).toEqual([1, 1, 1, 1]);
  });

  it("takes from who has too much when others come, and leaves the rest where it is", () => {
    const before = assignShared(partitions(6), fresh(1));
    const members = [{ memberId: "m0", assigned: before.get("m0")! }, ...fresh(3).slice(1)];
    const after = assignShared(partitions(6), members);
    expect(sizes(after)).toEqual([2, 2, 2]);
    expect(new Set([...after.values()].flat()).size).toBe(6);
  });

  it("shares evenly, leaves nothing out and gives nobody a partition twice, however members came and went", () => {
    const steps = array(integer({ min: 1, max: 14 }), { minLength: 1, maxLength: 6 });
    check(
      property(steps, integer({ min: 1, max: 12 }), (counts, size) => {
        let known = new Map<string, readonly number[]>();
        for (const count of counts) {
          const members = fresh(count).map(({ memberId }) => ({
            memberId,
            assigned: known.get(memberId) ?? [],
          }));
          known = assignShared(partitions(size), members);
          const sharing = Math.ceil(count / size);
          expect(new Set([...known.values()].flat()).size).toBe(size);
          for (const pairs of known.values()) {
            expect(new Set(pairs).size).toBe(pairs.length);
            expect(pairs.length).toBeLessThanOrEqual(Math.ceil((sharing * size) / count));
          }
        }
      }),
      { numRuns: 200 },
    );
  });
});
