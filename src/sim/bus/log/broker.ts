/**
 * The bus: one process for all brokers and all partitions. What it does lies beside it: appending (`produce.ts`), reading
 * (`fetch-waiting.ts`), replication, elections and the brokers' lives (`cluster-*.ts`), cleaning, transactions.
 */
import { ListDraft } from "#base/lists.ts";
import type { Micros } from "#base/units.ts";
import { INSTANCES_MAX } from "#sim/layout.ts";
import { handlerTable, Process, type Handlers, type Kernel } from "#sim/kernel/kernel.ts";
import {
  clusterHandlers,
  createCluster,
  startCluster,
  createRegistry,
  createRetrying,
  redriveDue,
  schemaAsked,
  startTransactions,
  transactionHandlers,
} from "#sim/parts.ts";
import type { Program } from "#sim/program.ts";
import type { RetryingState } from "#sim/retrying-state.ts";
import type { RegistryState } from "#sim/schemas-state.ts";
import type { StepState } from "#sim/calls-state.ts";
import { cleaningHandlers, startCleaning } from "./cleaning.ts";
import { instanceTalks } from "./cluster-network.ts";
import type { ClusterState } from "./cluster-types.ts";
import { fetch, fetchWaited } from "./fetch-waiting.ts";
import { Broker, FetchSays, Instance } from "./handlers.ts";
import { answerConnect, answerMetadata } from "./metadata.ts";
import { offsetAtTime } from "./offset-at-time.ts";
import { produce } from "./produce.ts";
import { readableEnd } from "./readable.ts";
import type { AsideRun } from "./takeover.ts";
import { answerProducerId } from "./transaction-answers.ts";
import { createTransactions, newProducerId, type Transactions } from "./transaction-types.ts";

/** What a client asks one broker for; it has one such request under way at each broker. */
export interface FetchRequest {
  readonly broker: number;
  /** Flat list of [partition, offset]. */
  readonly asks: readonly number[];
  /** fetch.min.bytes and fetch.max.bytes. */
  readonly minBytes: number;
  readonly maxBytes: number;
  /** isolation.level=read_committed: up to the last stable offset only. */
  readonly readsCommitted: boolean;
  /** fetch.max.wait.ms in µs. */
  readonly maxWaitUs: Micros;
  /** max.partition.fetch.bytes. */
  readonly maxPartitionBytes: number;
  /** Which life of the client asks, and its number of the fetch. */
  readonly incarnation: number;
  readonly number: number;
}

/** Where logs begin, end, or stand at a moment (ListOffsets). Answered with Instance.offsetsListed. */
export interface ListOffsetsRequest {
  readonly broker: number;
  readonly partitions: readonly number[];
  /** "time": the first offset with a timestamp at or after `timeMs`. */
  readonly at: "earliest" | "latest" | "time";
  readonly timeMs: number;
  readonly readsCommitted: boolean;
}

/** The last answer to a process, for drawing what is on its way. */
interface FetchAnswer {
  departsUs: Micros;
  /** -1: none yet. */
  arrivesUs: Micros;
  /** Flat list of [partition, from, to]. */
  ranges: readonly number[];
  /** Whether fetch.max.bytes left no room for a partition that had something. */
  leavesOut: boolean;
}

export interface BrokerState {
  /** By slot (process * brokers + broker): the fetch that waits there. */
  readonly waiting: (FetchRequest | null)[];
  /** By slot: until when it waits. */
  readonly waitsUntilUs: Micros[];
  /** By partition: slots whose fetch waits for it. */
  readonly waiters: number[][];
  /** By slot: whether its wait call is pending; one is at most. */
  readonly waitCallIsPending: boolean[];
  /** By slot: the last answer. */
  readonly answers: FetchAnswer[];
  /** By topic: how many of the next messages are to be poisoned. */
  readonly poisonNext: number[];
  /** By topic: how many partitions it has now. */
  readonly partitionCounts: number[];
  readonly transactions: Transactions;
  /** The brokers; null where there is one that never fails. */
  readonly cluster: ClusterState | null;
  /** Records that are in some replica's log and not in the one that counts. */
  readonly asides: AsideRun[];
  /** Requests to services that no other request has caused, so far. */
  requestsBegun: number;
  /** By service that admits so many requests in a period: which period it is in, and how many it has admitted. */
  readonly quotas: ({ period: number; admitted: number } | undefined)[];
  /** By request: how far each service is with its step of it. */
  readonly sagaSteps: Map<number, StepState[]>;
  /** The schema registry; null where the scenario has no schemas. */
  readonly registry: RegistryState | null;
  /** Dead letter queues and parked keys; null where the scenario has none. */
  readonly retrying: RetryingState | null;
}

type Self = Process<BrokerState>;

/** The process with index 0; `start` schedules its first retention check. */
export function createBroker(kernel: Kernel): Self {
  const { cluster, groups, layout, schemas, services, topics } = kernel.program;
  const slots = (1 + groups.length + services.length * INSTANCES_MAX) * cluster.brokers;
  return new Process<BrokerState>(
    kernel,
    0,
    -1,
    handlersOf(kernel.program),
    kernel.random.open("bus", "network"),
    {
      waiting: Array.from({ length: slots }, () => null),
      waitsUntilUs: Array.from({ length: slots }, () => 0),
      waiters: Array.from({ length: layout.partitionCount }, () => []),
      waitCallIsPending: Array.from({ length: slots }, () => false),
      answers: Array.from({ length: slots }, () => ({
        departsUs: -1,
        arrivesUs: -1,
        ranges: [],
        leavesOut: false,
      })),
      poisonNext: topics.map(() => 0),
      partitionCounts: topics.map(({ initialPartitions }) => initialPartitions),
      transactions: createTransactions(),
      cluster: cluster.nodeId === null ? null : createCluster(kernel.program),
      asides: [],
      requestsBegun: 0,
      quotas: [],
      sagaSteps: new Map(),
      registry: schemas === null ? null : createRegistry(schemas),
      retrying: kernel.program.retrying === null ? null : createRetrying(kernel.program),
    },
  );
}

/** Sets the clocks of the bus. */
export function startBroker(self: Self): void {
  startCleaning(self);
  if (hasTransactions(self.kernel.program)) startTransactions(self);
  if (self.state.cluster !== null) startCluster(self);
}

const draft = new ListDraft();

type HandlersByNumber = Parameters<typeof handlerTable<BrokerState>>[0];

function hasTransactions({ services }: Program): boolean {
  return services.some(({ config }) => config.transactional);
}

/** The calls that the program can bring about. */
function handlersOf(program: Program): Handlers<BrokerState> {
  return handlerTable<BrokerState>({
    ...handlers,
    ...(hasTransactions(program) ? transactionHandlers : {}),
    ...(program.cluster.nodeId === null ? {} : clusterHandlers),
  });
}

const handlers: HandlersByNumber = {
  [Broker.produce]: produce,
  [Broker.fetch]: (self, from, _incarnation, _number, parcel) => fetch(self, from, parcel as FetchRequest),
  [Broker.fetchWaited]: fetchWaited,

  [Broker.listOffsets](self, from, incarnation, _, parcel) {
    const request = parcel as ListOffsetsRequest;
    const client = self.kernel.processes[from]!;
    const { cluster } = self.state;
    if (cluster !== null && !instanceTalks(cluster, client.who, request.broker)) return;
    for (const partition of request.partitions) {
      draft.add(partition);
      draft.add(listedOffset(self, partition, request));
    }
    const arrivesUs = client.arrivalFrom(request.broker);
    const answer = draft.take();
    self.kernel.calendar.push(arrivesUs, from, incarnation, Instance.offsetsListed, 0, 0, 0, answer);
  },

  [Broker.metadata]: answerMetadata,
  [Broker.connect]: answerConnect,
  // An idempotent producer gets the next id from any broker; transactional ones ask their coordinator, which is a part.
  [Broker.initProducerId](self, from, incarnation) {
    answerProducerId(
      self,
      from,
      incarnation,
      0,
      newProducerId(self.state.transactions, self.kernel.processes[from]!.who),
      0,
    );
  },
  [Broker.schemaAsked]: (self, from, incarnation, question) => schemaAsked(self, from, incarnation, question),
  [Broker.redriveDue]: (self, topic, job, sent) => redriveDue(self, topic, job, sent),
  ...cleaningHandlers,
};

/** What ListOffsets says of one partition; for a moment after the last message -1. A broker that does not lead, or is gone, has no answer. */
function listedOffset(self: Self, partition: number, request: ListOffsetsRequest): number {
  const { kernel } = self;
  const end = readableEnd(self, partition, request.broker, request.readsCommitted);
  if (end < 0) return FetchSays.notLeader;
  switch (request.at) {
    case "earliest":
      return kernel.logs.startOffset(partition);
    case "latest":
      return end;
    case "time":
      return offsetAtTime(kernel, partition, request.timeMs);
  }
}
