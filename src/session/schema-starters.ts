/** Schemas to begin with: one small record in each format, named after what it is for. */
import { FORMAT_NAMES, type FormatName } from "#schema/format.ts";

/** What people call the formats. */
export const FORMAT_TITLES: Readonly<Record<FormatName, string>> = {
  avro: "Avro",
  protobuf: "Protobuf",
  json: "JSON Schema",
};

/** How files of a format end, the usual ending first. */
export const EXTENSIONS: Readonly<Record<FormatName, readonly string[]>> = {
  avro: [".avsc", ".json"],
  protobuf: [".proto"],
  json: [".schema.json", ".json"],
};

/** "order-events" -> "OrderEvent": a name that every format takes. */
export function typeNameFor(name: string): string {
  const words = name
    .replace(/[-_.](?:value|key)$/, "")
    .split(/[^A-Za-z0-9]+/)
    .filter(Boolean)
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1));
  const joined = words.join("").replace(/s$/, "");
  return /^[A-Za-z]/.test(joined) ? joined : `Record${joined}`;
}

/** The first version of a new subject. */
export function starterText(format: FormatName, subjectName: string): string {
  const type = typeNameFor(subjectName);
  switch (format) {
    case "avro":
      return `{
  "type": "record",
  "name": "${type}",
  "namespace": "shop",
  "fields": [
    { "name": "id", "type": "string" },
    { "name": "amountCents", "type": "long" },
    { "name": "note", "type": ["null", "string"], "default": null }
  ]
}
`;
    case "protobuf":
      return `syntax = "proto3";

package shop;

message ${type} {
  string id = 1;
  int64 amount_cents = 2;
  optional string note = 3;
}
`;
    case "json":
      return `{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "${type}",
  "type": "object",
  "properties": {
    "id": { "type": "string" },
    "amountCents": { "type": "integer" },
    "note": { "type": "string" }
  },
  "required": ["id", "amountCents"],
  "additionalProperties": false
}
`;
  }
}

/** The format that a file is of, by its name and, where that leaves a doubt, its text; null where it is none of ours. */
export function formatOfFile(name: string, text: string): FormatName | null {
  const lower = name.toLowerCase();
  if (lower.endsWith(".avsc")) return "avro";
  if (lower.endsWith(".proto")) return "protobuf";
  if (lower.endsWith(".schema.json")) return "json";
  if (/^\s*(?:\/\/.*\n|\/\*[\s\S]*?\*\/|\s)*(?:syntax|edition|package|import|message|enum)\b/.test(text))
    return "protobuf";
  if (!lower.endsWith(".json") && !/^\s*[{["]/.test(text)) return null;
  const looksLikeAvro = /"type"\s*:\s*"(?:record|enum|fixed)"|"(?:fields|symbols)"\s*:\s*\[/.test(text);
  return looksLikeAvro && !/"\$schema"|"properties"\s*:/.test(text) ? "avro" : "json";
}

/** A file name for a version, e.g. `orders-value-v2.avsc`. */
export function schemaFileName(subjectName: string, version: number, format: FormatName): string {
  const safe = subjectName.replaceAll(/[^A-Za-z0-9._-]+/g, "-").slice(0, 80) || "schema";
  return `${safe}-v${version}${EXTENSIONS[format][0] ?? ""}`;
}

/** The format of a name; Avro where it is none that is known. */
export function formatOr(name: string): FormatName {
  return FORMAT_NAMES.find((format) => format === name) ?? "avro";
}
