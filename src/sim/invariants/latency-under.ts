import { groupInSample } from "#sim/samples.ts";
import { amountText, momentText, spanText } from "#sim/words.ts";
import { defineForm, fromField } from "./form.ts";

/** Columns of the percentiles among a group's numbers in a sample. */
const COLUMNS: Readonly<Record<string, number>> = { p50: 1, p95: 2, p99: 3 };

/** Time from a message's making to the end of its processing: in each two seconds of the chart, or over the whole run. */
export const latencyUnder = defineForm({
  kind: "latency-under",
  title: "Latency under",
  summary:
    "A percentile of the time from a message's making to the end of its processing stays under a limit.",
  targets: ["consumer-group"],
  fields: {
    percentile: {
      type: "choice",
      label: "Percentile",
      options: { p50: "p50", p95: "p95", p99: "p99" },
      initial: "p99",
      section: "What",
      help: "p99 under 2 s: of a hundred messages 99 are done within 2 s.",
    },
    underMs: {
      type: "number",
      label: "Under",
      unit: "ms",
      min: 1,
      max: 86_400_000,
      whole: true,
      initial: 2000,
      section: "What",
      help: "From the moment a message is made to the moment its processing ends.",
    },
    over: {
      type: "choice",
      label: "Over",
      options: { windows: "each two seconds", run: "the whole run" },
      initial: "windows",
      section: "When",
      help: "Of what was processed in each two seconds, as the chart shows it, or of everything, which is judged at the end.",
    },
    fromMs: { ...fromField, when: { field: "over", is: ["windows"] } },
  },
  causes: ["rebalance", "failure", "broker", "schema", "producer"],
  create({ kernel, group, looked, saw, violated }, { percentile, underMs, over, fromMs }) {
    const judge = (atUs: number, us: number): void => {
      if (us < 0) return;
      looked();
      saw(us);
      if (us >= underMs * 1000) violated({ atUs, found: us });
    };
    if (over === "run")
      return {
        heldFromUs: Infinity,
        ended: (endUs) =>
          judge(endUs, kernel.ledger.latency(group).percentileUs(Number(percentile.slice(1)))),
      };
    const column = groupInSample(kernel.program.layout, group) + COLUMNS[percentile]!;
    return {
      heldFromUs: fromMs * 1000,
      sampled(sampler) {
        if (sampler.lastUs >= fromMs * 1000 && sampler.hasNewLatencies)
          judge(sampler.lastUs, sampler.value(column));
      },
    };
  },
  demands: ({ percentile, underMs, over, fromMs }, target) =>
    `${percentile} latency of ${target} under ${spanText(underMs * 1000)}${over === "run" ? " over the run" : fromMs === 0 ? "" : ` from ${momentText(fromMs * 1000)} on`}`,
  found: ({ atUs, found }, { worst }, { percentile, underMs, over }, { target }) =>
    over === "run"
      ? `${percentile} of everything that ${target} processed is ${spanText(found)}, which is not under ${spanText(underMs * 1000)}.`
      : `${percentile} of what ${target} processed in the two seconds up to ${momentText(atUs)} is ${spanText(found)}, which is not under ${spanText(underMs * 1000)}${worst > found ? `; at its worst ${spanText(worst)}` : ""}.`,
  holds: ({ looked, worst }, { over }) =>
    looked === 0
      ? "Nothing was processed in that time, so nothing was put to the test."
      : over === "run"
        ? `It was ${spanText(worst)}.`
        : `At most ${spanText(worst)} in ${amountText(looked, "stretch", "stretches")} of two seconds.`,
});
