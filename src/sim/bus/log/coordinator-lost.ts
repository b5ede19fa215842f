/**
 * A client whose coordinator is gone, or out of reach: what it had asked is asked again when there is one (AbstractCoordinator
 * marks it unknown and looks for it every retry.backoff.ms).
 */
import type { InstanceProcess } from "#sim/instance-process.ts";
import { askCoordinator, loseCoordinator, Protocol } from "./coordinator-link.ts";
import { Coordinator } from "./handlers.ts";
import { Reset } from "./member-state.ts";
import { askOffsets } from "./owned-pairs.ts";

/** default.api.timeout.ms: how long commitSync goes on trying. */
const API_TIMEOUT_US = 60_000_000;

/** The connection to a broker broke: it may have been the coordinator's. */
export function coordinatorMayBeGone(self: InstanceProcess, broker: number): void {
  if (broker === self.state.member.coordinatorIs) loseCoordinator(self);
}

/** It tries again; "gives-up" where an awaited commit has gone on for too long. */
export function askAgain(self: InstanceProcess): "goes-on" | "gives-up" {
  const { member, work } = self.state;
  member.isLookingForCoordinator = false;
  self.protocol.coordinatorFailed?.(self);
  // Members of a share group have no positions.
  const isSharing = self.group!.config.protocol === "share";
  const lost = member.ownedPairs.filter(
    (pair) => !isSharing && member.position[pair]! < 0 && member.resets[pair] === Reset.none,
  );
  if (lost.length > 0) askOffsets(self, lost);
  // Whether what was sent without waiting has arrived is not known: the next commit carries it again.
  for (const pair of member.ownedPairs) member.sent[pair] = -1;
  member.nextAutoCommitUs = Math.min(member.nextAutoCommitUs, self.kernel.nowUs);
  const { awaited } = member;
  if (work.phase !== "committing" || awaited === null) return "goes-on";
  if (self.kernel.nowUs - work.sinceUs >= API_TIMEOUT_US) return "gives-up";
  for (let i = 0; i < awaited.offsets.length; i += 2)
    member.sent[awaited.offsets[i]!] = awaited.offsets[i + 1]!;
  askCoordinator(self, Coordinator.commit, Protocol.offsetCommit, awaited.generation, awaited);
  return "goes-on";
}
