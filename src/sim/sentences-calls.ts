/** Sentences about synchronous calls. */
import { CALL_ERRORS, type CallError } from "./calls-state.ts";
import type { FactName } from "./facts.ts";
import { instanceName, INSTANCES_MAX } from "./layout.ts";
import type { FactRow, StoryContext } from "./story-context.ts";
import { amountText, numberText, spanText } from "./words.ts";

interface CallWords {
  readonly context: StoryContext;
  readonly who: string;
}

type CallFact =
  | "requestReceived"
  | "requestRefused"
  | "requestStarted"
  | "requestEnded"
  | "callMade"
  | "callFailed"
  | "answeredLate"
  | "breakerChanged";

const ERRORS: Readonly<Record<CallError, string>> = {
  timeout: "no answer came in time, and whether it was done nobody knows",
  refused: "it has no room for more requests (503)",
  "no-instance": "none of its instances is up",
  reset: "the connection broke",
  error: "it answered with an error (500)",
  "circuit-open": "the circuit breaker is open, so it was not asked",
  "bulkhead-full": "too many calls to it are under way already (bulkhead), so it was not asked",
};

function name({ context }: CallWords, subject: number): string {
  return instanceName(context.layout, subject);
}

function from(row: FactRow, words: CallWords): string {
  return row.offset < 0 ? "" : ` of ${name(words, row.offset)}`;
}

function service({ context }: CallWords, index: number): string {
  return context.layout.services[index]?.name ?? "the service";
}

export const CALL_SENTENCES: Readonly<
  Record<CallFact & FactName, (row: FactRow, words: CallWords) => string>
> = {
  requestReceived: (row, w) =>
    `${w.who} receives request ${numberText(row.what)}${from(row, w)}${row.extra > 0 ? `; it waits for a thread as number ${numberText(row.extra)}` : ""}.`,
  requestRefused: (row, w) =>
    `${w.who} refuses request ${numberText(row.what)}${from(row, w)}: all threads are busy and ${amountText(row.extra, "request")} wait already (503).`,
  requestStarted: (row, w) =>
    `${w.who} takes request ${numberText(row.what)} in hand${row.offset > 0 ? ` after ${spanText(row.offset)} of waiting` : ""}; ${amountText(row.extra, "thread")} busy now.`,
  requestEnded: (row, w) =>
    row.where === 0
      ? `${w.who} is done with request ${numberText(row.what)} after ${spanText(row.extra)}.`
      : `${w.who} fails request ${numberText(row.what)} after ${spanText(row.extra)}.`,
  callMade: (row, w) =>
    `${w.who} calls ${name(w, row.offset)} for request ${numberText(row.what)}${row.extra > 1 ? `, attempt ${numberText(row.extra)}` : ""}, and waits.`,
  callFailed: (row, w) =>
    `The call of ${w.who} to ${service(w, Math.floor(row.offset / INSTANCES_MAX))} for request ${numberText(row.what)} fails (attempt ${numberText(row.extra)}): ${ERRORS[CALL_ERRORS[row.where] ?? "error"]}.`,
  answeredLate: (row, w) =>
    `${name(w, row.offset)} has answered ${w.who} about request ${numberText(row.what)} after it had given up: the work was done for nobody.`,
  breakerChanged: (row, w) =>
    row.extra === 1
      ? `The circuit breaker of ${w.who} towards ${service(w, row.what)} opens: too many of its last calls have failed.`
      : row.extra === 2
        ? `The circuit breaker of ${w.who} towards ${service(w, row.what)} lets a few calls try (half open).`
        : `The circuit breaker of ${w.who} towards ${service(w, row.what)} closes: the tries went well.`,
};
