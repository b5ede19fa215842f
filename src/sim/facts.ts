/**
 * The trace's vocabulary. A row of the trace is (timeUs, fact, who, what, where, offset, extra), all whole numbers;
 * the table says what the columns mean for each fact. What codes in a column stand for is in `fact-tables.ts`,
 * sentences for people are in `sentences.ts`.
 *
 * who: subject of an instance (see layout.ts), or a group or topic index as said. where: partition index of the run.
 */
export const Fact = {
  /** who: instance, what: message, where: partition, offset: the message that it follows from or -1, extra: key number or -1. */
  produced: 0,
  /** A batch leaves the producer. who: instance, what: first message, where: partition, offset: messages in it, extra: travel µs. */
  sent: 1,
  /** who: producing instance, what: message, where: partition, offset: its offset, extra: 1 for a poisoned one. */
  appended: 2,
  /** A batch was acknowledged. who: instance, what: first message, where: partition, offset: base offset, extra: messages. */
  acknowledged: 3,
  /** Records left the broker for a member. who: instance, where: partition, offset: first offset, extra: records, what: travel µs. */
  fetched: 4,
  /** poll() returned records to the application; the position moved. who: instance, where, offset: first, extra: records. */
  delivered: 5,
  /** who: instance, what: message, where, offset, extra: attempt from 1. */
  started: 6,
  /** who: instance, what: message, where, offset, extra: attempt. */
  processed: 7,
  /** The record had been processed by this group before. who: instance, what: message, where, offset, extra: times now. */
  duplicated: 8,
  /** who: instance, what: message, where, offset, extra: attempt. */
  failed: 9,
  /** Waits before the next attempt. who: instance, what: message, where, offset, extra: backoff in µs. */
  backedOff: 10,
  /** Left for the dead letter queue (acknowledged there). who: instance, what: message in the queue, where: source partition, offset: source offset, extra: attempts. */
  deadLettered: 11,
  /** Given up without a dead letter queue. who: instance, what: message, where, offset, extra: attempts. */
  skipped: 12,
  /** The coordinator stored an offset. who: instance, what: group, where, offset: committed, extra: generation. */
  committed: 13,
  /** The coordinator, or the client itself, refused a commit. who: instance, what: group, where, offset, extra: index into COMMIT_ERRORS. */
  commitRefused: 14,
  /** A member starts at a position. who: instance, what: group, where, offset: position, extra: index into START_REASONS. */
  positioned: 15,
  /** who: group, what: index into REBALANCE_REASONS, where: -1, offset: -1, extra: subject of the instance that caused it or -1. */
  rebalanceStarted: 16,
  /** Join phase done. who: group, what: generation, offset: members, extra: leader's subject. */
  generationFormed: 17,
  /** who: instance, what: generation, where: partition now owned. */
  assigned: 18,
  /** who: instance, what: generation, where: partition given up in order, extra: 1 where its consumer closes, else -1. */
  revoked: 19,
  /** who: instance, what: generation, where: partition taken away without its consent. */
  lostPartition: 20,
  /** Everybody has the assignment. who: group, what: generation, extra: members. */
  stable: 21,
  /** who: group, what: generation, extra: subject. */
  memberJoined: 22,
  /** who: group, what: index into REMOVAL_REASONS, extra: subject. */
  memberRemoved: 23,
  /** Retention moved the log start. who: topic, where: partition, offset: new log start, extra: records removed. */
  retired: 24,
  /** A person's intervention took effect. who: its index in the program, what: index into FAULT_NAMES, offset: index of the service (or of the topic), extra: instance subject or -1. */
  intervened: 25,
  /** who: instance. */
  crashed: 26,
  /** who: instance. */
  stopped: 27,
  /** who: instance, extra: 0 first start, 1 restart. */
  startedUp: 28,
  /** who: instance, extra: until in ms. */
  paused: 29,
  /** who: instance. */
  resumed: 30,
  /** who: instance, extra: percent of normal service time. */
  slowed: 31,
  /** The poll interval ran out: the client leaves the group while the application still works. who: instance, what: group. */
  pollExpired: 32,
  /** who: instance, what: group, extra: generation known by the member. */
  heartbeat: 33,
  /** Messages lost with a process that had not sent them. who: instance, extra: how many. */
  dropped: 34,
  /** Records committed but never processed, found when their owner went away. who: instance, where, offset: first, extra: how many. */
  lost: 35,
  /** A batch (or one record that never got into one) has failed for good. who: instance, what: first message, where: partition, offset: messages, extra: index into PRODUCE_ERRORS. */
  produceFailed: 36,
  /** A batch goes back to be sent again. who: instance, what: first message, where: partition, offset: messages, extra: index into PRODUCE_ERRORS. */
  produceRetried: 37,
  /** The broker knows the batch already and appends nothing. who: producing instance, what: first message, where: partition, offset: base offset of the original, extra: messages. */
  duplicateRefused: 38,
  /** The buffer is full: the application waits in send(). who: instance, extra: until when at most, in ms. */
  sendBlocked: 39,
  /** who: leading broker, where: partition, offset: the new high watermark. Only where there is more than one replica. */
  highWatermarkMoved: 40,
  /** A follower has caught up to here. who: the follower's broker, what: the leader's broker, where: partition, offset: its log end. */
  replicated: 41,
  /** who: broker that leads now (-1: none, the partition is offline), what: leader epoch, where: partition, offset: its log end, extra: index into ELECTIONS. */
  leaderElected: 42,
  /** who: broker that joined or left the replicas in sync, what: 1 joined, 0 left, where: partition, offset: how many are in sync now, extra: index into ISR_REASONS. */
  isrChanged: 43,
  /** A replica cuts off what its leader does not have. who: broker, where: partition, offset: its new log end, extra: records cut off. */
  truncated: 44,
  /** An election lost records. who: broker elected, what: how many of them were acknowledged, where: partition, offset: first lost, extra: how many. */
  recordsLost: 45,
  /** who: broker. */
  brokerCrashed: 46,
  /** Clean: its leaders were moved first. who: broker. */
  brokerStopped: 47,
  /** who: broker, extra: 0 first start, 1 restart. */
  brokerStarted: 48,
  /** The controller counts it out. who: broker. */
  brokerFenced: 49,
  /** who: broker. */
  brokerUnfenced: 50,
  /** who: broker, what: index into DISK_STATES, offset: what a batch takes on it now, µs, extra: percent of normal append time. */
  diskChanged: 51,
  /** The network between a broker and others is cut. who: broker, what: index of the intervention in the program. */
  networkCut: 52,
  /** who: broker, what: index of the intervention that cut it. */
  networkHealed: 53,
  /** A partition was compacted. who: topic, what: deletions (tombstones) removed, where: partition, offset: first dirty offset now, extra: records removed. */
  compacted: 54,
  /** who: instance, what: producer id, extra: epoch. */
  producerIdGiven: 55,
  /** who: instance, what: producer id, extra: epoch. */
  transactionBegun: 56,
  /** The coordinator has written down how it ends; the markers follow. who: instance, what: producer id, extra: index into TRANSACTION_ENDS. */
  transactionPrepared: 57,
  /** All markers are written. who: instance, what: producer id, extra: index into TRANSACTION_ENDS. */
  transactionEnded: 58,
  /** A control marker. who: instance, what: producer id, where: partition, offset: its offset, extra: 1 commit, 0 abort. */
  markerAppended: 59,
  /** An older producer with the same transactional id (or a zombie) was refused. who: instance, what: producer id, where: partition or -1, extra: index into PRODUCE_ERRORS. */
  producerFenced: 60,
  /** Offsets that become committed with a transaction. who: instance, what: group, where: partition, offset, extra: producer id. */
  offsetsPending: 61,
  /** A member of a group with the consumer protocol has another epoch. who: instance, what: member epoch, extra: index into MEMBER_STATES. */
  memberEpoch: 62,
  /** A request of a client to a coordinator leaves (OffsetCommit: only with a cluster, else `committed` tells). who: instance, what: index into PROTOCOL_MESSAGES, offset: its generation or epoch, extra: travel µs. */
  requested: 63,
  /** An answer of a coordinator leaves (to an OffsetCommit without a cluster: only a refusal). who: instance, what: index into PROTOCOL_MESSAGES, where: index into PROTOCOL_ERRORS, offset: generation or epoch in it, extra: travel µs. */
  answered: 64,
  /** A member of a share group has acquired records. who: instance, what: their delivery count, where: partition, offset: first, extra: how many. */
  acquired: 65,
  /** who: instance, what: index into SHARE_ACKNOWLEDGEMENTS, where: partition, offset: first, extra: how many. */
  shareAcknowledged: 66,
  /** Locks ran out; the records are available again, or archived at the limit. who: instance that held them, what: delivery count, where: partition, offset: first, extra: how many. */
  lockExpired: 67,
  /** Given up at the delivery limit or rejected. who: instance that had them last, what: delivery count, where: partition, offset: first, extra: how many. */
  archived: 68,
  /** Somebody moved an offset by hand. who: instance or -1, what: group, where: partition, offset: new, extra: the old one or -1. */
  offsetReset: 69,
  /** A reset by hand was refused, because the group has members. who: group, extra: members. */
  resetRefused: 70,
  /** A committed offset was forgotten. who: group, where: partition, offset: what it was. */
  offsetExpired: 71,
  /** who: topic, what: partitions before, extra: partitions now. */
  partitionsAdded: 72,
  /** A member jumped over records that it never saw. who: instance, what: group, where: partition, offset: first skipped, extra: how many. */
  recordsSkipped: 73,
  /** auto.offset.reset = none: the application ends with an exception. who: instance, what: group, where: partition, offset: what it asked for or -1. */
  noOffset: 74,
  /** who: instance, extra: how far its clock is off now, in ms. */
  clockSkewed: 75,
  /** A static member came back under a new member id and took over its former one's place. who: group, what: generation, offset: subject that had it, extra: subject that has it now. */
  memberReplaced: 76,
  /** A batch that is in the log already was appended once more: its producer has no idempotence. who: producing instance, what: first message, where: partition, offset: its base offset now, extra: messages. */
  appendedAgain: 77,
  /** A batch that was sent again stands behind later ones of its producer. who: producing instance, what: first message, where: partition, offset: its base offset, extra: messages in it. */
  overtaken: 78,
  /** The coordinator refused a client for good: its application ends with an exception. who: instance, what: group, extra: index into PROTOCOL_ERRORS. */
  memberRefused: 79,
  /** The registry has a new version. who: index of the subject, what: schema number (see SchemaLayout), offset: its id, extra: instance whose serializer registered it or -1. */
  schemaRegistered: 80,
  /** who: index of the subject, what: schema number, offset: the schema that it does not go with, or minus an index into SCHEMA_ERRORS, extra: instance or -1. */
  schemaRefused: 81,
  /** A client knows a schema now. who: instance, what: schema number, offset: its id, extra: 1 to read, 0 to write. */
  schemaFetched: 82,
  /** The deserializer got no schema for an id and asks again. who: instance, what: schema number, offset: its id, extra: index into SCHEMA_ERRORS. */
  schemaFetchFailed: 83,
  /** send() has thrown, and the record never reaches a log. who: instance, what: schema number, extra: index into SCHEMA_ERRORS. */
  serializationFailed: 84,
  /** who: instance, what: message, where, offset, extra: the reader's and the writer's schema (unpackSchemas). */
  deserializationFailed: 85,
  /** Read without an error, and not what was written; told once for a partition and a pair of schemas. who: instance, what: message, where, offset, extra: as above. */
  readDifferently: 86,
  /** Brought up to the reader's version step by step. who: instance, what: message, where, offset, extra: as above. */
  upcast: 87,
  /** A process begins with another schema version than the one before it. who: instance, what: version that it writes or -1, offset: version that it reads with or -1; NEWEST for the newest. */
  deployed: 88,
  registryDown: 89,
  registryUp: 90,
  /** who: index of the subject, -1 for the registry's default, what: index into COMPATIBILITY_MODES. */
  compatibilityChanged: 91,
  /** A dead letter was appended to where it came from (or to a retry topic) again. who: instance, what: message, where: partition, offset, extra: how often it was redriven now. */
  redriven: 92,
  /** A dead letter stays in its queue: it was redriven as often as it may be. who: topic, what: message, where: partition, offset, extra: how often. */
  redriveRefused: 93,
  /** A redrive has sent all that it was to send. who: topic, extra: how many. */
  redriveEnded: 94,
  /** A dead letter queue holds as many as it rings at. who: topic, where: partition, extra: how many. */
  queueRang: 95,
  /** It holds fewer again. who: topic, where: partition, extra: how many. */
  queueQuiet: 96,
  /** Somebody threw a dead letter away. who: topic, what: message, where: partition, offset. */
  deadLetterDiscarded: 97,
  /** Somebody mended a dead letter: what goes out again is no poison any more. who: topic, what: message, where: partition, offset. */
  deadLetterMended: 98,
  /** Left for a retry topic (acknowledged there). who: instance, what: message there, where: source partition, offset: source offset, extra: tier from 1. */
  movedToRetry: 99,
  /** The same without an attempt, since an earlier record of its key is still to be dealt with. Columns as above. */
  parked: 100,
  /** A record is not due yet: its partition waits. who: instance, what: message, where, offset, extra: µs. */
  notDueYet: 101,
  /** A copy (redriven or retried) was processed after a later record of its key. who: instance, what: message, where, offset, extra: the later message. */
  processedLate: 102,
  /** A copy was processed by a group that had processed the original. who: instance, what: message, where, offset, extra: the original message. */
  copyRepeated: 103,
  /** An event store took an event (a table of states: a new state). who: instance that decided it, what: amount in cents, offset: its version, extra: key number of the aggregate or -1. */
  eventAppended: 104,
  /** WrongExpectedVersion: somebody else came first. who: instance, what: attempt, offset: version that it had seen, extra: key number. */
  versionConflict: 105,
  /** After so many conflicts the command has failed. who: instance, what: attempts, offset: version that it had seen, extra: key number. */
  conflictGivenUp: 106,
  /** The aggregate's own rules refused a command. who: instance, what: index into COMMAND_REFUSALS, offset: version, extra: key number. */
  commandRefused: 107,
  /** An event was decided on an older version than the one before it. who: instance, what: versions that it had not seen, offset: its version, extra: key number. */
  decidedOnStale: 108,
  /** Decisions on an old state have taken more than there was. who: instance, what: balance in cents, offset: version, extra: key number. */
  overdrawn: 109,
  /** A new state overwrote one that its writer had not seen. who: instance, what: cents that are gone, offset: version, extra: key number. */
  updateLost: 110,
  /** who: instance that appended last, what: version of the fold, offset: version, extra: key number. */
  snapshotTaken: 111,
  /** A program with another fold: snapshots of the former one are worth nothing. who: store, what: version of the fold from now on, extra: how many. */
  snapshotsDropped: 112,
  /** who: store, what: index into ERASURES, offset: version of the last event, extra: key number. */
  streamErased: 113,
  /** A reader of a store has taken events up. who: instance, what: 0 in use, 1 being rebuilt, offset: checkpoint now, extra: events. */
  projected: 114,
  /** Another life, or another instance, goes on from the stored checkpoint. who: instance, what: events that count again, offset: the checkpoint. */
  projectionResumed: 115,
  /** A read model is rebuilt from the first event. who: service, what: index into REBUILDS, offset: checkpoint of the one before, extra: 1 where its program was mended. */
  projectionRebuilding: 116,
  /** The rebuilt read model is asked from now on. who: instance, what: index into REBUILDS, offset: its checkpoint, extra: ms that it took. */
  projectionSwitched: 117,
  /** There are no events to rebuild from. who: service, offset: checkpoint. */
  rebuildRefused: 118,
  /** A query got an older version than its client had seen. who: instance, what: versions behind, offset: the version it got, extra: key number. */
  staleRead: 119,
  /** A service has received a request. who: instance, what: number of the request that began it all, offset: subject of the caller or -1, extra: place in the queue, 0 where a thread was free. */
  requestReceived: 120,
  /** No thread is free and the queue is full, or its rate limit is reached. who: instance, what: request, offset: subject of the caller or -1, extra: requests waiting, or minus the seconds of Retry-After. */
  requestRefused: 121,
  /** A thread takes a request in hand. who: instance, what: request, offset: µs that it has waited, extra: threads busy now. */
  requestStarted: 122,
  /** who: instance, what: request, where: one of Status (0 is well), offset: process that waits for the answer, below 0 none, extra: µs since it came. */
  requestEnded: 123,
  /** who: instance, what: request, offset: subject that is called, extra: attempt. */
  callMade: 124,
  /** who: instance, what: request, where: index into CALL_ERRORS, offset: subject that was called (the first of its service where none was), extra: attempt. */
  callFailed: 125,
  /** An answer came to a caller that had given up. who: the caller, what: request, offset: subject that was called. */
  answeredLate: 126,
  /** who: instance, what: index of the service that it calls, extra: index into BREAKER_STATES. */
  breakerChanged: 127,
  /** A service has done what the event asks for. who: instance, what: message, where, offset, extra: how often now. */
  effectApplied: 128,
  /** It was not done (again). who: instance, what: message, where, offset, extra: index into SKIP_REASONS. */
  effectSkipped: 129,
  /** What is not idempotent was done once more. who: instance, what: message, where, offset, extra: how often now. */
  effectRepeated: 130,
  /** An event has passed by without its effect. who: instance, what: message, where, offset, extra: index into MISSING_REASONS. */
  effectMissing: 131,
  /** The value of the message's key is not what every event once would give. who: instance, what: message, where, offset, extra: how much it is too high (cents or pieces; negative: too low). */
  valuesParted: 132,
  /** It is again. Columns as above, extra: 0. */
  valuesMet: 133,
  /** A transaction was not done, as far as the client knows. who: instance, what: message or -1, where, offset, extra: index into STORE_ERRORS. */
  storeFailed: 134,
  /** who: index of the database. */
  databaseDown: 135,
  /** who: index of the database. */
  databaseUp: 136,
  /** A dual write has committed and will not publish. who: instance, what: the message that it follows from or -1, offset: number of the event, extra: index into LOSS_REASONS. */
  eventLost: 137,
  /** A dual write has published and will not commit. who: instance, what: message, offset: number of the event, extra: index into PHANTOM_REASONS. */
  eventPhantom: 138,
  /** Rows of an outbox are published and marked. who: instance, what: first row, offset: rows, extra: how long the oldest of them has waited, µs. */
  relayed: 139,
  /** An event of a database was appended once more. who: instance, what: message, where: partition, extra: how often now. */
  publishedAgain: 140,
  /** A later call has failed for good: the earlier ones are undone. who: instance, what: request, offset: index of the service that is undone first, extra: how many. */
  sagaUndoing: 141,
  /** who: instance that was called, what: request, extra: index into STEP_STATES of what was there. */
  stepUndone: 142,
  /** A step came after its undoing. who: instance that was called, what: request. */
  stepRefused: 143,
  /** A step was done a second time: the call has no key. who: instance that was called, what: request. */
  stepRepeated: 144,
  /** The undoing has failed so often that somebody has to look. who: instance, what: request, offset: index of the service, extra: attempts. */
  sagaStuck: 145,
  /** who: instance, what: request, where: index into SAGA_ENDS, offset: services that have done it, extra: µs. */
  sagaEnded: 146,
  /** A request has failed after some of the services that it needs had done their part, and nothing undoes that. who: instance, what: request, offset: services that have done it. */
  leftHalfDone: 147,
  /** Not tried again, since the instance has made as many further attempts as its retry budget allows. who: instance, what: message, where, offset, extra: attempt. */
  budgetSpent: 148,
  /** A step of a choreographed saga is done. who: instance, what: message (-1: it began the request), where: partition, offset: request, extra: how often it stands done now. */
  stepDone: 149,
  /** A step has refused a request for business reasons. Columns as of stepDone; extra: 1. */
  stepDeclined: 150,
  /** A step is undone, since its request has failed elsewhere. Columns as of stepDone. */
  stepTakenBack: 151,
  /** A step does nothing with an event. Columns as of stepDone; extra: index into PASSED_OVER_REASONS. */
  stepPassedOver: 152,
  /** Nothing of a request by events is under way any more. who: instance that did the last of it, what: service where it began, where: index into SAGA_OUTCOMES, offset: request, extra: µs. */
  requestSettled: 153,
  /** It has ended half done. who: first instance of the service where that came about, what: services (bits) where it stands done, where: those where it does not, offset: request, extra: index into HALF_DONE_REASONS. */
  requestHalfDone: 154,
  /** A call waits for a permission of its instance's own rate limiter. who: instance, what: request, offset: index of the service, extra: µs, or -1 where no permission comes in time. */
  permissionAwaited: 155,
} as const;

export type FactCode = (typeof Fact)[keyof typeof Fact];
export type FactName = keyof typeof Fact;

/** Fact names by code. */
export const FACT_NAMES = Object.keys(Fact) as readonly FactName[];

/** Number of columns in a row that goes to a view: timeUs, fact, who, what, where, offset, extra. */
export const ROW_STRIDE = 7;

/** What the disk of a broker can be; pictures show it, so it is not in `fact-tables.ts`. */
export const DISK_STATES = ["normal", "slow", "full"] as const;

/** Facts that the worded log and the timeline tell; everything else is only drawn and counted. */
export const STORY_FACTS: readonly FactName[] = [
  "deadLettered",
  "skipped",
  "commitRefused",
  "rebalanceStarted",
  "generationFormed",
  "assigned",
  "revoked",
  "lostPartition",
  "stable",
  "memberJoined",
  "memberRemoved",
  "retired",
  "intervened",
  "crashed",
  "stopped",
  "startedUp",
  "paused",
  "resumed",
  "slowed",
  "pollExpired",
  "dropped",
  "lost",
  "duplicated",
  "failed",
  "positioned",
  "produceFailed",
  "produceRetried",
  "duplicateRefused",
  "sendBlocked",
  "leaderElected",
  "isrChanged",
  "truncated",
  "recordsLost",
  "brokerCrashed",
  "brokerStopped",
  "brokerStarted",
  "brokerFenced",
  "brokerUnfenced",
  "diskChanged",
  "networkCut",
  "networkHealed",
  "compacted",
  "producerIdGiven",
  "transactionEnded",
  "producerFenced",
  "memberEpoch",
  "lockExpired",
  "archived",
  "offsetReset",
  "resetRefused",
  "offsetExpired",
  "partitionsAdded",
  "recordsSkipped",
  "noOffset",
  "clockSkewed",
  "memberReplaced",
  "appendedAgain",
  "overtaken",
  "memberRefused",
  "schemaRegistered",
  "schemaRefused",
  "schemaFetchFailed",
  "serializationFailed",
  "deserializationFailed",
  "readDifferently",
  "deployed",
  "registryDown",
  "registryUp",
  "compatibilityChanged",
  "redriven",
  "redriveRefused",
  "redriveEnded",
  "queueRang",
  "queueQuiet",
  "deadLetterDiscarded",
  "deadLetterMended",
  "movedToRetry",
  "parked",
  "processedLate",
  "copyRepeated",
  "conflictGivenUp",
  "overdrawn",
  "updateLost",
  "snapshotsDropped",
  "streamErased",
  "projectionResumed",
  "projectionRebuilding",
  "projectionSwitched",
  "rebuildRefused",
  "requestRefused",
  "callFailed",
  "answeredLate",
  "breakerChanged",
  "effectSkipped",
  "effectRepeated",
  "effectMissing",
  "valuesParted",
  "valuesMet",
  "storeFailed",
  "databaseDown",
  "databaseUp",
  "eventLost",
  "eventPhantom",
  "publishedAgain",
  "sagaUndoing",
  "stepRefused",
  "stepRepeated",
  "sagaStuck",
  "leftHalfDone",
  "budgetSpent",
  "stepDeclined",
  "stepTakenBack",
  "stepPassedOver",
  "requestHalfDone",
];
