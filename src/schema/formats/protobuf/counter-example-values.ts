/** Values that readers with other types stumble over: at the edges, negative, not UTF-8, one too many. */
import type { JsonValue } from "#schema/payload.ts";
import { fieldTable } from "./codec-tree.ts";
import type { FieldType, ProtoField, ProtoMessage, ProtoSchema, Scalar } from "./schema.ts";

/** Constants of an enum that are tried. */
const CONSTANTS_MAX = 40;

/** How deep messages are filled. */
const DEPTH = 3;

/** Contents for one field, the plain ones first. */
export function contentsOf(schema: ProtoSchema, field: ProtoField): readonly JsonValue[] {
  const { type } = field;
  if (type.kind === "map") {
    const keys = scalarValues(type.key).map(String);
    const values = valuesOf(schema, type.value, DEPTH);
    const plain = keys[0] ?? "";
    return [
      ...values.map((value) => Object.fromEntries([[plain, value]])),
      ...keys.map((key) => Object.fromEntries([[key, values[0] ?? null]])),
    ];
  }
  const values = valuesOf(schema, type, DEPTH);
  if (field.presence !== "repeated") return values;
  const [first] = values;
  const two = first === undefined ? [] : [[values[1] ?? first, first]];
  return [...two, ...values.map((value) => [value])];
}

function valuesOf(schema: ProtoSchema, type: FieldType, depth: number): readonly JsonValue[] {
  switch (type.kind) {
    case "scalar":
      return scalarValues(type.scalar);
    case "enum":
      return type.enum.constants.slice(-CONSTANTS_MAX).map(({ name }) => name);
    case "message":
    case "group":
      return [filled(schema, type.message, depth), least(schema, type.message, DEPTH)];
    case "map":
      return [];
  }
}

function scalarValues(scalar: Scalar): readonly JsonValue[] {
  switch (scalar) {
    case "bool":
      return [true, false];
    case "string":
      return ["order-7", "é", "A", "\u007f\u007f\u007f", ""];
    case "bytes":
      return ["/w==", "b3JkZXI=", "CAE=", ""];
    case "float":
    case "double":
      return [1.5, -1, 0];
    case "int32":
    case "sint32":
    case "sfixed32":
      return [7, -1, 2147483647, -2147483648, 300, 0];
    case "uint32":
    case "fixed32":
      return [7, 4294967295, 300, 0];
    case "int64":
    case "sint64":
    case "sfixed64":
      return ["7", "-1", "9007199254740993", "4294967296", "-9223372036854775808", "0"];
    case "uint64":
    case "fixed64":
      return ["7", "18446744073709551615", "4294967296", "0"];
  }
}

/** A message with every field set once, oneofs by their first member. */
function filled(schema: ProtoSchema, message: ProtoMessage, depth: number): JsonValue {
  if (depth <= 0) return least(schema, message, DEPTH);
  const entries: [string, JsonValue][] = [];
  const { fields, keyOf } = fieldTable(schema, message);
  for (const field of fields) {
    if (field.oneof !== null && field.oneof.fields[0] !== field) continue;
    const value = plainContent(schema, field, depth - 1);
    if (value !== undefined) entries.push([keyOf.get(field) ?? field.name, value]);
  }
  return Object.fromEntries(entries);
}

function plainContent(schema: ProtoSchema, field: ProtoField, depth: number): JsonValue | undefined {
  const { type } = field;
  if (type.kind === "map") {
    const value = valuesOf(schema, type.value, depth)[0] ?? null;
    return Object.fromEntries([[scalarValues(type.key).map(String)[0] ?? "", value]]);
  }
  const value = valuesOf(schema, type, depth)[0];
  return value !== undefined && field.presence === "repeated" ? [value] : value;
}

/** Which fields a record is to have besides those that the difference is about. */
export type Needs = (field: ProtoField, message: ProtoMessage) => boolean;

const REQUIRED: Needs = ({ presence }) => presence === "required";

/** A message with the fields that it needs, by default its required ones only. */
export function least(
  schema: ProtoSchema,
  message: ProtoMessage,
  depth: number,
  needs: Needs = REQUIRED,
): JsonValue {
  const { fields, keyOf } = fieldTable(schema, message);
  const entries: [string, JsonValue][] = [];
  for (const field of fields) {
    if (!needs(field, message) || depth <= 0) continue;
    const { type } = field;
    const isList = field.presence === "repeated";
    const value =
      (type.kind === "message" || type.kind === "group") && !isList
        ? least(schema, type.message, depth - 1, needs)
        : plainContent(schema, field, 0);
    if (value !== undefined) entries.push([keyOf.get(field) ?? field.name, value]);
  }
  return Object.fromEntries(entries);
}
