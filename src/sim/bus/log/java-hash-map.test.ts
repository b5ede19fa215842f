import { describe, expect, it } from "vitest";
import {
  addKey,
  bucketOrder,
  capacityAfterPuts,
  capacityForCollection,
  createHashOrder,
  hashOrderOf,
  inHashOrder,
  iterationOrder,
  javaStringHash,
  prependKey,
  removeKey,
  tableSizeFor,
  topicPartitionHash,
} from "./java-hash-map.ts";

describe("the order of java.util.HashMap", () => {
  it("hashes strings as Java does, wrapping at 32 bits", () => {
    expect(javaStringHash("")).toBe(0);
    expect(javaStringHash("abc")).toBe(96354);
    expect(javaStringHash("polygenelubricants")).toBe(-2147483648);
  });

  it("walks the buckets upwards, not the keys as inserted", () => {
    const order = createHashOrder();
    for (const key of ["b", "q", "a"]) addKey(order, key);
    expect(iterationOrder(order)).toEqual(["q", "a", "b"]);
  });

  it("keeps colliding keys as inserted, and puts a key of computeIfAbsent before them", () => {
    const order = createHashOrder();
    addKey(order, "Aa");
    addKey(order, "BB");
    addKey(order, "Aa");
    expect(iterationOrder(order)).toEqual(["Aa", "BB"]);
    prependKey(order, "C#");
    expect(iterationOrder(order)).toEqual(["C#", "Aa", "BB"]);
    removeKey(order, "Aa");
    addKey(order, "Aa");
    expect(iterationOrder(order)).toEqual(["C#", "BB", "Aa"]);
  });

  it("doubles the table beyond three quarters and never shrinks it", () => {
    const order = createHashOrder();
    for (let i = 0; i < 12; i++) addKey(order, `k${i}`);
    expect(order.capacity).toBe(16);
    addKey(order, "k12");
    expect(order.capacity).toBe(32);
    for (let i = 0; i < 13; i++) removeKey(order, `k${i}`);
    expect(order).toEqual({ capacity: 32, keys: [] });
  });

  it("doubles a small table whose bucket gets a ninth key", () => {
    const order = createHashOrder();
    const pieces = ["Aa", "BB"];
    const colliding = pieces.flatMap((a) =>
      pieces.flatMap((b) => pieces.flatMap((c) => [a + b + c + "Aa", a + b + c + "BB"])),
    );
    for (const key of colliding.slice(0, 8)) addKey(order, key);
    expect(order.capacity).toBe(16);
    addKey(order, colliding[8] ?? "");
    expect(order.capacity).toBe(32);
    const hashes = colliding.map(javaStringHash);
    expect(capacityAfterPuts(16, hashes.slice(0, 8))).toBe(16);
    expect(capacityAfterPuts(16, hashes.slice(0, 9))).toBe(32);
  });

  it("orders a list at once as it does key by key", () => {
    const keys = Array.from({ length: 100 }, (_, i) => `member-${(i * 7919) % 1009}`);
    const order = createHashOrder();
    for (const key of keys) addKey(order, key);
    expect(inHashOrder(keys, (key) => key)).toEqual(iterationOrder(order));
  });

  it("sizes tables as the constructors do", () => {
    expect([0, 1, 3, 16, 17].map(tableSizeFor)).toEqual([1, 1, 4, 16, 32]);
    expect([0, 11, 12, 24].map(capacityForCollection)).toEqual([16, 16, 32, 64]);
    expect(hashOrderOf(["a", "b"])).toEqual({ capacity: 16, keys: ["a", "b"] });
  });

  it("orders the partitions of a topic as the producer's metadata does", () => {
    const partitions = Array.from({ length: 12 }, (_, i) => i);
    const orders = javaStringHash("orders");
    expect(bucketOrder(partitions, 16, (p) => topicPartitionHash(orders, p))).toEqual([
      7, 8, 9, 10, 11, 0, 1, 2, 3, 4, 5, 6,
    ]);
  });
});
