import { defineFault } from "./fault.ts";

export const registryUp = defineFault({
  kind: "registry-up",
  title: "Registry up",
  summary: "The schema registry answers again.",
  targets: ["schema-registry", "topic"],
  perInstance: false,
  fields: {},
  glyph: "M6 3h9l4 4v14H6z M8.5 14l2.5 2.5 4.5-5",
  apply(host) {
    host.changeRegistry(true);
  },
});
