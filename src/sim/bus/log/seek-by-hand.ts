/** A person lets a consumer read somewhere else: seek, seekToBeginning, seekToEnd, offsetsForTimes. */
import { unreachable } from "#base/assert.ts";
import { START_REASONS } from "#sim/fact-tables.ts";
import type { Seek } from "#sim/faults/fault.ts";
import type { InstanceProcess } from "#sim/instance-process.ts";
import { dropBuffer } from "./fetching.ts";
import { seekTo, startAt } from "./positions.ts";

/** Moves the position in what the member owns of partition number `number` (-1: of all). */
export function seekByHand(self: InstanceProcess, { to, offset, timeMs }: Seek, number: number): void {
  const { member } = self.state;
  const { topicOfPartition, topics } = self.kernel.program;
  const pairs = member.ownedPairs.filter((pair) => {
    const partition = self.partitionOf(pair);
    return number < 0 || partition - topics[topicOfPartition[partition]!]!.firstPartition === number;
  });
  for (const pair of pairs) dropBuffer(member, pair);
  switch (to) {
    case "offset":
      for (const pair of pairs) startAt(self, pair, offset, START_REASONS.indexOf("sought"));
      return;
    case "beginning":
      return seekTo(self, pairs, "earliest");
    case "end":
      return seekTo(self, pairs, "latest");
    case "time":
      return seekTo(self, pairs, "time", timeMs);
    default:
      return unreachable(to);
  }
}
