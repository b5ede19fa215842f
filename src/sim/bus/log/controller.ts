/**
 * The controller's decisions: which brokers count, who is in sync, who leads (Kafka 4.3's ReplicationControlManager and
 * BrokerHeartbeatManager). Pure: it answers with what has changed, and whoever calls it carries that to the brokers.
 */
import {
  changePartition,
  effectiveMinIsr,
  NO_LEADER,
  type ElectedFrom,
  type ElectionAim,
  type PartitionRegistration,
} from "./election.ts";
import type { Micros } from "#base/units.ts";

/** A broker as the controller counts it. */
export interface BrokerRegistration {
  /** Out: it has not reported for broker.session.timeout.ms, or has never. */
  isFenced: boolean;
  /** In controlled shutdown: still there, but nothing may be given to it. */
  isShuttingDown: boolean;
}

export interface ControllerState {
  readonly brokers: BrokerRegistration[];
  /** By partition. */
  readonly partitions: PartitionRegistration[];
}

/** The settings that elections go by. */
export interface ControllerRules {
  /** By partition: min.insync.replicas of its topic. */
  readonly minInsyncReplicas: readonly number[];
  /** By partition: unclean.leader.election.enable of its topic. */
  readonly isUncleanAllowed: readonly boolean[];
  readonly hasElr: boolean;
}

/** A partition that the controller has written down anew. */
export interface ChangedPartition {
  readonly partition: number;
  readonly before: PartitionRegistration;
  readonly after: PartitionRegistration;
  /** Set where the leader has changed. */
  readonly elected: ElectedFrom | null;
}

/** Answers to a leader that asks for another ISR (AlterPartition). */
export type AlterIsrAnswer = "NONE" | "FENCED_LEADER_EPOCH" | "INVALID_UPDATE_VERSION" | "INELIGIBLE_REPLICA";

/** Neither fenced nor shutting down. */
export function isActive(controller: ControllerState, broker: number): boolean {
  const registration = controller.brokers[broker];
  return registration !== undefined && !registration.isFenced && !registration.isShuttingDown;
}

/** The controller counts a broker out: it leaves every ISR, and others take over what it led. */
export function fenceBroker(
  controller: ControllerState,
  rules: ControllerRules,
  broker: number,
): ChangedPartition[] {
  controller.brokers[broker]!.isFenced = true;
  controller.brokers[broker]!.isShuttingDown = false;
  return withoutBroker(controller, rules, broker, -1);
}

/**
 * A broker that was fenced has started again and says hello. After a death without a clean shutdown nobody knows what its
 * disk has kept: it is not eligible any more (KIP-966).
 */
export function registerBroker(
  controller: ControllerState,
  rules: ControllerRules,
  broker: number,
  isCleanShutdown: boolean,
): ChangedPartition[] {
  return isCleanShutdown || !rules.hasElr ? [] : withoutBroker(controller, rules, broker, broker);
}

/** The controller counts a broker in: it may lead what nobody leads. */
export function unfenceBroker(
  controller: ControllerState,
  rules: ControllerRules,
  broker: number,
): ChangedPartition[] {
  controller.brokers[broker]!.isFenced = false;
  return changeAll(controller, rules, "any", ({ leader, isr }) => (leader === NO_LEADER ? isr : null));
}

/** A broker asks to be let go: others take over what it leads before it stops (controlled shutdown). */
export function shutDownBroker(
  controller: ControllerState,
  rules: ControllerRules,
  broker: number,
): ChangedPartition[] {
  controller.brokers[broker]!.isShuttingDown = true;
  return withoutBroker(controller, rules, broker, -1);
}

/** auto.leader.rebalance.enable: leadership returns to the first replica of each partition where that is in sync. */
export function balanceLeaders(controller: ControllerState, rules: ControllerRules): ChangedPartition[] {
  return changeAll(controller, rules, "preferred", ({ leader, replicas, isr }) =>
    leader !== NO_LEADER && leader !== replicas[0] ? isr : null,
  );
}

/** A leader asks for another ISR (AlterPartition); what comes of it, and the change where there is one. */
export function alterIsr(
  controller: ControllerState,
  rules: ControllerRules,
  partition: number,
  leader: number,
  leaderEpoch: number,
  partitionEpoch: number,
  isr: readonly number[],
): { readonly answer: AlterIsrAnswer; readonly changed: ChangedPartition | null } {
  const before = controller.partitions[partition]!;
  if (before.leader !== leader || before.leaderEpoch !== leaderEpoch)
    return { answer: "FENCED_LEADER_EPOCH", changed: null };
  if (before.partitionEpoch !== partitionEpoch) return { answer: "INVALID_UPDATE_VERSION", changed: null };
  if (isr.some((broker) => !isActive(controller, broker)))
    return { answer: "INELIGIBLE_REPLICA", changed: null };
  return { answer: "NONE", changed: change(controller, rules, partition, isr, "any", -1, -1) };
}

/**
 * When the controller finds out that a broker has gone silent at `silentUs`: a session timeout after its last heartbeat.
 * Heartbeats come every `intervalUs`, counted from `firstUs`.
 */
export function fencedAtUs(
  silentUs: Micros,
  firstUs: Micros,
  intervalUs: Micros,
  sessionTimeoutUs: Micros,
): Micros {
  const lastUs = firstUs + Math.max(0, Math.floor((silentUs - firstUs) / intervalUs)) * intervalUs;
  return lastUs + sessionTimeoutUs;
}

/** When a broker that can be heard again from `fromUs` on is heard first: at its next heartbeat. */
export function nextHeartbeatUs(fromUs: Micros, firstUs: Micros, intervalUs: Micros): Micros {
  return firstUs + Math.max(0, Math.ceil((fromUs - firstUs) / intervalUs)) * intervalUs;
}

/** Takes a broker out of every ISR; `unclean`: out of every ELR, too. */
function withoutBroker(
  controller: ControllerState,
  rules: ControllerRules,
  broker: number,
  unclean: number,
): ChangedPartition[] {
  return changeAll(
    controller,
    rules,
    "any",
    ({ isr, elr }) =>
      isr.includes(broker) || elr.includes(unclean) ? isr.filter((other) => other !== broker) : null,
    broker,
    unclean,
  );
}

/** Changes every partition for which `isrOf` names an ISR. */
function changeAll(
  controller: ControllerState,
  rules: ControllerRules,
  aim: ElectionAim,
  isrOf: (registration: PartitionRegistration) => readonly number[] | null,
  leaving = -1,
  unclean = -1,
): ChangedPartition[] {
  const changes: ChangedPartition[] = [];
  for (let partition = 0; partition < controller.partitions.length; partition++) {
    const isr = isrOf(controller.partitions[partition]!);
    if (isr === null) continue;
    const changed = change(controller, rules, partition, isr, aim, leaving, unclean);
    if (changed !== null) changes.push(changed);
  }
  return changes;
}

function change(
  controller: ControllerState,
  rules: ControllerRules,
  partition: number,
  isr: readonly number[],
  aim: ElectionAim,
  leaving: number,
  unclean: number,
): ChangedPartition | null {
  const before = controller.partitions[partition]!;
  const made = changePartition(
    before,
    isr,
    {
      mayLead: (broker) => broker !== leaving && isActive(controller, broker),
      minIsr: effectiveMinIsr(rules.minInsyncReplicas[partition]!, before.replicas.length),
      isUncleanAllowed: rules.isUncleanAllowed[partition]!,
      hasElr: rules.hasElr,
      aim,
    },
    unclean,
  );
  if (made === null) return null;
  controller.partitions[partition] = made.registration;
  return { partition, before, after: made.registration, elected: made.elected };
}
