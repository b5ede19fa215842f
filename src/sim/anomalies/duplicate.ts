import type { FactRow } from "#sim/story-context.ts";
import { amountText } from "#sim/words.ts";
import type { AnomalyKind, Link, Prevention, Told } from "#sim/anomaly.ts";
import { links, type ExplainPast } from "./past.ts";
import { isSought, redelivery } from "./redelivery.ts";

export const duplicate: AnomalyKind = {
  kind: "duplicate",
  title: "Processed again",
  class: "duplicate",
  says: "A group processes a message a second time, because it was processed and not committed when it changed hands.",
  finds: {
    duplicated: (row, past) => ({
      key: `${row.who} ${row.where} ${past.story.starts.get(past.pair(row.who, row.where))?.offset ?? -1}`,
      tell: () =>
        past.value(past.group(past.groupOf(row.who))?.nodeId, "protocol") === "share"
          ? tellOfShare(row, past)
          : tell(row, past),
    }),
  },
};

function tell(row: FactRow, past: ExplainPast): Told {
  const group = past.groupOf(row.who);
  const node = past.group(group)?.nodeId;
  const wanted = isSought(row, past);
  const commit = past.value(node, "commit");
  return {
    partition: row.where,
    offset: row.offset,
    group,
    member: row.who,
    before: chainOf(row, past),
    itself: (count) =>
      `${amountText(count, "message")} processed but not committed ${count === 1 ? "is" : "are"} processed again by ${past.member(row.who)}`,
    setting: past.setting(node, commit === "auto" ? "autoCommitIntervalMs" : "commit"),
    prevention: wanted
      ? { says: "It was wanted: a replay. Make the effect idempotent.", setting: null }
      : preventionOf(past, node),
  };
}

function chainOf(row: FactRow, past: ExplainPast): Link[] {
  const start = past.story.starts.get(past.pair(row.who, row.where));
  return links(
    ...redelivery(row, past),
    start === undefined || start.subject === row.who
      ? null
      : `${past.member(row.who)} has not noticed that the partition is not its own any more`,
  );
}

function preventionOf(past: ExplainPast, node: string | undefined): Prevention {
  return past.value(node, "commit") === "after-record"
    ? past.better(
        node,
        "commit",
        "before-processing",
        "at most once, so what was in work would be lost instead. An idempotent effect, or a transaction with the commit in it, needs neither.",
      )
    : past.better(
        node,
        "commit",
        "after-record",
        "one message at most comes again. Only an idempotent effect or a transaction makes it none.",
      );
}

function tellOfShare(row: FactRow, past: ExplainPast): Told {
  const group = past.groupOf(row.who);
  const node = past.group(group)?.nodeId;
  return {
    partition: row.where,
    offset: row.offset,
    group,
    member: row.who,
    before: links(
      "a share group delivers again what was not acknowledged: its member went, or its lock ran out",
    ),
    itself: (count) =>
      `${amountText(count, "message")} of ${past.partition(row.where)} delivered and processed again`,
    setting: past.setting(node, "lockDurationMs"),
    prevention: past.better(
      node,
      "lockDurationMs",
      2 * past.number(node, "lockDurationMs"),
      "the lock must outlive the processing.",
    ),
  };
}
