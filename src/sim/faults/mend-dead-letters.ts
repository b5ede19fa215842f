import { defineFault } from "./fault.ts";

export const mendDeadLetters = defineFault({
  kind: "mend-dead-letters",
  title: "Mend dead letters",
  summary:
    "Somebody edits dead letters, so that they can be processed when they are sent again; they stay in the queue until then.",
  targets: ["dead-letter-queue"],
  perInstance: false,
  fields: {
    offset: {
      type: "number",
      label: "Offset",
      unit: "none",
      min: -1,
      max: 2_000_000_000,
      whole: true,
      initial: -1,
      section: "What",
      help: "Its offset in the queue; -1 for all that wait.",
    },
  },
  glyph: "M4 20l4-1L19 8l-3-3L5 16z M14 7l3 3",
  apply(host, config) {
    host.mendLetters(config.offset);
  },
});
