/** What came out of a run, as the command line prints it with `--json`. Names are those of the nodes. */
import type { Scenario } from "#scenario/document.ts";
import { highWatermark } from "./bus/log/cluster-state.ts";
import { partitionCount } from "./bus/log/partition-counts.ts";
import { frameOf } from "./frame-of.ts";
import type { Run } from "./run.ts";
import { invariantsSummary, type InvariantSummary } from "./summary-invariants.ts";
import { anomaliesSummary, type AnomalySummary } from "./summary-anomalies.ts";
import { callsSummary, type CallsSummary } from "./summary-calls.ts";
import { effectsSummary, type EffectsSummary } from "./summary-effects.ts";
import {
  brokersSummary,
  replicasSummary,
  transactionsSummary,
  type BrokerSummary,
  type ReplicaSummary,
  type TransactionSummary,
} from "./summary-cluster.ts";
import { sagasSummary, type SagasSummary } from "./summary-sagas.ts";
import { groupsSummary, type GroupSummary } from "./summary-groups.ts";

export interface TopicSummary {
  readonly partitions: readonly {
    readonly logStartOffset: number;
    readonly highWatermark: number;
    readonly logEndOffset: number;
  }[];
  /** Messages appended over the whole run, those that retention deleted included. */
  readonly produced: number;
}

export interface Summary {
  readonly scenario: string;
  readonly seed: string;
  readonly simulatedMs: number;
  /** Scheduled calls that the simulator ran. */
  readonly events: number;
  readonly messages: number;
  readonly traceHash: string;
  readonly topics: Readonly<Record<string, TopicSummary>>;
  readonly groups: Readonly<Record<string, GroupSummary>>;
  readonly brokers: Readonly<Record<string, BrokerSummary>>;
  readonly replicas: readonly ReplicaSummary[];
  /** Transactional services only. */
  readonly transactions: Readonly<Record<string, TransactionSummary>>;
  /** Services that have an effect or a database only. */
  readonly effects: Readonly<Record<string, EffectsSummary>>;
  /** Services that take or make synchronous calls only. */
  readonly calls: Readonly<Record<string, CallsSummary>>;
  /** Sagas by events. */
  readonly sagas: SagasSummary;
  /** What was demanded of the run, in the order of the document. */
  readonly invariants: readonly InvariantSummary[];
  readonly anomalies: readonly AnomalySummary[];
  readonly warnings: readonly string[];
}

/** Sums up a run as it stands. `scenario` is the document that it was compiled from; `warnings` come from that. */
export function summarise(run: Run, scenario: Scenario, warnings: readonly string[] = []): Summary {
  const { kernel, program } = run;
  const { layout } = program;
  const stopped = run.outcome.is === "limit" ? [`${run.outcome.says} ${run.outcome.tryThis}`] : [];
  const frame = frameOf(run);
  return {
    scenario: scenario.name,
    seed: program.seed,
    simulatedMs: Math.max(0, run.atUs) / 1000,
    events: kernel.calls,
    messages: kernel.messages.length,
    traceHash: kernel.trace.hash,
    topics: Object.fromEntries(layout.topics.map((topic, index) => [topic.name, topicSummary(run, index)])),
    groups: groupsSummary(run),
    brokers: brokersSummary(frame),
    replicas: replicasSummary(frame, layout),
    transactions: transactionsSummary(run, frame),
    effects: effectsSummary(frame, layout),
    calls: callsSummary(frame, layout),
    sagas: sagasSummary(frame, layout),
    invariants: invariantsSummary(run, scenario),
    anomalies: anomaliesSummary(run, scenario),
    warnings: [...warnings, ...stopped],
  };
}

function topicSummary({ kernel, program }: Run, index: number): TopicSummary {
  const topic = program.layout.topics[index]!;
  const partitions = Array.from({ length: partitionCount(kernel, index) }, (_, number) => {
    const partition = topic.firstPartition + number;
    const end = kernel.logs.endOffset(partition);
    return {
      logStartOffset: kernel.logs.startOffset(partition),
      highWatermark: highWatermark(kernel, partition),
      logEndOffset: end,
    };
  });
  return { partitions, produced: kernel.ledger.topics[index * 2]! };
}
