/** How far a consumer may read at a broker. */
import type { Process } from "#sim/kernel/kernel.ts";
import { clusterPlan, commonEnd } from "#sim/parts.ts";
import type { BrokerState } from "./broker.ts";
import { FetchSays } from "./handlers.ts";
import { lastStableOffset } from "./log-reads.ts";

type Self = Process<BrokerState>;

/** The first offset that may not be read at a broker yet, or what it says instead (FetchSays). */
export function readableEnd(self: Self, partition: number, broker: number, readsCommitted: boolean): number {
  const end = committedEnd(self, partition, broker);
  if (end <= 0 || !readsCommitted) return end;
  self.kernel.logs.detail(partition)?.transactions.forgetReplicated(end);
  return lastStableOffset(self.kernel, partition, end);
}

/** The high watermark as a broker knows it that leads the partition. */
function committedEnd(self: Self, partition: number, broker: number): number {
  const { cluster } = self.state;
  if (cluster === null) return self.kernel.logs.endOffset(partition);
  if (cluster.brokers[broker]!.is === "down") return FetchSays.network;
  const { leaderships, logs, canonical } = cluster.partitions[partition]!;
  const place = clusterPlan(self.kernel.program).replicas[partition]!.indexOf(broker);
  if (place < 0 || (leaderships[place] ?? null) === null) return FetchSays.notLeader;
  const log = logs[place]!;
  if (place === canonical) return log.highWatermark;
  // What a deposed leader has beyond what it shares with the one that counts was never committed.
  return Math.min(log.highWatermark, commonEnd(log, logs[canonical]!));
}
