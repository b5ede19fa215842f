/** The summary of a run for people: aligned tables. */
import type { GroupSummary, Summary } from "#sim/summary.ts";
import { printable, table } from "./text.ts";

/** What `run` prints without `--json`. */
export function summaryText(summary: Summary): string {
  const seconds = (summary.simulatedMs / 1000).toFixed(3);
  const groups = Object.entries(summary.groups);
  const parts = [
    `${printable(summary.scenario)}, seed ${printable(summary.seed)}: ${seconds} s simulated, ${summary.messages} messages, ${summary.events} events, trace ${summary.traceHash}\n`,
    ...summary.warnings.map((warning) => `Warning: ${printable(warning)}\n`),
  ];
  if (Object.keys(summary.topics).length > 0) {
    parts.push("\n", topicTable(summary));
  }
  if (groups.length > 0) {
    parts.push("\n", groupTable(groups), "\n", partitionTable(groups), "\n", latencyTable(groups));
  }
  return parts.join("");
}

function topicTable({ topics }: Summary): string {
  const rows = Object.entries(topics).map(([name, { partitions, produced }]) => [
    name,
    partitions.length,
    produced,
    partitions
      .map(({ logStartOffset, highWatermark }) =>
        logStartOffset === 0 ? `${highWatermark}` : `${logStartOffset}..${highWatermark}`,
      )
      .join(" "),
  ]);
  return table(["topic", "partitions", "messages", "high watermarks"], rows);
}

function groupTable(groups: readonly (readonly [string, GroupSummary])[]): string {
  const rows = groups.map(([name, group]) => [
    name,
    group.state,
    Object.keys(group.members).length,
    group.generation,
    group.rebalances,
    group.lag,
    group.processed,
    group.duplicates,
    group.lost,
    group.retried,
    group.deadLettered,
  ]);
  return table(
    [
      "group",
      "state",
      "members",
      "generation",
      "rebalances",
      "lag",
      "processed",
      "duplicates",
      "lost",
      "retried",
      "dead letters",
    ],
    rows,
  );
}

function partitionTable(groups: readonly (readonly [string, GroupSummary])[]): string {
  const rows = groups.flatMap(([name, { partitions }]) =>
    partitions.map(({ topic, partition, owner, position, committed, lag }) => [
      name,
      `${topic}-${partition}`,
      owner ?? "nobody",
      position,
      committed,
      lag,
    ]),
  );
  return table(["group", "partition", "owner", "position", "committed", "lag"], rows);
}

function latencyTable(groups: readonly (readonly [string, GroupSummary])[]): string {
  const rows = groups.map(([name, { latencyMs }]) => [
    name,
    latencyMs.p50,
    latencyMs.p95,
    latencyMs.p99,
    latencyMs.max,
  ]);
  return table(["end-to-end latency (ms)", "p50", "p95", "p99", "max"], rows);
}
