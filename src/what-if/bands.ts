/** What the chart and its table draw: a band for each value, one series for each value of a second setting. */
import type { ConfigValue } from "#scenario/document.ts";
import { bandOf, type Band } from "#sweep/bands.ts";
import type { MeasureId } from "#sweep/measures.ts";
import { runsOfPoint, type SweepPlan } from "#sweep/plan.ts";
import type { Results } from "#sweep/sweeping.ts";
import { knobValueText } from "#sweep/words.ts";

export interface BandSeries {
  /** The second setting's value in words; "" where there is none. */
  readonly name: string;
  /** One for each value of the first setting; null: not run yet, or unknown. */
  readonly bands: readonly (Band | null)[];
}

export interface Column {
  readonly value: ConfigValue;
  readonly text: string;
}

/** Columns of the chart: the values of the first setting. */
export function columnsOf({ scenario, axes }: SweepPlan): readonly Column[] {
  const [first] = axes;
  if (first === undefined) return [];
  const { knob, values } = first;
  return values.map((value) => ({ value, text: knobValueText(scenario, knob, value) }));
}

/** The bands of one measure. */
export function seriesOf(plan: SweepPlan, results: Results, measure: MeasureId): readonly BandSeries[] {
  const [first, second] = plan.axes;
  if (first === undefined) return [];
  const others = second === undefined ? [null] : second.values;
  return others.map((other, index) => ({
    name: other === null || second === undefined ? "" : knobValueText(plan.scenario, second.knob, other),
    bands: first.values.map((_, column) => {
      const runs = runsOfPoint(plan, column * others.length + index);
      return bandOf(
        runs.flatMap((run) => {
          const result = results.get(run);
          return result?.is === "run" ? [result.measured[measure]] : [];
        }),
      );
    }),
  }));
}

export interface Scale {
  readonly isLog: boolean;
  /** 0 at the bottom, 1 at the top. */
  readonly at: (value: number) => number;
  readonly ticks: readonly number[];
}

/** The highest value is this many times the lowest: beyond, a linear scale shows the highest only. */
const LOG_FROM = 40;

/** The scale that these values (`isWhole`: counts) fit into, from 0, or by powers of ten where they lie far apart. */
export function scaleOf(values: readonly number[], isWhole: boolean): Scale {
  const most = Math.max(0, ...values);
  const least = Math.min(...values.filter((value) => value > 0));
  if (most > 0 && Number.isFinite(least) && values.every((value) => value > 0) && most / least > LOG_FROM)
    return logScale(least, most);
  const step = most === 0 ? 1 : Math.max(isWhole ? 1 : 0, stepFor(most));
  const top = Math.max(step, Math.ceil(most / step) * step);
  const ticks = Array.from({ length: Math.round(top / step) + 1 }, (_, i) => i * step);
  return { isLog: false, ticks, at: (value) => value / top };
}

function logScale(least: number, most: number): Scale {
  const low = Math.floor(Math.log10(least));
  const high = Math.ceil(Math.log10(most));
  const ticks = Array.from({ length: high - low + 1 }, (_, i) => 10 ** (low + i));
  return { isLog: true, ticks, at: (value) => (Math.log10(value) - low) / Math.max(1, high - low) };
}

/** A round step, so that some four of them reach up to the value. */
function stepFor(most: number): number {
  const rough = most / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 2.5, 5, 10].map((times) => times * power).find((step) => step >= rough - 1e-12) ?? rough;
}
