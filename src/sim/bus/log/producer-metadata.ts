/** When a producer asks for metadata, and what it makes of the answer. */
import { micros } from "#base/units.ts";
import type { InstanceProcess } from "#sim/instance-process.ts";
import { Link } from "#sim/kernel/kernel.ts";
import { clusterView } from "./cluster-view.ts";
import { Broker, Instance } from "./handlers.ts";
import { metadataFor, type ClusterMetadata } from "./metadata.ts";
import { viewOf } from "./partitioner.ts";

/** How long an answer is waited for before somebody else is asked. */
const ANSWER_WAIT_US = 1_000_000;

/** Asks for metadata soon: at once, but not sooner than the backoff after the last answer (Metadata.timeToAllowUpdate). */
export function requestMetadata(self: InstanceProcess): void {
  const { producer } = self.state;
  if (!self.sending.metadataChanges || producer.wantsMetadata) return;
  producer.wantsMetadata = true;
  const allowedUs = producer.metadataGivenUs + micros(self.plan.config.retryBackoffMs);
  const { nowUs } = self.kernel;
  if (producer.metadataGivenUs < 0 || allowedUs <= nowUs) ask(self);
  else self.after(allowedUs - nowUs, Instance.metadataDue);
}

/** The time of a request for metadata has come, or an answer stays out, or the metadata is old. */
export function metadataDue(self: InstanceProcess): void {
  const { producer } = self.state;
  const { nowUs } = self.kernel;
  const isOld = nowUs - producer.metadataGivenUs >= self.sending.metadataMaxAgeUs;
  if (producer.wantsMetadata) {
    if (producer.metadataAskedUs < 0 || nowUs - producer.metadataAskedUs >= ANSWER_WAIT_US) ask(self);
  } else if (isOld) requestMetadata(self);
}

function ask(self: InstanceProcess): void {
  const { kernel } = self;
  self.state.producer.metadataAskedUs = kernel.nowUs;
  kernel.calendar.push(
    self.arrival(Link.toBus),
    0,
    0,
    Broker.metadata,
    self.index,
    self.life.incarnation,
    Instance.producerMetadata,
  );
  self.after(ANSWER_WAIT_US, Instance.metadataDue);
}

/** At the start of the process: the bootstrap's answer is taken as had. Then the age of the metadata is watched, where it can change at all. */
export function beginMetadata(self: InstanceProcess): void {
  if (!self.sending.metadataChanges) return;
  const answer = metadataFor(self.kernel, self.who);
  if (answer !== null) takeMetadata(self, answer);
  else requestMetadata(self);
}

/** An answer has come. */
export function takeMetadata(self: InstanceProcess, answer: ClusterMetadata): void {
  const { accumulator: acc, kernel, plan } = self;
  const { producer } = self.state;
  producer.wantsMetadata = false;
  producer.metadataAskedUs = -1;
  producer.metadataGivenUs = kernel.nowUs;
  self.after(self.sending.metadataMaxAgeUs, Instance.metadataDue);
  const before = viewOf(acc, producer);
  const counts = plan.targets.map((topic) => answer.counts[topic]!);
  const partitionOf = (local: number): number => acc.partitionOfLocal[local]!;
  const isSame =
    counts.every((count, target) => count === before.partitions[target]) &&
    before.leaders.every(
      (leader, local) =>
        before.epochs[local] === -1 ||
        (leader === answer.leaders[partitionOf(local)] &&
          before.epochs[local] === answer.epochs[partitionOf(local)]),
    );
  if (isSame) return;
  producer.view = clusterView(
    plan.targets.map((topic, target) => ({
      name: kernel.program.topics[topic]!.nodeId,
      firstLocal: acc.firstLocal[target]!,
      partitions: counts[target]!,
    })),
    acc.partitionOfLocal.length,
    acc.isReady.length,
    (local) => answer.leaders[partitionOf(local)]!,
    (local) => answer.epochs[partitionOf(local)]!,
  );
  skipBackoff(self);
}

/** What waits to be sent again need not wait where another leader is known now (ProducerBatch.hasLeaderChangedForTheOngoingRetry). */
function skipBackoff(self: InstanceProcess): void {
  const { batches } = self.kernel;
  const { producer } = self.state;
  const { epochs } = viewOf(self.accumulator, producer);
  for (const local of producer.waiting) {
    for (let batch = producer.heads[local]!; batch >= 0; batch = batches.nextInQueue(batch)) {
      if (batches.attempts(batch) > 0 && batches.leaderEpoch(batch) !== epochs[local])
        batches.setRetry(batch, batches.attemptUs(batch), -1);
    }
  }
}
