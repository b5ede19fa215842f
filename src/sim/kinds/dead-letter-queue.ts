import type { ConfigOf, Fields } from "#scenario/fields.ts";
import { defineKind } from "./kind.ts";

const fields = {
  alertDepth: {
    type: "number",
    label: "Rings at",
    unit: "count",
    min: 1,
    max: 1_000_000,
    whole: true,
    initial: 1,
    section: "Alert",
    help: "From this many messages on, the queue rings.",
  },
  maxRedrives: {
    type: "number",
    label: "Redrives at most",
    unit: "count",
    min: 0,
    max: 1_000,
    whole: true,
    initial: 3,
    section: "Redrive",
    help: "A message that was sent again this often and still failed stays in the queue, so that a poisoned one does not go round for ever; 0 for no limit.",
  },
  retentionMs: {
    type: "number",
    label: "Keep for",
    unit: "ms",
    min: -1,
    max: 31_536_000_000,
    whole: true,
    initial: -1,
    section: "Retention",
    configName: "retention.ms",
    realDefault: "604800000 (7 days)",
    help: "Age after which dead letters are deleted unseen; -1 keeps them for ever.",
  },
} as const satisfies Fields;

export type DeadLetterQueueConfig = ConfigOf<typeof fields>;

/** A topic of one partition for messages that could not be processed. */
export const deadLetterQueue = defineKind({
  kind: "dead-letter-queue",
  title: "Dead letter queue",
  summary: "Where a group puts messages that failed every attempt, so that the rest can go on.",
  fields,
  namePrefix: "dead-letters",
  glyph: "M3 8l9 6 9-6 M3 6h18v12H3z M9.5 16.5l5-5 M14.5 16.5l-5-5",
  wires: { consumes: ["consumer-group"] },
});
