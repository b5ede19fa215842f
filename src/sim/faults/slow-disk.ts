import { micros } from "#base/units.ts";
import { brokerField, defineFault } from "./fault.ts";

export const slowDisk = defineFault({
  kind: "slow-disk",
  title: "Slow a disk down",
  summary:
    "Each batch takes its time on the broker's disk: what it leads answers late, and where it follows it may fall out of the replicas in sync.",
  targets: ["cluster"],
  perInstance: true,
  fields: {
    instance: brokerField,
    appendMs: {
      type: "number",
      label: "A batch takes",
      unit: "ms",
      min: 0.1,
      max: 60_000,
      whole: false,
      initial: 500,
      section: "How",
      help: "Time to append one batch.",
    },
    durationMs: {
      type: "number",
      label: "For",
      unit: "ms",
      min: 0,
      max: 86_400_000,
      whole: true,
      initial: 60_000,
      section: "How",
      help: "How long it stays slow; 0 until the disk is mended.",
    },
  },
  glyph: "M4 6c0-2 16-2 16 0v12c0 2-16 2-16 0z M4 6c0 2 16 2 16 0 M12 12v3l2 1",
  apply(host, config) {
    host.changeDisk(config.instance, "slow", micros(config.appendMs), micros(config.durationMs));
  },
});
