import type { ConfigOf, Fields } from "#scenario/fields.ts";
import { defineKind } from "./kind.ts";

const fields = {
  service: {
    type: "node", label: "Service", kind: "service", initial: "", section: "Members", help: "Its instances are the members of this group.",
  },
  assignor: {
    type: "choice", label: "Assignor", initial: "range", section: "Members", configName: "partition.assignment.strategy",
    options: { range: "Range (eager)", roundrobin: "Round robin (eager)", sticky: "Sticky (eager)", "cooperative-sticky": "Cooperative sticky" },
    help: "Who gets which partition, and whether everybody stops for a rebalance (eager) or only what moves (cooperative). Kafka's default list [range, cooperative-sticky] behaves as range.",
  },
  autoOffsetReset: {
    type: "choice", label: "Starts at", initial: "earliest", section: "Offsets", configName: "auto.offset.reset", realDefault: "latest",
    options: { earliest: "the earliest message", latest: "only new messages" },
    help: "Where a member begins when the group has no committed offset for a partition, or it was deleted.",
  },
  commit: {
    type: "choice", label: "Commits", initial: "auto", section: "Offsets", configName: "enable.auto.commit",
    options: {
      auto: "automatically, inside poll()", "before-processing": "before processing (at most once)",
      "after-batch": "after each polled batch", "after-record": "after each message",
    },
    help: "When the group's progress is stored: what comes first decides whether a crash loses or repeats messages.",
  },
  autoCommitIntervalMs: {
    type: "number", label: "Commit every", unit: "ms", min: 0, max: 3_600_000, whole: true, initial: 5_000, section: "Offsets",
    configName: "auto.commit.interval.ms", when: { field: "commit", is: ["auto"] },
    help: "Acted upon only inside poll(): the first poll after this time commits what earlier polls returned.",
  },
  commitCall: {
    type: "choice", label: "Waits for the commit", initial: "sync", section: "Offsets", advanced: true,
    options: { sync: "yes (commitSync)", async: "no (commitAsync)" },
    when: { field: "commit", is: ["before-processing", "after-batch", "after-record"] },
    help: "Whether the next message waits until the coordinator has stored the offset.",
  },
  maxAttempts: {
    type: "number", label: "Attempts", unit: "count", min: 1, max: 1_000, whole: true, initial: 10, section: "Retries",
    help: "How often a message is tried in all; meanwhile its partition waits. Ten is the usual default of Spring's error handler.",
  },
  backoffMs: {
    type: "number", label: "Wait before a retry", unit: "ms", min: 0, max: 3_600_000, whole: true, initial: 1_000, section: "Retries",
    help: "Pause before the second attempt.",
  },
  backoffFactor: {
    type: "number", label: "Wait grows by", unit: "factor", min: 1, max: 10, whole: false, initial: 2, section: "Retries",
    help: "Each further pause is this many times longer; 1 keeps it constant.",
  },
  backoffMaxMs: {
    type: "number", label: "Longest wait", unit: "ms", min: 0, max: 3_600_000, whole: true, initial: 10_000, section: "Retries",
    help: "Pauses do not grow beyond this.",
  },
  afterLastAttempt: {
    type: "choice", label: "Without a dead letter queue", initial: "block", section: "Retries",
    options: { block: "try again for ever", skip: "skip the message" },
    help: "What happens after the last attempt where no dead letter queue is wired: for ever blocks the partition, skipping loses the message.",
  },
  sessionTimeoutMs: {
    type: "number", label: "Session timeout", unit: "ms", min: 6_000, max: 1_800_000, whole: true, initial: 45_000, section: "Failure detection",
    configName: "session.timeout.ms", help: "A member that sends no heartbeat for this long is removed; its partitions stay unowned until then.",
  },
  heartbeatIntervalMs: {
    type: "number", label: "Heartbeat every", unit: "ms", min: 100, max: 600_000, whole: true, initial: 3_000, section: "Failure detection",
    configName: "heartbeat.interval.ms", help: "How often a member says that it is alive; also how it hears of a rebalance.",
  },
  maxPollIntervalMs: {
    type: "number", label: "Longest time between polls", unit: "ms", min: 1_000, max: 86_400_000, whole: true, initial: 300_000,
    section: "Failure detection", configName: "max.poll.interval.ms", help: "A member whose application does not poll again in time leaves the group, though it still works.",
  },
  initialRebalanceDelayMs: {
    type: "number", label: "First rebalance waits", unit: "ms", min: 0, max: 300_000, whole: true, initial: 3_000, section: "Failure detection",
    configName: "group.initial.rebalance.delay.ms", advanced: true, help: "An empty group waits this long for more members before it hands out partitions.",
  },
  maxPollRecords: {
    type: "number", label: "Records a poll", unit: "count", min: 1, max: 100_000, whole: true, initial: 500, section: "Fetching",
    configName: "max.poll.records", help: "At most this many messages come out of one poll().",
  },
  fetchMaxWaitMs: {
    type: "number", label: "Fetch waits", unit: "ms", min: 1, max: 60_000, whole: true, initial: 500, section: "Fetching",
    configName: "fetch.max.wait.ms", advanced: true, help: "How long the broker holds a fetch open when there is nothing new.",
  },
  maxPartitionFetchBytes: {
    type: "number", label: "Bytes a partition", unit: "bytes", min: 1, max: 100_000_000, whole: true, initial: 1_048_576, section: "Fetching",
    configName: "max.partition.fetch.bytes", advanced: true, help: "At most this much of one partition comes with one fetch, but at least one batch.",
  },
} as const satisfies Fields;

export type ConsumerGroupConfig = ConfigOf<typeof fields>;

/** The instances of one service that share the partitions of the topics they read. */
export const consumerGroup = defineKind({
  kind: "consumer-group",
  title: "Consumer group",
  summary: "The instances of a service that share a topic's partitions and remember how far they have read.",
  fields,
  namePrefix: "group",
  glyph: "M8 10a3 3 0 1 0 0-6 3 3 0 0 0 0 6z M16 10a3 3 0 1 0 0-6 3 3 0 0 0 0 6z M2.5 19a5.5 5.5 0 0 1 11 0 M13.5 14.2A5.5 5.5 0 0 1 21.5 19",
  wires: { "dead-letters": ["dead-letter-queue"] },
});
