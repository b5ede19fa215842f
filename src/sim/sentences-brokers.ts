/** Sentences of what brokers, producers and transactions do; `sentences.ts` puts them together with the rest. */
import { US_PER_MS } from "#base/units.ts";
import {
  ELECTIONS,
  ISR_REASONS,
  MEMBER_STATES,
  PRODUCE_ERRORS,
  PROTOCOL_ERRORS,
  PROTOCOL_MESSAGES,
  SHARE_ACKNOWLEDGEMENTS,
  TRANSACTION_ENDS,
} from "./fact-tables.ts";
import { DISK_STATES, type FactName } from "./facts.ts";
import { brokerName } from "./layout.ts";
import type { FactRow } from "./story-context.ts";
import { amountText, momentText, numberText, spanText } from "./words.ts";

/** What a sentence needs of its row in words. */
export interface RowWords {
  /** The instance in `who`. */
  readonly who: string;
  /** The partition in `where`. */
  readonly where: string;
  /** Where the record stands: "order-events 2 at offset 17". */
  readonly record: string;
  groupName(index: number): string;
  topicName(index: number): string;
}

type Sentence = (row: FactRow, words: RowWords) => string;

const PRODUCE_REASONS: Readonly<Record<(typeof PRODUCE_ERRORS)[number], string>> = {
  NONE: "no error",
  NOT_LEADER_OR_FOLLOWER: "the broker asked does not lead the partition any more (NOT_LEADER_OR_FOLLOWER)",
  NOT_ENOUGH_REPLICAS: "fewer replicas are in sync than min.insync.replicas asks for (NOT_ENOUGH_REPLICAS)",
  NOT_ENOUGH_REPLICAS_AFTER_APPEND:
    "replicas fell out of sync after the append, so it is in the log and not acknowledged (NOT_ENOUGH_REPLICAS_AFTER_APPEND)",
  REQUEST_TIMED_OUT: "no answer came in time (request.timeout.ms)",
  NETWORK_EXCEPTION: "the connection to the broker broke (NETWORK_EXCEPTION)",
  OUT_OF_ORDER_SEQUENCE_NUMBER: "a batch before it is missing (OUT_OF_ORDER_SEQUENCE_NUMBER)",
  INVALID_PRODUCER_EPOCH: "a newer producer with its id has begun (INVALID_PRODUCER_EPOCH)",
  PRODUCER_FENCED:
    "its epoch is over, because a newer producer with its transactional.id has begun or its transaction timed out (PRODUCER_FENCED)",
  INVALID_TXN_STATE: "its transaction is not open (INVALID_TXN_STATE)",
  CONCURRENT_TRANSACTIONS: "the transaction before is still being ended (CONCURRENT_TRANSACTIONS)",
  MESSAGE_TOO_LARGE: "it is larger than allowed (max.message.bytes, max.request.size)",
  INVALID_RECORD: "a compacted topic takes no message without a key (INVALID_RECORD)",
  INVALID_TIMESTAMP: "its time lies too far ahead (message.timestamp.after.max.ms)",
  KAFKA_STORAGE_ERROR: "the broker's disk has failed (KAFKA_STORAGE_ERROR)",
  UNKNOWN_TOPIC_OR_PARTITION: "the broker does not know the partition (UNKNOWN_TOPIC_OR_PARTITION)",
  UNKNOWN_PRODUCER_ID: "the broker has forgotten the producer (UNKNOWN_PRODUCER_ID)",
  LEADER_NOT_AVAILABLE: "nobody leads the partition (LEADER_NOT_AVAILABLE)",
  COORDINATOR_NOT_AVAILABLE: "the coordinator cannot be reached (COORDINATOR_NOT_AVAILABLE)",
  TRANSACTION_ABORTED: "its transaction is aborted",
  timeout: "it was not acknowledged in time (delivery.timeout.ms)",
  buffer: "there was no room in the buffer in time (buffer.memory, max.block.ms)",
  stopped: "its producer was closed",
};

function whyOf(row: FactRow): string {
  return PRODUCE_REASONS[PRODUCE_ERRORS[row.extra] ?? "NONE"];
}

function electedText(row: FactRow, w: RowWords): string {
  const how = ELECTIONS[row.extra];
  if (row.who < 0 || how === "offline")
    return `Nobody leads ${w.where} any more: no replica that may lead is alive. It can be neither written nor read (unclean.leader.election.enable).`;
  const leads = `${brokerName(row.who)} leads ${w.where} from now on, in leader epoch ${row.what}`;
  switch (how) {
    case "unclean":
      return `${leads}, though it was not in sync: what it lacks is lost (unclean.leader.election.enable = true).`;
    case "last-known":
      return `${leads}: it led last and died without closing its log, so nobody can vouch for its end (eligible leader replicas, KIP-966).`;
    case "eligible":
      return `${leads}: it left the replicas in sync, but has everything that was readable (eligible leader replicas, KIP-966).`;
    case "preferred":
      return `${leads}, as the first of its replicas (auto.leader.rebalance.enable).`;
    case "shutdown":
      return `${leads}: the one before is being shut down and has handed it over.`;
    default:
      return `${leads}, the first of its replicas that is in sync.`;
  }
}

function inSyncText(row: FactRow, w: RowWords): string {
  const now = `${amountText(row.offset, "replica")} of ${w.where} ${row.offset === 1 ? "is" : "are"} in sync now`;
  const broker = brokerName(row.who);
  switch (ISR_REASONS[row.extra]) {
    case "caught-up":
      return `${broker} has caught up; ${now}.`;
    case "lagging":
      return `${broker} has not caught up in time (replica.lag.time.max.ms); ${now}.`;
    case "shutdown":
      return `${broker} is being shut down; ${now}.`;
    case "elected":
      return `${broker} was elected alone; ${now}.`;
    default:
      return `${broker} is counted out; ${now}.`;
  }
}

function endText(row: FactRow, w: RowWords): string {
  const its = `The transaction of ${w.who} (producer id ${row.what})`;
  switch (TRANSACTION_ENDS[row.extra]) {
    case "committed":
      return `${its} is committed: its messages become visible together.`;
    case "timed-out":
      return `${its} was open for too long and is aborted (transaction.timeout.ms); who reads committed messages can go on.`;
    case "fenced":
      return `${its} is aborted: a newer producer with its transactional.id has begun.`;
    default:
      return `${its} is aborted: its messages stay in the log, and who reads committed ones never sees them.`;
  }
}

/** By fact. */
export const BROKER_SENTENCES = {
  produceFailed: (row, w) =>
    `${w.who} gives up ${amountText(row.offset, "message")}${row.where < 0 ? "" : ` for ${w.where}`}: ${whyOf(row)}.`,
  produceRetried: (row, w) =>
    `${w.who} sends ${amountText(row.offset, "message")} for ${w.where} once more: ${whyOf(row)}.`,
  duplicateRefused: (row, w) =>
    `${w.where} has ${amountText(row.extra, "message")} of ${w.who} already, from offset ${numberText(row.offset)}: the repeated batch is acknowledged and not appended again (enable.idempotence).`,
  sendBlocked: (row, w) =>
    `The buffer of ${w.who} is full: send() waits, until ${momentText(row.extra * US_PER_MS)} at most (buffer.memory, max.block.ms).`,
  highWatermarkMoved: (row, w) =>
    `All replicas in sync have ${w.where} up to offset ${numberText(row.offset)}: readable up to there.`,
  replicated: (row, w) =>
    `${brokerName(row.who)} has copied ${w.where} up to offset ${numberText(row.offset)} from ${brokerName(row.what)}.`,
  leaderElected: electedText,
  isrChanged: inSyncText,
  truncated: (row, w) =>
    `${brokerName(row.who)} cuts ${amountText(row.extra, "record")} off its end of ${w.where}, which its leader does not have; it ends at offset ${numberText(row.offset)} now.`,
  recordsLost: (row, w) =>
    `${amountText(row.extra, "record")} of ${w.where} from offset ${numberText(row.offset)} ${row.extra === 1 ? "is" : "are"} lost: the new leader ${brokerName(row.who)} never had ${row.extra === 1 ? "it" : "them"}. ${row.what === 0 ? "None of them was acknowledged" : `${numberText(row.what)} of them ${row.what === 1 ? "was" : "were"} acknowledged`} (acks, min.insync.replicas, unclean.leader.election.enable).`,
  brokerCrashed: (row) =>
    `${brokerName(row.who)} died without a word. The controller counts it out when it has not reported for broker.session.timeout.ms; until then nobody leads its partitions, and producers repeat what they send there. A clean stop would have moved its leaders first.`,
  brokerStopped: (row) =>
    `${brokerName(row.who)} stopped cleanly: others lead its partitions already, where a replica was in sync.`,
  brokerStarted: (row) =>
    row.extra === 1
      ? `${brokerName(row.who)} is back with what its disk has kept. It follows now, cuts off what its leaders do not have, and catches up.`
      : `${brokerName(row.who)} starts.`,
  brokerFenced: (row) =>
    `The controller counts ${brokerName(row.who)} out: no word from it for broker.session.timeout.ms.`,
  brokerUnfenced: (row) => `The controller counts ${brokerName(row.who)} in again.`,
  diskChanged: (row) => {
    const state = DISK_STATES[row.what];
    if (state === "full")
      return `The disk of ${brokerName(row.who)} is full: the next append fails, and with its only log directory the broker halts.`;
    return state === "slow"
      ? `The disk of ${brokerName(row.who)} is slow: a batch takes ${spanText(row.offset)}.`
      : `The disk of ${brokerName(row.who)} has room and is as fast as ever.`;
  },
  networkCut: (row) =>
    `The network around ${brokerName(row.who)} is cut: it runs on, and neither it nor those on the other side know more of each other.`,
  networkHealed: (row) => `The network around ${brokerName(row.who)} is whole again.`,
  compacted: (row, w) =>
    `Compaction removes ${amountText(row.extra, "record")} of ${w.where}${row.what > 0 ? `, ${amountText(row.what, "deletion")} among them` : ""}: a newer one of the same key is there. Offsets stay what they were (cleanup.policy).`,
  producerIdGiven: (row, w) => `${w.who} has producer id ${row.what}, epoch ${row.extra}.`,
  transactionBegun: (row, w) => `${w.who} begins a transaction (producer id ${row.what}).`,
  transactionPrepared: (row, w) =>
    `The end of the transaction of ${w.who} is decided (${TRANSACTION_ENDS[row.extra] ?? "aborted"}); the markers follow.`,
  transactionEnded: endText,
  markerAppended: (row, w) =>
    `A marker (${row.extra === 1 ? "commit" : "abort"}) of producer id ${row.what} takes ${w.record}.`,
  producerFenced: (row, w) => `${w.who} is fenced (producer id ${row.what}): ${whyOf(row)}.`,
  offsetsPending: (row, w) =>
    `${w.who} puts offset ${numberText(row.offset)} of ${w.where} for group ${w.groupName(row.what)} into its transaction.`,
  memberEpoch: (row, w) => {
    const epoch = `member epoch ${row.what}`;
    switch (MEMBER_STATES[row.extra]) {
      case "UNREVOKED_PARTITIONS":
        return `${w.who} stays at ${epoch} until it has given up what it is not to have any more.`;
      case "UNRELEASED_PARTITIONS":
        return `${w.who} is at ${epoch} and waits for partitions that others still hold.`;
      default:
        return `${w.who} is at ${epoch} and has what it shall have.`;
    }
  },
  requested: (row, w) => `${w.who} sends ${PROTOCOL_MESSAGES[row.what] ?? "a request"} to its coordinator.`,
  answered: (row, w) => {
    const error = PROTOCOL_ERRORS[row.where] ?? "NONE";
    return `The coordinator answers ${PROTOCOL_MESSAGES[row.what] ?? "a request"} of ${w.who}${error === "NONE" ? "" : ` with ${error}`}.`;
  },
  acquired: (row, w) =>
    `${w.who} acquires ${amountText(row.extra, "record")} of ${w.record}, delivery ${row.what} (group.share.record.lock.duration.ms).`,
  shareAcknowledged: (row, w) =>
    `${w.who} says ${SHARE_ACKNOWLEDGEMENTS[row.what] ?? "accept"} to ${amountText(row.extra, "record")} of ${w.record}.`,
  lockExpired: (row, w) =>
    `${w.who} has kept ${amountText(row.extra, "record")} of ${w.record} for too long: another member may have ${row.extra === 1 ? "it" : "them"} (group.share.record.lock.duration.ms).`,
  archived: (row, w) =>
    `${amountText(row.extra, "record")} of ${w.record} ${row.extra === 1 ? "is" : "are"} given up after ${amountText(row.what, "delivery", "deliveries")} (group.share.delivery.count.limit).`,
  offsetReset: (row, w) =>
    `The offset of group ${w.groupName(row.what)} in ${w.where} was set to ${numberText(row.offset)} by hand${row.extra < 0 ? "" : `; it was ${numberText(row.extra)}`}.`,
  resetRefused: (row, w) =>
    `The offsets of group ${w.groupName(row.who)} cannot be reset while it has ${amountText(row.extra, "member")}: stop its service first.`,
  offsetExpired: (row, w) =>
    `Group ${w.groupName(row.who)} has been without members for too long: its offset ${numberText(row.offset)} of ${w.where} is forgotten (offsets.retention.minutes).`,
  partitionsAdded: (row, w) =>
    `Topic ${w.topicName(row.who)} has ${amountText(row.extra, "partition")} now instead of ${numberText(row.what)}: most keys go to other partitions from now on.`,
  recordsSkipped: (row, w) =>
    `${w.who} never sees ${amountText(row.extra, "record")} of ${w.where} from offset ${numberText(row.offset)} on (auto.offset.reset).`,
  noOffset: (_row, w) =>
    `${w.who} ends with an exception: it has no valid offset in ${w.where} (auto.offset.reset = none).`,
  appendedAgain: (row, w) =>
    `${amountText(row.extra, "message")} of ${w.who} ${row.extra === 1 ? "is" : "are"} in ${w.where} twice, now also from offset ${numberText(row.offset)}: the batch was there already when it was sent again (enable.idempotence = false).`,
  overtaken: (row, w) =>
    `${amountText(row.extra, "message")} of ${w.who}, sent again, ${row.extra === 1 ? "stands" : "stand"} in ${w.where} from offset ${numberText(row.offset)} on, behind later ones: the order is turned round (max.in.flight.requests.per.connection).`,
  memberRefused: (row, w) => {
    const error = PROTOCOL_ERRORS[row.extra] ?? "NONE";
    const why: Partial<Record<string, string>> = {
      UNRELEASED_INSTANCE_ID:
        "another process with its name (group.instance.id) has not left, and its session is not over",
      FENCED_INSTANCE_ID: "another process has taken over its name (group.instance.id)",
      GROUP_MAX_SIZE_REACHED: "the group is full (group.consumer.max.size)",
    };
    return `${w.who} ends with an exception: its group refuses it with ${error}${why[error] === undefined ? "" : `, because ${why[error]}`}.`;
  },
  clockSkewed: (row, w) =>
    row.extra === 0
      ? `The clock of ${w.who} is right again.`
      : `The clock of ${w.who} is ${spanText(Math.abs(row.extra) * US_PER_MS)} ${row.extra > 0 ? "ahead" : "behind"}.`,
} as const satisfies Partial<Readonly<Record<FactName, Sentence>>>;
