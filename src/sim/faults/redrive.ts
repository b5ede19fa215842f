import { defineFault } from "./fault.ts";

export const redrive = defineFault({
  kind: "redrive",
  title: "Redrive",
  summary:
    "Sends dead letters once more: to the topic that they came from, where every group reads them again and they stand behind everything newer, or to the group's own retry topic.",
  targets: ["dead-letter-queue"],
  perInstance: false,
  fields: {
    which: {
      type: "choice",
      label: "Which",
      initial: "all",
      section: "What",
      options: {
        all: "all that wait",
        one: "one, by its offset",
        key: "those of a key",
        error: "those that failed in one way",
      },
      help: "Which dead letters are sent again; the others stay.",
    },
    offset: {
      type: "number",
      label: "Offset",
      unit: "none",
      min: 0,
      max: 2_000_000_000,
      whole: true,
      initial: 0,
      section: "What",
      when: { field: "which", is: ["one"] },
      help: "Its offset in the queue.",
    },
    key: {
      type: "text",
      label: "Key",
      maxLength: 40,
      initial: "order-1",
      section: "What",
      when: { field: "which", is: ["key"] },
      help: "The message's key, as it is written.",
    },
    error: {
      type: "choice",
      label: "Failed in",
      initial: "processing",
      section: "What",
      when: { field: "which", is: ["error"] },
      options: { processing: "the application", deserialization: "the deserializer" },
      help: "x-exception-class of the dead letter: what threw at the last attempt.",
    },
    to: {
      type: "choice",
      label: "To",
      initial: "topic",
      section: "How",
      options: {
        topic: "where it came from (all groups read it)",
        group: "the group's first retry topic (it alone reads it)",
      },
      help: "Groups that had processed the message get it again where it goes to its topic. The other way needs a retry topic of the group.",
    },
    ratePerSecond: {
      type: "number",
      label: "At most",
      unit: "per second",
      min: 0.01,
      max: 10_000,
      whole: false,
      initial: 10,
      section: "How",
      help: "So that the messages do not all come back at one moment.",
    },
    goesOn: {
      type: "boolean",
      label: "Also what comes later",
      initial: false,
      section: "How",
      help: "An automatic redrive: whatever falls into the queue goes out again. A poisoned message then goes round until the queue's limit of redrives.",
    },
  },
  glyph: "M4 12a8 8 0 0 1 14-5.3 M18 3v4h-4 M20 12a8 8 0 0 1-14 5.3 M6 21v-4h4",
  apply(host, config) {
    host.redrive(config);
  },
});
