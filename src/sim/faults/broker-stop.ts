import { brokerField, defineFault } from "./fault.ts";

export const brokerStop = defineFault({
  kind: "broker-stop",
  title: "Stop a broker cleanly",
  summary: "Controlled shutdown: the controller gives its partitions to other leaders first, then it stops.",
  targets: ["cluster"],
  perInstance: true,
  fields: { instance: brokerField },
  glyph: "M6 6h12v12H6z",
  apply(host, config) {
    host.stopBroker(config.instance);
  },
});
