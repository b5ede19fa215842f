/** What is wrong with the partitions of a cluster at a moment. */
import { partitionValue, type LiveFrame } from "./live.ts";

/** Partitions that nobody leads, and those with fewer replicas in sync than they have. */
export function clusterTrouble(live: LiveFrame): {
  readonly offline: number;
  readonly underReplicated: number;
} {
  let offline = 0;
  let underReplicated = 0;
  for (const topic of live.layout.topics) {
    const count = live.frame.partitionCounts[live.layout.topics.indexOf(topic)] ?? topic.partitions;
    for (let partition = topic.firstPartition; partition < topic.firstPartition + count; partition++) {
      if (partitionValue(live, partition, "leader") < 0) offline++;
      else if (partitionValue(live, partition, "inSync") < topic.replicationFactor) underReplicated++;
    }
  }
  return { offline, underReplicated };
}

/** "2 offline", "3 under-replicated", or "" where all is well. */
export function troubleWords(live: LiveFrame): string {
  const { offline, underReplicated } = clusterTrouble(live);
  if (offline > 0) return `${offline} offline`;
  return underReplicated > 0 ? `${underReplicated} under-replicated` : "";
}
