import { defineFault } from "./fault.ts";

export const scale = defineFault({
  kind: "scale",
  title: "Scale",
  summary: "Sets the number of instances: new ones join the group, surplus ones stop cleanly.",
  targets: ["service"],
  perInstance: false,
  fields: {
    instances: {
      type: "number",
      label: "Instances",
      unit: "count",
      min: 1,
      max: 64,
      whole: true,
      initial: 2,
      section: "How",
      help: "How many instances run from then on.",
    },
  },
  glyph: "M4 20V10 M10 20V6 M16 20V3 M2 20h20",
  apply(host, config) {
    host.scale(config.instances);
  },
});
