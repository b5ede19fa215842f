/**
 * The iteration order of a Java HashSet of small non-negative integers, as which Kafka keeps a member's partitions: an
 * integer is its own hash code, so a set is ascending only while its table has a bucket for the largest number.
 */
import {
  bucketOf,
  bucketOrder,
  capacityForCollection,
  JAVA_DEFAULT_CAPACITY,
  tableSizeFor,
} from "./java-hash-map.ts";

/** A HashSet<Integer>. Plain data. */
export interface JavaIntSet {
  /** Buckets of the table; grows, never shrinks. */
  capacity: number;
  /** The numbers, each once, in order of insertion. */
  readonly values: number[];
}

/** A bucket longer than this grows a table of fewer than 64 buckets (HashMap.treeifyBin). */
const LONGEST_BUCKET = 8;
const SMALLEST_TREEIFIED_TABLE = 64;

/** `new HashSet<>(initialCapacity)`. */
export function createIntSet(initialCapacity: number = JAVA_DEFAULT_CAPACITY): JavaIntSet {
  return { capacity: tableSizeFor(initialCapacity), values: [] };
}

/** `new HashSet<>(collection)`, for the collection's numbers in its order of iteration. */
export function intSetOf(values: readonly number[]): JavaIntSet {
  const set = createIntSet(capacityForCollection(values.length));
  for (const value of values) addInt(set, value);
  return set;
}

/** HashSet.add. */
export function addInt(set: JavaIntSet, value: number): void {
  if (set.values.includes(value)) return;
  set.values.push(value);
  const bucket = bucketOf(value, set.capacity);
  const inBucket = set.values.filter((known) => bucketOf(known, set.capacity) === bucket).length;
  if (inBucket > LONGEST_BUCKET && set.capacity < SMALLEST_TREEIFIED_TABLE) set.capacity *= 2;
  if (set.values.length > set.capacity * 0.75) set.capacity *= 2;
}

/** HashSet.remove. */
export function removeInt(set: JavaIntSet, value: number): void {
  const at = set.values.indexOf(value);
  if (at >= 0) set.values.splice(at, 1);
}

/** The numbers in the order in which Java iterates over them. */
export function intsInOrder(set: JavaIntSet): number[] {
  return bucketOrder(set.values, set.capacity, (value) => value);
}
