import { amountText, momentText, numberText } from "#sim/words.ts";
import { defineForm, fromField } from "./form.ts";

/** The group's lag, summed over its partitions, as the chart draws it: at each sample and so ten times a second at most. */
export const lagUnder = defineForm({
  kind: "lag-under",
  title: "Lag under",
  summary:
    "The lag of a group, summed over its partitions, stays under a number of messages from a moment on.",
  targets: ["consumer-group"],
  fields: {
    under: {
      type: "number",
      label: "Under",
      unit: "count",
      min: 1,
      max: 1_000_000_000,
      whole: true,
      initial: 100,
      section: "What",
      help: "Messages between the high watermark and the committed offset, of all partitions together. Looked at as often as the chart of the lag: every tenth of a second in runs of up to four minutes.",
    },
    fromMs: fromField,
  },
  causes: ["rebalance", "failure", "broker", "schema", "commit"],
  create({ kernel, group, looked, saw, violated }, { under, fromMs }) {
    const { firstPair, pairs } = kernel.program.groups[group]!;
    return {
      heldFromUs: fromMs * 1000,
      sampled(sampler) {
        if (sampler.lastUs < fromMs * 1000) return;
        let lag = 0;
        let isKnown = false;
        for (let pair = 0; pair < pairs.length; pair++) {
          const of = sampler.value(1 + firstPair + pair);
          if (of < 0) continue;
          isKnown = true;
          lag += of;
        }
        // Without a commit the lag is unknown, not 0.
        if (!isKnown) return;
        looked();
        saw(lag);
        if (lag >= under) violated({ atUs: sampler.lastUs, found: lag });
      },
    };
  },
  demands: ({ under, fromMs }, target) =>
    `lag of ${target} under ${numberText(under)}${fromMs === 0 ? "" : ` from ${momentText(fromMs * 1000)} on`}`,
  found: ({ atUs, found }, { worst }, { under }, { target }) =>
    `${target} is ${amountText(found, "message")} behind at ${momentText(atUs)}, which is not under ${numberText(under)}${worst > found ? `; at its worst ${numberText(worst)}` : ""}.`,
  holds: ({ looked, worst }) =>
    looked === 0
      ? "No lag was known in that time, so nothing was put to the test."
      : `At most ${amountText(worst, "message")} behind.`,
});
