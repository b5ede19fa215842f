/**
 * What the controller writes down of a partition when a replica comes, goes, or falls behind, and whom it elects: Kafka 4.3's
 * PartitionChangeBuilder, with eligible leader replicas (KIP-966). Pure: a registration in, the next one out.
 */

/** Nobody leads. */
export const NO_LEADER = -1;

/** The controller's record of one partition (PartitionRegistration). Its lists are replaced, never changed. */
export interface PartitionRegistration {
  /** Brokers that keep the partition, the preferred leader first. */
  readonly replicas: readonly number[];
  /** The replicas in sync. */
  readonly isr: readonly number[];
  /** Left the ISR while fewer than min.insync.replicas remained, so that the high watermark could not pass their end: they still have everything below it. */
  readonly elr: readonly number[];
  /** Who led when the last replica left the ISR, or NO_LEADER. */
  readonly lastKnownLeader: number;
  readonly leader: number;
  /** Goes up with every change of the leader, also when there is none any more. */
  readonly leaderEpoch: number;
  /** Goes up with every change. */
  readonly partitionEpoch: number;
}

/** "any": a leader that can stay stays. "preferred": the first replica gets it back. */
export type ElectionAim = "any" | "preferred";

/** How a leader was found: in the ISR, in the ELR, or where records may be lost: who led last, or anybody. */
export type ElectedFrom = "isr" | "elr" | "last-known" | "unclean" | "nobody";

/** The circumstances of a change. */
export interface ElectionRules {
  /** Whether a broker may lead now: active, and not the one that is going. */
  readonly mayLead: (broker: number) => boolean;
  /** min.insync.replicas, not more than there are replicas. */
  readonly minIsr: number;
  /** unclean.leader.election.enable. */
  readonly isUncleanAllowed: boolean;
  /** eligible.leader.replicas.version >= 1. */
  readonly hasElr: boolean;
  readonly aim: ElectionAim;
}

export interface PartitionChange {
  readonly registration: PartitionRegistration;
  /** Set where the leader has changed. */
  readonly elected: ElectedFrom | null;
}

/** A new partition: its first replica leads, and all are in sync. Epochs count from 0. */
export function createRegistration(replicas: readonly number[]): PartitionRegistration {
  return {
    replicas,
    isr: replicas,
    elr: [],
    lastKnownLeader: NO_LEADER,
    leader: replicas[0]!,
    leaderEpoch: 0,
    partitionEpoch: 0,
  };
}

/** min.insync.replicas as it counts for a partition: never more than it has replicas (Partition.effectiveMinIsr). */
export function effectiveMinIsr(minInsyncReplicas: number, replicas: number): number {
  return Math.min(minInsyncReplicas, replicas);
}

/**
 * The partition with another ISR, and another leader where the present one may not stay; null where nothing changes.
 * `uncleanShutdown`: a broker that died without closing its log, and so is not eligible any more.
 */
export function changePartition(
  before: PartitionRegistration,
  targetIsr: readonly number[],
  rules: ElectionRules,
  uncleanShutdown = -1,
): PartitionChange | null {
  const targetElr = elrOf(before, targetIsr, rules, uncleanShutdown);
  const { leader, from } = elect(before, targetIsr, targetElr, rules);
  let isr = targetIsr;
  let elr = targetElr;
  if (leader !== before.leader) {
    if (from === "elr") elr = elr.filter((broker) => broker !== leader);
    if (from === "last-known" || from === "unclean") elr = [];
    if (from !== "isr" && from !== "nobody") isr = [leader];
  }
  // Without eligible replicas the last one stays in the ISR, dead as it is.
  if (isr.length === 0 && !rules.hasElr) isr = before.isr;
  const lastKnownLeader = lastKnownLeaderOf(before, isr, leader, rules);
  const isSame =
    leader === before.leader &&
    isSameList(isr, before.isr) &&
    isSameList(elr, before.elr) &&
    lastKnownLeader === before.lastKnownLeader;
  if (isSame) return null;
  const hasNewLeader = leader !== before.leader;
  return {
    registration: {
      replicas: before.replicas,
      isr,
      elr,
      lastKnownLeader,
      leader,
      leaderEpoch: before.leaderEpoch + (hasNewLeader ? 1 : 0),
      partitionEpoch: before.partitionEpoch + 1,
    },
    elected: hasNewLeader ? from : null,
  };
}

/** PartitionChangeBuilder.maybePopulateTargetElr: whoever was in sync stays eligible while too few are in sync. */
function elrOf(
  before: PartitionRegistration,
  targetIsr: readonly number[],
  rules: ElectionRules,
  uncleanShutdown: number,
): readonly number[] {
  if (!rules.hasElr || targetIsr.length >= rules.minIsr) return [];
  return before.replicas.filter(
    (broker) =>
      (before.elr.includes(broker) || before.isr.includes(broker)) &&
      !targetIsr.includes(broker) &&
      broker !== uncleanShutdown,
  );
}

function elect(
  before: PartitionRegistration,
  isr: readonly number[],
  elr: readonly number[],
  rules: ElectionRules,
): { leader: number; from: ElectedFrom } {
  const { replicas, leader, lastKnownLeader } = before;
  const isValid = (broker: number): boolean =>
    (isr.includes(broker) || (isr.length === 0 && elr.includes(broker))) && rules.mayLead(broker);
  const from = isr.length === 0 ? "elr" : "isr";
  if (rules.aim === "preferred" && isValid(replicas[0]!)) return { leader: replicas[0]!, from };
  if (leader !== NO_LEADER && isValid(leader)) return { leader, from };
  const next = replicas.find(isValid);
  if (next !== undefined) return { leader: next, from };
  const isNobodyLeft = rules.hasElr && isr.length === 0 && elr.length === 0;
  if (isNobodyLeft && lastKnownLeader !== NO_LEADER && rules.mayLead(lastKnownLeader)) {
    return { leader: lastKnownLeader, from: "last-known" };
  }
  const anyone = rules.isUncleanAllowed && rules.aim === "any" ? replicas.find(rules.mayLead) : undefined;
  if (anyone !== undefined) return { leader: anyone, from: "unclean" };
  return { leader: NO_LEADER, from: "nobody" };
}

/** PartitionChangeBuilder.maybeUpdateLastKnownLeader. */
function lastKnownLeaderOf(
  before: PartitionRegistration,
  isr: readonly number[],
  leader: number,
  { hasElr }: ElectionRules,
): number {
  if (!hasElr) return before.lastKnownLeader;
  if (isr.length === 0 && before.isr.length > 0) return before.leader;
  return leader === NO_LEADER ? before.lastKnownLeader : NO_LEADER;
}

function isSameList(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}
