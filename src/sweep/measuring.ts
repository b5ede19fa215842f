/** One run of a sweep, and what is measured of it. */
import type { Problem } from "#base/result.ts";
import { micros, US_PER_MS, US_PER_SECOND, type Micros } from "#base/units.ts";
import type { Scenario } from "#scenario/document.ts";
import { compile } from "#sim/compile.ts";
import { LatencyHistogram } from "#sim/latency-histogram.ts";
import { advance, startRun, type Run, type RunOptions } from "#sim/run.ts";
import { sampleStride } from "#sim/samples.ts";
import { groupsSummary, type GroupSummary } from "#sim/summary-groups.ts";
import { latencyWithWaiting } from "#sim/waiting.ts";
import { MEASURE_IDS, together, type Measured, type MeasureId } from "./measures.ts";

/** What came of one run; plain data, so that a worker can send it. */
export type RunResult =
  | {
      readonly is: "run";
      /** "limit": it was stopped before its end, `says` why. */
      readonly outcome: "finished" | "limit";
      readonly says: string;
      readonly traceHash: string;
      readonly measured: Measured;
    }
  | { readonly is: "refused"; readonly problems: readonly Problem[] };

/** What of a plan a run needs besides its scenario. */
export interface Measuring {
  readonly warmUpMs: number;
  readonly groupId: string;
}

/** What was there when the warm-up ended. */
interface Before {
  readonly groups: readonly GroupSummary[];
  readonly latencies: readonly Uint32Array[];
  readonly samples: number;
}

const NOTHING: Before = { groups: [], latencies: [], samples: 0 };

/** A run to its end. Slices and threads change nothing in it. */
export class MeasuredRun {
  readonly #problems: readonly Problem[];
  readonly #run: Run | null;
  readonly #measuring: Measuring;
  readonly #warmUpUs: Micros;
  #before: Before | null = null;

  constructor(scenario: Scenario, measuring: Measuring, options: RunOptions = {}) {
    const compiled = compile(scenario);
    this.#problems = compiled.ok ? [] : compiled.problems;
    this.#run = compiled.ok ? startRun(compiled.value, { ...options, isForwardOnly: true }) : null;
    this.#measuring = measuring;
    this.#warmUpUs = micros(measuring.warmUpMs);
  }

  /** Goes on for some scheduled calls; whether it is done. */
  goOn(callsMax: number): boolean {
    if (this.#run === null) return true;
    if (this.#before === null) {
      if (this.#warmUpUs > 0 && advance(this.#run, this.#warmUpUs, callsMax) === "paused") return false;
      this.#before = this.#warmUpUs > 0 ? standing(this.#run) : NOTHING;
    }
    return advance(this.#run, Infinity, callsMax) === "ended";
  }

  /** What came of it, once it is done. */
  result(): RunResult {
    const run = this.#run;
    if (run === null) return { is: "refused", problems: this.#problems };
    const { outcome, kernel } = run;
    return {
      is: "run",
      outcome: outcome.is === "limit" ? "limit" : "finished",
      says: outcome.is === "limit" ? `${outcome.says} ${outcome.tryThis}` : "",
      traceHash: kernel.trace.hash,
      measured: measuredOf(run, this.#measuring, this.#before ?? NOTHING),
    };
  }
}

function standing(run: Run): Before {
  const { layout } = run.program;
  return {
    groups: Object.values(groupsSummary(run)),
    latencies: layout.groups.map((_, group) => run.kernel.ledger.latency(group).save()),
    samples: run.sampler.count,
  };
}

function measuredOf(run: Run, { warmUpMs, groupId }: Measuring, before: Before): Measured {
  const { groups } = run.program.layout;
  const seconds = Math.max(0, run.atUs - warmUpMs * US_PER_MS) / US_PER_SECOND;
  const summary = groupsSummary(run);
  const wanted = groups.flatMap(({ nodeId, name }, index) =>
    groupId === "" || nodeId === groupId ? [ofGroup(run, index, summary[name]!, before, seconds)] : [],
  );
  return Object.fromEntries(MEASURE_IDS.map((id) => [id, together(wanted, id)])) as Record<
    MeasureId,
    number | null
  >;
}

function ofGroup(run: Run, group: number, now: GroupSummary, before: Before, seconds: number): Measured {
  const was = before.groups[group];
  const seen = before.latencies[group];
  const processed = since(run.kernel.ledger.latency(group), seen);
  const all = since(latencyWithWaiting(run, group), seen);
  const done = now.processed - (was?.processed ?? 0);
  return {
    latencyP50: percentileMs(processed, 50),
    latencyP95: percentileMs(processed, 95),
    latencyP99: percentileMs(processed, 99),
    latencyMax: processed.total === 0 ? null : processed.maxUs / US_PER_MS,
    latencyP50Waiting: percentileMs(all, 50),
    latencyP95Waiting: percentileMs(all, 95),
    latencyP99Waiting: percentileMs(all, 99),
    latencyMaxWaiting: all.total === 0 ? null : all.maxUs / US_PER_MS,
    lagMax: highestLag(run, group, before.samples, now.lag),
    lagEnd: now.lag,
    // What a commit seemed to have lost may be processed after all.
    lost: Math.max(0, now.lost - (was?.lost ?? 0)),
    duplicates: now.duplicates - (was?.duplicates ?? 0),
    deadLettered: now.deadLettered - (was?.deadLettered ?? 0),
    throughput: seconds === 0 ? null : Math.round((done / seconds) * 1_000) / 1_000,
  };
}

function percentileMs(latencies: LatencyHistogram, percent: number): number | null {
  const us = latencies.percentileUs(percent);
  return us < 0 ? null : us / US_PER_MS;
}

/** The latencies without those that were counted before. The longest is then known to a step of the histogram only. */
function since(latencies: LatencyHistogram, seen: Uint32Array | undefined): LatencyHistogram {
  if (seen === undefined) return latencies;
  const rest = new LatencyHistogram();
  const longestUs = latencies.maxUs;
  const counts = latencies.save().map((count, bucket) => Math.max(0, count - (seen[bucket] ?? 0)));
  counts[counts.length - 1] = longestUs;
  rest.restore(counts);
  counts[counts.length - 1] = Math.max(0, rest.percentileUs(100));
  rest.restore(counts);
  return rest;
}

/** The highest sum over the group's partitions that a sample shows, the end included; null where nothing was committed. */
function highestLag(run: Run, group: number, from: number, atEnd: number | null): number | null {
  const { layout } = run.program;
  const { firstPair, pairs } = layout.groups[group]!;
  const stride = sampleStride(layout);
  const rows = run.sampler.rowsFrom(from);
  let highest = atEnd;
  for (let row = 0; row + stride <= rows.length; row += stride) {
    let sum: number | null = null;
    for (let pair = 0; pair < pairs.length; pair++) {
      const lag = rows[row + 1 + firstPair + pair]!;
      if (lag >= 0) sum = (sum ?? 0) + lag;
    }
    if (sum !== null && (highest === null || sum > highest)) highest = sum;
  }
  return highest;
}
