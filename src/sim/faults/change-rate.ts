import { defineFault } from "./fault.ts";

export const changeRate = defineFault({
  kind: "change-rate",
  title: "Change the rate",
  summary: "Multiplies the rate at which every instance of the service publishes.",
  targets: ["service"],
  perInstance: false,
  fields: {
    factor: {
      type: "number",
      label: "Times",
      unit: "factor",
      min: 0,
      max: 10_000,
      whole: false,
      initial: 3,
      section: "How",
      help: "The rate of the scenario times this: 0 stops, 1 is as drawn.",
    },
  },
  glyph: "M4 20 12 4l8 16 M7.5 14h9",
  apply(host, config) {
    host.changeRate(config.factor);
  },
});
