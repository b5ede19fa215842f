import { INSTANCES_MAX, instanceName } from "#sim/layout.ts";
import type { TraceRow } from "#sim/kernel/trace-recorder.ts";
import { amountText, momentText, partitionsText } from "#sim/words.ts";
import { defineForm, groupOfInstance } from "./form.ts";

/** How messages get lost, by `Violation.found`, told as "1 message was …". */
const LOSSES = [
  "committed and never processed",
  "given up after all attempts, and no dead letter queue has it",
  "jumped over by a member that started behind it",
  "lost with a leader that did not come back",
  "lost in the memory of a producer that went away",
  "given up by its producer",
  "archived by the share group at its delivery limit",
] as const;

/**
 * What was handed to send() for a topic of the group, or lies in one, is not lost on its way: not at the producer, not
 * in the log, not at the group. What waits at the end of the run is late, not lost; a dead letter is kept.
 */
export const noLoss = defineForm({
  kind: "no-loss",
  title: "No loss",
  summary:
    "No message for the topics of a group is lost: not at its producer, not in the log, not at the group.",
  targets: ["consumer-group"],
  fields: {},
  causes: ["loss"],
  create({ kernel, group, looked, violated }) {
    const { program } = kernel;
    const plan = program.groups[group]!;
    const partitions = new Set(plan.pairs);
    const publishers = new Set(
      program.services.flatMap(({ targets, publishTargets }, service) =>
        targets.slice(0, publishTargets).some((topic) => plan.topics.includes(topic)) ? [service] : [],
      ),
    );
    const lost = (loss: number, { timeUs, who, what, where, offset }: TraceRow): void =>
      violated({ atUs: timeUs, who, where, offset, message: what, found: loss });
    const isOfGroup = ({ who }: TraceRow): boolean => groupOfInstance(kernel, who) === group;
    return {
      rows: {
        appended: ({ where }) => {
          if (partitions.has(where)) looked();
        },
        lost: (row) => {
          if (isOfGroup(row)) lost(0, row);
        },
        skipped: (row) => {
          if (isOfGroup(row)) lost(1, row);
        },
        recordsSkipped: (row) => {
          if (row.what === group) lost(2, row);
        },
        recordsLost: (row) => {
          if (partitions.has(row.where) && row.what > 0) lost(3, row);
        },
        dropped: (row) => {
          if (publishers.has(Math.floor(row.who / INSTANCES_MAX))) lost(4, row);
        },
        produceFailed: (row) => {
          if (partitions.has(row.where)) lost(5, row);
        },
        archived: (row) => {
          if (isOfGroup(row)) lost(6, row);
        },
      },
    };
  },
  demands: (_config, target) => `${target} loses nothing`,
  found({ atUs, who, where, offset, found }, { times }, _config, { layout }) {
    const place =
      where < 0
        ? ""
        : ` in ${partitionsText(layout, [where])}${offset < 0 || found === 5 ? "" : ` from offset ${offset} on`}`;
    // Of a loss in the log `who` is a broker.
    const by = who < 0 || found === 3 ? "" : ` (${instanceName(layout, who)})`;
    const more = times > 1 ? ` It came to that ${amountText(times, "time")} in all.` : "";
    return `At ${momentText(atUs)} something${place} was ${LOSSES[found] ?? "lost"}${by}.${more}`;
  },
  holds: ({ looked }) =>
    looked === 0
      ? "Nothing was published, so nothing was put to the test."
      : `${amountText(looked, "message")} in the log, none lost.`,
});
