/** Taking partitions into a member's possession and out of it, whatever protocol says so. */
import { Fact } from "#sim/facts.ts";
import type { InstanceProcess } from "#sim/instance-process.ts";
import { askCoordinator, Protocol } from "./coordinator-link.ts";
import type { OffsetFetchParcel } from "./coordinator-types.ts";
import { Coordinator } from "./handlers.ts";
import { Reset } from "./member-state.ts";

/** The member owns these pairs from now on and asks where to begin (SubscriptionState.assignFromSubscribed). */
export function own(self: InstanceProcess, pairs: readonly number[]): void {
  const { member } = self.state;
  for (const pair of pairs) {
    member.owned[pair] = 1;
    member.position[pair] = -1;
    member.handled[pair] = -1;
    member.sent[pair] = -1;
    member.failedAttempts[pair] = 0;
    member.heldUntilUs[pair] = 0;
    self.note(Fact.assigned, member.generation, self.partitionOf(pair));
  }
  member.ownedPairs = member.ownedPairs.concat(pairs);
  member.nextAutoCommitUs = self.kernel.nowUs + self.group!.config.autoCommitIntervalMs * 1000;
  if (pairs.length > 0) askOffsets(self, pairs);
}

/** Asks the coordinator for the committed offsets of pairs. */
export function askOffsets(self: InstanceProcess, pairs: readonly number[]): void {
  const { memberId, generation } = self.state.member;
  const request: OffsetFetchParcel = {
    memberId,
    generation,
    groupInstanceId: self.groupInstanceId,
    pairs,
    isStable: self.group!.config.isolationLevel === "read_committed",
  };
  askCoordinator(self, Coordinator.fetchOffsets, Protocol.offsetFetch, generation, request);
}

/** Nothing more is read from these pairs, and what was fetched of them is thrown away. */
export function disown(self: InstanceProcess, pairs: readonly number[]): void {
  const { member } = self.state;
  for (const pair of pairs) {
    member.owned[pair] = 0;
    member.position[pair] = -1;
    member.resets[pair] = Reset.none;
    member.bufferFrom[pair] = member.bufferTo[pair] = 0;
    member.bufferRuns[pair] = null;
  }
  member.ownedPairs = member.ownedPairs.filter((pair) => member.owned[pair] === 1);
  const buffered = member.bufferOrder.filter((pair) => member.owned[pair] === 1);
  member.bufferOrder.splice(0, member.bufferOrder.length, ...buffered);
}
