import { micros } from "#base/units.ts";
import { defineFault, instanceField } from "./fault.ts";

export const pause = defineFault({
  kind: "pause",
  title: "Pause",
  summary:
    "The whole process stands still, heartbeats too, as in a long garbage collection; then it goes on as if nothing had been.",
  targets: ["service"],
  perInstance: true,
  fields: {
    instance: instanceField,
    durationMs: {
      type: "number",
      label: "For",
      unit: "ms",
      min: 1,
      max: 86_400_000,
      whole: true,
      initial: 60_000,
      section: "How",
      help: "How long it stands still.",
    },
  },
  glyph: "M8 5v14 M16 5v14",
  apply(host, config) {
    host.pause(config.instance, micros(config.durationMs));
  },
});
