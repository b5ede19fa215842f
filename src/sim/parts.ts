/**
 * What is used of the parts that not every scenario needs (`parts-of.ts`), from everywhere outside of them. Each name is
 * undefined until its part is put here, by `all-parts.ts` or `parts-loading.ts`; importers see the change, since a module's
 * exports are live bindings. So nothing may touch a part while modules load, nor in a run whose scenario does not name it.
 */
import type { PartName } from "./parts-of.ts";
import type * as calling from "./parts/calling.ts";
import type * as choreography from "./parts/choreography.ts";
import type * as cluster from "./parts/cluster.ts";
import type * as compaction from "./parts/compaction.ts";
import type * as consumerProtocol from "./parts/consumer-protocol.ts";
import type * as eventSourcing from "./parts/event-sourcing.ts";
import type * as invariants from "./parts/invariants.ts";
import type * as interventions from "./parts/interventions.ts";
import type * as effects from "./parts/effects.ts";
import type * as patterns from "./parts/patterns.ts";
import type * as retries from "./parts/retries.ts";
import type * as schemas from "./parts/schemas.ts";
import type * as sharing from "./parts/sharing.ts";
import type * as stickyAssignors from "./parts/sticky.ts";
import type * as transactions from "./parts/transactions.ts";

export let deadLetterAcknowledgedShared: typeof sharing.deadLetterAcknowledgedShared;
export let deadLetterFailedShared: typeof sharing.deadLetterFailedShared;
export let followingSentShared: typeof sharing.followingSentShared;
export let goOnShared: typeof sharing.goOnShared;
export let wakeUp: typeof sharing.wakeUp;
export let succeededShared: typeof sharing.succeededShared;
export let failedShared: typeof sharing.failedShared;
export let workDoneShared: typeof sharing.workDoneShared;
export let pollShared: typeof sharing.pollShared;
export let shareAcknowledged: typeof sharing.shareAcknowledged;
export let shareFetched: typeof sharing.shareFetched;
export let shareHeartbeatAnswered: typeof sharing.shareHeartbeatAnswered;
export let shareMember: typeof sharing.shareMember;
export let ShareProcess: typeof sharing.ShareProcess;
export let holdersOf: typeof sharing.holdersOf;
export let shareEndOf: typeof sharing.shareEndOf;
export let shareTransits: typeof sharing.shareTransits;

export let createConsumerCoordinator: typeof consumerProtocol.createConsumerCoordinator;
export let sessionDeadlineOf: typeof consumerProtocol.sessionDeadlineOf;
export let consumerHeartbeatAnswered: typeof consumerProtocol.consumerHeartbeatAnswered;
export let consumerMember: typeof consumerProtocol.consumerMember;

export let addToTransaction: typeof transactions.addToTransaction;
export let joinTransaction: typeof transactions.joinTransaction;
export let startTransactions: typeof transactions.startTransactions;
export let transactionHandlers: typeof transactions.transactionHandlers;
export let advanceTransaction: typeof transactions.advanceTransaction;
export let closeTransaction: typeof transactions.closeTransaction;
export let countMessage: typeof transactions.countMessage;
export let endBatch: typeof transactions.endBatch;
export let noteBatch: typeof transactions.noteBatch;
export let offsetsAnswered: typeof transactions.offsetsAnswered;
export let producerIdAnswered: typeof transactions.producerIdAnswered;
export let takeBackBatch: typeof transactions.takeBackBatch;
export let transactionAnswered: typeof transactions.transactionAnswered;
export let transactionDue: typeof transactions.transactionDue;

export let changeDisk: typeof cluster.changeDisk;
export let crashBroker: typeof cluster.crashBroker;
export let cutNetwork: typeof cluster.cutNetwork;
export let healNetwork: typeof cluster.healNetwork;
export let startBroker: typeof cluster.startBroker;
export let stopBroker: typeof cluster.stopBroker;
export let clusterHandlers: typeof cluster.clusterHandlers;
export let startCluster: typeof cluster.startCluster;
export let clusterPlan: typeof cluster.clusterPlan;
export let createCluster: typeof cluster.createCluster;
export let effectiveMinIsr: typeof cluster.effectiveMinIsr;
export let internalPartitionOf: typeof cluster.internalPartitionOf;
export let appendedByBroker: typeof cluster.appendedByBroker;
export let produceInCluster: typeof cluster.produceInCluster;
export let commonEnd: typeof cluster.commonEnd;

export let sagaAppended: typeof choreography.sagaAppended;
export let sagaRowCommitted: typeof choreography.sagaRowCommitted;
export let sagaRowLost: typeof choreography.sagaRowLost;
export let judgeChoreography: typeof choreography.judgeChoreography;
export let planChoreography: typeof choreography.planChoreography;
export let sagasOf: typeof choreography.sagasOf;
export let commitStep: typeof choreography.commitStep;
export let ownStepCommitted: typeof choreography.ownStepCommitted;
export let stepGivenUp: typeof choreography.stepGivenUp;

export let wakeCleaner: typeof compaction.wakeCleaner;

export let faults: typeof interventions.faults;
export let intervene: typeof interventions.intervene;
export let judgeInterventions: typeof interventions.judgeInterventions;

export let matchesTopic: typeof patterns.matchesTopic;
export let parseTopicPattern: typeof patterns.parseTopicPattern;

export let cooperativeSticky: typeof stickyAssignors.cooperativeSticky;
export let sticky: typeof stickyAssignors.sticky;

export let cannotRead: typeof schemas.cannotRead;
export let readableRecords: typeof schemas.readableRecords;
export let readingTimeUs: typeof schemas.readingTimeUs;
export let deployTo: typeof schemas.deployTo;
export let schemaHost: typeof schemas.schemaHost;
export let startSchemas: typeof schemas.startSchemas;
export let judgeSchemas: typeof schemas.judgeSchemas;
export let planSchemas: typeof schemas.planSchemas;
export let createRegistry: typeof schemas.createRegistry;
export let schemaAsked: typeof schemas.schemaAsked;
export let awaitsSchema: typeof schemas.awaitsSchema;
export let noteWriter: typeof schemas.noteWriter;
export let schemaAnswered: typeof schemas.schemaAnswered;
export let serialise: typeof schemas.serialise;
export let schemaLayout: typeof schemas.schemaLayout;
export let schemasOf: typeof schemas.schemasOf;

export let judgeRetries: typeof retries.judgeRetries;
export let backoffWithJitterUs: typeof retries.backoffWithJitterUs;
export let createCopies: typeof retries.createCopies;
export let createRetries: typeof retries.createRetries;
export let noteCopy: typeof retries.noteCopy;
export let noteFailure: typeof retries.noteFailure;
export let noteProcessedCopy: typeof retries.noteProcessedCopy;
export let earnRetry: typeof retries.earnRetry;
export let mayRetry: typeof retries.mayRetry;
export let headersOf: typeof retries.headersOf;
export let retryingHost: typeof retries.retryingHost;
export let isRedriven: typeof retries.isRedriven;
export let planRetrying: typeof retries.planRetrying;
export let createRetrying: typeof retries.createRetrying;
export let isPoisonedCopy: typeof retries.isPoisonedCopy;
export let noteAppended: typeof retries.noteAppended;
export let redrive: typeof retries.redrive;
export let redriveDue: typeof retries.redriveDue;
export let beginMove: typeof retries.beginMove;
export let breakMove: typeof retries.breakMove;
export let endMove: typeof retries.endMove;
export let fencedTier: typeof retries.fencedTier;
export let leftTheTiers: typeof retries.leftTheTiers;
export let nextTier: typeof retries.nextTier;
export let notDueForUs: typeof retries.notDueForUs;
export let targetOfTier: typeof retries.targetOfTier;
export let retriesOf: typeof retries.retriesOf;

export let aggregateHistory: typeof eventSourcing.aggregateHistory;
export let beginOwnCommand: typeof eventSourcing.beginOwnCommand;
export let beginRecordCommand: typeof eventSourcing.beginRecordCommand;
export let commandWentOn: typeof eventSourcing.commandWentOn;
export let sourcingHost: typeof eventSourcing.sourcingHost;
export let judgeSourcing: typeof eventSourcing.judgeSourcing;
export let planSourcing: typeof eventSourcing.planSourcing;
export let feedAnswered: typeof eventSourcing.feedAnswered;
export let readerWentOn: typeof eventSourcing.readerWentOn;
export let startReading: typeof eventSourcing.startReading;
export let sourcingLayout: typeof eventSourcing.sourcingLayout;
export let sourcingOf: typeof eventSourcing.sourcingOf;
export let storeTrips: typeof eventSourcing.storeTrips;
export let copyStores: typeof eventSourcing.copyStores;
export let createStores: typeof eventSourcing.createStores;

export let judgeCalls: typeof calling.judgeCalls;
export let callAgain: typeof calling.callAgain;
export let callAnswered: typeof calling.callAnswered;
export let callTimedOut: typeof calling.callTimedOut;
export let breakConnections: typeof calling.breakConnections;
export let hasRequests: typeof calling.hasRequests;
export let requestArrived: typeof calling.requestArrived;
export let requestForRecord: typeof calling.requestForRecord;
export let requestOwn: typeof calling.requestOwn;
export let requestWorked: typeof calling.requestWorked;
export let callsOf: typeof calling.callsOf;
export let callTrips: typeof calling.callTrips;
export let undoUnfinished: typeof calling.undoUnfinished;
export let unfinishedOf: typeof calling.unfinishedOf;

export let beginEffect: typeof effects.beginEffect;
export let beginOwnEffect: typeof effects.beginOwnEffect;
export let createDatabases: typeof effects.createDatabases;
export let databaseTrips: typeof effects.databaseTrips;
export let effectGivenUp: typeof effects.effectGivenUp;
export let effectsDie: typeof effects.effectsDie;
export let effectsHost: typeof effects.effectsHost;
export let effectsLost: typeof effects.effectsLost;
export let effectsOf: typeof effects.effectsOf;
export let groupsGoOn: typeof effects.groupsGoOn;
export let judgeEffects: typeof effects.judgeEffects;
export let noteRowAppended: typeof effects.noteRowAppended;
export let planEffects: typeof effects.planEffects;
export let publishAfterEffect: typeof effects.publishAfterEffect;
export let Records: typeof effects.Records;
export let relayDue: typeof effects.relayDue;
export let rowSent: typeof effects.rowSent;
export let rowsSettled: typeof effects.rowsSettled;
export let startRelay: typeof effects.startRelay;
export let stored: typeof effects.stored;

export let createWatcher: typeof invariants.createWatcher;
export let judgeInvariants: typeof invariants.judgeInvariants;
export let planInvariants: typeof invariants.planInvariants;

const there = new Set<PartName>();

/** Whether a part is here. */
export function hasPart(name: PartName): boolean {
  return there.has(name);
}

/** Puts a part here. */
export const putPart = {
  sharing(part: typeof sharing): void {
    ({
      deadLetterAcknowledgedShared,
      deadLetterFailedShared,
      followingSentShared,
      goOnShared,
      wakeUp,
      workDoneShared,
      succeededShared,
      failedShared,
      pollShared,
      shareAcknowledged,
      shareFetched,
      shareHeartbeatAnswered,
      shareMember,
      ShareProcess,
      holdersOf,
      shareEndOf,
      shareTransits,
    } = part);
    there.add("sharing");
  },
  "consumer-protocol"(part: typeof consumerProtocol): void {
    ({ createConsumerCoordinator, sessionDeadlineOf, consumerHeartbeatAnswered, consumerMember } = part);
    there.add("consumer-protocol");
  },
  transactions(part: typeof transactions): void {
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
    } = part);
    there.add("transactions");
  },
  cluster(part: typeof cluster): void {
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
    } = part);
    there.add("cluster");
  },
  compaction(part: typeof compaction): void {
    ({ wakeCleaner } = part);
    there.add("compaction");
  },
  interventions(part: typeof interventions): void {
    ({ faults, intervene, judgeInterventions } = part);
    there.add("interventions");
  },
  patterns(part: typeof patterns): void {
    ({ matchesTopic, parseTopicPattern } = part);
    there.add("patterns");
  },
  schemas(part: typeof schemas): void {
    ({
      cannotRead,
      readableRecords,
      readingTimeUs,
      deployTo,
      schemaHost,
      startSchemas,
      judgeSchemas,
      planSchemas,
      createRegistry,
      schemaAsked,
      awaitsSchema,
      noteWriter,
      schemaAnswered,
      serialise,
      schemaLayout,
      schemasOf,
    } = part);
    there.add("schemas");
  },
  retries(part: typeof retries): void {
    ({
      judgeRetries,
      backoffWithJitterUs,
      createCopies,
      createRetries,
      noteCopy,
      noteFailure,
      noteProcessedCopy,
      earnRetry,
      mayRetry,
      headersOf,
      retryingHost,
      isRedriven,
      planRetrying,
      createRetrying,
      isPoisonedCopy,
      noteAppended,
      redrive,
      redriveDue,
      beginMove,
      breakMove,
      endMove,
      fencedTier,
      leftTheTiers,
      nextTier,
      notDueForUs,
      targetOfTier,
      retriesOf,
    } = part);
    there.add("retries");
  },
  invariants(part: typeof invariants): void {
    ({ createWatcher, judgeInvariants, planInvariants } = part);
    there.add("invariants");
  },
  "event-sourcing"(part: typeof eventSourcing): void {
    ({
      aggregateHistory,
      beginOwnCommand,
      beginRecordCommand,
      commandWentOn,
      sourcingHost,
      judgeSourcing,
      planSourcing,
      feedAnswered,
      readerWentOn,
      startReading,
      sourcingLayout,
      sourcingOf,
      storeTrips,
      copyStores,
      createStores,
    } = part);
    there.add("event-sourcing");
  },
  calling(part: typeof calling): void {
    ({
      judgeCalls,
      callAgain,
      callAnswered,
      callTimedOut,
      breakConnections,
      hasRequests,
      requestArrived,
      requestForRecord,
      requestOwn,
      requestWorked,
      callsOf,
      callTrips,
      undoUnfinished,
      unfinishedOf,
    } = part);
    there.add("calling");
  },
  choreography(part: typeof choreography): void {
    ({
      sagaAppended,
      sagaRowCommitted,
      sagaRowLost,
      judgeChoreography,
      planChoreography,
      sagasOf,
      commitStep,
      ownStepCommitted,
      stepGivenUp,
    } = part);
    there.add("choreography");
  },
  effects(part: typeof effects): void {
    ({
      beginEffect,
      beginOwnEffect,
      createDatabases,
      databaseTrips,
      effectGivenUp,
      effectsDie,
      effectsHost,
      effectsLost,
      effectsOf,
      groupsGoOn,
      judgeEffects,
      noteRowAppended,
      planEffects,
      publishAfterEffect,
      Records,
      relayDue,
      rowSent,
      rowsSettled,
      startRelay,
      stored,
    } = part);
    there.add("effects");
  },
  sticky(part: typeof stickyAssignors): void {
    ({ cooperativeSticky, sticky } = part);
    there.add("sticky");
  },
} as const satisfies Readonly<Record<PartName, unknown>>;
