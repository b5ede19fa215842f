import { defineFault } from "./fault.ts";

export const poisonNext = defineFault({
  kind: "poison-next",
  title: "Poison the next message",
  summary: "The next message appended to this topic fails every attempt to process it, in every group.",
  targets: ["topic"],
  perInstance: false,
  fields: {},
  glyph: "M12 3c5 6 6 8 6 11a6 6 0 0 1-12 0c0-3 1-5 6-11z M9.5 13l5 5 M14.5 13l-5 5",
  apply(host) {
    host.poisonNext();
  },
});
