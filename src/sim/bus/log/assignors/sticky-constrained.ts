import { rackMismatch, type Owned, type StickyGroup } from "./sticky-group.ts";

/** What the sticky algorithm decided. */
export interface StickyResult {
  /** Partition ids per member position. */
  readonly given: number[][];
  /** Partitions taken from an owner and given to another; null if the algorithm does not keep count. */
  readonly transferring: Set<number> | null;
}

/** State of one run; members are positions in StickyGroup.members. */
interface Deal {
  readonly group: StickyGroup;
  readonly given: number[][];
  /** Members still below `min`. */
  under: number[];
  /** Members at exactly `min` that may get one more. */
  exact: number[];
  readonly min: number;
  readonly max: number;
  /** How many members may get one more than `min`, and how many have it. */
  readonly extras: number;
  over: number;
  /** Partitions that their owner did not get to keep, with that owner. */
  readonly cut: Map<number, number>;
  readonly doublyClaimed: ReadonlySet<number>;
  readonly transferring: Set<number>;
}

function sizeOf(deal: Deal, member: number): number {
  return deal.given[member]?.length ?? 0;
}

function give(deal: Deal, partition: number, member: number): void {
  deal.given[member]?.push(partition);
  const before = deal.cut.get(partition);
  if ((before !== undefined && before !== member) || deal.doublyClaimed.has(partition))
    deal.transferring.add(partition);
}

/** Order in which an owner's partitions are kept: by number, then topic, so that what it keeps spreads over its topics. */
function byNumber(group: StickyGroup): (a: number, b: number) => number {
  const number = (id: number): number => id - (group.topics[group.topicOf[id] ?? -1]?.first ?? 0);
  return (a, b) => number(a) - number(b) || a - b;
}

/** One more member has one more than `min`; the last of them ends the chances of those at `min`. */
function countOver(deal: Deal): void {
  deal.over++;
  if (deal.over === deal.extras) deal.exact = [];
}

/** Lets owners keep what they own, up to their share; as many as there are extra partitions may keep one more than the others. */
function keepOwned(deal: Deal, owned: Owned): void {
  const { group, min, max, extras } = deal;
  group.members.forEach((member, at) => {
    const claimed = owned.kept[at] ?? [];
    for (const id of claimed) if (rackMismatch(group, member, id)) deal.cut.set(id, at);
    const own = claimed
      .filter((id) => !rackMismatch(group, member, id) && !owned.doublyClaimed.has(id))
      .sort(byNumber(group));
    let keeps = min;
    if (own.length < min) {
      keeps = own.length;
      deal.under.push(at);
    } else if (own.length >= max && deal.over < extras) {
      keeps = max;
      countOver(deal);
    } else if (deal.over < extras) deal.exact.push(at);
    deal.given[at] = own.slice(0, keeps);
    for (const id of own.slice(keeps)) deal.cut.set(id, at);
  });
}

/** The next member of the list, going round from `from`, that shares a rack with a replica; -1 if none. */
function nextInRack(group: StickyGroup, partition: number, list: readonly number[], from: number): number {
  const racks = group.racks[partition];
  for (let step = 0; step < list.length; step++) {
    const at = (from + step) % list.length;
    const rack = group.members[list[at] ?? -1]?.rack ?? null;
    if (rack !== null && racks?.has(rack) === true) return at;
  }
  return -1;
}

/** Deals out what can be read within a rack (KIP-881); returns what is left. */
function dealWithinRacks(deal: Deal, todo: readonly number[]): number[] {
  const { group, min, max } = deal;
  const left: number[] = [];
  let next = 0;
  for (const partition of todo) {
    let at = nextInRack(group, partition, deal.under, next);
    let member: number | undefined;
    if (at >= 0) {
      member = deal.under[at] ?? 0;
      const size = sizeOf(deal, member) + 1;
      if (size >= min) {
        deal.under.splice(at, 1);
        if (size < max && deal.over < deal.extras) deal.exact.push(member);
      } else at++;
      next = deal.under.length === 0 ? 0 : at % deal.under.length;
    } else {
      at = nextInRack(group, partition, deal.exact, 0);
      if (at >= 0) {
        member = deal.exact[at] ?? 0;
        if (sizeOf(deal, member) + 1 === max) {
          deal.exact.splice(at, 1);
          countOver(deal);
        }
      }
    }
    if (member === undefined) left.push(partition);
    else give(deal, partition, member);
  }
  return left;
}

/** Deals the rest round robin over the members below their share, then one each to those that may have one more. */
function dealRest(deal: Deal, todo: readonly number[]): void {
  let next = 0;
  for (const partition of todo) {
    if (next >= deal.under.length) next = 0;
    const member = deal.under.length > 0 ? deal.under[next++] : deal.exact.shift();
    if (member === undefined) return;
    give(deal, partition, member);
    if (sizeOf(deal, member) === deal.min) {
      deal.under.splice(--next, 1);
      deal.exact.push(member);
    }
  }
}

/** Partitions that fewer members can read within their rack come first. Only called if racks matter. */
function byRackMembers(group: StickyGroup, todo: readonly number[]): number[] {
  const membersIn = new Map<string, number>();
  for (const { rack } of group.members)
    if (rack !== null) membersIn.set(rack, (membersIn.get(rack) ?? 0) + 1);
  const readers = todo.map((id) => {
    let count = 0;
    for (const rack of group.racks[id] ?? []) count += membersIn.get(rack) ?? 0;
    return { id, count };
  });
  return readers.sort((a, b) => a.count - b.count).map(({ id }) => id);
}

/** The sticky algorithm for members that all subscribed to the same topics (AbstractStickyAssignor's constrained assignment). */
export function assignConstrained(group: StickyGroup, owned: Owned): StickyResult {
  const total = group.topicOf.length;
  const members = group.members.length;
  if (members === 0) return { given: [], transferring: new Set() };
  const deal: Deal = {
    group,
    given: group.members.map(() => []),
    under: [],
    exact: [],
    min: Math.floor(total / members),
    max: Math.ceil(total / members),
    extras: total % members,
    over: 0,
    cut: new Map(),
    doublyClaimed: owned.doublyClaimed,
    transferring: new Set(),
  };
  keepOwned(deal, owned);
  const kept = new Set(deal.given.flat());
  const todo = group.topicOf.map((_, id) => id).filter((id) => !kept.has(id));
  // Sorting by id needs the ids as text: positions follow the HashMap.
  const byId = (a: number, b: number): number =>
    (group.members[a]?.memberId ?? "") < (group.members[b]?.memberId ?? "") ? -1 : 1;
  deal.under.sort(byId);
  deal.exact.sort(byId);
  dealRest(deal, group.racks.length === 0 ? todo : dealWithinRacks(deal, byRackMembers(group, todo)));
  return { given: deal.given, transferring: deal.transferring };
}
