/**
 * What comes of sending again without idempotence: the batch is in the log already, or stands behind later ones. The broker
 * cannot tell; this is for the trace alone.
 */
import { Fact } from "#sim/facts.ts";
import type { Kernel } from "#sim/kernel/kernel.ts";
import type { BatchId } from "./batch-store.ts";

/** So many records back an earlier copy is looked for: more than is appended while a batch waits to be sent again. */
const LOOK_BACK = 20_000;

/** Notes what an append of a batch that was sent before does to the log, just before it happens. */
export function noteResent(kernel: Kernel, batch: BatchId): void {
  const { batches, logs, messages, nowUs, trace } = kernel;
  const partition = batches.partition(batch);
  const first = batches.first(batch);
  const who = messages.producer(first);
  const end = logs.endOffset(partition);
  const oldest = Math.max(logs.startOffset(partition), end - LOOK_BACK);
  let fact: typeof Fact.appendedAgain | typeof Fact.overtaken | null = null;
  for (let offset = end - 1; offset >= oldest; offset--) {
    const message = logs.messageAt(partition, offset);
    if (message === first) {
      fact = Fact.appendedAgain;
      break;
    }
    if (message < 0 || messages.producer(message) !== who) continue;
    // Messages are numbered as they are produced.
    if (message < first) break;
    if (message > batches.last(batch)) fact = Fact.overtaken;
  }
  if (fact !== null) trace.record(nowUs, fact, who, first, partition, end, batches.records(batch));
}
