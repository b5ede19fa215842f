/** What a leader does with its partition: takes over, raises the high watermark, asks for another ISR (Kafka's Partition). */
import { Fact } from "#sim/facts.ts";
import type { Process } from "#sim/kernel/kernel.ts";
import type { BrokerState } from "./broker.ts";
import { arrivalAt, hearsController } from "./cluster-network.ts";
import { clusterPlan, type ClusterState, type PartitionReplicas } from "./cluster-types.ts";
import type { PartitionRegistration } from "./election.ts";
import { effectiveMinIsr } from "./election.ts";
import { Broker } from "./handlers.ts";
import {
  expandedIsr,
  highWatermarkLimit,
  lead,
  shrunkIsr,
  type InSyncRules,
  type Leadership,
} from "./in-sync-replicas.ts";
import { committedTo } from "./produce-waiting.ts";
import { beginEpoch } from "./replica-log.ts";
import { takeOverLog } from "./takeover.ts";

type Self = Process<BrokerState>;

/** News from the controller: partitions that were written down anew, and which brokers are active. */
export interface News {
  readonly changes: readonly { readonly partition: number; readonly registration: PartitionRegistration }[];
  readonly active: readonly boolean[];
}

/** A replica begins to lead: its log is the partition's log from now on. */
export function takeOver(
  self: Self,
  partition: number,
  place: number,
  registration: PartitionRegistration,
): void {
  const replicas = self.state.cluster!.partitions[partition]!;
  takeOverLog(self, partition, place);
  const log = replicas.logs[place]!;
  replicas.leaderships[place] = lead(registration, log.end, self.kernel.nowUs);
  beginEpoch(log, registration.leaderEpoch);
  raise(self, partition, place);
}

/** What decides for a leader. */
export function inSyncRules(self: Self, partition: number, leader: number): InSyncRules {
  const { lagMaxUs, rules, replicas } = clusterPlan(self.kernel.program);
  const { knowsActive } = self.state.cluster!.brokers[leader]!;
  return {
    lagMaxUs,
    minIsr: effectiveMinIsr(rules.minInsyncReplicas[partition]!, replicas[partition]!.length),
    isEligible: (broker) => knowsActive[broker]!,
  };
}

/** Raises the high watermark of a leader as far as the replicas in sync allow. */
export function raise(self: Self, partition: number, place: number): void {
  const { kernel, state } = self;
  const replicas = state.cluster!.partitions[partition]!;
  const leadership = replicas.leaderships[place]!;
  const log = replicas.logs[place]!;
  const rules = inSyncRules(self, partition, leadership.leader);
  const limit = highWatermarkLimit(leadership, log.end, kernel.nowUs, rules);
  if (limit <= log.highWatermark) return;
  log.highWatermark = limit;
  announce(self, partition, place, replicas, leadership);
  committedTo(self, partition, leadership.leader, limit);
}

function announce(
  self: Self,
  partition: number,
  place: number,
  replicas: PartitionReplicas,
  { leader }: Leadership,
): void {
  const { highWatermark } = replicas.logs[place]!;
  // A leader that was deposed and has not heard of it commits for itself alone.
  if (place !== replicas.canonical || highWatermark <= replicas.highWatermark) return;
  replicas.highWatermark = highWatermark;
  if (partition < self.kernel.program.layout.partitionCount && replicas.logs.length > 1)
    self.kernel.trace.record(
      self.kernel.nowUs,
      Fact.highWatermarkMoved,
      leader,
      -1,
      partition,
      highWatermark,
      -1,
    );
}

/** A follower has fetched: it may join the ISR, and the high watermark may rise. */
export function followerFetched(self: Self, partition: number, place: number, follower: number): void {
  const replicas = self.state.cluster!.partitions[partition]!;
  const leadership = replicas.leaderships[place]!;
  if (!leadership.isr.includes(follower)) {
    const { highWatermark } = replicas.logs[place]!;
    const isr = expandedIsr(
      leadership,
      follower,
      highWatermark,
      inSyncRules(self, partition, leadership.leader),
    );
    if (isr !== null) propose(self, partition, place, isr);
  }
  raise(self, partition, place);
}

/** Every half of replica.lag.time.max.ms a broker looks for followers that lag behind what it leads. */
export function lookForLaggards(self: Self, broker: number): void {
  const cluster = self.state.cluster!;
  cluster.partitions.forEach(({ leaderships, logs }, partition) => {
    const place = leaderships.findIndex((leadership) => leadership?.leader === broker);
    if (place < 0) return;
    const rules = inSyncRules(self, partition, broker);
    const isr = shrunkIsr(leaderships[place]!, logs[place]!.end, self.kernel.nowUs, rules);
    if (isr !== null) propose(self, partition, place, isr);
  });
}

function propose(self: Self, partition: number, place: number, isr: readonly number[]): void {
  const cluster = self.state.cluster!;
  cluster.partitions[partition]!.leaderships[place]!.proposed = isr;
  sendProposal(self, cluster, partition, place);
}

/** After a cut of the network a leader asks again. */
export function resendProposal(self: Self, partition: number, place: number): void {
  const cluster = self.state.cluster!;
  if (cluster.partitions[partition]!.leaderships[place]!.proposed !== null)
    sendProposal(self, cluster, partition, place);
}

/** AlterPartition. What the network swallows is sent again when it has healed. */
function sendProposal(self: Self, cluster: ClusterState, partition: number, place: number): void {
  const { leader, leaderEpoch, partitionEpoch, proposed } =
    cluster.partitions[partition]!.leaderships[place]!;
  if (!hearsController(cluster, leader)) return;
  const { calendar, program, nowUs } = self.kernel;
  const parcel: Proposal = { partition, leaderEpoch, partitionEpoch, isr: proposed! };
  const { incarnation } = cluster.brokers[leader]!;
  calendar.push(nowUs + program.latencyUs, 0, 0, Broker.alterIsr, leader, incarnation, 0, parcel);
}

/** An ISR that a leader asks for. */
export interface Proposal {
  readonly partition: number;
  readonly leaderEpoch: number;
  readonly partitionEpoch: number;
  readonly isr: readonly number[];
}

/** Tells a broker what the controller has written down, if it can be reached. */
export function sendNews(self: Self, broker: number, news: News): void {
  const cluster = self.state.cluster!;
  const run = cluster.brokers[broker]!;
  if (run.is === "down" || !run.isRegistered || !hearsController(cluster, broker)) return;
  const arrivesUs = arrivalAt(self.kernel, cluster, broker);
  self.kernel.calendar.push(arrivesUs, 0, 0, Broker.heard, broker, run.incarnation, 0, news);
}
