/** What a service is to a choreographed saga: its step, when it refuses, and what it does when the request fails elsewhere. */
import type { Fields } from "#scenario/fields.ts";

const isStep = { field: "sagaStep", is: [true] } as const;

export const serviceSagaFields = {
  sagaStep: {
    type: "boolean",
    label: "Step of a saga",
    initial: false,
    section: "Saga by events",
    help: "Nobody directs the request: the service reads an event, does its step in its database, and publishes what came of it, which the next service reads. Needs a database.",
  },
  refusesPercent: {
    type: "number",
    label: "Refuses",
    unit: "percent",
    min: 0,
    max: 100,
    whole: false,
    initial: 0,
    section: "Saga by events",
    when: isStep,
    help: "How many of a hundred requests it refuses for business reasons (out of stock, no cover). Which ones follows from the seed and the request, so another attempt changes nothing and another design refuses the same. It tells its topics of failures.",
  },
  whenFailed: {
    type: "choice",
    label: "When the request fails",
    initial: "undo",
    section: "Saga by events",
    options: {
      undo: "undo the step, once a request",
      "undo-each": "undo at each failure heard, without a key",
      nothing: "nothing: what is done stays",
    },
    when: isStep,
    help: "What it does with a message of a topic of failures. Once a request: its step is a row by the request's number, so it neither does nor undoes it twice, and refuses a step that comes after its undoing. Without a key, what comes twice is done or undone twice.",
  },
  tellsUndone: {
    type: "boolean",
    label: "Tells what it has undone",
    initial: false,
    section: "Saga by events",
    when: isStep,
    help: "Whether it publishes to its topics of failures when it has undone its step, too, so that those before it hear of it one after the other. Otherwise it tells only what it refuses.",
  },
} as const satisfies Fields;
