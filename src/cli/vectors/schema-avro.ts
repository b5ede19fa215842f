import { compareAvro } from "#schema/formats/avro/compare.ts";
import { canDecode } from "#schema/formats/avro/compare-grammar.ts";
import { isObject, type JsonObject, type VectorFormat, type VectorOutcome } from "./format.ts";
import { avroSchemaOf, VECTOR_OPTIONS } from "./schema-avro-pair.ts";

interface Expected {
  readonly type: string;
  readonly location: string;
  readonly message: string;
}

/** Pairs of the one file list types, locations and messages apart, those of the other together. */
function expectedOf(pair: JsonObject): readonly Expected[] {
  const together = pair["incompatibilities"];
  if (Array.isArray(together)) return together as readonly Expected[];
  const at = (key: string, index: number) => String((pair[key] as readonly unknown[])[index]);
  return (pair["expectedTypes"] as readonly string[]).map((type, index) => ({
    type,
    location: at("expectedLocations", index),
    message: at("expectedMessages", index),
  }));
}

function replayPair(pair: JsonObject): VectorOutcome {
  const id = String(pair["name"]);
  const failed = (step: string, expected: unknown, got: unknown): VectorOutcome => ({
    verdict: "failed",
    id,
    step,
    expected: JSON.stringify(expected),
    got: JSON.stringify(got),
  });
  const reader = avroSchemaOf(pair["reader"]);
  const writer = avroSchemaOf(pair["writer"]);
  const refused = compareAvro(reader, writer, VECTOR_OPTIONS).filter(({ breaks }) => breaks);
  if ((refused.length === 0) !== pair["compatible"]) {
    return failed("verdict", pair["compatible"], refused.length === 0);
  }
  // Where Java throws, it lists nothing.
  const listed = refused.filter(({ code }) => code !== "AMBIGUOUS_ALIAS");
  const got = listed.map(({ code, location, message }) => ({ type: code, location, message }));
  const expected = expectedOf(pair).map(({ type, location, message }) => ({ type, location, message }));
  if (JSON.stringify(got) !== JSON.stringify(expected)) return failed("incompatibilities", expected, got);
  // The text of an exception where Java cannot even make the grammar.
  const grammar = pair["javaGrammarCanRead"];
  const reads = canDecode(reader.root, writer.root);
  if (grammar !== undefined && reads !== (grammar === true)) return failed("grammar", grammar, reads);
  return { verdict: "passed" };
}

function isPair(value: unknown): value is JsonObject {
  return (
    isObject(value) &&
    "reader" in value &&
    "writer" in value &&
    typeof value["compatible"] === "boolean" &&
    (Array.isArray(value["expectedTypes"]) || Array.isArray(value["incompatibilities"]))
  );
}

/** Pairs of Avro schemas with what Java's SchemaCompatibility finds, and whether its decoding grammar has an error. */
export const avroPairsFormat: VectorFormat = {
  name: "Avro schema pairs",
  recognises: (document) => Array.isArray(document) && isPair(document[0]),
  replay: function* (document) {
    for (const pair of document as readonly unknown[]) {
      if (!isPair(pair)) throw new Error("a pair has no reader, writer, verdict or incompatibilities");
      yield replayPair(pair);
    }
  },
};
