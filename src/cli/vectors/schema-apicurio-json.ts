import { present } from "#base/assert.ts";
import { compareJson } from "#schema/formats/json/compare.ts";
import { parse } from "#schema/formats/json/parse.ts";
import type { JsonSchema } from "#schema/formats/json/schema.ts";
import { isObject, listAt, type JsonObject, type VectorFormat, type VectorOutcome } from "./format.ts";

const OPTIONS = { rules: "apicurio", policy: "STRICT" } as const;

/** `backward`: the updated schema takes what the original takes, and not the other way; `both`; `none`. */
function replayCase(test: JsonObject): VectorOutcome {
  const id = String(test["id"]);
  if (test["enabled"] === false) return { verdict: "skipped", because: "not enabled" };
  const original = schemaOf(test["original"]);
  const updated = schemaOf(test["updated"]);
  const reads = (reader: JsonSchema, writer: JsonSchema): boolean =>
    compareJson(reader, writer, OPTIONS).every(({ breaks }) => !breaks);
  const backward = reads(updated, original);
  const forward = reads(original, updated);
  const got = backward ? (forward ? "both" : "backward") : forward ? "forward" : "none";
  const expected = String(test["compatibility"]);
  if (got === expected) return { verdict: "passed" };
  return { verdict: "failed", id, step: "compatibility", expected, got };
}

function schemaOf(value: unknown): JsonSchema {
  const { schema, problems } = parse(JSON.stringify(value), { isNew: false });
  return present(schema, `a schema, not: ${problems[0]?.says ?? ""}`);
}

/** Avro's cases have the same shape; an Avro record is known by its fields. */
function isCase(value: unknown): boolean {
  return (
    isObject(value) &&
    "compatibility" in value &&
    "original" in value &&
    "updated" in value &&
    !(isObject(value["original"]) && Array.isArray(value["original"]["fields"]))
  );
}

/** Apicurio's own cases for JSON Schema. */
export const apicurioJsonFormat: VectorFormat = {
  name: "Apicurio JSON Schema compatibility",
  recognises: (document) => isCase(listAt(document, "tests")[0]),
  replay: function* (document) {
    for (const test of listAt(document, "tests")) {
      if (!isObject(test)) throw new Error("a test is no object");
      yield replayCase(test);
    }
  },
};
