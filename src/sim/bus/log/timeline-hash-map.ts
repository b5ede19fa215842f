/**
 * The iteration order of Kafka's TimelineHashMap, in which the group coordinator keeps the members of a group: its own table,
 * not java.util.HashMap's (BaseHashTable and SnapshottableHashTable of Kafka 4.3).
 */
import { javaStringHash } from "./java-hash-map.ts";

/** The order of the keys of a TimelineHashMap<String, ?>. Plain data. */
export interface TimelineOrder {
  /** Slots of the table, a power of two. Never shrinks. */
  capacity: number;
  /** The keys, each once, in order of insertion. */
  readonly keys: string[];
}

/** 2^64 divided by the golden ratio, as BaseHashTable multiplies hash codes (-7046029254386353131 in 64 bits). */
const FIBONACCI = 0x9e3779b97f4a7c15n;

/** An empty map of the smallest size. */
export function createTimelineOrder(): TimelineOrder {
  return { capacity: 2, keys: [] };
}

/** Adds a key; a known one stays where it is. The table doubles before, if it would then be more than full by a third. */
export function addTimelineKey(order: TimelineOrder, key: string): void {
  if (order.keys.includes(key)) return;
  if ((order.keys.length + 1) * 0.75 > order.capacity) order.capacity *= 2;
  order.keys.push(key);
}

/** Takes a key out. */
export function removeTimelineKey(order: TimelineOrder, key: string): void {
  const at = order.keys.indexOf(key);
  if (at >= 0) order.keys.splice(at, 1);
}

/** The keys in order of iteration: slot after slot, the one that came last first. */
export function timelineOrder(order: TimelineOrder): string[] {
  const slots = order.keys.map((key) => slotOf(key, order.capacity));
  return order.keys
    .map((_, at) => at)
    .sort((a, b) => (slots[a] ?? 0) - (slots[b] ?? 0) || b - a)
    .map((at) => order.keys[at] ?? "");
}

/** The topmost bits of the multiplied hash code, as many as the table needs. */
function slotOf(key: string, capacity: number): number {
  const product = BigInt.asUintN(64, BigInt(javaStringHash(key)) * FIBONACCI);
  return Number((product * BigInt(capacity)) >> 64n);
}
