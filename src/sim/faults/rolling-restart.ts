import { micros } from "#base/units.ts";
import { defineFault } from "./fault.ts";

export const rollingRestart = defineFault({
  kind: "rolling-restart",
  title: "Rolling restart",
  summary:
    "Every instance of the service stops cleanly and starts again, one after the other, as at a deployment.",
  targets: ["service"],
  perInstance: false,
  fields: {
    downMs: {
      type: "number",
      label: "Down for",
      unit: "ms",
      min: 0,
      max: 3_600_000,
      whole: true,
      initial: 5_000,
      section: "How",
      help: "From the end of the old process to the start of the new one.",
    },
    pauseMs: {
      type: "number",
      label: "Pause between",
      unit: "ms",
      min: 0,
      max: 3_600_000,
      whole: true,
      initial: 10_000,
      section: "How",
      help: "From the start of one instance to the stop of the next.",
    },
  },
  glyph: "M4 12a8 8 0 0 1 13.7-5.7 M20 12a8 8 0 0 1-13.7 5.7 M18 3v4h-4 M6 21v-4h4",
  apply(host, config) {
    host.rollingRestart(micros(config.downMs), micros(config.pauseMs));
  },
});
