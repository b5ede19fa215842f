/** What vector files of Avro pairs have in common. */
import { parseAvro } from "#schema/formats/avro/parse.ts";
import type { AvroSchema } from "#schema/formats/avro/schema.ts";

/** A schema of a vector, read as a stored version is: without strict names and defaults. Throws where it cannot be read. */
export function avroSchemaOf(json: unknown): AvroSchema {
  const { schema, problems } = parseAvro(JSON.stringify(json), { isNew: false });
  if (schema !== null) return schema;
  throw new Error(problems.find(({ severity }) => severity === "error")?.says ?? "the schema cannot be read");
}

export const VECTOR_OPTIONS = { rules: "confluent", policy: "STRICT" } as const;
