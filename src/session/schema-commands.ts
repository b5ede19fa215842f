/** Commands of the schemas. */
import type { Command } from "./command-registry.ts";
import { closeSchemas, openSchemas, useSchemas } from "./schemas-store.ts";

/** Opening and closing the view of the schemas. */
export const schemaCommands: readonly Command[] = [
  {
    id: "view.schemas",
    section: "View",
    keys: ["Shift+S"],
    title: () => (useSchemas.getState().isOpen ? "Close the schemas" : "Schemas"),
    words: "registry avro protobuf json schema compatibility versions subjects editor",
    run: () => (useSchemas.getState().isOpen ? closeSchemas() : openSchemas()),
  },
];
