/** What of a program belongs to retry topics, dead letter queues and redrives. Plain data, made by `retrying/plan.ts`. */
import type { Micros } from "#base/units.ts";

/** A dead letter queue beyond its log. */
export interface QueuePlan {
  /** It rings from this many dead letters on that nobody has dealt with. */
  readonly alertDepth: number;
  /** A message that was redriven this often already stays; 0 for no limit. */
  readonly maxRedrives: number;
}

/** A retry topic of a group. */
export interface TierPlan {
  /** Index into topics. */
  readonly topic: number;
  /** From the append there until it may be tried again. */
  readonly delayUs: Micros;
}

export interface RetryingPlan {
  /** By topic; null where it is no dead letter queue. */
  readonly queues: readonly (QueuePlan | null)[];
  /** By group: its retry topics, the shortest delay first. */
  readonly tiers: readonly (readonly TierPlan[])[];
}
