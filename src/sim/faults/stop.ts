import { defineFault, instanceField } from "./fault.ts";

export const stop = defineFault({
  kind: "stop",
  title: "Stop cleanly",
  summary:
    "It finishes the batch in hand, commits and leaves its group, so that the rebalance starts at once.",
  targets: ["service"],
  perInstance: true,
  fields: {
    instance: instanceField,
    breaksOff: {
      type: "boolean",
      label: "Leaves its batch",
      initial: false,
      section: "How",
      help: "It does not finish the batch in hand: what auto-commit stores at the end covers that, too, and the rest is lost.",
    },
  },
  glyph: "M6 6h12v12H6z",
  apply(host, config) {
    if (config.breaksOff) host.breakOff(config.instance);
    else host.stop(config.instance);
  },
});
