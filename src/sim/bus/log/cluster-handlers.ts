/** The bus's calls that concern brokers, replication and the controller. */
import type { Process } from "#sim/kernel/kernel.ts";
import { healDisk } from "./broker-disk.ts";
import { crashBroker, healNetwork, reachController, scheduleLagCheck, shutDown } from "./broker-life.ts";
import type { BrokerState } from "./broker.ts";
import { answerProposal, balance, heartbeat, isrRefused, sessionOver } from "./cluster-control.ts";
import { hearsController } from "./cluster-network.ts";
import { clusterPlan } from "./cluster-types.ts";
import { Broker } from "./handlers.ts";
import { hear, takeFirstLeads } from "./hearing.ts";
import { lookForLaggards, type News, type Proposal } from "./leadership.ts";
import { expireRequests } from "./produce-waiting.ts";
import { produceWritten } from "./produce-in-cluster.ts";
import { replicaFetch, replicaFetched, replicaWaited, retryFetch } from "./replication.ts";

type Self = Process<BrokerState>;

/** Everybody is up: the first replicas lead, the others begin to fetch. */
export function startCluster(self: Self): void {
  takeFirstLeads(self);
  self.state.cluster!.brokers.forEach((_, broker) => scheduleLagCheck(self, broker));
  self.after(clusterPlan(self.kernel.program).balanceUs, Broker.balance);
}

const isOfLife = (self: Self, broker: number, incarnation: number): boolean =>
  self.state.cluster!.brokers[broker]!.incarnation === incarnation;

export const clusterHandlers = {
  [Broker.produceWaited]: expireRequests,
  [Broker.produceWritten]: (
    self: Self,
    from: number,
    incarnation: number,
    first: number,
    parcel: unknown,
  ): void => produceWritten(self, from, incarnation, first, parcel as number),
  [Broker.replicaFetch]: replicaFetch,
  [Broker.replicaWaited]: replicaWaited,
  [Broker.replicaFetched]: (self: Self, fetcher: number, version: number, _: number, parcel: unknown): void =>
    replicaFetched(self, fetcher, version, parcel as readonly number[], false),
  [Broker.replicaWritten]: (self: Self, fetcher: number, version: number, _: number, parcel: unknown): void =>
    replicaFetched(self, fetcher, version, parcel as readonly number[], true),
  [Broker.replicaRetry]: retryFetch,
  [Broker.heard](self: Self, broker: number, incarnation: number, _: number, parcel: unknown): void {
    // What is on its way when the network is cut is swallowed; the rest comes when it has healed.
    if (isOfLife(self, broker, incarnation) && hearsController(self.state.cluster!, broker))
      hear(self, broker, parcel as News);
  },
  [Broker.alterIsr]: (self: Self, leader: number, incarnation: number, _: number, parcel: unknown): void =>
    answerProposal(self, leader, incarnation, parcel as Proposal),
  [Broker.isrRefused]: isrRefused,
  [Broker.lagCheck](self: Self, broker: number, incarnation: number): void {
    if (!isOfLife(self, broker, incarnation)) return;
    lookForLaggards(self, broker);
    scheduleLagCheck(self, broker);
  },
  [Broker.register]: reachController,
  [Broker.shutDown]: shutDown,
  [Broker.sessionOver]: sessionOver,
  [Broker.heartbeat]: heartbeat,
  [Broker.balance]: balance,
  [Broker.healed]: healNetwork,
  [Broker.diskHealed]: healDisk,
  [Broker.diskFailed](self: Self, broker: number, incarnation: number): void {
    if (isOfLife(self, broker, incarnation)) crashBroker(self, broker);
  },
} as const;
