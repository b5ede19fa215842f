/** Sending offsets to the group's coordinator. */
import { ListDraft } from "#base/lists.ts";
import { COMMIT_ERRORS } from "#sim/fact-tables.ts";
import { Fact } from "#sim/facts.ts";
import type { InstanceProcess } from "#sim/instance-process.ts";
import { askCoordinator, Protocol } from "./coordinator-link.ts";
import type { CommitParcel } from "./coordinator-types.ts";
import { Coordinator, GROUP_ERRORS, Instance } from "./handlers.ts";

const draft = new ListDraft();

/**
 * Sends the given next offsets of all owned partitions where they have moved since the last commit; false if none has.
 * With `isAwaited` the application stands still until the answer (commitSync). A client that knows that it is in a
 * rebalance, or no member any more, does not ask: it throws (ConsumerCoordinator.sendOffsetCommitRequest, generationIfStable).
 */
export function sendCommit(self: InstanceProcess, next: readonly number[], isAwaited: boolean): boolean {
  // They go with the producer's transactions instead.
  if (self.sending.commitsOffsets) return false;
  const { member, work } = self.state;
  const { nowUs } = self.kernel;
  for (const pair of member.ownedPairs) {
    const offset = next[pair]!;
    if (offset < 0 || offset === member.sent[pair]) continue;
    draft.add(pair);
    draft.add(offset);
    member.sent[pair] = offset;
  }
  if (draft.length === 0) return false;
  const { generation, memberId } = member;
  const offsets = draft.take();
  const thrown = self.protocol.commitThrows(self);
  if (thrown === null) {
    const { groupInstanceId } = self;
    const parcel: CommitParcel = { memberId, generation, groupInstanceId, offsets, isAwaited };
    if (isAwaited) member.awaited = parcel;
    askCoordinator(self, Coordinator.commit, Protocol.offsetCommit, generation, parcel);
  } else refuse(self, thrown, offsets, isAwaited);
  if (isAwaited) {
    work.phase = "committing";
    work.sinceUs = nowUs;
    work.untilUs = -1;
  }
  return true;
}

/** What the Java client throws instead of asking: RebalanceInProgressException or CommitFailedException. */
function refuse(
  self: InstanceProcess,
  thrown: "RebalanceInProgressException" | "CommitFailedException",
  offsets: readonly number[],
  isAwaited: boolean,
): void {
  const said = COMMIT_ERRORS.indexOf(thrown);
  for (let i = 0; i < offsets.length; i += 2)
    self.note(Fact.commitRefused, self.groupIndex, self.partitionOf(offsets[i]!), offsets[i + 1]!, said);
  const isRebalancing = thrown === "RebalanceInProgressException";
  const error = GROUP_ERRORS.indexOf(isRebalancing ? "REBALANCE_IN_PROGRESS" : "UNKNOWN_MEMBER_ID");
  self.after(0, Instance.committed, error, isAwaited ? 1 : 0, 1, offsets);
}
