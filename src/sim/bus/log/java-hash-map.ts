/**
 * The iteration order of java.util.HashMap and HashSet (OpenJDK 17), which Kafka lets leak into its decisions: who becomes
 * leader, how a protocol vote ties, which member the sticky assignors look at first.
 *
 * Everything here is plain data plus functions, so that an order can be kept in the simulator's state and be copied by
 * structuredClone. A bucket lists its entries as they came and splitting a table keeps their relative order, so the list of keys in
 * order of insertion plus the capacity of the table says everything; the order of iteration is a stable sort of it by bucket.
 */

/** Order of the keys of a HashMap<String, ?> or HashSet<String>. Plain data. */
export interface JavaHashOrder {
  /** Buckets of the table, a power of two. Never shrinks, so the largest size in history shows in the order. */
  capacity: number;
  /** The keys, each once, in order of insertion (prependKey puts a key at the front). */
  keys: string[];
}

/** HashMap's default initial capacity. */
export const JAVA_DEFAULT_CAPACITY = 16;
/** A bucket longer than this grows a table of fewer than 64 buckets (HashMap.treeifyBin); larger tables would treeify it. */
const LONGEST_BUCKET = 8;
const SMALLEST_TREEIFIED_TABLE = 64;

/** String.hashCode: h = 31 * h + UTF-16 unit, signed 32 bits. */
export function javaStringHash(text: string): number {
  let hash = 0;
  for (let at = 0; at < text.length; at++) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0;
  return hash;
}

/** TopicPartition.hashCode: 31 * (31 + partition) + hash of the topic, signed 32 bits. */
export function topicPartitionHash(topicHash: number, partition: number): number {
  return (Math.imul(31, 31 + partition) + topicHash) | 0;
}

/** The bucket of a hash code in a table of `capacity` buckets (HashMap.hash spreads the high bits down). */
export function bucketOf(hash: number, capacity: number): number {
  return (hash ^ (hash >>> 16)) & (capacity - 1);
}

/** The table HashMap(initialCapacity) starts with: the next power of two, 1 for 0 (HashMap.tableSizeFor). */
export function tableSizeFor(initialCapacity: number): number {
  let capacity = 1;
  while (capacity < initialCapacity) capacity *= 2;
  return capacity;
}

/** The table of `new HashSet(collection)`: room for `size` at three quarters full, at least 16 buckets. */
export function capacityForCollection(size: number): number {
  return tableSizeFor(Math.max(Math.trunc(size / 0.75) + 1, JAVA_DEFAULT_CAPACITY));
}

/** The table after putting keys with these hash codes, all different, into an empty one of `capacity` buckets. */
export function capacityAfterPuts(capacity: number, hashes: readonly number[]): number {
  let grown = capacity;
  let inBucket = new Map<number, number>();
  hashes.forEach((hash, at) => {
    const bucket = bucketOf(hash, grown);
    const length = (inBucket.get(bucket) ?? 0) + 1;
    inBucket.set(bucket, length);
    const before = grown;
    if (length > LONGEST_BUCKET && grown < SMALLEST_TREEIFIED_TABLE) grown *= 2;
    if (at + 1 > grown * 0.75) grown *= 2;
    if (grown !== before) {
      inBucket = new Map();
      for (const known of hashes.slice(0, at + 1)) {
        const moved = bucketOf(known, grown);
        inBucket.set(moved, (inBucket.get(moved) ?? 0) + 1);
      }
    }
  });
  return grown;
}

/** Items given in order of insertion, in order of iteration: bucket after bucket, inside a bucket as inserted. */
export function bucketOrder<T>(items: readonly T[], capacity: number, hashOf: (item: T) => number): T[] {
  const buckets = items.map((item) => bucketOf(hashOf(item), capacity));
  return items
    .map((_, at) => at)
    .sort((a, b) => (buckets[a] ?? 0) - (buckets[b] ?? 0) || a - b)
    .map((at) => items[at] as T);
}

/** An empty map, as `new HashMap<>(initialCapacity)`; the capacity is rounded up to a power of two. */
export function createHashOrder(initialCapacity: number = JAVA_DEFAULT_CAPACITY): JavaHashOrder {
  return { capacity: tableSizeFor(initialCapacity), keys: [] };
}

/** Items in the order in which a `new HashMap<>()` keyed by `keyOf` iterates after they were put one by one; all keys differ. */
export function inHashOrder<T>(items: readonly T[], keyOf: (item: T) => string): T[] {
  const hashes = items.map((item) => javaStringHash(keyOf(item)));
  return bucketOrder(items, capacityAfterPuts(JAVA_DEFAULT_CAPACITY, hashes), (item) =>
    javaStringHash(keyOf(item)),
  );
}

/** `new HashSet<>(collection)` for keys in the collection's order of iteration. */
export function hashOrderOf(keys: readonly string[]): JavaHashOrder {
  const order = createHashOrder(capacityForCollection(keys.length));
  for (const key of keys) addKey(order, key);
  return order;
}

/** HashMap.put / HashSet.add: a new key goes to the end of its bucket, then the table doubles if more than three quarters full. A known key stays where it is. */
export function addKey(order: JavaHashOrder, key: string): void {
  const bucket = bucketOf(javaStringHash(key), order.capacity);
  let inBucket = 1;
  for (const known of order.keys) {
    if (known === key) return;
    if (bucketOf(javaStringHash(known), order.capacity) === bucket) inBucket++;
  }
  order.keys.push(key);
  if (inBucket > LONGEST_BUCKET && order.capacity < SMALLEST_TREEIFIED_TABLE) order.capacity *= 2;
  if (order.keys.length > order.capacity * 0.75) order.capacity *= 2;
}

/** HashMap.computeIfAbsent: the table doubles first (if already more than three quarters full), then a new key goes to the FRONT of its bucket. */
export function prependKey(order: JavaHashOrder, key: string): void {
  if (order.keys.length > order.capacity * 0.75) order.capacity *= 2;
  if (!order.keys.includes(key)) order.keys.unshift(key);
}

/** HashMap.remove: the table keeps its capacity; a key put again later goes to the end of its bucket. */
export function removeKey(order: JavaHashOrder, key: string): void {
  const at = order.keys.indexOf(key);
  if (at >= 0) order.keys.splice(at, 1);
}

/** The keys in the order in which Java iterates over them. */
export function iterationOrder(order: JavaHashOrder): string[] {
  return bucketOrder(order.keys, order.capacity, javaStringHash);
}
