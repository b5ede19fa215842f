/** Builds the frame of a run as it stands: reads the state of its processes, changes nothing. */
import type { BrokerState } from "./bus/log/broker.ts";
import { BatchIs } from "./bus/log/batch-store.ts";
import {
  ACTIVITIES,
  GROUP_STATES,
  GROUP_STRIDE,
  GroupAt,
  HEALTHS,
  INSTANCE_STRIDE,
  InstanceAt,
  PAIR_STRIDE,
  PairAt,
  PARTITION_STRIDE,
  PartitionAt,
  TAIL,
  TAIL_GAP,
  TAIL_NONE,
  TAIL_PARTITIONS_MAX,
  TRANSIT_STRIDE,
  TRANSITS_MAX,
  type Frame,
} from "./frame.ts";
import { highWatermark, leaderEpochOf, leaderOf } from "./bus/log/cluster-state.ts";
import { AnswersTo, type Request } from "./calls-state.ts";
import { brokersOf, inSyncOf, isUnderMinimum, replicasOf } from "./bus/log/cluster-sight.ts";
import { committedInHand } from "./bus/log/application.ts";
import { partitionCount } from "./bus/log/partition-counts.ts";
import { offsetsOf, sightOf } from "./bus/log/group-sight.ts";
import { keyOrdinal } from "./bus/log/keys.ts";
import { lagBehind, recordAt, visibleEnd } from "./bus/log/log-reads.ts";
import { InstanceProcess } from "./instance-process.ts";
import type { Kernel, Process } from "./kernel/kernel.ts";
import { Count } from "./ledger.ts";
import {
  callsOf,
  callTrips,
  databaseTrips,
  effectsOf,
  holdersOf,
  retriesOf,
  sagasOf,
  schemasOf,
  shareEndOf,
  shareTransits,
  sourcingOf,
  storeTrips,
} from "./parts.ts";
import type { Run } from "./run.ts";
import { collectTrips, leadsToNoLog } from "./trips.ts";

/** What the views draw of this moment. Its arrays are new, so that they can be transferred. */
export function frameOf(run: Run): Frame {
  const { kernel } = run;
  const instances = kernel.processes.filter(
    (process): process is InstanceProcess => process instanceof InstanceProcess,
  );
  const { transits, transitCount } = transitsOf(kernel, instances, Math.max(0, run.atUs));
  return {
    atUs: Math.max(0, run.atUs),
    calls: kernel.calls,
    traceHash: kernel.trace.hash,
    outcome: run.outcome,
    messages: kernel.messages.length,
    partitions: partitionsOf(kernel),
    replicas: replicasOf(kernel),
    brokers: brokersOf(kernel),
    partitionCounts: Float64Array.from(kernel.program.topics, (_, topic) => partitionCount(kernel, topic)),
    holders: hasShareGroups(kernel) ? holdersOf(kernel) : new Float64Array(),
    pairs: pairsOf(kernel, instances),
    groups: groupsOf(kernel, instances),
    instances: instancesOf(kernel, instances, Math.max(0, run.atUs)),
    transits,
    transitCount,
    ...tailsOf(kernel),
    wireTotals: kernel.ledger.wires.slice(),
    topicTotals: kernel.ledger.topics.slice(),
    ...tripsOf(kernel),
    ...(kernel.program.services.some(({ config }) => config.http)
      ? { calling: callsOf(kernel, instances) }
      : {}),
    ...(kernel.effects === null ? {} : { effects: effectsOf(kernel) }),
    ...(kernel.program.choreography === null ? {} : { sagas: sagasOf(kernel) }),
    ...(kernel.program.schemas === null ? {} : { schemas: schemasOf(kernel, instances) }),
    ...(kernel.watcher === null ? {} : { invariants: kernel.watcher.sight(run.atUs) }),
    ...(kernel.program.sourcing === null ? {} : { stores: sourcingOf(kernel) }),
    ...(kernel.copies === null ? {} : { retries: retriesOf(kernel) }),
  };
}

/** What goes over wires that lead to no log; nothing where there are none. */
function tripsOf(kernel: Kernel): Pick<Frame, "wireReturns" | "trips"> {
  const { effects, layout, services, sourcing } = kernel.program;
  if (!layout.wires.some(({ kind }) => leadsToNoLog(kind))) return {};
  const trips = collectTrips((add) => {
    if (services.some(({ calls }) => calls.length > 0)) callTrips(kernel, add);
    if (sourcing !== null) storeTrips(kernel, add);
    if (effects !== null) databaseTrips(kernel, add);
  });
  return { trips, wireReturns: kernel.ledger.returns.slice() };
}

/** Records that the members of a group have in hand, committed already and not dealt with. */
export function inHandOf(instances: readonly InstanceProcess[], group: number): number {
  let count = 0;
  for (const instance of instances) if (instance.groupIndex === group) count += committedInHand(instance);
  return count;
}

function hasShareGroups({ program }: Kernel): boolean {
  return program.groups.some(({ config }) => config.protocol === "share");
}

function partitionsOf(kernel: Kernel): Float64Array {
  const { logs } = kernel;
  const count = kernel.program.layout.partitionCount;
  const numbers = new Float64Array(count * PARTITION_STRIDE);
  for (let partition = 0; partition < count; partition++) {
    const at = partition * PARTITION_STRIDE;
    numbers[at + PartitionAt.logStart] = logs.startOffset(partition);
    numbers[at + PartitionAt.highWatermark] = highWatermark(kernel, partition);
    numbers[at + PartitionAt.logEnd] = logs.endOffset(partition);
    numbers[at + PartitionAt.bytes] = logs.bytes(partition);
    numbers[at + PartitionAt.lastStable] = visibleEnd(kernel, partition, true);
    numbers[at + PartitionAt.leader] = leaderOf(kernel, partition);
    numbers[at + PartitionAt.leaderEpoch] = leaderEpochOf(kernel, partition);
    numbers[at + PartitionAt.inSync] = inSyncOf(kernel, partition);
    numbers[at + PartitionAt.isUnderMinimum] = isUnderMinimum(kernel, partition) ? 1 : 0;
  }
  return numbers;
}

function pairsOf(kernel: Kernel, instances: readonly InstanceProcess[]): Float64Array {
  const { layout } = kernel.program;
  const numbers = new Float64Array(layout.pairCount * PAIR_STRIDE).fill(-1);
  layout.groups.forEach((group, index) => {
    offsetsOf(kernel, index).forEach((offset, pair) => {
      const at = (group.firstPair + pair) * PAIR_STRIDE;
      numbers[at + PairAt.committed] = offset;
      if (offset >= 0)
        numbers[at + PairAt.lag] = lagBehind(kernel, group.firstPair + pair, group.pairs[pair]!, offset);
      if (group.protocol === "share") numbers[at + PairAt.position] = shareEndOf(kernel, index, pair);
    });
  });
  // A zombie may still believe to own what another member got since: the member of the newest generation is shown.
  const byGeneration = instances
    .filter(({ group, state }) => group !== null && state.health !== "crashed" && state.health !== "stopped")
    .sort((a, b) => a.state.member.generation - b.state.member.generation);
  for (const instance of byGeneration) {
    const { member, work } = instance.state;
    const first = instance.group!.firstPair;
    const isSharing = instance.group!.config.protocol === "share";
    for (const pair of isSharing ? [] : member.ownedPairs) {
      const at = (first + pair) * PAIR_STRIDE;
      numbers[at + PairAt.owner] = instance.who;
      numbers[at + PairAt.position] = member.position[pair]!;
    }
    if (work.pair >= 0 && work.phase === "working")
      numbers[(first + work.pair) * PAIR_STRIDE + PairAt.working] = work.offset;
  }
  return numbers;
}

function groupsOf(kernel: Kernel, instances: readonly InstanceProcess[]): Float64Array {
  const { ledger } = kernel;
  const numbers = new Float64Array(kernel.program.groups.length * GROUP_STRIDE);
  kernel.program.groups.forEach((_, index) => {
    const sight = sightOf(kernel, index);
    const at = index * GROUP_STRIDE;
    numbers[at + GroupAt.state] = GROUP_STATES.indexOf(sight.state);
    numbers[at + GroupAt.generation] = sight.generation;
    numbers[at + GroupAt.rebalances] = sight.rebalances;
    numbers[at + GroupAt.rebalanceSinceUs] = sight.rebalanceSinceUs;
    numbers[at + GroupAt.joinDeadlineUs] = sight.joinDeadlineUs;
    numbers[at + GroupAt.processed] = ledger.count(index, Count.processed);
    numbers[at + GroupAt.duplicates] = ledger.count(index, Count.duplicates);
    numbers[at + GroupAt.lost] = ledger.lost(index, inHandOf(instances, index));
    numbers[at + GroupAt.retried] = ledger.count(index, Count.retried);
    numbers[at + GroupAt.deadLettered] = ledger.count(index, Count.deadLettered);
    numbers[at + GroupAt.amountOnce] = ledger.count(index, Count.amountOnceCents);
    numbers[at + GroupAt.amountEffects] = ledger.count(index, Count.amountEffectsCents);
  });
  return numbers;
}

function instancesOf(kernel: Kernel, instances: readonly InstanceProcess[], nowUs: number): Float64Array {
  const numbers = new Float64Array(instances.length * INSTANCE_STRIDE);
  instances.forEach((instance, index) => {
    const { health, member, work, producer, slowFactor } = instance.state;
    const at = index * INSTANCE_STRIDE;
    const activity = activityOf(instance, nowUs);
    numbers[at + InstanceAt.subject] = instance.who;
    numbers[at + InstanceAt.health] = HEALTHS.indexOf(health);
    numbers[at + InstanceAt.activity] = ACTIVITIES.indexOf(activity.is);
    numbers[at + InstanceAt.activitySinceUs] = activity.sinceUs;
    numbers[at + InstanceAt.activityUntilUs] = activity.untilUs;
    numbers[at + InstanceAt.sessionDeadlineUs] = sessionDeadlineOf(kernel, instance);
    const isMember =
      instance.group !== null && member.generation >= 0 && health !== "crashed" && health !== "stopped";
    numbers[at + InstanceAt.pollDeadlineUs] =
      isMember && !member.isPolling ? member.lastPollUs + instance.group.config.maxPollIntervalMs * 1000 : -1;
    numbers[at + InstanceAt.produced] = producer.produced;
    numbers[at + InstanceAt.processed] = work.processed;
    const isWorking = work.phase === "working" && work.pair >= 0;
    numbers[at + InstanceAt.attempt] = isWorking ? work.attempt : waitsFor(instance, nowUs);
    numbers[at + InstanceAt.message] = isWorking
      ? kernel.logs.messageAt(instance.partitionOf(work.pair), work.offset)
      : -1;
    numbers[at + InstanceAt.slowPercent] = Math.round(slowFactor * 100);
    numbers[at + InstanceAt.generation] = member.generation;
    numbers[at + InstanceAt.producerId] = producer.producerId;
    numbers[at + InstanceAt.producerEpoch] = producer.epoch;
    numbers[at + InstanceAt.transactionSinceUs] = producer.transaction?.sinceUs ?? -1;
  });
  return numbers;
}

/** The attempt that comes after the pause which ends first; 0 where nothing is held back. */
function waitsFor({ state }: InstanceProcess, nowUs: number): number {
  const { ownedPairs, heldUntilUs, failedAttempts } = state.member;
  let first = -1;
  for (const pair of ownedPairs) {
    if (heldUntilUs[pair]! > nowUs && (first < 0 || heldUntilUs[pair]! < heldUntilUs[first]!)) first = pair;
  }
  return first < 0 ? 0 : failedAttempts[first]! + 1;
}

interface Activity {
  readonly is: (typeof ACTIVITIES)[number];
  readonly sinceUs: number;
  readonly untilUs: number;
}

function activityOf(instance: InstanceProcess, nowUs: number): Activity {
  const { calls, member, work } = instance.state;
  if (work.phase === "calling" && calls?.requests.some(awaitsForRecord) === true)
    return { is: "awaiting-permission", sinceUs: work.sinceUs, untilUs: -1 };
  if (work.phase !== "idle") return { is: work.phase, sinceUs: work.sinceUs, untilUs: work.untilUs };
  if (instance.group === null) return { is: "idle", sinceUs: 0, untilUs: -1 };
  if (member.isPolling && (member.phase === "joining" || member.phase === "syncing")) {
    return { is: "joining", sinceUs: work.sinceUs, untilUs: -1 };
  }
  const held = member.ownedPairs.filter((pair) => member.heldUntilUs[pair]! > nowUs);
  if (held.length > 0) {
    const untilUs = Math.min(...held.map((pair) => member.heldUntilUs[pair]!));
    return { is: "backing-off", sinceUs: work.sinceUs, untilUs };
  }
  return { is: "idle", sinceUs: work.sinceUs, untilUs: -1 };
}

/** Whether the record in hand waits for a permission of the instance's own rate limiter. */
function awaitsForRecord({ from, phase }: Request): boolean {
  return from === AnswersTo.record && (phase === "awaiting-permission" || phase === "not-permitted");
}

/** When the coordinator will remove the instance's member (a crashed one's too); -1 if it has none. */
function sessionDeadlineOf(kernel: Kernel, instance: InstanceProcess): number {
  if (instance.groupIndex < 0) return -1;
  return sightOf(kernel, instance.groupIndex).sessionDeadlineUs(instance.who);
}

function transitsOf(
  kernel: Kernel,
  instances: readonly InstanceProcess[],
  nowUs: number,
): { transits: Float64Array; transitCount: number } {
  const { batches, logs, messages } = kernel;
  const list: number[] = [];
  let count = 0;
  const add = (
    wire: number,
    departsUs: number,
    arrivesUs: number,
    message: number,
    subject: number,
  ): void => {
    // A redrive's way is not drawn.
    if (wire < 0) return;
    if (++count <= TRANSITS_MAX)
      list.push(wire, departsUs, arrivesUs, message, keyOrdinal(messages.key(message)), subject);
  };
  for (const instance of instances) {
    for (const first of instance.state.producer.inFlight) {
      for (let batch = first; batch >= 0; batch = batches.nextInRequest(batch)) {
        if (batches.status(batch) !== BatchIs.travelling || batches.arrivesUs(batch) <= nowUs) continue;
        const wire = instance.wireOfPartition(batches.partition(batch));
        let message = batches.first(batch);
        for (let i = batches.records(batch); i > 0; i--) {
          add(wire, batches.departsUs(batch), batches.arrivesUs(batch), message, instance.who);
          message = messages.next(message);
        }
      }
    }
  }
  // With acks=0 nobody waits for them, so that no producer has them on its list.
  if (kernel.program.services.some(({ config }) => config.acks === "0")) {
    for (const batch of batches.used()) {
      if (batches.node(batch) < 0 || batches.flags(batch) !== 0 || batches.arrivesUs(batch) <= nowUs)
        continue;
      const subject = messages.producer(batches.first(batch));
      const instance = instances.find(({ who }) => who === subject);
      if (instance?.sending.hearsNothing !== true) continue;
      const wire = instance.wireOfPartition(batches.partition(batch));
      let message = batches.first(batch);
      for (let i = batches.records(batch); i > 0; i--) {
        add(wire, batches.departsUs(batch), batches.arrivesUs(batch), message, subject);
        message = messages.next(message);
      }
    }
  }
  const { answers } = (kernel.processes[0] as Process<BrokerState>).state;
  const { brokers } = kernel.program.cluster;
  for (const instance of instances) {
    if (instance.group === null) continue;
    for (let broker = 0; broker < brokers; broker++) {
      const answer = answers[instance.index * brokers + broker]!;
      if (answer.arrivesUs <= nowUs || instance.state.member.fetchUnderWay[broker]! < 0) continue;
      for (let i = 0; i < answer.ranges.length; i += 3) {
        const partition = answer.ranges[i]!;
        const wire = instance.group.pairWires[instance.pairOf(partition)]!;
        const to = Math.min(answer.ranges[i + 2]!, logs.endOffset(partition));
        for (let offset = answer.ranges[i + 1]!; offset < to; offset++) {
          const message = recordAt(kernel, partition, offset);
          if (message >= 0) add(wire, answer.departsUs, answer.arrivesUs, message, instance.who);
        }
      }
    }
  }
  const shared = hasShareGroups(kernel) ? shareTransits(kernel, nowUs) : [];
  for (const [to, { departsUs, arrivesUs, ranges }] of shared) {
    const instance = kernel.processes[to] as InstanceProcess;
    for (let i = 0; i < ranges.length; i += 4) {
      const pair = ranges[i]!;
      for (let offset = ranges[i + 1]!; offset < ranges[i + 1]! + ranges[i + 2]!; offset++) {
        const message = logs.messageAt(instance.partitionOf(pair), offset);
        add(instance.group!.pairWires[pair]!, departsUs, arrivesUs, message, instance.who);
      }
    }
  }
  const transits = Float64Array.from(list);
  return { transits, transitCount: Math.max(count, transits.length / TRANSIT_STRIDE) };
}

function tailsOf(kernel: Kernel): { tails: Int32Array; tailPoison: Uint8Array } {
  const { logs, messages } = kernel;
  const { partitionCount } = kernel.program.layout;
  const length = partitionCount > TAIL_PARTITIONS_MAX ? 0 : partitionCount * TAIL;
  const tails = new Int32Array(length).fill(TAIL_NONE);
  const tailPoison = new Uint8Array(length);
  for (let partition = 0; partition * TAIL < length; partition++) {
    const end = logs.endOffset(partition);
    const count = Math.min(TAIL, end - logs.startOffset(partition));
    for (let i = 0; i < count; i++) {
      const message = recordAt(kernel, partition, end - 1 - i);
      tails[partition * TAIL + i] = message < 0 ? TAIL_GAP : keyOrdinal(messages.key(message));
      tailPoison[partition * TAIL + i] = message >= 0 && messages.isPoisoned(message) ? 1 : 0;
    }
  }
  return { tails, tailPoison };
}
