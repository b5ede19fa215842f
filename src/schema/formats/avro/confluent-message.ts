/** What a Confluent registry answers about an incompatible Avro schema, so that users can search for it. */
import type { Difference } from "#schema/difference.ts";

/** `new`: the reader is the schema being registered (BACKWARD); `old`: it is a registered one (FORWARD). */
export type ReaderAge = "new" | "old";

/** Characters of an old schema that Confluent shows. */
const SHOWN_SCHEMA_MAX = 10_240;

/**
 * One line of `messages`, as io.confluent.kafka.schemaregistry.avro.Difference writes it. Only for differences that
 * break; for ours without a name in Java, the exception's text.
 */
export function confluentAvroMessage(
  { code, location, message }: Pick<Difference, "code" | "location" | "message">,
  reader: ReaderAge,
): string {
  const writer = reader === "new" ? "old" : "new";
  const description = descriptionOf(code, location, message, reader, writer);
  if (description === null) return `Unexpected exception during compatibility check: ${message}`;
  return `{errorType:'${code}', description:'${description}', additionalInfo:'${message}'}`;
}

function descriptionOf(
  code: string,
  path: string,
  message: string,
  reader: ReaderAge,
  writer: ReaderAge,
): string | null {
  switch (code) {
    case "FIXED_SIZE_MISMATCH":
      return `The size of FIXED type field at path '${path}' in the ${reader} schema does not match with the ${writer} schema`;
    case "TYPE_MISMATCH":
      return `The type (path '${path}') of a field in the ${reader} schema does not match with the ${writer} schema`;
    case "NAME_MISMATCH":
      return `The name of the schema has changed (path '${path}')`;
    case "MISSING_ENUM_SYMBOLS":
      return `The ${reader} schema is missing enum symbols '${message}' at path '${path}' in the ${writer} schema`;
    case "MISSING_UNION_BRANCH":
      return `The ${reader} schema is missing a type inside a union field at path '${path}' in the ${writer} schema`;
    case "READER_FIELD_MISSING_DEFAULT_VALUE":
      return `The field '${message}' at path '${path}' in the ${reader} schema has no default value and is missing in the ${writer} schema`;
    default:
      return null;
  }
}

/** The lines that follow the differences of one old version: which it was, its text, and the settings in force. */
export function confluentTrailer(old: {
  readonly version: number;
  readonly text: string;
  readonly mode: string;
  readonly validateFields: boolean;
}): readonly string[] {
  const shown = old.text.length > SHOWN_SCHEMA_MAX ? `${old.text.slice(0, SHOWN_SCHEMA_MAX)}...` : old.text;
  return [
    `{oldSchemaVersion: ${String(old.version)}}`,
    `{oldSchema: '${shown}'}`,
    `{validateFields: '${String(old.validateFields)}', compatibility: '${old.mode}'}`,
  ];
}
