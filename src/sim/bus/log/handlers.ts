/**
 * Names of all scheduled calls of the log mechanism: which process answers which call by which number. The numbers are
 * positions in each process's table of handlers.
 */

/** Calls of the broker. a: the caller's process; b: its incarnation. */
export const Broker = {
  /** c: first batch of the request. */
  produce: 0,
  /** c: number of the fetch, parcel: a FetchRequest. */
  fetch: 1,
  /** a: process whose fetch has waited long enough. */
  fetchWaited: 2,
  /** parcel: a ListOffsetsRequest. */
  listOffsets: 3,
  retentionCheck: 4,
  /** Who leads what: answered by `metadata.ts`. c: handler of the caller that hears the answer. */
  metadata: 5,
  /** A client opens a connection again: answered by `metadata.ts`. c: the broker. */
  connect: 6,
  /** parcel: a ProducerIdRequest; answered with Instance.producerIdAnswered. */
  initProducerId: 7,
  /** parcel: a TransactionRequest; answered with Instance.transactionAnswered. */
  endTxn: 10,
  /** a: partition of the run, or ~ the index of a group; parcel: a MarkerParcel. */
  writeMarker: 11,
  /** Looks for transactions that have been open for too long. */
  transactionTimeouts: 12,
  /** Looks for logs to compact. */
  cleanerWakes: 13,
  /** Looks for producers that have been silent for too long. */
  producersExpire: 14,
  /** Looks for produce requests that have waited for replicas for too long. */
  produceWaited: 15,
  /** The disk is ready for a request. a, b, c as in `produce`; parcel: the life of the broker that it came to. */
  produceWritten: 16,
  /** Of followers' fetches. a: the fetcher, b: its version; `replicaFetched`, `replicaWritten`: parcel: rows. */
  replicaFetch: 17,
  replicaWaited: 18,
  replicaFetched: 19,
  replicaWritten: 20,
  replicaRetry: 21,
  /** A broker hears from the controller. a: the broker, b: its incarnation; parcel: News. */
  heard: 22,
  /** The controller is asked for another ISR. a: the leader, b: its incarnation; parcel: a Proposal. */
  alterIsr: 23,
  /** a: the leader, b: its incarnation, c: partition. */
  isrRefused: 24,
  /** a: the broker, b: its incarnation. */
  lagCheck: 25,
  register: 26,
  /** c: 0 the controller lets it go, 1 its end. */
  shutDown: 27,
  /** Of the controller. a: the broker, b: which silence of it. */
  sessionOver: 28,
  heartbeat: 29,
  /** The controller gives leadership back to preferred replicas. */
  balance: 30,
  /** a: the intervention that cut the network. */
  healed: 31,
  /** a: the broker, b: which change of its disk is over. */
  diskHealed: 32,
  /** a: the broker, b: its incarnation. */
  diskFailed: 33,
  /** The schema registry is asked. a: process, b: its incarnation, c: a question (schemas/registry.ts). */
  schemaAsked: 34,
  /** A redrive looks for its next dead letter. a: the queue's topic, b: which redrive, c: how many it had sent. */
  redriveDue: 35,
} as const;

/** Calls of a group's coordinator. a: the caller's process; b: its incarnation. */
export const Coordinator = {
  join: 0,
  sync: 1,
  heartbeat: 2,
  leave: 3,
  commit: 4,
  /** parcel: an OffsetFetchParcel. */
  fetchOffsets: 5,
  timer: 6,
  /** Looks for offsets that nobody needs any more. */
  offsetsCheck: 7,
  /** parcel: a TxnCommitParcel. */
  txnCommit: 8,
} as const;

/**
 * In place of an offset: why a partition was not read. `network`: the broker is gone. `diverged` minus an offset: the log
 * was cut off there since the position was reached (KIP-320).
 */
export const FetchSays = { outOfRange: -1, notLeader: -2, network: -3, diverged: -4 } as const;

/** Calls of a service's instance. */
export const Instance = {
  /** a: version of the publishing schedule. */
  produceDue: 0,
  /** a: 1 where something is ready before its linger is over. */
  lingerOver: 1,
  /** a: first batch of the request. */
  produced: 2,
  /** a: number of the fetch, b: the broker; parcel: flat list of [partition, from, to], `to` one of FetchSays where it failed. */
  fetched: 3,
  joined: 4,
  synced: 5,
  heartbeatDue: 6,
  /** a: index into GROUP_ERRORS; b: generation it was sent for. */
  heartbeatAnswered: 7,
  pollDeadline: 8,
  /** a: index into GROUP_ERRORS; b: 1 if the application waits for it; c: 1 where the client did not even ask; parcel: flat list of [pair, offset]. */
  committed: 9,
  /** a: index into GROUP_ERRORS; parcel: flat list of [pair, offset], or of pairs where there is an error. */
  offsetsFetched: 10,
  /** parcel: flat list of [partition, offset], the offset FetchSays.notLeader where the broker does not lead. */
  offsetsListed: 11,
  workDone: 12,
  /** An application that waits inside poll() looks again: a backoff is over, or an auto-commit is due. a: pair. */
  backoffOver: 13,
  resumed: 14,
  /** a: version of the slowness. */
  slownessOver: 15,
  start: 16,
  /** parcel: a ClusterMetadata, for its producer. */
  producerMetadata: 17,
  /** A request, a batch or a wait of its producer may have run out. */
  producerTimer: 18,
  /** The connections of its clients to a broker broke. a: the broker. */
  disconnected: 19,
  /** parcel: pairs whose committed offsets could not be had. */
  askOffsetsAgain: 20,
  /** parcel: a ClusterMetadata, for its consumer. */
  consumerMetadata: 21,
  /** Its producer's connection to a broker stands again, or was refused. a: the broker; b: 1 where it stands. */
  connected: 22,
  /** The producer asks for metadata, if it still wants some. */
  metadataDue: 23,
  /** a: index into PRODUCE_ERRORS; b: producer id; c: epoch. */
  producerIdAnswered: 24,
  /** a: index into PRODUCE_ERRORS; b: index into PROTOCOL_MESSAGES of what was asked; c: the producer's epoch from now on; parcel: the TransactionRequest. */
  transactionAnswered: 25,
  /** The consumer asks for metadata where it is time. */
  consumerMetadataDue: 26,
  /** A fetch or a question for offsets may have gone unanswered for too long. */
  fetchTimer: 27,
  /** parcel: pairs whose first or last offset could not be had. */
  listOffsetsAgain: 28,
  /** A request to the coordinator failed on its way. parcel: a CoordinatorRequest. */
  coordinatorFailed: 29,
  /** In a rolling restart it passes the turn on. */
  turnOver: 30,
  /** A transaction has been open for long enough, or something about it is asked again. a: one of TransactionCall (transactional-producer.ts), b: which transaction. */
  transactionDue: 31,
  /** TxnOffsetCommit was answered. a: index into GROUP_ERRORS. */
  transactionOffsetsAnswered: 32,
  /** The schema registry has answered. a: the question, b: index into SCHEMA_ERRORS, c: the id. */
  schemaAnswered: 33,
  /** The application polls again after its deserializer has failed. */
  schemaRetry: 34,
  /** It sends a dead letter once more. a: the queue's topic, b: offset there, c: 1 where it is for its group alone. */
  redrive: 35,
  /** A step of its work with an event store. a: one of Sourced (event-sourcing/store-process.ts). */
  sourced: 48,
  /** A request of another instance. parcel: a RequestParcel (calling/requests.ts). */
  requestArrived: 60,
  /** The service's own work on a request is done. a: the request. */
  requestWorked: 61,
  /** a: the call, b: one of Status. */
  callAnswered: 62,
  /** a: the call. */
  callTimedOut: 63,
  /** The next attempt of a call. a: the request. */
  callAgain: 64,
  /** A database has answered. a: what it was asked by, b: index into STORE_ERRORS; parcel: an Answer (effects/committing.ts). */
  stored: 80,
  /** The relay of an outbox looks for rows. */
  relayDue: 81,
} as const;

/** Coordinator errors as the numbers that answers carry. */
export { PROTOCOL_ERRORS as GROUP_ERRORS } from "#sim/fact-tables.ts";
