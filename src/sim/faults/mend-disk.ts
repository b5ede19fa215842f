import { brokerField, defineFault } from "./fault.ts";

export const mendDisk = defineFault({
  kind: "mend-disk",
  title: "Mend a disk",
  summary: "The broker's disk has room again and is as fast as ever.",
  targets: ["cluster"],
  perInstance: true,
  fields: { instance: brokerField },
  glyph: "M4 6c0-2 16-2 16 0v12c0 2-16 2-16 0z M4 6c0 2 16 2 16 0 M9 14l2 2 4-5",
  apply(host, config) {
    host.changeDisk(config.instance, "normal", 0, 0);
  },
});
