import { defineFault } from "./fault.ts";

export const discardDeadLetters = defineFault({
  kind: "discard-dead-letters",
  title: "Discard dead letters",
  summary: "Throws dead letters away after somebody has looked at them: they will never be processed.",
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
  glyph: "M4 7h16 M9 7V4h6v3 M6 7l1 13h10l1-13 M10 11v6 M14 11v6",
  apply(host, config) {
    host.discardLetters(config.offset);
  },
});
