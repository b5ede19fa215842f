/** Sentences about synchronous calls. */
import { CALL_ERRORS, SAGA_ENDS, type CallError, type SagaEnd } from "./calls-state.ts";
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
  | "permissionAwaited"
  | "answeredLate"
  | "breakerChanged"
  | "sagaUndoing"
  | "stepUndone"
  | "stepRefused"
  | "stepRepeated"
  | "sagaStuck"
  | "sagaEnded"
  | "leftHalfDone";

const ERRORS: Readonly<Record<CallError, string>> = {
  timeout: "no answer came in time, and whether it was done nobody knows",
  refused: "it has no room for more requests (503)",
  "no-instance": "none of its instances is up",
  reset: "the connection broke",
  error: "it answered with an error (500)",
  "circuit-open": "the circuit breaker is open, so it was not asked",
  "bulkhead-full": "too many calls to it are under way already (bulkhead), so it was not asked",
  "too-many-requests": "it admits no more requests in this period (429)",
  "not-permitted":
    "its own rate limiter has no permission in time (RequestNotPermitted), so it was not asked",
};

/** How it left the services that it called; `done`: how many have done it. */
const ENDS: Readonly<Record<SagaEnd, (done: number) => string>> = {
  completed: (done) => `is complete: ${amountText(done, "service")} did it`,
  undone: () => "has failed, and all that was done for it is undone",
  "half-done": (done) => `has failed halfway: ${amountText(done, "service")} did it, and nothing undoes that`,
  failed: () => "has failed before anything was done",
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
    row.extra < 0
      ? `${w.who} refuses request ${numberText(row.what)}${from(row, w)}: its service has admitted all that it admits in this period (429, Retry-After ${numberText(-row.extra)} s).`
      : `${w.who} refuses request ${numberText(row.what)}${from(row, w)}: all threads are busy and ${amountText(row.extra, "request")} wait already (503).`,
  requestStarted: (row, w) =>
    `${w.who} takes request ${numberText(row.what)} in hand${row.offset > 0 ? ` after ${spanText(row.offset)} of waiting` : ""}; ${amountText(row.extra, "thread")} busy now.`,
  requestEnded: (row, w) =>
    row.where === 0
      ? `${w.who} is done with request ${numberText(row.what)} after ${spanText(row.extra)}.`
      : `${w.who} fails request ${numberText(row.what)} after ${spanText(row.extra)}.`,
  callMade: (row, w) =>
    `${w.who} calls ${name(w, row.offset)} for request ${numberText(row.what)}${row.extra > 1 ? `, attempt ${numberText(row.extra)}` : ""}, and waits.`,
  permissionAwaited: (row, w) =>
    row.extra < 0
      ? `No permission of ${w.who}'s rate limiter for a call to ${service(w, row.offset)} comes in time (request ${numberText(row.what)}): it waits as long as it may, and fails.`
      : `${w.who} waits ${spanText(row.extra)} for a permission of its own rate limiter to call ${service(w, row.offset)} for request ${numberText(row.what)}.`,
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
  sagaUndoing: (row, w) =>
    `${w.who} undoes request ${numberText(row.what)}: a later call has failed for good, so ${amountText(row.extra, "call")} before it, the last one first, beginning with ${service(w, row.offset)}.`,
  stepUndone: (row, w) =>
    row.extra === 1
      ? `${w.who} has undone its step of request ${numberText(row.what)}.`
      : `${w.who} has nothing to undo for request ${numberText(row.what)}, and remembers that it must not be done if it still comes.`,
  stepRefused: (row, w) =>
    `${w.who} refuses its step of request ${numberText(row.what)}: it was undone before it came.`,
  stepRepeated: (row, w) =>
    `${w.who} does its step of request ${numberText(row.what)} a second time: the call has no key by which it could know it again.`,
  sagaStuck: (row, w) =>
    `${w.who} has tried ${amountText(row.extra, "time")} to undo request ${numberText(row.what)} at ${service(w, row.offset)}. It goes on trying; somebody should look.`,
  leftHalfDone: (row, w) =>
    `Request ${numberText(row.what)} of ${w.who} is left half done: ${amountText(row.offset, "service")} did it.`,
  sagaEnded: (row, w) =>
    `Request ${numberText(row.what)} of ${w.who} ${ENDS[SAGA_ENDS[row.where] ?? "failed"](row.offset)}.`,
};
