/**
 * What a leader knows of its followers: how far each has fetched, who is in sync, and how far the high watermark may go
 * (Kafka 4.3's Partition and Replica). Times in µs. It holds state only while a broker leads the partition.
 */
import type { Micros } from "#base/units.ts";
import type { PartitionRegistration } from "./election.ts";

/** A follower as its leader sees it (Replica.ReplicaState). */
export interface FollowerProgress {
  /** Its log end, -1 while it has not fetched in this epoch. */
  endOffset: number;
  /** When it last had everything that the leader had, -1 for never. */
  caughtUpUs: Micros;
  /** When it last fetched, and the leader's log end then. */
  fetchedUs: Micros;
  leaderEndThen: number;
}

export interface Leadership {
  /** Its own broker. */
  readonly leader: number;
  readonly leaderEpoch: number;
  /** Its log end when it took over: followers are in sync only from here on. */
  readonly epochStartOffset: number;
  readonly replicas: readonly number[];
  /** By position in `replicas`; the leader's own is unused. */
  readonly followers: FollowerProgress[];
  /** The ISR that the controller has confirmed. */
  isr: readonly number[];
  partitionEpoch: number;
  /** An ISR that the controller was asked for and has not answered yet. */
  proposed: readonly number[] | null;
}

/** What of the cluster's settings and of the leader's knowledge of other brokers decides. */
export interface InSyncRules {
  /** replica.lag.time.max.ms in µs. */
  readonly lagMaxUs: Micros;
  /** Effective min.insync.replicas. */
  readonly minIsr: number;
  /** Whether the leader knows a broker to be neither fenced nor shutting down. */
  readonly isEligible: (broker: number) => boolean;
}

/** A broker takes over: it believes of the followers in sync that they were up to date just now (Partition.makeLeader). */
export function lead(registration: PartitionRegistration, leaderEnd: number, nowUs: Micros): Leadership {
  const { replicas, isr, leader, leaderEpoch, partitionEpoch } = registration;
  return {
    leader,
    leaderEpoch,
    epochStartOffset: leaderEnd,
    replicas,
    followers: replicas.map((broker) => ({
      endOffset: -1,
      caughtUpUs: isr.includes(broker) ? nowUs : -1,
      fetchedUs: -1,
      leaderEndThen: -1,
    })),
    isr,
    partitionEpoch,
    proposed: null,
  };
}

/** A follower asks for records from `offset` on, and so says that it has everything before it (Replica.updateFetchState). */
export function recordFetch(
  leadership: Leadership,
  follower: number,
  offset: number,
  leaderEnd: number,
  nowUs: Micros,
): void {
  const progress = leadership.followers[leadership.replicas.indexOf(follower)]!;
  if (offset >= leaderEnd) progress.caughtUpUs = nowUs;
  else if (progress.leaderEndThen >= 0 && offset >= progress.leaderEndThen)
    progress.caughtUpUs = Math.max(progress.caughtUpUs, progress.fetchedUs);
  progress.endOffset = offset;
  progress.fetchedUs = nowUs;
  progress.leaderEndThen = Math.max(leaderEnd, progress.leaderEndThen);
}

/** Whether a follower has lately had all that the leader had (ReplicaState.isCaughtUp). */
function isCaughtUp(progress: FollowerProgress, leaderEnd: number, nowUs: Micros, lagMaxUs: Micros): boolean {
  if (progress.endOffset === leaderEnd) return true;
  return progress.caughtUpUs >= 0 && nowUs - progress.caughtUpUs <= lagMaxUs;
}

/** The confirmed ISR, or the larger one that was asked for: who may be in sync by now (KIP-497's maximal ISR). */
export function maximalIsr({ isr, proposed }: Leadership): readonly number[] {
  return proposed !== null && proposed.length > isr.length ? proposed : isr;
}

/** Whether acks=all is refused, and the high watermark stands still. */
export function isUnderMinIsr(leadership: Leadership, minIsr: number): boolean {
  return leadership.isr.length < minIsr;
}

/**
 * How far everybody in sync has come, and everybody who is about to be: the high watermark may rise to here. Under
 * min.insync.replicas it does not move, -1 (Partition.maybeIncrementLeaderHW).
 */
export function highWatermarkLimit(
  leadership: Leadership,
  leaderEnd: number,
  nowUs: Micros,
  { lagMaxUs, minIsr, isEligible }: InSyncRules,
): number {
  if (isUnderMinIsr(leadership, minIsr)) return -1;
  const { replicas, followers, leader } = leadership;
  const inSync = maximalIsr(leadership);
  let limit = leaderEnd;
  for (let i = 0; i < replicas.length; i++) {
    const broker = replicas[i]!;
    const progress = followers[i]!;
    if (broker === leader || progress.endOffset >= limit) continue;
    const counts =
      inSync.includes(broker) || (isCaughtUp(progress, leaderEnd, nowUs, lagMaxUs) && isEligible(broker));
    if (counts) limit = progress.endOffset;
  }
  return limit;
}

/** The ISR to ask the controller for because a follower has caught up, or null (Partition.maybeExpandIsr). */
export function expandedIsr(
  leadership: Leadership,
  follower: number,
  highWatermark: number,
  { isEligible }: InSyncRules,
): readonly number[] | null {
  const { isr, proposed, replicas, followers, epochStartOffset } = leadership;
  if (proposed !== null || isr.includes(follower) || !isEligible(follower)) return null;
  const { endOffset } = followers[replicas.indexOf(follower)]!;
  if (endOffset < highWatermark || endOffset < epochStartOffset) return null;
  return [...isr, follower];
}

/** The ISR to ask the controller for because followers have lagged for too long, or null (Partition.maybeShrinkIsr). */
export function shrunkIsr(
  leadership: Leadership,
  leaderEnd: number,
  nowUs: Micros,
  { lagMaxUs }: InSyncRules,
): readonly number[] | null {
  const { isr, proposed, replicas, followers, leader } = leadership;
  if (proposed !== null) return null;
  const left = isr.filter(
    (broker) =>
      broker === leader || isCaughtUp(followers[replicas.indexOf(broker)]!, leaderEnd, nowUs, lagMaxUs),
  );
  return left.length === isr.length ? null : left;
}

/** The controller has written down another state of the partition under the same leader. */
export function confirmIsr(leadership: Leadership, registration: PartitionRegistration): void {
  if (registration.partitionEpoch <= leadership.partitionEpoch) return;
  leadership.isr = registration.isr;
  leadership.partitionEpoch = registration.partitionEpoch;
  leadership.proposed = null;
}
