import { micros } from "#base/units.ts";
import { defineFault, instanceField } from "./fault.ts";

export const slowDown = defineFault({
  kind: "slow-down",
  title: "Slow down",
  summary: "Each message takes several times longer for a while.",
  targets: ["service"],
  perInstance: true,
  fields: {
    instance: instanceField,
    factor: {
      type: "number",
      label: "Slower by",
      unit: "factor",
      min: 0.01,
      max: 10_000,
      whole: false,
      initial: 10,
      section: "How",
      help: "How many times longer a message takes; 1 is normal again.",
    },
    durationMs: {
      type: "number",
      label: "For",
      unit: "ms",
      min: 1,
      max: 86_400_000,
      whole: true,
      initial: 60_000,
      section: "How",
      help: "How long it stays slow.",
    },
  },
  glyph: "M12 7v5l4 2 M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z",
  apply(host, config) {
    host.slowDown(config.instance, config.factor, micros(config.durationMs));
  },
});
