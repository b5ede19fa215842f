/** The measures of a run in hand, over the whole of it: for the command line. */
import { present } from "#base/assert.ts";
import { US_PER_MS, US_PER_SECOND } from "#base/units.ts";
import type { Scenario } from "#scenario/document.ts";
import { FACT_NAMES } from "#sim/facts.ts";
import { frameOf } from "#sim/frame-of.ts";
import type { Run } from "#sim/run.ts";
import { summarise } from "#sim/summary.ts";
import { InstanceClock } from "./instance-time.ts";
import { measuresOfParts } from "./of-services.ts";
import type { Measures } from "./measures.ts";

/** Figures from the start to where the run stands; throughput and latency are those of everything processed till then. */
export function measuresOfRun(run: Run, scenario: Scenario): Measures {
  const { kernel, program } = run;
  const { layout } = program;
  const atUs = Math.max(0, run.atUs);
  const clock = new InstanceClock();
  const { trace } = kernel;
  for (let at = 0; at < trace.storyRows; at++) {
    const row = trace.storyRow(at);
    clock.take({ ...row, fact: present(FACT_NAMES[row.fact], "a known fact") });
  }
  const { groups } = summarise(run, scenario);
  return {
    atMs: atUs / US_PER_MS,
    groups: layout.groups.map(({ nodeId, name }) => {
      const group = present(groups[name], "the group's summary");
      return {
        nodeId,
        name,
        lag: group.lag,
        processed: group.processed,
        perSecond: atUs === 0 ? null : (group.processed * US_PER_SECOND) / atUs,
        p50Ms: group.latencyMs.p50,
        p95Ms: group.latencyMs.p95,
        p99Ms: group.latencyMs.p99,
        duplicates: group.duplicates,
        lost: group.lost,
        retried: group.retried,
        deadLettered: group.deadLettered,
      };
    }),
    parts: measuresOfParts(frameOf(run), layout),
    produced: layout.topics.reduce(
      (sum, { isDeadLetterQueue }, topic) => sum + (isDeadLetterQueue ? 0 : kernel.ledger.topics[topic * 2]!),
      0,
    ),
    running: clock.running,
    instanceSeconds: clock.secondsUntil(atUs),
  };
}
