/** Sentences of share groups, where they differ from those of groups whose members own partitions. */
import { pauseUsOf } from "./pauses.ts";
import { US_PER_MS } from "#base/units.ts";
import { COMMIT_ERRORS, SHARE_ACKNOWLEDGEMENTS } from "./fact-tables.ts";
import { type FactName } from "./facts.ts";
import type { ConsumerGroupConfig } from "./kinds/consumer-group.ts";
import type { GroupWords } from "./sentences-groups.ts";
import type { FactRow } from "./story-context.ts";
import { amountText, momentText, numberText, ordinalText, partitionsText, spanText } from "./words.ts";

export interface ShareWords extends GroupWords {
  /** Index of the group of the instance in `who`. */
  readonly ownGroup: number;
}

type Sentence = (row: FactRow, words: ShareWords, rows: readonly FactRow[]) => string;

/** Facts of which the column `who` is the group. */
const GROUP_IS_WHO: ReadonlySet<FactName> = new Set<FactName>([
  "generationFormed",
  "stable",
  "memberJoined",
  "memberRemoved",
]);

/** The sentence of a fact where its group is a share group, else undefined. */
export function shareSentence(row: FactRow, words: ShareWords): Sentence | undefined {
  const group = GROUP_IS_WHO.has(row.fact) ? row.who : words.ownGroup;
  if (words.context.layout.groups[group]?.protocol !== "share") return undefined;
  return SENTENCES[row.fact];
}

const SENTENCES: Partial<Readonly<Record<FactName, Sentence>>> = {
  generationFormed: (row, w) =>
    row.offset === 0
      ? `Share group ${w.groupName(row.who)} has no members any more.`
      : `The coordinator of share group ${w.groupName(row.who)} spreads ${amountText(row.offset, "member")} over the partitions, several to one where there are more of them (assignor simple, epoch ${row.what}); each hears of it with its own next heartbeat.`,
  stable: (row, w) =>
    `Nobody in share group ${w.groupName(row.who)} has to wait: its ${amountText(row.extra, "member")} may share partitions (epoch ${row.what}).`,
  memberRemoved: (row, w) =>
    `${w.name(row.extra)} is no member of share group ${w.groupName(row.who)} any more${row.what === 1 ? `: no heartbeat for ${w.sessionTimeout(row.who)} (${w.sessionSetting(row.who)})` : ""}.`,
  assigned: (row, w, rows) =>
    `${w.who} fetches from ${placesText(rows, w)} from now on, beside whoever else does (epoch ${row.what}).`,
  revoked: (_row, w, rows) =>
    `${w.who} fetches from ${placesText(rows, w)} no more; what it has acquired there it may finish.`,
  lostPartition: (_row, w, rows) =>
    `${w.who} is no member any more and fetches from ${placesText(rows, w)} no more; what it has acquired there is its own until the locks are over.`,
  positioned: (row, w) =>
    row.extra === 1
      ? `Share group ${w.groupName(row.what)} begins with ${w.where} at offset ${numberText(row.offset)}, the earliest (share.auto.offset.reset = earliest).`
      : `Share group ${w.groupName(row.what)} begins with ${w.where} at offset ${numberText(row.offset)}, the end of the log: earlier messages are not for it (share.auto.offset.reset = latest).`,
  committed: (row, w) =>
    `Share group ${w.groupName(row.what)} is done with everything of ${w.where} below offset ${numberText(row.offset)} (share partition start offset).`,
  commitRefused: (row, w) =>
    `What ${w.who} says of ${w.record} is refused: its lock was over and the record is not its own any more (${COMMIT_ERRORS[row.extra] ?? "INVALID_RECORD_STATE"}, ${lockSetting(w)}).`,
  crashed: (_row, w) =>
    `${w.who} crashed. What it has acquired stays locked until its locks are over (${lockSetting(w)}); then others get it. Everything else goes on.`,
  stopped: (_row, w) =>
    `${w.who} stopped cleanly: it said what was done, gave back the rest for others at once, and left share group ${w.groupName(w.ownGroup)}.`,
  paused: (row, w) =>
    `${w.who} stands still until ${momentText(row.extra * US_PER_MS)}, heartbeats too. What it has acquired goes to others where a lock ends before that (${lockSetting(w)}); everything else goes on.`,
  pollExpired: (row, w) =>
    `${w.who} has not polled for ${w.pollInterval(row.what)} (max.poll.interval.ms): it leaves share group ${w.groupName(row.what)} while its application still works; what it has acquired stays locked until its locks are over (${lockSetting(w)}).`,
  skipped: (row, w) =>
    `${w.who} gives up ${w.record} after ${amountText(row.extra, "failed attempt")}: it rejects it, and no dead letter queue is wired, so the message is lost.`,
  backedOff: (row, w) =>
    row.extra === 0
      ? `${w.record} may be tried again at once.`
      : `${w.who} waits ${spanText(pauseUsOf(row))} before it tries ${w.record} again; its lock goes on running.`,
  failed: (row, w) => `${w.who} fails at ${w.record}, attempt ${row.extra}.`,
  deadLettered: (row, w) =>
    `${w.record} goes to the dead letter queue after ${amountText(row.extra, "failed attempt")}, and ${w.who} rejects it here.`,
  duplicated: (row, w, rows) =>
    rows.length > 1
      ? `${w.who} processes ${amountText(rows.length, "message")} of ${placesText(rows, w)} again: processed before, but not acknowledged before the locks were over (${lockSetting(w)}).`
      : `${w.who} processes ${w.record} again, the ${ordinalText(row.extra)} time: processed before, but not acknowledged before its lock was over (${lockSetting(w)}).`,
  acquired: (row, w) =>
    `${w.who} acquires ${amountText(row.extra, "record")} of ${w.record}, delivery ${row.what}: nobody else gets ${row.extra === 1 ? "it" : "them"} for now (${lockSetting(w)}).`,
  shareAcknowledged: acknowledged,
  lockExpired: (row, w) =>
    `${w.who} has not acknowledged ${amountText(row.extra, "record")} of ${w.record} in time: the lock is over, and another member may have ${row.extra === 1 ? "it" : "them"} (${lockSetting(w)}).`,
  archived: archived,
  recordsSkipped: (row, w) =>
    `Retention has deleted ${amountText(row.extra, "record")} of ${w.where} from offset ${numberText(row.offset)} before share group ${w.groupName(row.what)} was done with ${row.extra === 1 ? "it" : "them"} (retention.ms, retention.bytes).`,
};

function acknowledged(row: FactRow, w: ShareWords): string {
  const records = `${amountText(row.extra, "record")} of ${w.record}`;
  const [is, them] = row.extra === 1 ? ["is", "it"] : ["are", "them"];
  switch (SHARE_ACKNOWLEDGEMENTS[row.what]) {
    case "release":
      return `${w.who} releases ${records}: whoever asks next may have ${them} (RELEASE).`;
    case "reject":
      return `${w.who} rejects ${records}: nobody gets ${them} again (REJECT).`;
    case "renew":
      return `${w.who} keeps ${records} for longer: the lock begins anew (RENEW).`;
    case "gap":
      return `${w.who} finds no record in ${numberText(row.extra)} of the places from ${w.record} on: markers, or what was aborted or compacted.`;
    case "return":
      return `${records} ${is} given back by ${w.who} undelivered, which does not count as a delivery.`;
    default:
      return `${w.who} has done with ${records} (ACCEPT).`;
  }
}

function archived(row: FactRow, w: ShareWords): string {
  const records = `${amountText(row.extra, "record")} of ${w.record}`;
  const [is, them] = row.extra === 1 ? ["is", "it"] : ["are", "them"];
  const { deliveryCountLimit: limit } = configOf(w);
  const delivered = `after ${amountText(row.what, "delivery", "deliveries")}`;
  return row.what < limit
    ? `${records} ${is} archived ${delivered}: ${w.who} has rejected ${them}.`
    : `${records} ${is} archived ${delivered}, the most there may be: nobody gets ${them} again (group.share.delivery.count.limit = ${limit}). What the application did not put into a dead letter queue before is lost.`;
}

function configOf({ context, ownGroup }: ShareWords): ConsumerGroupConfig {
  return context.groups[ownGroup]!;
}

function lockSetting(words: ShareWords): string {
  const name = "group.share.record.lock.duration.ms";
  return words.context.scenario === undefined ? name : `${name} = ${configOf(words).lockDurationMs}`;
}

function placesText(rows: readonly FactRow[], { context }: ShareWords): string {
  return partitionsText(
    context.layout,
    rows.map(({ where }) => where),
  );
}
