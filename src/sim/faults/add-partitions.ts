import { defineFault } from "./fault.ts";

export const addPartitions = defineFault({
  kind: "add-partitions",
  title: "Add partitions",
  summary:
    "The topic has more partitions from then on: most keys go elsewhere, and consumers notice with their next metadata.",
  targets: ["topic"],
  perInstance: false,
  fields: {
    partitions: {
      type: "number",
      label: "Partitions",
      unit: "count",
      min: 1,
      max: 1_000,
      whole: true,
      initial: 6,
      section: "How",
      help: "How many there are from then on; they only become more.",
    },
  },
  glyph: "M4 6h16 M4 12h16 M4 18h8 M17 15v6 M14 18h6",
  apply(host, config) {
    host.addPartitions(config.partitions);
  },
});
