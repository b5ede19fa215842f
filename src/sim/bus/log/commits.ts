/** Sending offsets to the group's coordinator. */
import type { InstanceProcess } from "#sim/instance-process.ts";
import { Link } from "#sim/kernel/kernel.ts";
import type { CommitParcel } from "./coordinator.ts";
import { Coordinator } from "./handlers.ts";

/**
 * Sends the given next offsets of all owned partitions where they have moved since the last commit; false if none has.
 * With `isAwaited` the application stands still until the answer (commitSync).
 */
export function sendCommit(self: InstanceProcess, next: readonly number[], isAwaited: boolean): boolean {
  const { member, work } = self.state;
  const { calendar, nowUs } = self.kernel;
  const offsets: number[] = [];
  for (const pair of member.ownedPairs) {
    const offset = next[pair]!;
    if (offset < 0 || offset === member.sent[pair]) continue;
    offsets.push(pair, offset);
    member.sent[pair] = offset;
  }
  if (offsets.length === 0) return false;
  const memberId = member.memberId === "" ? member.formerMemberId : member.memberId;
  const generation = member.generation < 0 ? member.formerGeneration : member.generation;
  const parcel: CommitParcel = { memberId, generation, offsets, isAwaited };
  calendar.push(
    self.arrival(Link.toCoordinator),
    self.coordinator,
    0,
    Coordinator.commit,
    self.index,
    self.life.incarnation,
    0,
    parcel,
  );
  if (isAwaited) {
    work.phase = "committing";
    work.sinceUs = nowUs;
    work.untilUs = -1;
  }
  return true;
}
