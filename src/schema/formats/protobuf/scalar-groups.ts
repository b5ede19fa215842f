/** Scalars that share their bytes, as registries group them. */
import { unreachable } from "#base/assert.ts";
import type { FieldType, ProtoField, ProtoMessage, Scalar, ValueType } from "./schema.ts";

export type ScalarGroup = "varint" | "zigzag" | "text" | "fixed32" | "fixed64" | "float" | "double";

/** Confluent's groups (FieldSchemaDiff, after "Updating a message type" of the language guide). */
export function groupOf(scalar: Scalar): ScalarGroup {
  switch (scalar) {
    case "int32":
    case "int64":
    case "uint32":
    case "uint64":
    case "bool":
      return "varint";
    case "sint32":
    case "sint64":
      return "zigzag";
    case "string":
    case "bytes":
      return "text";
    case "fixed32":
    case "sfixed32":
      return "fixed32";
    case "fixed64":
    case "sfixed64":
      return "fixed64";
    case "float":
    case "double":
      return scalar;
    default:
      return unreachable(scalar);
  }
}

/** A type as rules look at it: enums are numbers, hand-written map entries are maps. */
export type ComparedType =
  | { readonly kind: "scalar"; readonly group: ScalarGroup }
  | { readonly kind: "message"; readonly message: ProtoMessage }
  | { readonly kind: "map"; readonly key: FieldType; readonly value: FieldType };

export function comparedType(type: FieldType): ComparedType {
  switch (type.kind) {
    case "scalar":
      return { kind: "scalar", group: groupOf(type.scalar) };
    case "enum":
      return { kind: "scalar", group: "varint" };
    case "map":
      return { kind: "map", key: { kind: "scalar", scalar: type.key }, value: type.value };
    case "message":
    case "group": {
      const entry = mapEntry(type.message);
      return entry === null ? { kind: "message", message: type.message } : { kind: "map", ...entry };
    }
    default:
      return unreachable(type);
  }
}

function mapEntry(message: ProtoMessage): { readonly key: FieldType; readonly value: FieldType } | null {
  if (!message.isMapEntry) return null;
  const key = message.fieldsByName.get("key");
  const value = message.fieldsByName.get("value");
  return key === undefined || value === undefined ? null : { key: key.type, value: value.type };
}

/** A type as people write it. */
export function typeName(type: FieldType): string {
  switch (type.kind) {
    case "map":
      return `map<${type.key}, ${valueName(type.value)}>`;
    case "group":
      return `group ${type.message.name}`;
    default:
      return valueName(type);
  }
}

/** With its label where one is written, e.g. `repeated int32`. */
export function fieldTypeName(field: ProtoField): string {
  const name = typeName(field.type);
  return field.label === null ? name : `${field.label} ${name}`;
}

function valueName(type: ValueType): string {
  switch (type.kind) {
    case "scalar":
      return type.scalar;
    case "enum":
      return type.enum.name;
    case "message":
      return type.message.name;
    default:
      return unreachable(type);
  }
}
