/** What goes wrong between a record, its effect and the events that follow from it. */
import type { AnomalyKind, Finding, Link, Prevention, Told } from "#sim/anomaly.ts";
import { LOSS_REASONS, MISSING_REASONS, PHANTOM_REASONS } from "#sim/fact-tables.ts";
import { LOSSES, MISSING, offText } from "#sim/sentences-effects.ts";
import type { FactRow } from "#sim/story-context.ts";
import { amountText } from "#sim/words.ts";
import { links, type ExplainPast } from "./past.ts";
import { redelivery } from "./redelivery.ts";

/** Why a record came again: who had it went, and somebody began at what was committed. */
function whyAgain(row: FactRow, past: ExplainPast): Link[] {
  const parting = past.story.partings.get(past.pair(row.who, row.where));
  return parting !== undefined && parting.subject >= 0
    ? redelivery(row, past, ", after the effect and before the commit of the offset")
    : links(
        "the attempt before had done it, and nobody heard of it: the answer was lost, or the instance died before it",
      );
}

function deduplicate(past: ExplainPast, node: string | undefined): Prevention {
  const how = past.value(node, "deduplication");
  if (how === "table")
    return {
      says: "It came again later than the table remembers: its horizon must exceed retention, dead letters and replays.",
      setting: past.setting(node, "deduplicationTtlMs"),
    };
  const effect = past.value(node, "effect");
  if (effect === "email" || effect === "email-keyed")
    return past.better(
      node,
      "effect",
      "email-keyed",
      "the id of the event goes along as an idempotency key, and the mail service knows what it has sent.",
    );
  return past.better(
    node,
    "deduplication",
    "table",
    "the id of the event is inserted in the effect's own transaction, and the second insert is refused.",
  );
}

export const repeatedEffect: AnomalyKind = {
  kind: "repeated-effect",
  title: "Effect done twice",
  class: "duplicate",
  says: "An event was delivered again and had its effect once more, which is not idempotent.",
  finds: {
    effectRepeated: (row, past) => ({
      key: `${past.groupOf(row.who)}`,
      tell() {
        const node = past.service(row.who)?.nodeId;
        return {
          partition: row.where,
          offset: row.offset,
          group: past.groupOf(row.who),
          member: row.who,
          nodeId: node,
          before: links(...whyAgain(row, past), `${past.member(row.who)} cannot tell that it was done`),
          itself: (count) =>
            `${amountText(count, "effect")} of ${past.service(row.who)?.name ?? "the service"} done once more`,
          setting: past.setting(node, "deduplication"),
          prevention: deduplicate(past, node),
        };
      },
    }),
  },
};

export const missingEffect: AnomalyKind = {
  kind: "missing-effect",
  title: "Effect that never came",
  class: "loss",
  says: "An event has passed by its service without its effect.",
  finds: {
    effectMissing: (row, past) => ({
      key: `${past.groupOf(row.who)} ${row.extra}`,
      tell() {
        const reason = MISSING_REASONS[row.extra] ?? "lost";
        const service = past.service(row.who)?.nodeId;
        const group = past.group(past.groupOf(row.who))?.nodeId;
        return {
          partition: row.where,
          offset: row.offset,
          group: past.groupOf(row.who),
          member: row.who,
          nodeId: service,
          before: links(reason === "lost" ? (past.eventOf(row.who) ?? null) : null, MISSING[reason]),
          itself: (count) =>
            `${amountText(count, "event")} without an effect at ${past.service(row.who)?.name ?? "the service"}`,
          setting: past.setting(
            reason === "remembered" ? service : group,
            reason === "remembered" ? "deduplication" : "commit",
          ),
          prevention:
            reason === "remembered"
              ? past.better(
                  service,
                  "deduplication",
                  "table",
                  "the id and the effect are in one transaction, so that neither is there without the other.",
                )
              : reason === "lost"
                ? past.better(
                    group,
                    "commit",
                    "after-record",
                    "the offset is committed once the effect is there; a table keeps what comes again from being done twice.",
                  )
                : { says: "Mend what fails and redrive it; the effect comes then.", setting: null },
        };
      },
    }),
  },
};

function outbox(past: ExplainPast, node: string | undefined): Prevention {
  return past.better(
    node,
    "publication",
    "outbox-polling",
    "the event is a row of the same transaction, and a relay publishes it at least once.",
  );
}

export const lostEvent: AnomalyKind = {
  kind: "lost-event",
  title: "Event lost by a dual write",
  class: "loss",
  says: "A change was committed, and the event that tells of it was never published.",
  finds: {
    eventLost: (row, past) =>
      dualWrite(row, past, `${LOSS_REASONS[row.extra] ?? "crashed"}`, {
        before:
          "the database and the topic cannot commit together: the state came first, the event was to follow",
        why: LOSSES[LOSS_REASONS[row.extra] ?? "crashed"],
        itself: (count, name) => `${amountText(count, "event")} of ${name} in the database and in no topic`,
      }),
  },
};

export const phantomEvent: AnomalyKind = {
  kind: "phantom-event",
  title: "Event of what never was",
  class: "duplicate",
  says: "An event was published, and the change that it tells of was never committed.",
  finds: {
    eventPhantom: (row, past) =>
      dualWrite(row, past, `${PHANTOM_REASONS[row.extra] ?? "crashed"}`, {
        before:
          "the database and the topic cannot commit together: the event came first, the state was to follow",
        why:
          PHANTOM_REASONS[row.extra] === "rolled-back"
            ? "the transaction was rolled back"
            : "the process died before the commit",
        itself: (count, name) =>
          `${amountText(count, "event")} of ${name} in the topic that the database does not know`,
      }),
  },
};

interface DualWrite {
  readonly before: string;
  readonly why: string;
  readonly itself: (count: number, name: string) => string;
}

function dualWrite(
  row: FactRow,
  past: ExplainPast,
  reason: string,
  { before, why, itself }: DualWrite,
): Finding {
  return {
    key: `${Math.floor(row.who / 64)} ${reason}`,
    tell() {
      const service = past.service(row.who);
      return {
        member: row.who,
        nodeId: service?.nodeId,
        before: links(before, reason === "crashed" ? (past.eventOf(row.who) ?? null) : null, why),
        itself: (count) => itself(count, service?.name ?? "the service"),
        setting: past.setting(service?.nodeId, "publication"),
        prevention: outbox(past, service?.nodeId),
      };
    },
  };
}

/** A step of a saga by events: its value counts what it should not, or twice. */
function keptOfSaga(row: FactRow, past: ExplainPast): Told {
  const node = past.service(row.who)?.nodeId;
  const keeps = past.value(node, "whenFailed") === "nothing";
  return {
    partition: row.where,
    group: past.groupOf(row.who),
    member: row.who,
    nodeId: node,
    before: links(
      keeps
        ? `a request has failed elsewhere, and ${past.service(row.who)?.name ?? "the service"} keeps what it did for it`
        : "an event came again, or told of a failure that it had heard of, and the step has no key",
      `the value is ${offText(past.story, row.who, row.extra)} from there on`,
    ),
    itself: (count) =>
      `${amountText(count, "value")} of ${past.service(row.who)?.name ?? "the service"} wrong`,
    setting: past.setting(node, "whenFailed"),
    prevention: past.better(
      node,
      "whenFailed",
      "undo",
      "whoever hears that a request has failed undoes its step, once a request.",
    ),
  };
}

export const wrongValue: AnomalyKind = {
  kind: "wrong-value",
  title: "Wrong value",
  class: "failure",
  says: "What a service keeps for a key is not what every event once would give.",
  finds: {
    valuesParted: (row, past) => ({
      key: `${past.groupOf(row.who)}`,
      tell() {
        const node = past.service(row.who)?.nodeId;
        if (past.value(node, "sagaStep") === true) return keptOfSaga(row, past);
        const effect = past.value(node, "effect");
        const isOlder = effect === "upsert";
        return {
          partition: row.where,
          offset: row.offset,
          group: past.groupOf(row.who),
          member: row.who,
          nodeId: node,
          before: links(
            ...(isOlder
              ? ["an older event came after a newer one of its key, and the last write wins"]
              : row.extra > 0
                ? whyAgain(row, past)
                : ["an event of the key never had its effect"]),
            `the value is ${offText(past.story, row.who, row.extra)} from there on`,
          ),
          itself: (count) =>
            `${amountText(count, "value")} of ${past.service(row.who)?.name ?? "the service"} wrong`,
          setting: past.setting(node, isOlder ? "effect" : "deduplication"),
          prevention: isOlder
            ? past.better(node, "effect", "upsert-versioned", "what is older than the row changes nothing.")
            : deduplicate(past, node),
        };
      },
    }),
  },
};
