/** What a frame shows of share groups: who holds how many records of what, and what is on its way to members. */
import { InstanceProcess } from "#sim/instance-process.ts";
import type { AnyProcess, Kernel } from "#sim/kernel/kernel.ts";
import { RecordIs, type SharePartition } from "./share-partition.ts";
import { whoHolds, type ShareAnswer, type ShareProcessState } from "./share-types.ts";

function stateOf(kernel: Kernel, group: number): ShareProcessState {
  const process: AnyProcess = kernel.processes[1 + group]!;
  return process.state as ShareProcessState;
}

/** Where the records of a pair end that were ever given out, -1 for none yet. */
export function shareEndOf(kernel: Kernel, group: number, pair: number): number {
  return stateOf(kernel, group).partitions[pair]?.end ?? -1;
}

/**
 * Flat list of [pair of the run, subject, records], by pair and subject. Who fetches from a partition is there also where it
 * holds nothing of it, and who still holds something where it does not fetch from it any more.
 */
export function holdersOf(kernel: Kernel): Float64Array {
  const list: number[] = [];
  const members = membersByPair(kernel);
  kernel.program.groups.forEach(({ config, firstPair }, group) => {
    if (config.protocol !== "share") return;
    stateOf(kernel, group).partitions.forEach((partition, pair) => {
      const held = partition === null ? new Map<number, number>() : heldBy(partition);
      for (const who of members.get(firstPair + pair) ?? []) if (!held.has(who)) held.set(who, 0);
      for (const [who, records] of [...held].sort(([a], [b]) => a - b))
        list.push(firstPair + pair, who, records);
    });
  });
  return Float64Array.from(list);
}

/** By pair of the run: living members of share groups that fetch from it. */
function membersByPair(kernel: Kernel): Map<number, number[]> {
  const members = new Map<number, number[]>();
  for (const process of kernel.processes) {
    if (!(process instanceof InstanceProcess) || process.group?.config.protocol !== "share") continue;
    const { health, member } = process.state;
    if (health === "crashed" || health === "stopped") continue;
    for (const pair of member.ownedPairs) {
      const key = process.group.firstPair + pair;
      members.set(key, [...(members.get(key) ?? []), process.who]);
    }
  }
  return members;
}

/** Acquired records by the subject that holds them. */
function heldBy({ batches }: SharePartition): Map<number, number> {
  const held = new Map<number, number>();
  const add = (holder: number, records: number): void => {
    const who = whoHolds(holder);
    held.set(who, (held.get(who) ?? 0) + records);
  };
  for (const { each, first, holder, last, state } of batches) {
    if (each === null) {
      if (state === RecordIs.acquired) add(holder, last - first + 1);
    } else each.state.forEach((is, at) => is === RecordIs.acquired && add(each.holder[at]!, 1));
  }
  return held;
}

/** Answers of share groups that are on their way, with the process that each goes to. */
export function shareTransits(kernel: Kernel, nowUs: number): [number, ShareAnswer][] {
  return kernel.program.groups.flatMap(({ config }, group) =>
    config.protocol === "share"
      ? [...stateOf(kernel, group).answers].filter(([, { arrivesUs }]) => arrivesUs > nowUs)
      : [],
  );
}
