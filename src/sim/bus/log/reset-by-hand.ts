/** kafka-consumer-groups.sh --reset-offsets: refused while the group has members. */
import { Fact } from "#sim/facts.ts";
import type { Kernel } from "#sim/kernel/kernel.ts";
import { highWatermark } from "./cluster-state.ts";
import type { OffsetsKeeper } from "./group-offsets.ts";
import { membersOf, sightOf } from "./group-sight.ts";
import { offsetAtTime } from "./offset-at-time.ts";
import { resetOffset, type OffsetReset } from "./offset-reset.ts";
import { partitionExists } from "./partition-counts.ts";

/** Moves the offsets of a group in partition number `number` of each topic (-1: in all partitions). */
export function resetGroupOffsets(kernel: Kernel, group: number, reset: OffsetReset, number: number): void {
  const keeper: OffsetsKeeper = kernel.processes[1 + group]!;
  const { state } = sightOf(kernel, group);
  if (state !== "Empty" && state !== "Dead") {
    kernel.trace.record(kernel.nowUs, Fact.resetRefused, group, -1, -1, -1, membersOf(kernel, group));
    return;
  }
  const { topicOfPartition, topics, groups } = kernel.program;
  groups[group]!.pairs.forEach((partition, pair) => {
    const isMeant = number < 0 || partition - topics[topicOfPartition[partition]!]!.firstPartition === number;
    if (isMeant && partitionExists(kernel, partition)) resetPair(keeper, pair, partition, reset);
  });
}

function resetPair(keeper: OffsetsKeeper, pair: number, partition: number, reset: OffsetReset): void {
  const { kernel, state, who: group } = keeper;
  const before = state.offsets[pair]!;
  const offset = resetOffset(reset, {
    start: kernel.logs.startOffset(partition),
    end: highWatermark(kernel, partition),
    committed: before,
    nowMs: Math.floor(kernel.nowUs / 1000),
    offsetAt: (timeMs) => offsetAtTime(kernel, partition, timeMs),
  });
  if (offset === null) return;
  state.offsets[pair] = offset;
  state.committedUs[pair] = kernel.nowUs;
  kernel.ledger.commit(group, kernel.program.groups[group]!.firstPair + pair, offset);
  kernel.trace.record(kernel.nowUs, Fact.offsetReset, -1, group, partition, offset, before);
}
