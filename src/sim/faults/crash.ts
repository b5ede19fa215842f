import { defineFault, instanceField } from "./fault.ts";

export const crash = defineFault({
  kind: "crash",
  title: "Crash",
  summary:
    "The process dies without a word: no leave, no commit; its group finds out when the session times out.",
  targets: ["service"],
  perInstance: true,
  fields: { instance: instanceField },
  glyph: "M13 2 4 14h7l-1 8 9-12h-7z",
  apply(host, config) {
    host.crash(config.instance);
  },
});
