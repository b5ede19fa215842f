/**
 * What clients ask any broker for: how many partitions each topic has now, and who leads them (MetadataResponse). And how
 * they open a connection again that broke.
 */
import { Link, type Kernel, type Process } from "#sim/kernel/kernel.ts";
import type { BrokerState } from "./broker.ts";
import { isBrokerUp, leaderKnownTo, reaches } from "./cluster-state.ts";
import { Instance } from "./handlers.ts";
import { partitionCount } from "./partition-counts.ts";

/** Plain data; leaders and epochs by partition of the run, counts by topic. */
export interface ClusterMetadata {
  /** Broker that leads, -1 for none. */
  readonly leaders: readonly number[];
  readonly epochs: readonly number[];
  /** How many partitions exist now. */
  readonly counts: readonly number[];
}

/** The bus: a client asks for metadata. The first broker that it reaches answers; where there is none, nobody does. */
export function answerMetadata(
  self: Process<BrokerState>,
  from: number,
  incarnation: number,
  handler: number,
): void {
  const { kernel } = self;
  const client = kernel.processes[from]!;
  if (client.life.incarnation !== incarnation) return;
  const answer = metadataFor(kernel, client.who);
  if (answer === null) return;
  kernel.calendar.push(client.arrival(Link.fromBus), from, incarnation, handler, 0, 0, 0, answer);
}

/** What the first broker that an instance reaches has heard; null where it reaches none. */
export function metadataFor(kernel: Kernel, who: number): ClusterMetadata | null {
  const broker = firstReachable(kernel, who);
  if (broker < 0) return null;
  const { topics } = kernel.program;
  const leaders: number[] = [];
  const epochs: number[] = [];
  for (const { firstPartition, partitions } of topics) {
    for (let partition = firstPartition; partition < firstPartition + partitions; partition++) {
      const { leader, leaderEpoch } = leaderKnownTo(kernel, broker, partition);
      leaders.push(leader);
      epochs.push(leaderEpoch);
    }
  }
  return { leaders, epochs, counts: topics.map((_, topic) => partitionCount(kernel, topic)) };
}

function firstReachable(kernel: Kernel, who: number): number {
  for (let broker = 0; broker < kernel.program.cluster.brokers; broker++)
    if (isBrokerUp(kernel, broker) && reaches(kernel, who, broker)) return broker;
  return -1;
}

/** The bus: a client opens a connection to a broker. Who is down refuses it; from behind a cut nothing is heard. */
export function answerConnect(
  self: Process<BrokerState>,
  from: number,
  incarnation: number,
  broker: number,
): void {
  const { kernel } = self;
  const client = kernel.processes[from]!;
  if (client.life.incarnation !== incarnation || !reaches(kernel, client.who, broker)) return;
  const stands = isBrokerUp(kernel, broker) ? 1 : 0;
  kernel.calendar.push(
    client.arrival(Link.fromBus),
    from,
    incarnation,
    Instance.connected,
    broker,
    stands,
    0,
  );
}
