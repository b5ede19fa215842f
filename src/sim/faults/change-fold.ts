import { defineFault } from "./fault.ts";

export const changeFold = defineFault({
  kind: "change-fold",
  title: "Change the fold",
  summary:
    "A program that folds events differently: snapshots of the former fold are worth nothing, and loads read whole streams until there are new ones.",
  targets: ["event-store"],
  perInstance: false,
  fields: {},
  glyph: "M4 6h16 M4 12h9 M4 18h9 M16 12l4 3-4 3",
  apply(host) {
    host.changeFold();
  },
});
