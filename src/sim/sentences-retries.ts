/** Sentences about retry topics, dead letter queues and redrives. */
import { pauseUsOf } from "./pauses.ts";
import type { FactName } from "./facts.ts";
import { instanceName, partitionOf } from "./layout.ts";
import type { FactRow, StoryContext } from "./story-context.ts";
import { amountText, numberText, ordinalText, spanText } from "./words.ts";

interface RetryWords {
  readonly context: StoryContext;
  readonly who: string;
  readonly where: string;
  readonly record: string;
  readonly ownGroup: number;
  topicName(index: number): string;
  groupName(index: number): string;
}

type Sentence = (row: FactRow, words: RetryWords) => string;

type RetryFact =
  | "redriven"
  | "redriveRefused"
  | "redriveEnded"
  | "queueRang"
  | "queueQuiet"
  | "deadLetterDiscarded"
  | "deadLetterMended"
  | "movedToRetry"
  | "parked"
  | "notDueYet"
  | "processedLate"
  | "copyRepeated"
  | "budgetSpent";

/** The groups that read the topic of a partition, as "payment-group and mail-group". */
function readersText({ context }: RetryWords, partition: number): string {
  const { layout } = context;
  const topic = layout.topics.indexOf(partitionOf(layout, partition).topic);
  const names = layout.groups.filter(({ topics }) => topics.includes(topic)).map(({ name }) => name);
  return names.length < 2
    ? (names[0] ?? "nobody")
    : `${names.slice(0, -1).join(", ")} and ${names.at(-1) ?? ""}`;
}

export const RETRY_SENTENCES: Readonly<Record<RetryFact & FactName, Sentence>> = {
  redriven: (row, w) =>
    `A dead letter is sent again by ${instanceName(w.context.layout, row.who)}, for the ${ordinalText(row.extra)} time: it stands at ${w.record} now, behind everything that came meanwhile, and ${readersText(w, row.where)} will read it.`,
  redriveRefused: (row, w) =>
    `The message at offset ${numberText(row.offset)} stays in ${w.topicName(row.who)}: it was redriven ${amountText(row.extra, "time")} already and failed each time. Mend it, or what reads it, or discard it.`,
  redriveEnded: (row, w) =>
    row.extra === 0
      ? `The redrive of ${w.topicName(row.who)} found nothing to send.`
      : `The redrive of ${w.topicName(row.who)} is over: ${amountText(row.extra, "message")} sent again.`,
  queueRang: (row, w) =>
    `${w.topicName(row.who)} rings: ${amountText(row.extra, "dead letter")} ${row.extra === 1 ? "waits" : "wait"} for somebody to look.`,
  queueQuiet: (row, w) =>
    `${w.topicName(row.who)} is quiet again: ${amountText(row.extra, "dead letter")} ${row.extra === 1 ? "waits" : "wait"} there.`,
  deadLetterDiscarded: (row, w) =>
    `Somebody discards the dead letter at offset ${numberText(row.offset)} of ${w.topicName(row.who)}: it will never be processed.`,
  deadLetterMended: (row, w) =>
    `Somebody mends the dead letter at offset ${numberText(row.offset)} of ${w.topicName(row.who)}: when it is sent again, it can be processed.`,
  movedToRetry: (row, w) =>
    `${w.who} could not process ${w.record} and puts it into the retry topic of tier ${row.extra}: the partition goes on, and later messages of its key may overtake it.`,
  parked: (row, w) =>
    `${w.who} puts ${w.record} into the retry topic of tier ${row.extra} without trying it: an earlier message of its key waits there, and the key keeps its order.`,
  notDueYet: (row, w) =>
    `${w.record} is not due for another ${spanText(pauseUsOf(row))}: ${w.who} leaves the partition alone until then.`,
  processedLate: (row, w) =>
    `${w.who} processed ${w.record} after a later message of the same key (message ${row.extra}): the order of the key is turned round.`,
  budgetSpent: (row, w) =>
    `${w.who} does not try ${w.record} again: it has made as many further attempts as its retry budget allows (attempt ${row.extra} was the last).`,
  copyRepeated: (row, w) =>
    `${w.who} processed ${w.record}, a copy of message ${row.extra}, which group ${w.groupName(w.ownGroup)} had processed already: its effect comes twice unless it is recognised by its event id.`,
};
