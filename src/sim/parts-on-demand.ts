/**
 * Stands in place of `parts.ts` in the browser's worker (see vite.config.ts): the same names, each undefined until its part
 * is loaded. Importers see the change, since a module's exports are live bindings.
 */
import { PART_NAMES, type PartName } from "./parts-of.ts";

type Parts = typeof import("./parts.ts");

export let deadLetterAcknowledgedShared: Parts["deadLetterAcknowledgedShared"];
export let deadLetterFailedShared: Parts["deadLetterFailedShared"];
export let followingSentShared: Parts["followingSentShared"];
export let goOnShared: Parts["goOnShared"];
export let wakeUp: Parts["wakeUp"];
export let workDoneShared: Parts["workDoneShared"];
export let pollShared: Parts["pollShared"];
export let shareAcknowledged: Parts["shareAcknowledged"];
export let shareFetched: Parts["shareFetched"];
export let shareHeartbeatAnswered: Parts["shareHeartbeatAnswered"];
export let shareMember: Parts["shareMember"];
export let ShareProcess: Parts["ShareProcess"];
export let holdersOf: Parts["holdersOf"];
export let shareEndOf: Parts["shareEndOf"];
export let shareTransits: Parts["shareTransits"];

export let createConsumerCoordinator: Parts["createConsumerCoordinator"];
export let sessionDeadlineOf: Parts["sessionDeadlineOf"];
export let consumerHeartbeatAnswered: Parts["consumerHeartbeatAnswered"];
export let consumerMember: Parts["consumerMember"];

export let addToTransaction: Parts["addToTransaction"];
export let joinTransaction: Parts["joinTransaction"];
export let startTransactions: Parts["startTransactions"];
export let transactionHandlers: Parts["transactionHandlers"];
export let advanceTransaction: Parts["advanceTransaction"];
export let closeTransaction: Parts["closeTransaction"];
export let countMessage: Parts["countMessage"];
export let endBatch: Parts["endBatch"];
export let noteBatch: Parts["noteBatch"];
export let offsetsAnswered: Parts["offsetsAnswered"];
export let producerIdAnswered: Parts["producerIdAnswered"];
export let takeBackBatch: Parts["takeBackBatch"];
export let transactionAnswered: Parts["transactionAnswered"];
export let transactionDue: Parts["transactionDue"];

export let changeDisk: Parts["changeDisk"];
export let crashBroker: Parts["crashBroker"];
export let cutNetwork: Parts["cutNetwork"];
export let healNetwork: Parts["healNetwork"];
export let startBroker: Parts["startBroker"];
export let stopBroker: Parts["stopBroker"];
export let clusterHandlers: Parts["clusterHandlers"];
export let startCluster: Parts["startCluster"];
export let clusterPlan: Parts["clusterPlan"];
export let createCluster: Parts["createCluster"];
export let effectiveMinIsr: Parts["effectiveMinIsr"];
export let internalPartitionOf: Parts["internalPartitionOf"];
export let appendedByBroker: Parts["appendedByBroker"];
export let produceInCluster: Parts["produceInCluster"];
export let commonEnd: Parts["commonEnd"];

export let wakeCleaner: Parts["wakeCleaner"];

export let matchesTopic: Parts["matchesTopic"];
export let parseTopicPattern: Parts["parseTopicPattern"];

export let cooperativeSticky: Parts["cooperativeSticky"];
export let sticky: Parts["sticky"];

const loaded = new Set<PartName>();

const LOADERS: Readonly<Record<PartName, () => Promise<void>>> = {
  async sharing() {
    ({
      deadLetterAcknowledgedShared,
      deadLetterFailedShared,
      followingSentShared,
      goOnShared,
      wakeUp,
      workDoneShared,
      pollShared,
      shareAcknowledged,
      shareFetched,
      shareHeartbeatAnswered,
      shareMember,
      ShareProcess,
      holdersOf,
      shareEndOf,
      shareTransits,
    } = await import("./parts/sharing.ts"));
  },
  async "consumer-protocol"() {
    ({ createConsumerCoordinator, sessionDeadlineOf, consumerHeartbeatAnswered, consumerMember } =
      await import("./parts/consumer-protocol.ts"));
  },
  async transactions() {
    ({
      addToTransaction,
      joinTransaction,
      startTransactions,
      transactionHandlers,
      advanceTransaction,
      closeTransaction,
      countMessage,
      endBatch,
      noteBatch,
      offsetsAnswered,
      producerIdAnswered,
      takeBackBatch,
      transactionAnswered,
      transactionDue,
    } = await import("./parts/transactions.ts"));
  },
  async cluster() {
    ({
      changeDisk,
      crashBroker,
      cutNetwork,
      healNetwork,
      startBroker,
      stopBroker,
      clusterHandlers,
      startCluster,
      clusterPlan,
      createCluster,
      effectiveMinIsr,
      internalPartitionOf,
      appendedByBroker,
      produceInCluster,
      commonEnd,
    } = await import("./parts/cluster.ts"));
  },
  async compaction() {
    ({ wakeCleaner } = await import("./parts/compaction.ts"));
  },
  async patterns() {
    ({ matchesTopic, parseTopicPattern } = await import("./parts/patterns.ts"));
  },
  async sticky() {
    ({ cooperativeSticky, sticky } = await import("./parts/sticky.ts"));
  },
};

/** As in `parts.ts`. */
export function missingParts(names: readonly PartName[]): PartName[] {
  return PART_NAMES.filter((name) => names.includes(name) && !loaded.has(name));
}

/** As in `parts.ts`. */
export async function loadParts(names: readonly PartName[]): Promise<void> {
  await Promise.all(
    missingParts(names).map(async (name) => {
      await LOADERS[name]();
      loaded.add(name);
    }),
  );
}
