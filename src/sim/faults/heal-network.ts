import { defineFault } from "./fault.ts";

export const healNetwork = defineFault({
  kind: "heal-network",
  title: "Heal the network",
  summary: "Everything that was cut hears each other again; who missed an election hears of it now.",
  targets: ["cluster"],
  perInstance: false,
  fields: {},
  glyph: "M3 12h18 M8 7l-5 5 5 5 M16 7l5 5-5 5",
  apply(host) {
    host.healNetwork();
  },
});
