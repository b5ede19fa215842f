/** The registry's normal form of a JSON Schema. */
import type { JsonNode } from "#schema/json-text.ts";
import type { JsonSchema } from "./schema.ts";

/**
 * Keys sorted at every level, no blanks, numbers as written: what Confluent's `normalize=true` makes of a text
 * (`JsonSchema.normalize`). Of doubles the last one stays.
 */
export function normaliseJson({ document }: JsonSchema): string {
  return sorted(document.tree);
}

function sorted(json: JsonNode): string {
  switch (json.kind) {
    case "object": {
      const members = new Map(json.members.map(({ key, value }) => [key, value]));
      const keys = [...members.keys()].sort((a, b) => (a < b ? -1 : 1));
      return `{${keys.map((key) => `${JSON.stringify(key)}:${valueOf(members, key)}`).join(",")}}`;
    }
    case "array":
      return `[${json.items.map(sorted).join(",")}]`;
    case "string":
      return JSON.stringify(json.value);
    case "number":
      return json.raw;
    case "boolean":
      return String(json.value);
    case "null":
      return "null";
  }
}

function valueOf(members: ReadonlyMap<string, JsonNode>, key: string): string {
  const value = members.get(key);
  return value === undefined ? "null" : sorted(value);
}
