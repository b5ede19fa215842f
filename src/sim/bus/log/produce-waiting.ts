/** Produce requests with acks=all that wait until their records are committed (Kafka's DelayedProduce). */
import { shorten } from "#base/lists.ts";
import type { Micros } from "#base/units.ts";
import type { Process } from "#sim/kernel/kernel.ts";
import type { BatchId } from "./batch-store.ts";
import type { BrokerState } from "./broker.ts";
import { clusterPlan, type WaitingRequest } from "./cluster-types.ts";
import { effectiveMinIsr } from "./election.ts";
import { answerWaitingAt } from "./fetch-waiting.ts";
import { Broker } from "./handlers.ts";
import { maximalIsr } from "./in-sync-replicas.ts";
import { answerRequest, loseRequest, produceError } from "./produce-answer.ts";

type Self = Process<BrokerState>;

const NOT_LEADER = produceError("NOT_LEADER_OR_FOLLOWER");
const AFTER_APPEND = produceError("NOT_ENOUGH_REPLICAS_AFTER_APPEND");
const TIMED_OUT = produceError("REQUEST_TIMED_OUT");

/** Numbers of an entry in PartitionReplicas.waiting: request, required offset, batch. */
const ENTRY = 3;

/** Lets a request wait whose batches are appended; `batches`: those without an error. */
export function waitForReplicas(
  self: Self,
  request: Omit<WaitingRequest, "left">,
  batches: readonly BatchId[],
): void {
  const cluster = self.state.cluster!;
  const id = cluster.nextRequest++;
  cluster.requests.set(id, { ...request, left: batches.length });
  for (const batch of batches) {
    const required = self.kernel.batches.baseOffset(batch) + self.kernel.batches.records(batch);
    cluster.partitions[self.kernel.batches.partition(batch)]!.waiting.push(id, required, batch);
  }
  if (cluster.isExpiryPending) return;
  cluster.isExpiryPending = true;
  self.after(Math.max(1, request.untilUs - self.kernel.nowUs), Broker.produceWaited);
}

/** The high watermark of a partition has risen at a broker: what waited there for it is through, and there is more to read. */
export function committedTo(self: Self, partition: number, broker: number, highWatermark: number): void {
  const cluster = self.state.cluster!;
  const { waiting, leaderships } = cluster.partitions[partition]!;
  if (waiting.length > 0) {
    const { replicas, rules } = clusterPlan(self.kernel.program);
    const minIsr = effectiveMinIsr(rules.minInsyncReplicas[partition]!, replicas[partition]!.length);
    const leadership = leaderships.find((each) => each?.leader === broker) ?? null;
    const error = leadership === null || maximalIsr(leadership).length >= minIsr ? 0 : AFTER_APPEND;
    settle(
      self,
      partition,
      error,
      (request, required) => request.broker === broker && required <= highWatermark,
    );
  }
  answerWaitingAt(self, partition, broker);
}

/** A broker does not lead a partition any more: whoever waits for it there must look for the new leader. */
export function deposed(self: Self, partition: number, broker: number): void {
  settle(self, partition, NOT_LEADER, (request) => request.broker === broker);
  answerWaitingAt(self, partition, broker);
}

/** Answers what has waited longer than the producer's request.timeout.ms. */
export function expireRequests(self: Self): void {
  const cluster = self.state.cluster!;
  const { nowUs } = self.kernel;
  cluster.isExpiryPending = false;
  let nextUs: Micros = Infinity;
  const late = new Set<WaitingRequest>();
  for (const request of cluster.requests.values()) {
    if (request.untilUs <= nowUs) late.add(request);
    else nextUs = Math.min(nextUs, request.untilUs);
  }
  if (late.size > 0)
    for (let partition = 0; partition < cluster.partitions.length; partition++)
      settle(self, partition, TIMED_OUT, (request) => late.has(request));
  if (nextUs === Infinity) return;
  cluster.isExpiryPending = true;
  self.after(nextUs - nowUs, Broker.produceWaited);
}

/** A broker has died: what waited there never gets an answer. */
export function dropRequests(self: Self, broker: number): void {
  const cluster = self.state.cluster!;
  for (const { waiting } of cluster.partitions) {
    let kept = 0;
    for (let i = 0; i < waiting.length; i += ENTRY) {
      if (cluster.requests.get(waiting[i]!)?.broker === broker) continue;
      for (let k = 0; k < ENTRY; k++) waiting[kept++] = waiting[i + k]!;
    }
    shorten(waiting, kept);
  }
  for (const [id, request] of cluster.requests) {
    if (request.broker !== broker) continue;
    cluster.requests.delete(id);
    loseRequest(self.kernel, request.first);
  }
}

/** Takes the entries of a partition that meet a condition off the list; answers the requests that are through with them. */
function settle(
  self: Self,
  partition: number,
  error: number,
  isThrough: (request: WaitingRequest, required: number) => boolean,
): void {
  const cluster = self.state.cluster!;
  const { waiting } = cluster.partitions[partition]!;
  const { batches } = self.kernel;
  let kept = 0;
  const length = waiting.length;
  for (let i = 0; i < length; i += ENTRY) {
    const id = waiting[i]!;
    const request = cluster.requests.get(id)!;
    if (isThrough(request, waiting[i + 1]!)) {
      batches.setError(waiting[i + 2]!, error);
      if (--request.left > 0) continue;
      cluster.requests.delete(id);
      answerRequest(self.kernel, cluster, request.from, request.incarnation, request.first, request.broker);
    } else for (let k = 0; k < ENTRY; k++) waiting[kept++] = waiting[i + k]!;
  }
  shorten(waiting, kept);
}
