import { COMPATIBILITY_MODES } from "#schema/modes.ts";
import { defineFault } from "./fault.ts";

export const setCompatibility = defineFault({
  kind: "set-compatibility",
  title: "Change the compatibility",
  summary:
    "Another compatibility mode holds from now on for what is registered; what is registered already stays.",
  targets: ["schema-registry", "topic"],
  perInstance: false,
  fields: {
    subject: {
      type: "subject",
      label: "Subject",
      initial: "",
      section: "What",
      help: "The subject whose mode changes; none for the registry's default.",
    },
    mode: {
      type: "choice",
      label: "Mode",
      initial: "NONE",
      section: "What",
      options: Object.fromEntries(COMPATIBILITY_MODES.map((mode) => [mode, mode])),
      help: "What new versions are checked for.",
    },
  },
  glyph: "M4 8h12 M13 5l3 3-3 3 M20 16H8 M11 13l-3 3 3 3",
  apply(host, config) {
    host.setCompatibility(config.subject, config.mode);
  },
});
