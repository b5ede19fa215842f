/** Avro as a schema format. */
import { defineFormat } from "#schema/format.ts";
import { compareAvro } from "./compare.ts";
import { confluentAvroMessage } from "./confluent-message.ts";
import { explainAvro } from "./explain.ts";
import { fixesForAvro } from "./fixes.ts";
import { normaliseAvro } from "./normalise.ts";
import { outlineOfAvro } from "./outline.ts";
import { parseAvro } from "./parse.ts";
import { avroPayloads } from "./payloads.ts";
import type { AvroSchema } from "./schema.ts";

/** The main type of a schema; unions, lists and primitive types have no name by which a subject could be called. */
function typeNamesOf({ root }: AvroSchema): readonly string[] {
  return "fullName" in root.type ? [root.type.fullName] : [];
}

export const avroFormat = defineFormat<AvroSchema>({
  name: "avro",
  title: "Avro",
  extensions: [".avsc", ".avro.json"],
  parse: parseAvro,
  compare: compareAvro,
  explain: explainAvro,
  fixes: fixesForAvro,
  outline: outlineOfAvro,
  typeNames: typeNamesOf,
  normalise: normaliseAvro,
  registryText: confluentAvroMessage,
  payloads: avroPayloads,
  loadCodec: async () => (await import("./codec.ts")).avroCodec,
});
