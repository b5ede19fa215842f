/** The summary of a run for people: aligned tables. */
import { momentText } from "#sim/words.ts";
import type { Summary } from "#sim/summary.ts";
import type { GroupSummary } from "#sim/summary-groups.ts";
import { printable, table } from "./text.ts";

/** What `run` prints without `--json`. */
export function summaryText(summary: Summary): string {
  const seconds = (summary.simulatedMs / 1000).toFixed(3);
  const groups = Object.entries(summary.groups);
  const parts = [
    `${printable(summary.scenario)}, seed ${printable(summary.seed)}: ${seconds} s simulated, ${summary.messages} messages, ${summary.events} events, trace ${summary.traceHash}\n`,
    ...summary.warnings.map((warning) => `Warning: ${printable(warning)}\n`),
  ];
  if (summary.invariants.length > 0) parts.push("\n", invariantTable(summary), "\n", judgements(summary));
  if (Object.keys(summary.topics).length > 0) {
    parts.push("\n", topicTable(summary));
  }
  if (groups.length > 0) {
    parts.push("\n", groupTable(groups), "\n", partitionTable(groups), "\n", latencyTable(groups));
  }
  if (Object.keys(summary.brokers).length > 1) {
    parts.push("\n", brokerTable(summary), "\n", replicaTable(summary));
  }
  if (Object.keys(summary.transactions).length > 0) parts.push("\n", transactionTable(summary));
  if (Object.keys(summary.effects).length > 0) parts.push("\n", effectsTable(summary));
  if (Object.keys(summary.calls).length > 0) parts.push("\n", callsTable(summary));
  if (Object.keys(summary.sagas.steps).length > 0) parts.push("\n", sagaTables(summary));
  if (summary.anomalies.length > 0) parts.push("\n", anomalyTable(summary), "\n", explanations(summary));
  return parts.join("");
}

/** How each invariant stands; why, below. */
function invariantTable({ invariants }: Summary): string {
  const rows = invariants.map(({ name, holds, firstViolationMs }, at) => [
    at + 1,
    printable(name),
    holds === null ? "not decided" : holds ? "holds" : "violated",
    firstViolationMs === null ? null : momentText(firstViolationMs * 1000),
  ]);
  return table(["invariant", "demands", "is", "first at"], rows);
}

function judgements({ invariants }: Summary): string {
  return invariants.map(({ explanation }, at) => `${at + 1}. ${printable(explanation)}\n`).join("");
}

/** Effects: what every event once would give against what is there, and what is in a database and in a topic. */
function effectsTable({ effects }: Summary): string {
  const rows = Object.entries(effects).map(([name, each]) => {
    const { expected, actual, unit, wrongKeys, repeated, missing, skipped, events } = each;
    const value = (of: number): string => (unit === "cents" ? (of / 100).toFixed(2) : String(of));
    return [
      printable(name),
      value(expected),
      value(actual),
      wrongKeys,
      repeated,
      missing,
      skipped,
      events.committed,
      events.published,
      events.lost,
      events.phantom,
      events.inOutbox,
    ];
  });
  const heads = ["effects of", "expected", "actual", "wrong keys", "twice", "missing", "skipped"];
  return table([...heads, "committed", "published", "lost", "phantom", "outbox"], rows);
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

function brokerTable({ brokers }: Summary): string {
  const rows = Object.entries(brokers).map(([name, { state, leads, replicas, disk }]) => [
    name,
    state,
    leads,
    replicas,
    disk,
  ]);
  return table(["broker", "state", "leads", "replicas", "disk"], rows);
}

function replicaTable({ replicas }: Summary): string {
  const rows = replicas.map(({ topic, partition, leader, leaderEpoch, lastStableOffset, replicas: all }) => [
    `${topic}-${partition}`,
    leader ?? "nobody",
    leaderEpoch,
    lastStableOffset,
    all
      .map(({ broker, logEndOffset, online, inSync }) => {
        const how = online ? (inSync ? "" : ", not in sync") : ", down";
        return `${broker} ${logEndOffset}${how}`;
      })
      .join("; "),
  ]);
  return table(["partition", "leader", "epoch", "last stable", "replicas and where they end"], rows);
}

function callsTable({ calls }: Summary): string {
  const rows = Object.entries(calls).map(([name, of]) => [
    name,
    of.completed,
    of.failed,
    of.served,
    of.errors,
    of.refused,
    of.made,
    of.timedOut,
    of.notMade,
    of.late,
    of.latencyMs.p50,
    of.latencyMs.p99,
  ]);
  return table(
    [
      "calls of",
      "completed",
      "failed",
      "answered",
      "errors",
      "refused",
      "made",
      "timed out",
      "not made",
      "for nobody",
      "p50 ms",
      "p99 ms",
    ],
    rows,
  );
}

/** Sagas by events: how requests have ended, and what each step has done. */
function sagaTables({ sagas }: Summary): string {
  const requests = Object.entries(sagas.requests).map(([name, of]) => [
    printable(name),
    of.begun,
    of.done,
    of.undone,
    of.halfDone,
    of.underWay,
  ]);
  const steps = Object.entries(sagas.steps).map(([name, of]) => [
    printable(name),
    of.done,
    of.refused,
    of.undone,
    of.passedOver,
    of.standing,
  ]);
  return [
    table(["requests by events from", "begun", "done", "undone", "half done", "under way"], requests),
    table(["steps of", "done", "refused", "undone", "passed over", "standing"], steps),
  ].join("\n");
}

function transactionTable({ transactions }: Summary): string {
  const rows = Object.entries(transactions).map(([name, of]) => [
    name,
    of.begun,
    of.committed,
    of.aborted,
    of.timedOut,
    of.fenced,
  ]);
  return table(["transactions of", "begun", "committed", "aborted", "timed out", "fenced"], rows);
}

/** Anomalies explained one by one for people; all of them are in the JSON. */
const EXPLAINED_MAX = 20;

function anomalyTable({ anomalies }: Summary): string {
  const kinds = new Map<string, { times: number; count: number; first: number }>();
  for (const { kind, count, atMs } of anomalies) {
    const of = kinds.get(kind) ?? { times: 0, count: 0, first: atMs };
    kinds.set(kind, { ...of, times: of.times + 1, count: of.count + count });
  }
  const rows = [...kinds].map(([kind, { times, count, first }]) => [
    kind,
    times,
    count,
    momentText(first * 1000),
  ]);
  return table(["what was surprising", "times", "messages or events", "first at"], rows);
}

function explanations({ anomalies }: Summary): string {
  const shown = anomalies.slice(0, EXPLAINED_MAX).map(({ atMs, kind, cause, setting, node, preventedBy }) => {
    const decided = setting === null ? "" : `  decided by: ${printable(`${setting} (${node})`)}\n`;
    return `${momentText(atMs * 1000)} ${kind}\n  ${printable(cause)}\n${decided}  prevented by: ${printable(preventedBy)}\n`;
  });
  const more = anomalies.length - shown.length;
  return `${shown.join("")}${more > 0 ? `… and ${more} more (--json lists them all)\n` : ""}`;
}
