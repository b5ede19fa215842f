import { brokerField, defineFault } from "./fault.ts";

export const fullDisk = defineFault({
  kind: "full-disk",
  title: "Fill a disk",
  summary:
    "The next append to the broker's disk fails, and with its only log directory gone the broker halts at once, without a clean shutdown. Whoever starts it again has made room first.",
  targets: ["cluster"],
  perInstance: true,
  fields: { instance: brokerField },
  glyph: "M4 6c0-2 16-2 16 0v12c0 2-16 2-16 0z M4 6c0 2 16 2 16 0 M4 12c0 2 16 2 16 0",
  apply(host, config) {
    host.changeDisk(config.instance, "full", 0, 0);
  },
});
