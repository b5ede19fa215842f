import { defineFault } from "./fault.ts";

export const databaseUp = defineFault({
  kind: "database-up",
  title: "Database up",
  summary: "The database answers again, with all that was committed.",
  targets: ["database"],
  perInstance: false,
  fields: {},
  glyph: "M4 6c0-3.5 16-3.5 16 0v12c0 3.5-16 3.5-16 0z M8.5 13l2.5 2.5 4.5-5",
  apply(host) {
    host.changeDatabase(true);
  },
});
