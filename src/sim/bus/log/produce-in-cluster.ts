/** Produce requests at a broker of a cluster: who may append, when it is answered, and with which error. */
import type { Micros } from "#base/units.ts";
import { INSTANCES_MAX } from "#sim/layout.ts";
import type { Process } from "#sim/kernel/kernel.ts";
import { appendBatchToLog } from "./append.ts";
import { BATCH_FLAGS, BatchIs, type BatchId } from "./batch-store.ts";
import { failFullDisk, writeTakesUs } from "./broker-disk.ts";
import type { BrokerState } from "./broker.ts";
import { instanceTalks } from "./cluster-network.ts";
import { clusterPlan, type ClusterState } from "./cluster-types.ts";
import { effectiveMinIsr } from "./election.ts";
import { Broker } from "./handlers.ts";
import { isUnderMinIsr } from "./in-sync-replicas.ts";
import { raise } from "./leadership.ts";
import { answerRequest, loseRequest, produceError } from "./produce-answer.ts";
import { waitForReplicas } from "./produce-waiting.ts";
import { wakeFollowers } from "./replication.ts";
import { appendAside } from "./takeover.ts";

type Self = Process<BrokerState>;

const NOT_LEADER = produceError("NOT_LEADER_OR_FOLLOWER");
const NOT_ENOUGH = produceError("NOT_ENOUGH_REPLICAS");
const NETWORK = produceError("NETWORK_EXCEPTION");

/** A request arrives. */
export function produceInCluster(
  self: Self,
  cluster: ClusterState,
  from: number,
  incarnation: number,
  first: BatchId,
): void {
  const { kernel } = self;
  const { batches, processes } = kernel;
  const broker = batches.node(first);
  if (!instanceTalks(cluster, processes[from]!.who, broker)) return loseRequest(kernel, first);
  const run = cluster.brokers[broker]!;
  if (run.is === "down") {
    for (let batch = first; batch >= 0; batch = batches.nextInRequest(batch))
      batches.setError(batch, NETWORK);
    return answerRequest(kernel, cluster, from, incarnation, first, broker);
  }
  const takesUs = run.appendUs === 0 ? 0 : writeTakesUs(self, broker, countOf(self, first));
  if (takesUs === 0) return write(self, from, incarnation, first);
  self.after(takesUs, Broker.produceWritten, from, incarnation, first, run.incarnation);
}

/** The disk is ready for a request that has waited for it. */
export function produceWritten(
  self: Self,
  from: number,
  incarnation: number,
  first: BatchId,
  life: number,
): void {
  const broker = self.kernel.batches.node(first);
  if (self.state.cluster!.brokers[broker]!.incarnation !== life) return loseRequest(self.kernel, first);
  write(self, from, incarnation, first);
}

function countOf({ kernel }: Self, first: BatchId): number {
  let count = 0;
  for (let batch = first; batch >= 0; batch = kernel.batches.nextInRequest(batch)) count++;
  return count;
}

/** Appends what may be appended; answers at once or when enough replicas have it. */
function write(self: Self, from: number, incarnation: number, first: BatchId): void {
  const { kernel, state } = self;
  const cluster = state.cluster!;
  const { batches } = kernel;
  const broker = batches.node(first);
  if (failFullDisk(self, broker)) return loseRequest(kernel, first);
  const needsAll = (batches.flags(first) & BATCH_FLAGS.acksAll) !== 0;
  const isOrphan = batches.status(first) === BatchIs.orphan;
  const appended: BatchId[] = [];
  for (let batch = first; batch >= 0; batch = batches.nextInRequest(batch)) {
    const error = appendAt(self, broker, batch, needsAll);
    batches.setError(batch, error);
    if (error === 0) appended.push(batch);
  }
  for (const batch of appended) afterAppend(self, batches.partition(batch), broker);
  if (!needsAll || isOrphan) return answerRequest(kernel, cluster, from, incarnation, first, broker);
  const left = appended.filter((batch) => !isCommitted(self, broker, batch));
  if (left.length === 0) return answerRequest(kernel, cluster, from, incarnation, first, broker);
  const untilUs = kernel.nowUs + requestTimeoutUs(self, from);
  waitForReplicas(self, { from, incarnation, first, broker, untilUs }, left);
}

function requestTimeoutUs({ kernel }: Self, from: number): Micros {
  const { who } = kernel.processes[from]!;
  return kernel.program.services[Math.floor(who / INSTANCES_MAX)]!.config.requestTimeoutMs * 1000;
}

/** Appends one batch at a broker, or says why not. */
function appendAt(self: Self, broker: number, batch: BatchId, needsAll: boolean): number {
  const { kernel, state } = self;
  const partition = kernel.batches.partition(batch);
  const { rules, replicas } = clusterPlan(kernel.program);
  const { leaderships, logs, canonical } = state.cluster!.partitions[partition]!;
  const place = replicas[partition]!.indexOf(broker);
  const leadership = leaderships[place] ?? null;
  if (leadership === null) return NOT_LEADER;
  const minIsr = effectiveMinIsr(rules.minInsyncReplicas[partition]!, replicas[partition]!.length);
  if (needsAll && isUnderMinIsr(leadership, minIsr)) return NOT_ENOUGH;
  const log = logs[place]!;
  if (place !== canonical) {
    appendAside(self, partition, log, batch);
    return 0;
  }
  const error = appendBatchToLog(kernel, batch);
  log.end = kernel.logs.endOffset(partition);
  return error;
}

/** The leader itself has appended to a partition's log (a transaction's marker). */
export function appendedByBroker(self: Self, partition: number): void {
  const { canonical, logs } = self.state.cluster!.partitions[partition]!;
  logs[canonical]!.end = self.kernel.logs.endOffset(partition);
  afterAppend(self, partition, clusterPlan(self.kernel.program).replicas[partition]![canonical]!);
}

/** What follows an append at its leader: what is committed may grow, and followers that wait hear of it. */
function afterAppend(self: Self, partition: number, broker: number): void {
  const { replicas } = clusterPlan(self.kernel.program);
  raise(self, partition, replicas[partition]!.indexOf(broker));
  wakeFollowers(self, partition, broker);
}

function isCommitted(self: Self, broker: number, batch: BatchId): boolean {
  const { batches, program } = self.kernel;
  const partition = batches.partition(batch);
  const place = clusterPlan(program).replicas[partition]!.indexOf(broker);
  const { highWatermark } = self.state.cluster!.partitions[partition]!.logs[place]!;
  return batches.baseOffset(batch) + batches.records(batch) <= highWatermark;
}
