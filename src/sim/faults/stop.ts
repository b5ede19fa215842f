import { defineFault, instanceField } from "./fault.ts";

export const stop = defineFault({
  kind: "stop",
  title: "Stop cleanly",
  summary:
    "It finishes the batch in hand, commits and leaves its group, so that the rebalance starts at once.",
  targets: ["service"],
  perInstance: true,
  fields: { instance: instanceField },
  glyph: "M6 6h12v12H6z",
  apply(host, config) {
    host.stop(config.instance);
  },
});
