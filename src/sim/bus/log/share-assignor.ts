/**
 * The assignor of share groups, `simple` (SimpleHomogeneousAssignmentBuilder of Kafka 4.2): every partition goes to as many
 * members as it takes for each member to have one, evenly, and whoever has a partition keeps it where that can be.
 */
import { bucketOrder, capacityAfterPuts, JAVA_DEFAULT_CAPACITY, tableSizeFor } from "./java-hash-map.ts";
import { addInt, createIntSet, intsInOrder, type JavaIntSet, removeInt } from "./java-int-set.ts";

/** A partition that can be assigned. */
export interface SharedPartition {
  /** What it is called here: its pair of the group. */
  readonly pair: number;
  /** TopicIdPartition.hashCode: 31 * hash of the topic's Uuid + its number in the topic. It decides ties. */
  readonly hash: number;
}

/** A member as the coordinator shows it to the assignor. */
export interface SharingMember {
  readonly memberId: string;
  /** The pairs that it has. */
  readonly assigned: readonly number[];
}

interface Draft {
  readonly partitions: readonly SharedPartition[];
  readonly hashOf: ReadonlyMap<number, number>;
  /** How many members each partition is to have, and how many partitions each member, by position. */
  readonly sharing: number;
  readonly wanted: readonly number[];
  /** By pair: its members' positions. */
  readonly byPartition: Map<number, JavaIntSet>;
  /** By member: its pairs. */
  readonly byMember: readonly Set<number>[];
  /** Members that have too few, ascending. */
  readonly unfilled: number[];
}

/**
 * Pairs by member id, ascending. All members have subscribed to the same topics. `members` in the order of the coordinator's
 * HashMap, which decides who gets more where it does not come out even.
 */
export function assignShared(
  partitions: readonly SharedPartition[],
  members: readonly SharingMember[],
): Map<string, readonly number[]> {
  const hashOf = new Map(partitions.map(({ pair, hash }) => [pair, hash]));
  const sharing =
    partitions.length === 0 ? 0 : Math.floor((members.length + partitions.length - 1) / partitions.length);
  const each = (sharing * partitions.length) / members.length;
  const draft: Draft = {
    partitions,
    hashOf,
    sharing,
    wanted: members.map((_, at) => Math.ceil(each * (at + 1)) - Math.ceil(each * at)),
    byPartition: new Map(),
    byMember: members.map(({ assigned }) => new Set(assigned.filter((pair) => hashOf.has(pair)))),
    unfilled: [],
  };
  fileAssigned(draft);
  draft.byMember.forEach((_, member) => takeFromOverfilled(draft, member));
  for (const pair of partitionOrder(draft)) takeFromOvershared(draft, pair);
  for (const { pair } of partitions)
    if (!draft.byPartition.has(pair)) draft.byPartition.set(pair, createIntSet());
  assignRest(draft);
  return new Map(
    members.map(({ memberId }, at) => [memberId, [...draft.byMember[at]!].sort((a, b) => a - b)]),
  );
}

function fileAssigned(draft: Draft): void {
  draft.byMember.forEach((pairs, member) => {
    for (const pair of pairs) {
      const has = draft.byPartition.get(pair) ?? createIntSet();
      addInt(has, member);
      draft.byPartition.set(pair, has);
    }
    if (pairs.size < draft.wanted[member]!) draft.unfilled.push(member);
  });
}

/** revokeOverfilledMembers: what is too much goes, in the order of the member's HashSet. */
function takeFromOverfilled({ byMember, byPartition, hashOf, wanted }: Draft, member: number): void {
  const pairs = byMember[member]!;
  if (pairs.size <= wanted[member]!) return;
  const hash = (pair: number): number => hashOf.get(pair)!;
  const list = [...pairs];
  for (const pair of bucketOrder(list, capacityAfterPuts(JAVA_DEFAULT_CAPACITY, list.map(hash)), hash)) {
    pairs.delete(pair);
    removeInt(byPartition.get(pair)!, member);
    if (pairs.size === wanted[member]!) return;
  }
}

/** revokeOversharedPartitions: the first of its members lose a partition that has too many. */
function takeFromOvershared({ byMember, byPartition, sharing, unfilled }: Draft, pair: number): void {
  const has = byPartition.get(pair);
  if (has === undefined) return;
  for (const member of intsInOrder(has)) {
    if (has.values.length <= sharing) return;
    removeInt(has, member);
    byMember[member]!.delete(pair);
    if (unfilled.includes(member)) continue;
    unfilled.push(member);
    unfilled.sort((a, b) => a - b);
  }
}

/** The pairs in the order of Kafka's HashMap of partitions, into which each came at the front of its bucket. */
function partitionOrder({ partitions, byPartition, hashOf }: Draft): number[] {
  const capacity = tableSizeFor(Math.trunc(partitions.length / 0.75) + 1);
  const inserted = [...byPartition.keys()];
  for (const { pair } of partitions) if (!byPartition.has(pair)) inserted.push(pair);
  return bucketOrder(inserted.reverse(), capacity, (pair) => hashOf.get(pair)!);
}

/**
 * assignRemainingPartitions: partition after partition, to the members that have too few in turn. Where none of them can take a
 * partition any more it stays with fewer members than wanted.
 */
function assignRest(draft: Draft): void {
  const { byMember, byPartition, sharing, unfilled, wanted } = draft;
  let at = 0;
  let hasGiven = false;
  for (const pair of partitionOrder(draft)) {
    const had = byPartition.get(pair)!;
    for (let missing = sharing - had.values.length; missing > 0 && unfilled.length > 0;) {
      if (at >= unfilled.length) {
        if (!hasGiven) break;
        at = 0;
        hasGiven = false;
      }
      const member = unfilled[at++]!;
      if (had.values.includes(member)) continue;
      byMember[member]!.add(pair);
      missing--;
      hasGiven = true;
      if (byMember[member]!.size >= wanted[member]!) unfilled.splice(--at, 1);
    }
    if (unfilled.length === 0) return;
  }
}
