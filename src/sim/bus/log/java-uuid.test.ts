import { describe, expect, it } from "vitest";
import { addInt, createIntSet, intSetOf, intsInOrder, removeInt } from "./java-int-set.ts";
import { compareUuids, formatUuid, parseUuid, randomUuid, uuidHash } from "./java-uuid.ts";
import {
  addTimelineKey,
  createTimelineOrder,
  removeTimelineKey,
  timelineOrder,
} from "./timeline-hash-map.ts";

describe("Kafka's Uuid", () => {
  it("reads and writes 22 characters of base64url", () => {
    for (const text of ["S6LvPUpmmGWM4bLXTWJPEg", "AAAAAAAAAAAAAAAAAAAAAQ", "_-_-_-_-_-_-_-_-_-_-_w"])
      expect(formatUuid(parseUuid(text) ?? [0, 0, 0, 0])).toBe(text);
    expect(parseUuid("AAAAAAAAAAAAAAAAAAAAAQ")).toEqual([0, 0, 0, 1]);
    expect(parseUuid("too short")).toBeNull();
    expect(parseUuid("S6LvPUpmmGWM4bLXTWJP!g")).toBeNull();
  });

  it("hashes as Java does: the halves xor-ed, then the halves of that", () => {
    expect(uuidHash([1, 2, 4, 8])).toBe(15);
    expect(uuidHash([-2147483648, 0, 0, 1])).toBe(-2147483647);
  });

  it("compares the halves as signed numbers", () => {
    expect(compareUuids([-1, 0, 0, 0], [0, 0, 0, 0])).toBeLessThan(0);
    expect(compareUuids([0, -1, 0, 0], [0, 1, 0, 0])).toBeGreaterThan(0);
    expect(compareUuids([0, 0, -1, 0], [0, 0, 1, 0])).toBeLessThan(0);
    expect(compareUuids([1, 2, 3, 4], [1, 2, 3, 4])).toBe(0);
  });

  it("draws version 4, again if the text would begin with a dash", () => {
    const words = [-134217728, 0, 0, 0, 0, -1, -1, 0];
    const text = randomUuid(() => words.shift() ?? 0);
    expect(parseUuid(text)).toEqual([0, 0xffff4fff | 0, 0xbfffffff | 0, 0]);
  });
});

describe("a HashSet of partition numbers", () => {
  it("is ascending only while the table is larger than the largest number", () => {
    expect(intsInOrder(intSetOf([3, 1, 2]))).toEqual([1, 2, 3]);
    expect(intsInOrder(intSetOf([17, 1, 16, 0]))).toEqual([16, 0, 17, 1]);
  });

  it("grows beyond three quarters, and does not shrink", () => {
    const set = createIntSet(2);
    for (const value of [4, 2, 0]) addInt(set, value);
    expect(set.capacity).toBe(4);
    expect(intsInOrder(set)).toEqual([4, 0, 2]);
    removeInt(set, 4);
    addInt(set, 2);
    expect([set.capacity, intsInOrder(set)]).toEqual([4, [0, 2]]);
  });
});

describe("a TimelineHashMap", () => {
  it("walks its slots upwards and takes the last of a slot first", () => {
    const order = createTimelineOrder();
    // "Aa" and "BB" have the same hash code.
    for (const key of ["Aa", "BB", "C#", "Aa"]) addTimelineKey(order, key);
    expect(timelineOrder(order)).toEqual(["C#", "BB", "Aa"]);
  });

  it("doubles when it would be more than full by a third, and never shrinks", () => {
    const order = createTimelineOrder();
    for (let i = 0; i < 5; i++) addTimelineKey(order, `k${i}`);
    expect(order.capacity).toBe(4);
    addTimelineKey(order, "k5");
    expect(order.capacity).toBe(8);
    for (let i = 0; i < 6; i++) removeTimelineKey(order, `k${i}`);
    expect([order.capacity, timelineOrder(order)]).toEqual([8, []]);
  });
});
