/**
 * Followers fetch from leaders: one connection for each pair of brokers carries all partitions that the one follows at the
 * other (Kafka's ReplicaFetcherThread). What is copied is told as ranges of offsets; nothing is moved in memory.
 */
import { Fact } from "#sim/facts.ts";
import type { Process } from "#sim/kernel/kernel.ts";
import { appendTakesUs, failFullDisk } from "./broker-disk.ts";
import type { BrokerState } from "./broker.ts";
import { arrivalAt, brokersTalk } from "./cluster-network.ts";
import { clusterPlan, REPLICA_ROW, type ClusterState, type Fetcher } from "./cluster-types.ts";
import { Broker } from "./handlers.ts";
import { recordFetch } from "./in-sync-replicas.ts";
import { followerFetched } from "./leadership.ts";
import { batchesWithin } from "./log-chunk.ts";
import { commonEnd, takeEpoch, truncateReplica, type ReplicaLog } from "./replica-log.ts";

type Self = Process<BrokerState>;

/** replica.fetch.backoff.ms. */
const BACKOFF_US = 1_000_000;
/** replica.fetch.max.bytes and replica.fetch.response.max.bytes. */
const PARTITION_BYTES_MAX = 1_048_576;
const RESPONSE_BYTES_MAX = 10_485_760;

/** A broker has heard who leads what: it fetches from those from now on. */
export function followLeaders(self: Self, follower: number): void {
  const cluster = self.state.cluster!;
  const { brokers, replicas } = clusterPlan(self.kernel.program);
  const { known } = cluster.brokers[follower]!;
  const wanted: number[][] = Array.from({ length: brokers }, () => []);
  known.forEach(({ leader }, partition) => {
    if (leader >= 0 && leader !== follower && replicas[partition]!.includes(follower))
      wanted[leader]!.push(partition);
  });
  for (let leader = 0; leader < brokers; leader++) {
    const fetcher = cluster.fetchers[follower * brokers + leader]!;
    const isSame =
      fetcher.partitions.length === wanted[leader]!.length &&
      fetcher.partitions.every((partition, i) => partition === wanted[leader]![i]);
    if (!isSame) fetcher.partitions = wanted[leader]!;
    if (wanted[leader]!.length === 0) stopFetcher(fetcher);
    else if (fetcher.is === "idle") ask(self, cluster, fetcher);
  }
}

/** What is on its way for it has become pointless. */
export function stopFetcher(fetcher: Fetcher): void {
  fetcher.version++;
  fetcher.is = "idle";
}

/** All fetching from and by a broker that has died ends; those that fetched from it try again later. */
export function breakFetchers(self: Self, broker: number): void {
  const cluster = self.state.cluster!;
  for (const fetcher of cluster.fetchers) {
    if (fetcher.follower === broker) {
      stopFetcher(fetcher);
      fetcher.partitions = [];
    } else if (fetcher.leader === broker && fetcher.is !== "idle") backOff(self, fetcher);
  }
}

/** The network between brokers has healed, or was cut: what waits for an answer that cannot come asks anew. */
export function restartFetchers(self: Self): void {
  const cluster = self.state.cluster!;
  for (const fetcher of cluster.fetchers) {
    const isUp = cluster.brokers[fetcher.follower]!.is !== "down";
    if (!isUp || fetcher.partitions.length === 0 || fetcher.is !== "asking") continue;
    stopFetcher(fetcher);
    ask(self, cluster, fetcher);
  }
}

function ask(self: Self, cluster: ClusterState, fetcher: Fetcher): void {
  fetcher.is = "asking";
  const arrivesUs = arrivalAt(self.kernel, cluster, fetcher.leader);
  self.kernel.calendar.push(arrivesUs, 0, 0, Broker.replicaFetch, indexOf(self, fetcher), fetcher.version, 0);
}

function backOff(self: Self, fetcher: Fetcher): void {
  stopFetcher(fetcher);
  fetcher.is = "backing-off";
  self.after(BACKOFF_US, Broker.replicaRetry, indexOf(self, fetcher), fetcher.version);
}

function indexOf(self: Self, { follower, leader }: Fetcher): number {
  return follower * self.kernel.program.cluster.brokers + leader;
}

/** A backoff is over. */
export function retryFetch(self: Self, index: number, version: number): void {
  const cluster = self.state.cluster!;
  const fetcher = cluster.fetchers[index]!;
  if (fetcher.version !== version || fetcher.partitions.length === 0) return;
  ask(self, cluster, fetcher);
}

/** A follower's fetch arrives at the leader: it says how far the follower has come, and is answered at once or when there is something new. */
export function replicaFetch(self: Self, index: number, version: number): void {
  const cluster = self.state.cluster!;
  const fetcher = cluster.fetchers[index]!;
  const { follower, leader } = fetcher;
  if (fetcher.version !== version) return;
  // What the network swallows is asked again when it has healed.
  if (!brokersTalk(cluster, follower, leader)) return;
  if (cluster.brokers[leader]!.is === "down") return backOff(self, fetcher);
  const { nowUs } = self.kernel;
  const { known } = cluster.brokers[follower]!;
  let isReady = false;
  for (const partition of fetcher.partitions) {
    const { leaderships, logs } = cluster.partitions[partition]!;
    const { replicas, leaderEpoch } = known[partition]!;
    const place = replicas.indexOf(leader);
    const leadership = leaderships[place] ?? null;
    // One of the two has not heard yet.
    if (leadership === null || leadership.leaderEpoch !== leaderEpoch) continue;
    const log = logs[replicas.indexOf(follower)]!;
    const leaderLog = logs[place]!;
    if (commonEnd(log, leaderLog) < log.end) {
      isReady = true;
      continue;
    }
    recordFetch(leadership, follower, log.end, leaderLog.end, nowUs);
    followerFetched(self, partition, place, follower);
    if (log.end < leaderLog.end) isReady = true;
  }
  if (fetcher.version !== version) return;
  if (isReady) return answer(self, cluster, fetcher);
  fetcher.is = "waiting";
  fetcher.untilUs = nowUs + clusterPlan(self.kernel.program).fetchWaitUs;
  self.after(fetcher.untilUs - nowUs, Broker.replicaWaited, index, version);
}

/** A broker leads what it did not before: fetches that wait there are looked at again. */
export function askAgainAt(self: Self, leader: number): void {
  self.state.cluster!.fetchers.forEach((fetcher, index) => {
    if (fetcher.leader === leader && fetcher.is === "waiting") replicaFetch(self, index, fetcher.version);
  });
}

/** A follower's fetch has waited for replica.fetch.wait.max.ms. */
export function replicaWaited(self: Self, index: number, version: number): void {
  const cluster = self.state.cluster!;
  const fetcher = cluster.fetchers[index]!;
  if (fetcher.version !== version || fetcher.is !== "waiting" || fetcher.untilUs > self.kernel.nowUs) return;
  answer(self, cluster, fetcher);
}

/** A leader has new records: its followers hear at once. */
export function wakeFollowers(self: Self, partition: number, leader: number): void {
  const cluster = self.state.cluster!;
  const { brokers, replicas } = clusterPlan(self.kernel.program);
  for (const follower of replicas[partition]!) {
    const fetcher = cluster.fetchers[follower * brokers + leader]!;
    if (fetcher.is === "waiting") answer(self, cluster, fetcher);
  }
}

function answer(self: Self, cluster: ClusterState, fetcher: Fetcher): void {
  const { follower, leader, version } = fetcher;
  fetcher.is = "answered";
  const rows: number[] = [];
  let left = RESPONSE_BYTES_MAX;
  for (const partition of fetcher.partitions) {
    const { leaderships, logs } = cluster.partitions[partition]!;
    const { replicas, leaderEpoch } = cluster.brokers[follower]!.known[partition]!;
    const place = replicas.indexOf(leader);
    if (leaderships[place]?.leaderEpoch !== leaderEpoch) continue;
    const log = logs[replicas.indexOf(follower)]!;
    left -= addRow(
      self,
      rows,
      partition,
      leaderEpoch,
      log,
      logs[place]!,
      Math.min(left, PARTITION_BYTES_MAX),
    );
    if (left <= 0) break;
  }
  const arrivesUs = arrivalAt(self.kernel, cluster, follower);
  self.kernel.calendar.push(arrivesUs, 0, 0, Broker.replicaFetched, indexOf(self, fetcher), version, 0, rows);
}

/** Adds what a leader has for a follower in one partition; the bytes of it. A row has records of one epoch. */
function addRow(
  self: Self,
  rows: number[],
  partition: number,
  leaderEpoch: number,
  log: ReplicaLog,
  leaderLog: ReplicaLog,
  bytesMax: number,
): number {
  const from = log.end;
  const common = commonEnd(log, leaderLog);
  if (common < from) {
    rows.push(partition, leaderEpoch, from, common, -1, -1, leaderLog.highWatermark);
    return 0;
  }
  if (from === leaderLog.end) {
    if (log.highWatermark < leaderLog.highWatermark)
      rows.push(partition, leaderEpoch, from, from, -1, -1, leaderLog.highWatermark);
    return 0;
  }
  const { epochs } = leaderLog;
  let at = epochs.length - 2;
  while (at > 0 && epochs[at + 1]! > from) at -= 2;
  const epochEnd = Math.min(leaderLog.end, epochs[at + 3] ?? leaderLog.end);
  const chunk = batchesWithin(self.kernel, partition, leaderLog, from, epochEnd, bytesMax);
  rows.push(partition, leaderEpoch, from, chunk.to, epochs[at]!, epochs[at + 1]!, leaderLog.highWatermark);
  return chunk.bytes;
}

/** The answer arrives at the follower; its disk takes its time. */
export function replicaFetched(
  self: Self,
  index: number,
  version: number,
  rows: readonly number[],
  isWritten: boolean,
): void {
  const cluster = self.state.cluster!;
  const fetcher = cluster.fetchers[index]!;
  const { follower, leader } = fetcher;
  if (fetcher.version !== version) return;
  if (!isWritten) {
    if (!brokersTalk(cluster, follower, leader)) {
      fetcher.is = "asking";
      return;
    }
    const brings = rows.some((_, i) => i % REPLICA_ROW === 3 && rows[i]! > rows[i - 1]!);
    if (brings && failFullDisk(self, follower)) return;
    const takesUs = brings ? appendTakesUs(self, follower, rows) : 0;
    if (takesUs > 0) {
      self.kernel.calendar.push(
        self.kernel.nowUs + takesUs,
        0,
        0,
        Broker.replicaWritten,
        index,
        version,
        0,
        rows,
      );
      return;
    }
  }
  for (let at = 0; at < rows.length; at += REPLICA_ROW) write(self, cluster, fetcher, rows, at);
  ask(self, cluster, fetcher);
}

function write(
  self: Self,
  cluster: ClusterState,
  { follower, leader }: Fetcher,
  rows: readonly number[],
  at: number,
): void {
  const partition = rows[at]!;
  const { leader: known, leaderEpoch, replicas } = cluster.brokers[follower]!.known[partition]!;
  if (known !== leader || leaderEpoch !== rows[at + 1]) return;
  const log = cluster.partitions[partition]!.logs[replicas.indexOf(follower)]!;
  const from = rows[at + 2]!;
  const to = rows[at + 3]!;
  if (log.end !== from) return;
  const { nowUs, trace } = self.kernel;
  if (to < from) {
    const cut = truncateReplica(log, to);
    trace.record(nowUs, Fact.truncated, follower, -1, partition, to, cut);
  } else if (to > from) {
    const { epochs } = log;
    if (epochs.length === 0 || epochs[epochs.length - 2] !== rows[at + 4])
      takeEpoch(log, rows[at + 4]!, from);
    log.end = to;
    trace.record(nowUs, Fact.replicated, follower, leader, partition, to, -1);
  }
  log.highWatermark = Math.max(log.highWatermark, Math.min(rows[at + 6]!, log.end));
}
