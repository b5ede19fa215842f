/** When committed offsets are forgotten: offsets.retention.minutes (GroupMetadataManager, OffsetExpirationConditionImpl). Pure. */
import type { Micros } from "#base/units.ts";

/** What decides about the offsets of one group. */
export interface GroupLiveness {
  /** `empty`: no member; `settled`: members, no rebalance under way; `moving`: a rebalance is under way. */
  readonly is: "empty" | "settled" | "moving";
  /** Since when it is so. */
  readonly sinceUs: Micros;
  /** Whether it is of the classic protocol: its offsets count from when it became empty, not from their commit. */
  readonly isClassic: boolean;
  /** Whether somebody of the group subscribes to the topic. */
  readonly isSubscribed: (topic: number) => boolean;
}

/**
 * Whether an offset of this topic that was committed then is forgotten now. In a classic group that is empty all count from
 * that moment (also what was moved by hand since), in one with members from the commit, and only what nobody subscribes to;
 * during a rebalance nothing is forgotten.
 */
export function isOffsetExpired(
  group: GroupLiveness,
  topic: number,
  committedUs: Micros,
  retentionUs: Micros,
  nowUs: Micros,
): boolean {
  if (!group.isClassic) return !group.isSubscribed(topic) && nowUs - committedUs >= retentionUs;
  switch (group.is) {
    case "empty":
      return nowUs - group.sinceUs >= retentionUs;
    case "settled":
      return !group.isSubscribed(topic) && nowUs - committedUs >= retentionUs;
    case "moving":
      return false;
  }
}
