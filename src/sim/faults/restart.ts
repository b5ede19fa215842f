import { defineFault, instanceField } from "./fault.ts";

export const restart = defineFault({
  kind: "restart",
  title: "Restart",
  summary: "Starts the process again, as a new member without memory.",
  targets: ["service"],
  perInstance: true,
  revives: true,
  fields: { instance: instanceField },
  glyph: "M4 12a8 8 0 1 0 2.5-5.8 M4 3v4h4",
  apply(host, config) {
    host.restart(config.instance);
  },
});
