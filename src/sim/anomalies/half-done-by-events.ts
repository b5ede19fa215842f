import type { AnomalyKind, Link, Prevention } from "#sim/anomaly.ts";
import { HALF_DONE_REASONS } from "#sim/fact-tables.ts";
import { INSTANCES_MAX } from "#sim/layout.ts";
import { HALF_DONE, halvesText } from "#sim/sentences-sagas.ts";
import type { FactRow } from "#sim/story-context.ts";
import { amountText, numberText } from "#sim/words.ts";
import type { ExplainPast } from "./past.ts";

type Reason = (typeof HALF_DONE_REASONS)[number];

function nameOf(past: ExplainPast, subject: number): string {
  return past.layout.services[Math.floor(subject / INSTANCES_MAX)]?.name ?? "a service";
}

/** Which setting decided it, by what came about. */
const DECIDES: Readonly<Record<Reason, string>> = {
  "not-undone": "whenFailed",
  "not-heard": "whenFailed",
  "done-again": "whenFailed",
  "undone-again": "whenFailed",
  "event-lost": "publication",
  "given-up": "failurePercent",
};

function prevention(past: ExplainPast, node: string | undefined, reason: Reason, name: string): Prevention {
  switch (reason) {
    case "not-undone":
      return past.better(
        node,
        "whenFailed",
        "undo",
        "whoever hears that a request has failed undoes its step, once a request.",
      );
    case "done-again":
    case "undone-again":
      return past.better(
        node,
        "whenFailed",
        "undo",
        "the step is a row by the request's number, so it is neither done nor undone twice.",
      );
    case "event-lost":
      return past.better(
        node,
        "publication",
        "outbox-polling",
        "the event is a row of the step's own transaction, and a relay publishes it at least once.",
      );
    case "not-heard":
      return {
        says: `Wire a topic whose messages tell that a request has failed to ${name}, from whoever refuses it.`,
        setting: null,
      };
    case "given-up":
      return { says: `Mend what fails at ${name} and redrive it: the request goes on then.`, setting: null };
  }
}

/** What led there: the refusal, where somebody refused it, and what came of that. */
function chainOf(row: FactRow, past: ExplainPast, reason: Reason): readonly Link[] {
  const refusal = past.refusals.get(row.offset);
  const why = HALF_DONE[reason](nameOf(past, row.who));
  return [
    ...(refusal === undefined
      ? []
      : [
          {
            atUs: refusal.atUs,
            says: `${nameOf(past, refusal.who)} refused request ${numberText(row.offset)} and told that it had failed`,
          },
        ]),
    { atUs: null, says: why },
    {
      atUs: row.timeUs,
      says: `of request ${numberText(row.offset)} nothing is under way any more: ${halvesText(past.layout, row)}`,
    },
  ];
}

export const halfDoneByEvents: AnomalyKind = {
  kind: "half-done-by-events",
  title: "Half done, by events",
  class: "saga",
  says: "A request of a saga by events has ended, some services have done their step of it, and others have not.",
  finds: {
    requestHalfDone: (row, past) => {
      const reason = HALF_DONE_REASONS[row.extra] ?? "not-undone";
      return {
        key: `${row.who} ${reason}`,
        tell() {
          const node = past.layout.services[Math.floor(row.who / INSTANCES_MAX)]?.nodeId;
          return {
            nodeId: node,
            before: chainOf(row, past, reason),
            itself: (count) =>
              `${amountText(count, "request")} half done, and nothing is on its way to mend that`,
            setting: reason === "not-heard" ? null : past.setting(node, DECIDES[reason]),
            prevention: prevention(past, node, reason, nameOf(past, row.who)),
          };
        },
      };
    },
  },
};
