import { defineFault } from "./fault.ts";

export const rebuildProjection = defineFault({
  kind: "rebuild-projection",
  title: "Rebuild the read model",
  summary:
    "The read model is built anew from the first event of its store, while events and queries go on; then the new one is asked.",
  targets: ["service"],
  perInstance: false,
  fields: {
    how: {
      type: "choice",
      label: "How",
      initial: "blue-green",
      section: "What",
      options: { "blue-green": "beside the one in use", "in-place": "in its place" },
      help: "Beside the one in use (blue/green) queries are answered as before until the switch. In its place they get what is there so far.",
    },
    mends: {
      type: "boolean",
      label: "With a mended program",
      initial: true,
      section: "What",
      help: "Whether the new program is without the bug of the old one.",
    },
  },
  glyph: "M5 12a7 7 0 1 1 2 4.9 M5 21v-4.5h4.5",
  apply(host, config) {
    host.rebuildProjection(config.how as "blue-green" | "in-place", config.mends);
  },
});
