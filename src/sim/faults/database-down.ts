import { defineFault } from "./fault.ts";

export const databaseDown = defineFault({
  kind: "database-down",
  title: "Database down",
  summary: "The database answers nobody; what was under way is rolled back.",
  targets: ["database"],
  perInstance: false,
  fields: {},
  glyph: "M4 6c0-3.5 16-3.5 16 0v12c0 3.5-16 3.5-16 0z M9 10l6 6 M15 10l-6 6",
  apply(host) {
    host.changeDatabase(false);
  },
});
