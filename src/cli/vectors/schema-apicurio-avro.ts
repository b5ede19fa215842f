import { compareAvro } from "#schema/formats/avro/compare.ts";
import { isObject, listAt, type JsonObject, type VectorFormat, type VectorOutcome } from "./format.ts";
import { avroSchemaOf } from "./schema-avro-pair.ts";

const OPTIONS = { rules: "apicurio", policy: "STRICT" } as const;

/** `backward`: the updated schema reads the original one, and not the other way; `both`: both ways; `none`: not backward. */
function replayCase(test: JsonObject): VectorOutcome {
  const id = String(test["id"]);
  if (test["enabled"] === false) return { verdict: "skipped", because: "not enabled" };
  const original = avroSchemaOf(test["original"]);
  const updated = avroSchemaOf(test["updated"]);
  const reads = (reader: typeof original, writer: typeof original) =>
    compareAvro(reader, writer, OPTIONS).every(({ breaks }) => !breaks);
  const backward = reads(updated, original);
  const forward = reads(original, updated);
  const got = backward ? (forward ? "both" : "backward") : forward ? "forward" : "none";
  const expected = String(test["compatibility"]);
  if (got === expected) return { verdict: "passed" };
  return { verdict: "failed", id, step: "compatibility", expected, got };
}

function isCase(value: unknown): value is JsonObject {
  // The JSON Schema cases have the same shape; an Avro record is known by its fields.
  return (
    isObject(value) &&
    "compatibility" in value &&
    isObject(value["original"]) &&
    isObject(value["updated"]) &&
    Array.isArray(value["original"]["fields"])
  );
}

/** Apicurio's own cases for Avro. */
export const apicurioAvroFormat: VectorFormat = {
  name: "Apicurio Avro compatibility",
  recognises: (document) => isCase(listAt(document, "tests")[0]),
  replay: function* (document) {
    for (const test of listAt(document, "tests")) {
      if (!isObject(test) || !isObject(test["original"])) throw new Error("a test has no original schema");
      yield replayCase(test);
    }
  },
};
