import { noMovements, noteMove, partitionToMove, type TopicMovements } from "./partition-movements.ts";
import type { StickyResult } from "./sticky-constrained.ts";
import { rackMismatch, type Owned, type StickyGroup } from "./sticky-group.ts";

/** State of one run; members are positions in StickyGroup.members, partitions are ids. */
interface Balance {
  readonly group: StickyGroup;
  given: Set<number>[];
  /** Owner of each assigned partition. */
  owner: Map<number, number>;
  /** Members subscribed to each topic, in the order of StickyGroup.members. */
  readonly subscribers: readonly (readonly number[])[];
  /** Members that take part in balancing. */
  active: number[];
  /** An older generation's claimant of each partition, with that generation. */
  readonly previous: ReadonlyMap<number, { readonly member: number; readonly generation: number }>;
  readonly movements: readonly TopicMovements[];
}

function sizeOf(balance: Balance, member: number): number {
  return balance.given[member]?.size ?? 0;
}

function topicOf(balance: Balance, partition: number): number {
  return balance.group.topicOf[partition] ?? -1;
}

/** Whether `a` comes before `b` in load order: fewer partitions first, then the lesser member id. */
function lighter(balance: Balance, a: number, b: number): boolean {
  const difference = sizeOf(balance, a) - sizeOf(balance, b);
  if (difference !== 0) return difference < 0;
  return (balance.group.members[a]?.memberId ?? "") < (balance.group.members[b]?.memberId ?? "");
}

/** The active member with the least load that `may` take it. */
function lightest(balance: Balance, may: (member: number) => boolean): number | undefined {
  let best: number | undefined;
  for (const member of balance.active) {
    if (may(member) && (best === undefined || lighter(balance, member, best))) best = member;
  }
  return best;
}

function isSubscribed(balance: Balance, member: number, partition: number): boolean {
  return balance.group.members[member]?.topics.has(topicOf(balance, partition)) === true;
}

/** What the second newest generation says about each partition. */
function previousClaims(group: StickyGroup): Balance["previous"] {
  const newest = group.members.reduce((max, { claimGeneration }) => Math.max(max, claimGeneration ?? -1), -1);
  const previous = new Map<number, { member: number; generation: number }>();
  group.members.forEach(({ claims, claimGeneration }, member) => {
    const generation = claimGeneration ?? -1;
    if (generation >= newest) return;
    for (const partition of claims) {
      const known = previous.get(partition);
      if (known === undefined || generation > known.generation)
        previous.set(partition, { member, generation });
    }
  });
  return previous;
}

/** Balanced: loads differ by at most one, or no active member could take a partition from one that holds at least two more. */
function isBalanced(balance: Balance): boolean {
  const sizes = balance.active.map((member) => sizeOf(balance, member));
  if (Math.min(...sizes) >= Math.max(...sizes) - 1) return true;
  for (const member of balance.active) {
    const size = sizeOf(balance, member);
    const subscription = balance.group.members[member];
    if (subscription === undefined || size === subscription.most) continue;
    for (const position of subscription.topics) {
      const topic = balance.group.topics[position];
      for (let number = 0; number < (topic?.partitions ?? 0); number++) {
        const owner = balance.owner.get((topic?.first ?? 0) + number);
        if (owner !== undefined && owner !== member && size + 1 < sizeOf(balance, owner)) return false;
      }
    }
  }
  return true;
}

/** Sum of the differences in load between all pairs of active members; 0 is even. */
function score(balance: Balance): number {
  const sizes = balance.active.map((member) => sizeOf(balance, member));
  let sum = 0;
  sizes.forEach((size, at) => {
    for (const other of sizes.slice(at + 1)) sum += Math.abs(size - other);
  });
  return sum;
}

/** Moves the partition to the member, or an earlier-moved one back to it (see partition-movements.ts). */
function move(balance: Balance, partition: number, to: number): void {
  const position = topicOf(balance, partition);
  const topic = balance.group.topics[position];
  const movements = balance.movements[position];
  const owner = balance.owner.get(partition);
  if (topic === undefined || movements === undefined || owner === undefined) return;
  const number = partitionToMove(movements, partition - topic.first, owner, to);
  const moved = topic.first + number;
  const from = balance.owner.get(moved) ?? owner;
  noteMove(movements, number, from, to);
  balance.given[from]?.delete(moved);
  balance.given[to]?.add(moved);
  balance.owner.set(moved, to);
}

/** Whether some subscriber holds at least two partitions fewer than the owner. Racks cannot change this answer: Kafka looks within the rack first, then everywhere. */
function hasLighterSubscriber(balance: Balance, partition: number, owner: number): boolean {
  const load = sizeOf(balance, owner);
  return (
    balance.subscribers[topicOf(balance, partition)]?.some((member) => load > sizeOf(balance, member) + 1) ===
    true
  );
}

/** Passes over the partitions until a pass moves nothing; says whether any moved. */
function reassign(balance: Balance, partitions: readonly number[]): boolean {
  let movedAny = false;
  for (let moved = true; moved; movedAny ||= moved) {
    moved = false;
    for (const partition of partitions) {
      if (isBalanced(balance)) break;
      const owner = balance.owner.get(partition);
      if (owner === undefined) continue;
      const previous = balance.previous.get(partition)?.member;
      // As in Kafka, the earlier claimant is not asked whether it still subscribes. If it takes no part in balancing, Kafka's
      // assignor fails; here the claim is passed over.
      const returns =
        previous !== undefined &&
        balance.active.includes(previous) &&
        sizeOf(balance, owner) > sizeOf(balance, previous) + 1;
      const to = returns
        ? previous
        : hasLighterSubscriber(balance, partition, owner)
          ? lightest(balance, (member) => isSubscribed(balance, member, partition))
          : undefined;
      if (to === undefined) continue;
      move(balance, partition, to);
      moved = true;
    }
  }
  return movedAny;
}

/** Gives each partition to the lightest subscriber; where racks matter, first only within the rack, then what is left. */
function assignUnassigned(balance: Balance, todo: readonly number[]): void {
  const { group } = balance;
  let rest = todo;
  for (const withinRack of group.racks.length > 0 ? [true, false] : [false]) {
    rest = rest.filter((partition) => {
      const to = lightest(balance, (at) => {
        const member = group.members[at];
        const fits = !withinRack || (member !== undefined && !rackMismatch(group, member, partition));
        return fits && isSubscribed(balance, at, partition);
      });
      if (to === undefined) return true;
      balance.given[to]?.add(partition);
      balance.owner.set(partition, to);
      return false;
    });
  }
}

/** Keeps what owners may keep; says whether a subscription change (or a rack) took something away. */
function keepOwned(balance: Balance, owned: Owned): boolean {
  const { group } = balance;
  let revoked = false;
  group.members.forEach((member, at) => {
    for (const partition of owned.kept[at] ?? []) {
      if (!isSubscribed(balance, at, partition) || rackMismatch(group, member, partition)) revoked = true;
      else {
        balance.given[at]?.add(partition);
        balance.owner.set(partition, at);
      }
    }
  });
  return revoked;
}

/** Members that have all they can get, none of it shared with another subscriber, cannot take part. */
function takesPart(balance: Balance, member: number): boolean {
  if (sizeOf(balance, member) < (balance.group.members[member]?.most ?? 0)) return true;
  for (const partition of balance.given[member] ?? []) {
    if ((balance.subscribers[topicOf(balance, partition)]?.length ?? 0) >= 2) return true;
  }
  return false;
}

/** The sticky algorithm for members with different subscriptions (AbstractStickyAssignor's general assignment). */
export function assignGeneral(group: StickyGroup, owned: Owned): StickyResult {
  const subscribers = group.topics.map((_, topic) =>
    group.members.map((_member, at) => at).filter((at) => group.members[at]?.topics.has(topic) === true),
  );
  const balance: Balance = {
    group,
    given: group.members.map(() => new Set()),
    owner: new Map(),
    subscribers,
    active: group.members.map((_, at) => at),
    previous: previousClaims(group),
    movements: group.topics.map(({ hash }) => noMovements(hash)),
  };
  const revoked = keepOwned(balance, owned);
  const readers = (partition: number): number => subscribers[topicOf(balance, partition)]?.length ?? 0;
  const all = group.topicOf.map((_, id) => id).sort((a, b) => readers(a) - readers(b) || a - b);
  const todo = all.filter((partition) => !balance.owner.has(partition));
  const initialising = balance.given.every(({ size }) => size === 0);
  assignUnassigned(balance, todo);

  balance.active = balance.active.filter((member) => takesPart(balance, member));
  const before = balance.given.map((partitions) => new Set(partitions));
  const scoreBefore = score(balance);
  if (!revoked)
    reassign(
      balance,
      todo.filter((partition) => readers(partition) >= 2),
    );
  const changed = reassign(
    balance,
    all.filter((partition) => readers(partition) >= 2),
  );
  if (!initialising && changed && score(balance) >= scoreBefore) balance.given = before;
  return { given: balance.given.map((partitions) => [...partitions]), transferring: null };
}
