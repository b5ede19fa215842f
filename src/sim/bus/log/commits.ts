/** Sending offsets to the group's coordinator. */
import { ListDraft } from "#base/lists.ts";
import { COMMIT_ERRORS, Fact } from "#sim/facts.ts";
import type { InstanceProcess } from "#sim/instance-process.ts";
import { Link } from "#sim/kernel/kernel.ts";
import type { CommitParcel } from "./coordinator.ts";
import { Coordinator, GROUP_ERRORS, Instance } from "./handlers.ts";
import { isInRebalance } from "./member-state.ts";

const draft = new ListDraft();

/**
 * Sends the given next offsets of all owned partitions where they have moved since the last commit; false if none has.
 * With `isAwaited` the application stands still until the answer (commitSync). A client that knows that it is in a
 * rebalance, or no member any more, does not ask: it throws (ConsumerCoordinator.sendOffsetCommitRequest, generationIfStable).
 */
export function sendCommit(self: InstanceProcess, next: readonly number[], isAwaited: boolean): boolean {
  const { member, work } = self.state;
  const { calendar, nowUs } = self.kernel;
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
  const parcel: CommitParcel = { memberId, generation, groupInstanceId: null, offsets, isAwaited };
  if (member.phase !== "stable") refuse(self, parcel);
  else
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

/** What the Java client throws instead of asking: RebalanceInProgressException or CommitFailedException. */
function refuse(self: InstanceProcess, { offsets, isAwaited }: CommitParcel): void {
  const isRebalancing = isInRebalance(self.state.member);
  const said = COMMIT_ERRORS.indexOf(
    isRebalancing ? "RebalanceInProgressException" : "CommitFailedException",
  );
  for (let i = 0; i < offsets.length; i += 2)
    self.note(Fact.commitRefused, self.groupIndex, self.partitionOf(offsets[i]!), offsets[i + 1]!, said);
  const error = GROUP_ERRORS.indexOf(isRebalancing ? "REBALANCE_IN_PROGRESS" : "UNKNOWN_MEMBER_ID");
  self.after(0, Instance.committed, error, isAwaited ? 1 : 0, 1, offsets);
}
