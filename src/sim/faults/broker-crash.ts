import { brokerField, defineFault } from "./fault.ts";

export const brokerCrash = defineFault({
  kind: "broker-crash",
  title: "Crash a broker",
  summary:
    "The broker dies at once, as by kill -9: its connections break, and nobody leads its partitions until its session is over.",
  targets: ["cluster"],
  perInstance: true,
  fields: { instance: brokerField },
  glyph: "M13 2 4 14h7l-1 8 9-12h-7z",
  apply(host, config) {
    host.crashBroker(config.instance);
  },
});
