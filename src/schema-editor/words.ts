/** Words of the formats: what is lit in a text and offered while one types. */

/** The types that Avro has by itself, as its texts say them. */
export const AVRO_TYPES = [
  "null",
  "boolean",
  "int",
  "long",
  "float",
  "double",
  "bytes",
  "string",
  "record",
  "enum",
  "array",
  "map",
  "fixed",
] as const;

export const JSON_TYPES = ["null", "boolean", "object", "array", "number", "integer", "string"] as const;

export const PROTO_TYPES = [
  "double",
  "float",
  "int32",
  "int64",
  "uint32",
  "uint64",
  "sint32",
  "sint64",
  "fixed32",
  "fixed64",
  "sfixed32",
  "sfixed64",
  "bool",
  "string",
  "bytes",
] as const;

export const PROTO_KEYWORDS = [
  "syntax",
  "package",
  "import",
  "option",
  "message",
  "enum",
  "service",
  "rpc",
  "returns",
  "stream",
  "oneof",
  "map",
  "repeated",
  "optional",
  "required",
  "reserved",
  "extensions",
  "extend",
  "to",
  "max",
  "public",
  "weak",
  "true",
  "false",
] as const;
