/** What a broker does when it hears from the controller: it leads, or follows (Kafka's ReplicaManager.applyDelta). */
import type { Process } from "#sim/kernel/kernel.ts";
import type { BrokerState } from "./broker.ts";
import { confirmIsr } from "./in-sync-replicas.ts";
import { raise, resendProposal, takeOver, type News } from "./leadership.ts";
import { deposed } from "./produce-waiting.ts";
import { askAgainAt, followLeaders } from "./replication.ts";

type Self = Process<BrokerState>;

/** A broker hears from the controller. */
export function hear(self: Self, broker: number, { changes, active }: News): void {
  const cluster = self.state.cluster!;
  const run = cluster.brokers[broker]!;
  run.knowsActive = active;
  for (const { partition, registration } of changes) {
    if (registration.partitionEpoch < run.known[partition]!.partitionEpoch) continue;
    run.known[partition] = registration;
    const { leaderships } = cluster.partitions[partition]!;
    const place = registration.replicas.indexOf(broker);
    if (place < 0) continue;
    const leadership = leaderships[place]!;
    if (registration.leader !== broker) {
      leaderships[place] = null;
      if (leadership !== null) deposed(self, partition, broker);
    } else if (leadership?.leaderEpoch !== registration.leaderEpoch) {
      if (leadership !== null) deposed(self, partition, broker);
      takeOver(self, partition, place, registration);
    } else {
      confirmIsr(leadership, registration);
      raise(self, partition, place);
      resendProposal(self, partition, place);
    }
  }
  followLeaders(self, broker);
  askAgainAt(self, broker);
}

/** At the very start every first replica leads, and everybody knows it. */
export function takeFirstLeads(self: Self): void {
  const cluster = self.state.cluster!;
  cluster.controller.partitions.forEach((registration, partition) => {
    takeOver(self, partition, 0, registration);
  });
  cluster.brokers.forEach((_, broker) => followLeaders(self, broker));
}
