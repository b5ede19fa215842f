/** JSON Schema as a schema format. */
import { defineFormat } from "#schema/format.ts";
import { compareJson } from "./compare.ts";
import { explainJson } from "./explain.ts";
import { fixesForJson } from "./fixes.ts";
import { normaliseJson } from "./normalise.ts";
import { outlineOfJson } from "./outline.ts";
import { parse } from "./parse.ts";
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
  payloads: {
    sample: () => null,
    understands: (reader, writer) =>
      compareJson(reader, writer, { rules: "confluent", policy: "STRICT" }).some(({ breaks }) => breaks)
        ? "by-payload"
        : "same",
    reads: () => ({ kind: "same" }),
  },
  loadCodec: () => Promise.reject(new Error("records of JSON Schemas cannot be encoded yet")),
});
