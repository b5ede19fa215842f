/**
 * Latencies with what still waits. The ledger counts the latency of what was processed; a group that stands still has
 * processed nothing slowly. Here a message that waits at the end counts with its age: it will take at least that long.
 */
import { visibleEnd, recordAt } from "./bus/log/log-reads.ts";
import { LatencyHistogram } from "./latency-histogram.ts";
import type { Run } from "./run.ts";

/** End-to-end latencies of what the group has processed, and ages of what lies before it and was not dealt with. */
export function latencyWithWaiting({ kernel, program, atUs }: Run, group: number): LatencyHistogram {
  const { ledger } = kernel;
  const all = new LatencyHistogram();
  all.restore(ledger.latency(group).save());
  const { firstPair, pairs, readsCommitted } = program.layout.groups[group]!;
  pairs.forEach((partition, pair) => {
    // What was passed by a commit is lost or done, and what the log no longer holds waits no more.
    const from = Math.max(
      ledger.committed(firstPair + pair),
      ledger.startOf(firstPair + pair),
      kernel.logs.startOffset(partition),
    );
    const end = visibleEnd(kernel, partition, readsCommitted);
    for (let offset = from; offset < end; offset++) {
      if (ledger.mark(firstPair + pair, offset) !== 0) continue;
      const message = recordAt(kernel, partition, offset);
      if (message >= 0) all.add(Math.max(0, atUs - kernel.messages.createdUs(message)));
    }
  });
  return all;
}
