/** JSON Schema as a schema format. */
import { defineFormat } from "#schema/format.ts";
import { compareJson } from "./compare.ts";
import { explainJson } from "./explain.ts";
import { fixesForJson } from "./fixes.ts";
import { normaliseJson } from "./normalise.ts";
import { outlineOfJson } from "./outline.ts";
import { parse } from "./parse.ts";
import { jsonPayloads } from "./payloads.ts";
import type { JsonSchema } from "./schema.ts";

/** The title, by which Confluent's serializers call a record; else its `$id`. */
function typeNamesOf({ root }: JsonSchema): readonly string[] {
  const name = root.title ?? root.id;
  return name === null || name === "" ? [] : [name];
}

export const jsonFormat = defineFormat<JsonSchema>({
  name: "json",
  title: "JSON Schema",
  extensions: [".schema.json", ".json"],
  parse,
  compare: compareJson,
  explain: explainJson,
  fixes: fixesForJson,
  outline: outlineOfJson,
  typeNames: typeNamesOf,
  normalise: normaliseJson,
  payloads: jsonPayloads,
  loadCodec: async () => (await import("./codec.ts")).jsonCodec,
});
