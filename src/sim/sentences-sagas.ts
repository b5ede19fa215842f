/** Sentences about sagas by events. */
import { HALF_DONE_REASONS, PASSED_OVER_REASONS, SAGA_OUTCOMES } from "./fact-tables.ts";
import type { Layout } from "./layout.ts";
import { INSTANCES_MAX } from "./layout.ts";
import type { FactRow, StoryContext } from "./story-context.ts";
import { listText, numberText, spanText } from "./words.ts";

interface SagaWords {
  readonly context: StoryContext;
  readonly who: string;
}

type SagaFact =
  | "stepDone"
  | "stepDeclined"
  | "stepTakenBack"
  | "stepPassedOver"
  | "requestSettled"
  | "requestHalfDone";

const PASSED_OVER: Readonly<Record<(typeof PASSED_OVER_REASONS)[number], string>> = {
  "done-before": "its step of it is done already",
  "refused-before": "it has refused it already",
  "undone-before": "the request has failed already, so the step must not be done any more",
  "heard-before": "it has heard already that it failed",
  "nothing-to-undo": "it failed, and there is nothing here to undo",
  "not-undone": "it failed, and nothing undoes what was done here",
};

const OUTCOMES: Readonly<Record<(typeof SAGA_OUTCOMES)[number], string>> = {
  done: "every service has done its step",
  undone: "no service has anything of it left",
  "half-done": "some services have done their step and others have not",
};

/** What left a request half done; `name`: the service where that came about. */
export const HALF_DONE: Readonly<Record<(typeof HALF_DONE_REASONS)[number], (name: string) => string>> = {
  "not-undone": (name) => `${name} heard that it had failed and does not undo its step`,
  "not-heard": (name) => `${name} never heard that it had failed`,
  "done-again": (name) => `${name} did its step once more: it has no key by which it could know it again`,
  "undone-again": (name) =>
    `${name} undid more than it had done: it has no key by which it could know it again`,
  "event-lost": (name) => `${name} committed its part, and the event that tells of it was never published`,
  "given-up": (name) => `${name} gave up an event of it`,
};

/** Names of services by their bits in a row of the trace: "payment-service and stock-service". */
function servicesText({ services }: Layout, bits: number): string {
  const names = services.flatMap(({ name }, index) => ((bits >> index) & 1 ? [name] : []));
  return names.length === 0 ? "no service" : listText(names);
}

function again(times: number): string {
  return times === 1 ? "" : times === 2 ? ", for the second time" : `, ${numberText(times)} times by now`;
}

export const SAGA_SENTENCES: Readonly<Record<SagaFact, (row: FactRow, words: SagaWords) => string>> = {
  stepDone: (row, w) => `${w.who} has done its step of request ${numberText(row.offset)}${again(row.extra)}.`,
  stepDeclined: (row, w) =>
    `${w.who} refuses request ${numberText(row.offset)} for a reason of its business, and tells that it has failed.`,
  stepTakenBack: (row, w) =>
    row.extra < 0
      ? `${w.who} undoes its step of request ${numberText(row.offset)} once more than it has done it.`
      : `${w.who} undoes its step of request ${numberText(row.offset)}, which has failed elsewhere.`,
  stepPassedOver: (row, w) =>
    `${w.who} does nothing for request ${numberText(row.offset)}: ${PASSED_OVER[PASSED_OVER_REASONS[row.extra] ?? "done-before"]}.`,
  requestSettled: (row, w) =>
    `Request ${numberText(row.offset)} has ended after ${spanText(row.extra)}: ${OUTCOMES[SAGA_OUTCOMES[row.where] ?? "done"]}.${
      w.context.layout.services.length > 1
        ? ` It began at ${w.context.layout.services[row.what]?.name ?? "a service"}.`
        : ""
    }`,
  requestHalfDone: (row, w) => {
    const { layout } = w.context;
    const culprit = layout.services[Math.floor(row.who / INSTANCES_MAX)]?.name ?? "a service";
    const why = HALF_DONE[HALF_DONE_REASONS[row.extra] ?? "not-undone"](culprit);
    return `Request ${numberText(row.offset)} is left half done: ${halvesText(layout, row)}; ${why}.`;
  },
};

/** Who has done it and who has not, of a row that tells that a request is half done. */
export function halvesText(layout: Layout, row: Pick<FactRow, "what" | "where">): string {
  const done = servicesText(layout, row.what);
  if (row.where === 0) return `it stands at ${done}, and not done once at each`;
  return `it stands done at ${done}, and not at ${servicesText(layout, row.where)}`;
}
