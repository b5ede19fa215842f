import { defineFault, instanceField } from "./fault.ts";

export const seek = defineFault({
  kind: "seek",
  title: "Seek",
  summary:
    "The consumer goes on reading somewhere else in the partitions that it owns; nothing is stored until it commits.",
  targets: ["service"],
  perInstance: true,
  fields: {
    instance: instanceField,
    to: {
      type: "choice",
      label: "To",
      initial: "beginning",
      section: "How",
      options: {
        beginning: "the beginning (seekToBeginning)",
        end: "the end (seekToEnd)",
        offset: "an offset (seek)",
        time: "a moment of the run (offsetsForTimes)",
      },
      help: "Where it reads next.",
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
      when: { field: "to", is: ["offset"] },
      help: "One that is not in the log any more, or not yet, is a matter for auto.offset.reset.",
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
      when: { field: "to", is: ["time"] },
      help: "Time of the run: the first message that is not older; the end where there is none.",
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
      help: "Number of the partition, from 0; -1 for all that it owns.",
    },
  },
  glyph: "M5 5v14 M19 12H9 M13 8l-4 4 4 4",
  apply(host, { instance, to, offset, timeMs, partition }) {
    host.seek(instance, { to, offset, timeMs }, partition);
  },
});
