/** Produce requests at a broker. */
import type { Process } from "#sim/kernel/kernel.ts";
import { produceInCluster } from "#sim/parts.ts";
import { appendBatchToLog } from "./append.ts";
import type { BatchId } from "./batch-store.ts";
import type { BrokerState } from "./broker.ts";
import { answerWaitingAt } from "./fetch-waiting.ts";
import { answerRequest } from "./produce-answer.ts";

type Self = Process<BrokerState>;

/** A request arrives. */
export function produce(self: Self, from: number, incarnation: number, first: BatchId): void {
  const { cluster } = self.state;
  if (cluster === null) produceAtOnce(self, from, incarnation, first);
  else produceInCluster(self, cluster, from, incarnation, first);
}

/** One broker that never fails and has no followers: what is appended is committed. */
function produceAtOnce(self: Self, from: number, incarnation: number, first: BatchId): void {
  const { kernel } = self;
  const { batches } = kernel;
  for (let batch = first; batch >= 0; batch = batches.nextInRequest(batch))
    batches.setError(batch, appendBatchToLog(kernel, batch));
  for (let batch = first; batch >= 0; batch = batches.nextInRequest(batch))
    answerWaitingAt(self, batches.partition(batch), 0);
  answerRequest(kernel, null, from, incarnation, first, 0);
}
