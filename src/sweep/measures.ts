/** What is measured of each run, and how groups are taken together: one line a measure. */

/** How a measure's numbers are to be read. */
export type MeasureUnit = "ms" | "messages" | "per second";

export interface Measure {
  readonly title: string;
  readonly unit: MeasureUnit;
  /** All groups together: the highest of them, or their sum. */
  readonly together: "highest" | "sum";
  /** Where a question asks for this, what is judged in its place: latencies count what still waits, with its age. */
  readonly judged?: MeasureId;
}

export type MeasureId =
  | "latencyP50"
  | "latencyP95"
  | "latencyP99"
  | "latencyMax"
  | "latencyP50Waiting"
  | "latencyP95Waiting"
  | "latencyP99Waiting"
  | "latencyMaxWaiting"
  | "lagMax"
  | "lagEnd"
  | "lost"
  | "duplicates"
  | "deadLettered"
  | "throughput";

/** What a run gives: null where it is unknown, e.g. the latency of a group that has processed nothing. */
export type Measured = Readonly<Record<MeasureId, number | null>>;

const latency = (title: string, judged?: MeasureId): Measure => ({
  title,
  unit: "ms",
  together: "highest",
  ...(judged === undefined ? {} : { judged }),
});

/** By id, in the order of tables. */
export const measures: Readonly<Record<MeasureId, Measure>> = {
  latencyP50: latency("Latency p50", "latencyP50Waiting"),
  latencyP95: latency("Latency p95", "latencyP95Waiting"),
  latencyP99: latency("Latency p99", "latencyP99Waiting"),
  latencyMax: latency("Latency, longest", "latencyMaxWaiting"),
  latencyP50Waiting: latency("Latency p50 with what waits"),
  latencyP95Waiting: latency("Latency p95 with what waits"),
  latencyP99Waiting: latency("Latency p99 with what waits"),
  latencyMaxWaiting: latency("Longest latency or wait"),
  lagMax: { title: "Lag, highest", unit: "messages", together: "highest" },
  lagEnd: { title: "Lag at the end", unit: "messages", together: "highest" },
  lost: { title: "Lost", unit: "messages", together: "sum" },
  duplicates: { title: "Duplicates", unit: "messages", together: "sum" },
  deadLettered: { title: "Dead letters", unit: "messages", together: "sum" },
  throughput: { title: "Throughput", unit: "per second", together: "sum" },
};

export const MEASURE_IDS = Object.keys(measures) as readonly MeasureId[];

/** What is shown when nobody chose. */
export const MEASURES_SHOWN: readonly MeasureId[] = [
  "latencyP50",
  "latencyP95",
  "latencyP99",
  "lagMax",
  "lagEnd",
  "lost",
  "duplicates",
  "throughput",
];

/** Several groups as one. Unknown ones do not count; all unknown: unknown. */
export function together(groups: readonly Measured[], id: MeasureId): number | null {
  const known = groups.flatMap((group) => group[id] ?? []);
  if (known.length === 0) return null;
  return measures[id].together === "sum"
    ? // Thousandths, as each group has them; below them a sum carries noise.
      Math.round(known.reduce((sum, value) => sum + value, 0) * 1_000) / 1_000
    : known.reduce((most, value) => Math.max(most, value));
}

/** Whether a text is the id of a measure. */
export function isMeasure(text: string): text is MeasureId {
  return Object.hasOwn(measures, text);
}
