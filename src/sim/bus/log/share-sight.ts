/** What a frame shows of share groups: who holds how many records of what, and what is on its way to members. */
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

/** Flat list of [pair of the run, subject, records], by pair and subject. */
export function holdersOf(kernel: Kernel): Float64Array {
  const list: number[] = [];
  kernel.program.groups.forEach(({ config, firstPair }, group) => {
    if (config.protocol !== "share") return;
    stateOf(kernel, group).partitions.forEach((partition, pair) => {
      if (partition === null) return;
      const held = [...heldBy(partition)].sort(([a], [b]) => a - b);
      for (const [who, records] of held) list.push(firstPair + pair, who, records);
    });
  });
  return Float64Array.from(list);
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
