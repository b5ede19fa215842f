import { defineFault } from "./fault.ts";

export const registryDown = defineFault({
  kind: "registry-down",
  title: "Registry down",
  summary:
    "The schema registry answers nobody: what clients remember goes on working, what they do not know cannot be read or written.",
  targets: ["schema-registry", "topic"],
  perInstance: false,
  fields: {},
  glyph: "M6 3h9l4 4v14H6z M9 11l6 6 M15 11l-6 6",
  apply(host) {
    host.changeRegistry(false);
  },
});
