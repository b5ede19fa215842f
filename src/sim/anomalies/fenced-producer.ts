import { PRODUCE_ERRORS, TRANSACTION_ENDS } from "#sim/fact-tables.ts";
import type { FactRow } from "#sim/story-context.ts";
import type { AnomalyKind, Finding } from "#sim/anomaly.ts";
import { links, type ExplainPast } from "./past.ts";

/** Whether a produce error says that the producer is fenced. */
export function isFencing(error: number): boolean {
  const name = PRODUCE_ERRORS[error];
  return name === "PRODUCER_FENCED" || name === "INVALID_PRODUCER_EPOCH";
}

function fenced(row: FactRow, past: ExplainPast, what: string): Finding {
  return {
    key: `${row.who} ${row.what}`,
    tell() {
      const node = past.service(row.who)?.nodeId;
      const isShared = past.value(node, "transactionalIds") === "shared";
      return {
        partition: row.where,
        member: row.who,
        before: links(
          past.eventOf(row.who),
          isShared
            ? `all instances of ${past.service(row.who)?.name ?? "the service"} have the same transactional.id, so each that starts raises its epoch`
            : `producer id ${row.what} has got a higher epoch (transactional.id)`,
        ),
        itself: () => what,
        setting: past.setting(node, isShared ? "transactionalIds" : "transactional"),
        prevention: isShared
          ? past.better(node, "transactionalIds", "per-instance", "no instance fences another.")
          : {
              says: "It is meant to be: who was taken for dead must not write any more. Close the producer and make a new one.",
              setting: past.setting(node, "transactionTimeoutMs"),
            },
      };
    },
  };
}

export const fencedProducer: AnomalyKind = {
  kind: "fenced-producer",
  title: "Producer fenced",
  class: "transaction",
  says: "A producer with an older epoch was refused: a newer one has its transactional.id.",
  finds: {
    producerFenced: (row, past) =>
      fenced(
        row,
        past,
        `${past.member(row.who)} is refused with ${PRODUCE_ERRORS[row.extra] ?? "PRODUCER_FENCED"}: what it writes now is not taken`,
      ),
    transactionEnded: (row, past) =>
      TRANSACTION_ENDS[row.extra] === "fenced"
        ? fenced(
            { ...row, where: -1 },
            past,
            `the open transaction of ${past.member(row.who)} is aborted: a newer producer has begun`,
          )
        : null,
  },
};
