import type { ConfigOf, Fields } from "#scenario/fields.ts";
import { defineKind } from "./kind.ts";

const fields = {
  partitions: {
    type: "number",
    label: "Partitions",
    unit: "count",
    min: 1,
    max: 1000,
    whole: true,
    initial: 3,
    section: "Log",
    configName: "num.partitions",
    realDefault: "1",
    help: "Independent logs that the topic is split into; a group shares them among its members. Order holds within one.",
  },
  retentionMs: {
    type: "number",
    label: "Keep for",
    unit: "ms",
    min: -1,
    max: 31_536_000_000,
    whole: true,
    initial: 604_800_000,
    section: "Retention",
    configName: "retention.ms",
    help: "Age after which whole closed segments are deleted, read or not; -1 keeps them for ever.",
  },
  retentionBytes: {
    type: "number",
    label: "Keep at most",
    unit: "bytes",
    min: -1,
    max: 1_000_000_000_000,
    whole: true,
    initial: -1,
    section: "Retention",
    configName: "retention.bytes",
    help: "Size of a partition above which its oldest segments are deleted; -1 for no limit.",
  },
  segmentMs: {
    type: "number",
    label: "New segment after",
    unit: "ms",
    min: 1,
    max: 31_536_000_000,
    whole: true,
    initial: 604_800_000,
    section: "Retention",
    configName: "segment.ms",
    advanced: true,
    help: "A segment is closed by the first message that comes this long after the segment's first.",
  },
  segmentBytes: {
    type: "number",
    label: "Segment size",
    unit: "bytes",
    min: 1_000,
    max: 2_147_483_647,
    whole: true,
    initial: 1_073_741_824,
    section: "Retention",
    configName: "segment.bytes",
    advanced: true,
    help: "A segment is closed when the next batch would make it larger. The broker's own minimum is 1 MiB; less is allowed here to watch retention at work.",
  },
} as const satisfies Fields;

export type TopicConfig = ConfigOf<typeof fields>;

/** A named stream of messages, kept in partitions, each an append-only log. */
export const topic = defineKind({
  kind: "topic",
  title: "Topic",
  summary: "A named stream, kept in partitions: append-only logs that many groups read at their own pace.",
  fields,
  namePrefix: "topic",
  glyph: "M3 6h18 M3 12h18 M3 18h18 M17 4v4 M11 10v4 M14 16v4",
  wires: { consumes: ["consumer-group"] },
});
