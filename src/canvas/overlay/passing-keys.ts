/**
 * Which keys the messages have that passed a wire between two frames. A frame lists those under way and the newest
 * records of each log; what departed and arrived in between is found again in the logs.
 */
import {
  PAIR_STRIDE,
  PARTITION_STRIDE,
  PairAt,
  PartitionAt,
  TAIL,
  TAIL_NONE,
  TRANSIT_STRIDE,
  TransitAt,
  type Frame,
} from "#sim/frame.ts";
import { leadsToNoLog, TRIP_STRIDE, TripAt } from "#sim/trips.ts";
import type { GroupLayout, Layout, TopicLayout } from "#sim/layout.ts";

export interface KeySeen {
  /** Key number, -1 for none. */
  readonly key: number;
  readonly poisoned: boolean;
}

/** Follows the logs from frame to frame. */
export class PassingKeys {
  /** Per pair: the offset up to which its records were seen passing to the group. */
  readonly #fetched: Float64Array;

  constructor(pairCount: number) {
    this.#fetched = new Float64Array(pairCount).fill(-1);
  }

  /** Up to `count` keys; fewer where the frame no longer tells. */
  passed(before: Frame, after: Frame, layout: Layout, wire: number, count: number): KeySeen[] {
    const line = layout.wires[wire];
    const keys: KeySeen[] = [];
    if (line === undefined) return keys;
    if (leadsToNoLog(line.kind)) {
      setOut(before, after, wire, count, keys);
      return keys;
    }
    const topic = layout.topics[line.kind === "consumes" ? line.from : line.to];
    if (topic === undefined) return keys;
    const group = line.kind === "consumes" ? layout.groups[line.to] : undefined;
    if (group !== undefined) {
      this.#read(after, topic, group, count, keys);
      return keys;
    }
    departed(before, after, wire, count, keys);
    for (let p = topic.firstPartition; p < topic.firstPartition + topic.partitions; p += 1) {
      const end = logEnd(after, p);
      for (let offset = logEnd(before, p); offset < end && keys.length < count; offset += 1) {
        see(after, p, offset, end, keys);
      }
    }
    return keys;
  }

  /** A group fetches each partition in order, from its position on; partitions take turns. */
  #read(after: Frame, topic: TopicLayout, group: GroupLayout, count: number, keys: KeySeen[]): void {
    for (let round = 0, found = true; found && round < count && keys.length < count; round += 1) {
      found = false;
      for (let p = topic.firstPartition; p < topic.firstPartition + topic.partitions; p += 1) {
        const at = group.pairs.indexOf(p);
        if (at < 0 || keys.length >= count) continue;
        const pair = group.firstPair + at;
        const position = after.pairs[pair * PAIR_STRIDE + PairAt.position] ?? -1;
        const end = logEnd(after, p);
        const known = this.#fetched[pair]!;
        // Before the position everything has passed; far beyond it is an older owner's reading.
        const next = known < position || known > end ? Math.max(0, position - 1) : known;
        if (position < 0 || next >= end) continue;
        this.#fetched[pair] = next + 1;
        see(after, p, next, end, keys);
        found = true;
      }
    }
  }
}

function departed(before: Frame, after: Frame, wire: number, count: number, keys: KeySeen[]): void {
  const { transits } = after;
  for (let at = 0; at < transits.length && keys.length < count; at += TRANSIT_STRIDE) {
    if (transits[at + TransitAt.wire] !== wire || transits[at + TransitAt.departUs]! <= before.atUs) continue;
    keys.push({ key: transits[at + TransitAt.key]!, poisoned: false });
  }
}

/** Events of an event store, of those that are under way; requests and transactions have no key. */
function setOut(before: Frame, after: Frame, wire: number, count: number, keys: KeySeen[]): void {
  const { trips = new Float64Array() } = after;
  for (let at = 0; at < trips.length && keys.length < count; at += TRIP_STRIDE) {
    if (trips[at + TripAt.wire] !== wire || trips[at + TripAt.isBack] === 1) continue;
    if (trips[at + TripAt.departUs]! > before.atUs)
      keys.push({ key: trips[at + TripAt.key]!, poisoned: false });
  }
}

function logEnd(frame: Frame, partition: number): number {
  return frame.partitions[partition * PARTITION_STRIDE + PartitionAt.logEnd] ?? 0;
}

function see(frame: Frame, partition: number, offset: number, end: number, keys: KeySeen[]): void {
  const back = end - 1 - offset;
  if (back < 0 || back >= TAIL) return;
  const at = partition * TAIL + back;
  const key = frame.tails[at] ?? TAIL_NONE;
  if (key >= -1) keys.push({ key, poisoned: frame.tailPoison[at] === 1 });
}
