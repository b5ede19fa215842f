import { brokerField, defineFault } from "./fault.ts";

export const brokerRestart = defineFault({
  kind: "broker-restart",
  title: "Start a broker",
  summary:
    "A broker that is down comes back with what its disk has kept, cuts off what the new leaders do not have, and catches up.",
  targets: ["cluster"],
  perInstance: true,
  revives: true,
  fields: { instance: brokerField },
  glyph: "M4 12a8 8 0 1 0 2.5-5.8 M4 3v4h4",
  apply(host, config) {
    host.startBroker(config.instance);
  },
});
