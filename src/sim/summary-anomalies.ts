/** What was surprising in a run and why, as its summary lists it. */
import type { Scenario } from "#scenario/document.ts";
import { settingText } from "./anomaly.ts";
import { causeText, Explainer } from "./explain.ts";
import { FACT_NAMES } from "./facts.ts";
import type { Run } from "./run.ts";

export interface AnomalySummary {
  readonly kind: string;
  readonly atMs: number;
  readonly topic: string | null;
  /** Number within its topic. */
  readonly partition: number | null;
  readonly offset: number | null;
  readonly group: string | null;
  /** Name of the instance. */
  readonly member: string | null;
  /** Of what it is (messages, commits, rebalances), how many. */
  readonly count: number;
  /** The chain that led there, its links joined by arrows. */
  readonly cause: string;
  /** What decided it, e.g. "session.timeout.ms = 45000", and of which node; null where no setting did. */
  readonly setting: string | null;
  readonly node: string | null;
  readonly preventedBy: string;
}

/** All anomalies of a run, in order of their beginning. `scenario`: the document that the run was compiled from. */
export function anomaliesSummary({ kernel, program }: Run, scenario: Scenario): AnomalySummary[] {
  const explainer = new Explainer(program.layout, scenario);
  const { trace } = kernel;
  for (let index = 0; index < trace.storyRows; index++) {
    const row = trace.storyRow(index);
    explainer.take({ ...row, fact: FACT_NAMES[row.fact]! });
  }
  return explainer.all().map((anomaly) => ({
    kind: anomaly.kind,
    atMs: anomaly.atUs / 1000,
    topic: anomaly.topic,
    partition: anomaly.partition,
    offset: anomaly.offset,
    group: anomaly.group,
    member: anomaly.member,
    count: anomaly.count,
    cause: causeText(anomaly),
    setting: anomaly.setting === null ? null : settingText(anomaly.setting),
    node: anomaly.setting?.of ?? null,
    preventedBy: anomaly.prevention.says,
  }));
}
