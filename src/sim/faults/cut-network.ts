import { micros } from "#base/units.ts";
import { brokerField, defineFault } from "./fault.ts";

export const cutNetwork = defineFault({
  kind: "cut-network",
  title: "Cut the network",
  summary:
    "Nothing gets through between a broker and others, either way. It runs on and does not know: a leader that is cut off takes writes with acks=1 which are lost when it hears of the new leader.",
  targets: ["cluster"],
  perInstance: true,
  fields: {
    instance: brokerField,
    from: {
      type: "choice",
      label: "Cut off from",
      initial: "everything",
      options: {
        everything: "everything",
        cluster: "the other brokers and the controller",
        brokers: "the other brokers",
        controller: "the controller",
        broker: "one broker",
        clients: "all services",
        service: "one service",
      },
      section: "Where",
      help: "Whom it does not hear, and who does not hear it.",
    },
    other: {
      type: "number",
      label: "Which broker",
      unit: "none",
      min: 1,
      max: 9,
      whole: true,
      initial: 2,
      section: "Where",
      when: { field: "from", is: ["broker"] },
      help: "Number of the other broker, from 1.",
    },
    service: {
      type: "node",
      label: "Which service",
      kind: "service",
      initial: "",
      section: "Where",
      when: { field: "from", is: ["service"] },
      help: "The service whose instances do not reach the broker.",
    },
    durationMs: {
      type: "number",
      label: "For",
      unit: "ms",
      min: 0,
      max: 86_400_000,
      whole: true,
      initial: 30_000,
      section: "How",
      help: "How long it stays cut; 0 until the network is healed.",
    },
  },
  glyph: "M4 12h5 M15 12h5 M11 7l2 10 M7 12a2 2 0 1 1-4 0 2 2 0 0 1 4 0z",
  apply(host, config) {
    host.cutNetwork(config.instance, config.from, config.other, config.service, micros(config.durationMs));
  },
});
