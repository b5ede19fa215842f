/** Sentences about databases, effects, dual writes and outboxes. */
import { LOSS_REASONS, MISSING_REASONS, PHANTOM_REASONS, SKIP_REASONS, STORE_ERRORS } from "./fact-tables.ts";
import { INSTANCES_MAX } from "./layout.ts";
import { centsText } from "./sentences-sourcing.ts";
import type { FactRow, StoryContext } from "./story-context.ts";
import { amountText, numberText, spanText } from "./words.ts";

interface EffectWords {
  readonly context: StoryContext;
  readonly who: string;
  readonly record: string;
}

type Sentence = (row: FactRow, words: EffectWords) => string;

type EffectFact =
  | "effectApplied"
  | "effectSkipped"
  | "effectRepeated"
  | "effectMissing"
  | "valuesParted"
  | "valuesMet"
  | "storeFailed"
  | "databaseDown"
  | "databaseUp"
  | "eventLost"
  | "eventPhantom"
  | "relayed"
  | "publishedAgain";

const SKIPPED: Readonly<Record<(typeof SKIP_REASONS)[number], string>> = {
  table: "the deduplication table, in the effect's own transaction, has its id",
  before: "its id was remembered before",
  after: "its id was remembered after the effect",
  key: "the mail service knows the idempotency key",
  version: "the row is newer already",
};

/** Why an effect is missing. */
export const MISSING: Readonly<Record<(typeof MISSING_REASONS)[number], string>> = {
  lost: "its offset was committed and it was never dealt with",
  skipped: "it was given up",
  "dead-lettered": "it lies in the dead letter queue",
  remembered: "its id was remembered before the effect, and the effect never came",
};

const ERRORS: Readonly<Record<(typeof STORE_ERRORS)[number], string>> = {
  NONE: "no error",
  down: "the database is down",
  "rolled-back": "it was rolled back (a deadlock or a conflict)",
  "no-answer": "no answer came in time, though the commit was done",
};

/** Why the second half of a dual write will not come. */
export const LOSSES: Readonly<Record<(typeof LOSS_REASONS)[number], string>> = {
  crashed: "the process died between the commit and the topic",
  "send-failed": "send() has failed, and nobody tries again",
  remembered: "the record came again, the table said that it was done, and nothing was published",
  "rolled-back": "it was given up",
};

const PHANTOMS: Readonly<Record<(typeof PHANTOM_REASONS)[number], string>> = {
  crashed: "the process died between the topic and the commit",
  "rolled-back": "the transaction was rolled back",
};

/** How far a value is off: "20.00 too high", "1 e-mail too many". */
export function offText(context: StoryContext, subject: number, by: number): string {
  const node = context.layout.services[Math.floor(subject / INSTANCES_MAX)]?.nodeId;
  const effect = context.scenario?.nodes.find(({ id }) => id === node)?.config["effect"];
  if (effect === "email" || effect === "email-keyed")
    return `${amountText(Math.abs(by), "e-mail")} too ${by > 0 ? "many" : "few"}`;
  return `${centsText(Math.abs(by))} too ${by > 0 ? "high" : "low"}`;
}

function databaseName({ context }: EffectWords, index: number): string {
  return context.layout.databases?.[index]?.name ?? "The database";
}

function timesText(times: number): string {
  return times === 1 ? "" : `, for the ${times === 2 ? "second" : times === 3 ? "third" : `${times}th`} time`;
}

export const EFFECT_SENTENCES: Readonly<Record<EffectFact, Sentence>> = {
  effectApplied: (row, w) => `${w.who} has done what ${w.record} asks for${timesText(row.extra)}.`,
  effectSkipped: (row, w) =>
    `${w.who} does nothing for ${w.record}: ${SKIPPED[SKIP_REASONS[row.extra] ?? "table"]}.`,
  effectRepeated: (row, w) =>
    `${w.who} has done what ${w.record} asks for again${timesText(row.extra)}: the effect is not idempotent.`,
  effectMissing: (row, w) =>
    `What ${w.record} asks for was never done: ${MISSING[MISSING_REASONS[row.extra] ?? "lost"]}.`,
  valuesParted: (row, w) =>
    `The value of the key of ${w.record} is ${offText(w.context, row.who, row.extra)} from here on.`,
  valuesMet: (_row, w) => `The value of the key of ${w.record} is right again.`,
  storeFailed: (row, w) =>
    `A transaction of ${w.who}${row.where < 0 ? "" : ` for ${w.record}`} has failed: ${ERRORS[STORE_ERRORS[row.extra] ?? "NONE"]}.`,
  databaseDown: (row, w) => `${databaseName(w, row.who)} is down; what was under way is rolled back.`,
  databaseUp: (row, w) => `${databaseName(w, row.who)} answers again.`,
  eventLost: (row, w) =>
    `An event of ${w.who} is in its database and will never be published: ${LOSSES[LOSS_REASONS[row.extra] ?? "crashed"]}.`,
  eventPhantom: (row, w) =>
    `${w.who} has published an event that its database does not know: ${PHANTOMS[PHANTOM_REASONS[row.extra] ?? "crashed"]}.`,
  relayed: (row, w) =>
    `The relay in ${w.who} has published ${amountText(row.offset, "event")} of the outbox; the oldest has waited for ${spanText(row.extra)}.`,
  publishedAgain: (row, w) =>
    `An event of ${w.who}'s database is published once more${timesText(row.extra)}: message ${numberText(row.what)}. Its id is the same.`,
};
