import { micros } from "#base/units.ts";
import { defineFault } from "./fault.ts";

export const deploy = defineFault({
  kind: "deploy",
  title: "Deploy a version",
  summary:
    "The instances get a program with another schema version, one after the other: old and new run side by side meanwhile.",
  targets: ["service", "consumer-group"],
  perInstance: false,
  fields: {
    version: {
      type: "number",
      label: "Version",
      unit: "none",
      min: 0,
      max: 200,
      whole: true,
      initial: 0,
      section: "What",
      help: "A service writes with it from then on, a consumer group reads with it; 0 for the newest.",
    },
    downMs: {
      type: "number",
      label: "Down for",
      unit: "ms",
      min: 0,
      max: 3_600_000,
      whole: true,
      initial: 1_000,
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
      initial: 5_000,
      section: "How",
      help: "From the start of one instance to the stop of the next.",
    },
  },
  glyph: "M12 3v11 M7.5 9.5 12 14l4.5-4.5 M4 17v3h16v-3",
  apply(host, config) {
    host.deploy(config.version, micros(config.downMs), micros(config.pauseMs));
  },
});
