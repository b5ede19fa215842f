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
  /** parcel: partitions whose end offset is asked for; c: 1 for the earliest instead. */
  listOffsets: 3,
  retentionCheck: 4,
  /** Who leads what: answered by `metadata.ts`. c: handler of the caller that hears the answer. */
  metadata: 5,
  /** A client opens a connection again: answered by `metadata.ts`. c: the broker. */
  connect: 6,
  /** parcel: a ProducerIdRequest; answered with Instance.producerIdAnswered. */
  initProducerId: 7,
  /** parcel: a TransactionRequest; answered with Instance.transactionAnswered. */
  addPartitionsToTxn: 8,
  addOffsetsToTxn: 9,
  endTxn: 10,
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

/** Calls of a service's instance. */
export const Instance = {
  /** a: version of the publishing schedule. */
  produceDue: 0,
  /** a: 1 where something is ready before its linger is over. */
  lingerOver: 1,
  /** a: first batch of the request. */
  produced: 2,
  /** a: number of the fetch; parcel: flat list of [partition, from, to], `to` -1 for an offset out of range. */
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
  /** parcel: flat list of [partition, offset]. */
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
} as const;

/** Coordinator errors as the numbers that answers carry. */
export { PROTOCOL_ERRORS as GROUP_ERRORS } from "#sim/facts.ts";
