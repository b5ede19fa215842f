import { defineFault, instanceField } from "./fault.ts";

export const clockSkew = defineFault({
  kind: "clock-skew",
  title: "Set the clock wrong",
  summary:
    "The instance's clock is off from then on: its messages say so (CreateTime), and retention goes by that.",
  targets: ["service"],
  perInstance: true,
  fields: {
    instance: instanceField,
    skewMs: {
      type: "number",
      label: "Off by",
      unit: "ms",
      min: -2_000_000_000,
      max: 2_000_000_000,
      whole: true,
      initial: 3_600_000,
      section: "How",
      help: "Above 0 is ahead, below 0 behind; 0 sets it right.",
    },
  },
  glyph: "M12 3a9 9 0 1 0 9 9 M12 7v5l4 2 M17 3l4 4 M21 3l-4 4",
  apply(host, config) {
    host.clockSkew(config.instance, config.skewMs);
  },
});
