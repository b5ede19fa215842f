/** A tree to proto3's JSON, with the names of the .proto file. */
import type { JsonValue } from "#schema/payload.ts";
import { toBase64 } from "./codec-base64.ts";
import {
  type ScalarValue,
  type Tree,
  type TreeField,
  type TreeValue,
  defaultOf,
  fieldTable,
} from "./codec-tree.ts";
import { wellKnown } from "./codec-well-known.ts";
import { isTree } from "./decode-bytes.ts";
import type { FieldType, ProtoField, ProtoSchema } from "./schema.ts";

/**
 * The record that a program gets. Fields without presence are there with their zero, empty lists and maps too (the option
 * "always print fields with no presence" of Google's JSON printers); an absent field with presence is left out.
 */
export function jsonOfTree(schema: ProtoSchema, tree: Tree): JsonValue {
  const { fields, keyOf } = fieldTable(schema, tree.message);
  const entries: [string, JsonValue][] = [];
  for (const field of fields) {
    const json = contentJson(schema, field, tree.fields.get(field.number));
    if (json !== undefined) entries.push([keyOf.get(field) ?? field.name, json]);
  }
  const json = Object.fromEntries(entries);
  const form = wellKnown(tree.message.fullName)?.json(json);
  return form === undefined ? json : form;
}

function contentJson(
  schema: ProtoSchema,
  field: ProtoField,
  content: TreeField | undefined,
): JsonValue | undefined {
  const { type } = field;
  switch (content?.kind) {
    case undefined: {
      if (type.kind === "map") return {};
      if (field.presence === "repeated") return [];
      if (field.presence !== "implicit") return undefined;
      const absent = defaultOf(field);
      return absent === null ? undefined : valueJson(schema, type, absent);
    }
    case "one":
      return valueJson(schema, type, content.value);
    case "many":
      return content.values.map((value) => valueJson(schema, type, value));
    case "map":
      return Object.fromEntries(
        [...content.entries].map(([key, value]) => [
          String(key),
          valueJson(schema, type.kind === "map" ? type.value : type, value),
        ]),
      );
  }
}

function valueJson(schema: ProtoSchema, type: FieldType, value: TreeValue): JsonValue {
  if (isTree(value)) return jsonOfTree(schema, value);
  if (type.kind === "enum" && typeof value === "number") {
    return type.enum.constantsByNumber.get(value)?.name ?? value;
  }
  return scalarJson(value);
}

/** 64 bit numbers as text, bytes as base64, what no JSON number can be as text. */
function scalarJson(value: ScalarValue): JsonValue {
  if (typeof value === "bigint") return String(value);
  if (value instanceof Uint8Array) return toBase64(value);
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  return value;
}
