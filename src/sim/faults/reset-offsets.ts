import type { OffsetReset } from "#sim/bus/log/offset-reset.ts";
import { unreachable } from "#base/assert.ts";
import { defineFault } from "./fault.ts";

/** The fields that say where offsets go, for resets of a group; `to` names the options of kafka-consumer-groups.sh. */
const fields = {
  to: {
    type: "choice",
    label: "To",
    initial: "to-earliest",
    section: "How",
    options: {
      "to-earliest": "the earliest message",
      "to-latest": "the end",
      "to-offset": "an offset",
      "shift-by": "so many further",
      "to-datetime": "a moment of the run",
      "by-duration": "so long ago",
    },
    help: "As the options of kafka-consumer-groups.sh --reset-offsets.",
  },
  offset: {
    type: "number",
    label: "Offset",
    unit: "none",
    min: 0,
    max: 2_000_000_000,
    whole: true,
    initial: 0,
    section: "How",
    when: { field: "to", is: ["to-offset"] },
    help: "Brought into the log where it lies outside.",
  },
  shiftBy: {
    type: "number",
    label: "Shift by",
    unit: "none",
    min: -2_000_000_000,
    max: 2_000_000_000,
    whole: true,
    initial: -100,
    section: "How",
    when: { field: "to", is: ["shift-by"] },
    help: "Below 0 goes back. Partitions without a commit stay as they are.",
  },
  timeMs: {
    type: "number",
    label: "Moment",
    unit: "ms",
    min: 0,
    max: 31_536_000_000,
    whole: true,
    initial: 0,
    section: "How",
    when: { field: "to", is: ["to-datetime"] },
    help: "Time of the run: the first message that is not older.",
  },
  durationMs: {
    type: "number",
    label: "Ago",
    unit: "ms",
    min: 0,
    max: 31_536_000_000,
    whole: true,
    initial: 60_000,
    section: "How",
    when: { field: "to", is: ["by-duration"] },
    help: "Counted back from the moment of the reset.",
  },
  partition: {
    type: "number",
    label: "Only partition",
    unit: "none",
    min: -1,
    max: 1_000,
    whole: true,
    initial: -1,
    section: "Where",
    help: "Number of the partition, from 0; -1 for all.",
  },
} as const;

export const resetOffsets = defineFault({
  kind: "reset-offsets",
  title: "Reset offsets",
  summary:
    "Moves the group's committed offsets by hand; refused while the group has members, so its service has to be stopped first.",
  targets: ["consumer-group"],
  perInstance: false,
  fields,
  glyph: "M4 12a8 8 0 1 1 2.5 5.8 M4 19v-4h4 M12 8v4l3 2",
  apply(host, config) {
    host.resetOffsets(resetOf(config), config.partition);
  },
});

function resetOf(config: {
  readonly to: keyof (typeof fields)["to"]["options"];
  readonly offset: number;
  readonly shiftBy: number;
  readonly timeMs: number;
  readonly durationMs: number;
}): OffsetReset {
  switch (config.to) {
    case "to-earliest":
    case "to-latest":
      return { to: config.to };
    case "to-offset":
      return { to: "to-offset", offset: config.offset };
    case "shift-by":
      return { to: "shift-by", by: config.shiftBy };
    case "to-datetime":
      return { to: "to-datetime", timeMs: config.timeMs };
    case "by-duration":
      return { to: "by-duration", durationMs: config.durationMs };
    default:
      return unreachable(config.to);
  }
}
