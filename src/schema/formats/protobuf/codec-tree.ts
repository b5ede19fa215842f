/**
 * Records as trees of numbered fields: what lies between JSON and bytes. Shared by the pure payloads and by the codec.
 */
import { utf8Bytes } from "#schema/utf8.ts";
import type { ProtoExtend, ProtoField, ProtoFile, ProtoMessage, ProtoSchema, Scalar } from "./schema.ts";

/** 64 bit integers are bigints, other numbers numbers; an enum's constant is its number. */
export type ScalarValue = number | bigint | boolean | string | Uint8Array;
export type TreeValue = ScalarValue | Tree;

/** A message with the fields that are set in it; an implicit field that is zero is not. */
export interface Tree {
  readonly message: ProtoMessage;
  readonly fields: Map<number, TreeField>;
}

export type TreeField =
  | { readonly kind: "one"; value: TreeValue }
  | { readonly kind: "many"; readonly values: TreeValue[] }
  | { readonly kind: "map"; readonly entries: Map<ScalarValue, TreeValue> };

/** The fields of a message together with its extensions that a schema knows of. */
export interface FieldTable {
  readonly fields: readonly ProtoField[];
  /** As bytes are written. */
  readonly byNumber: readonly ProtoField[];
  readonly ofNumber: ReadonlyMap<number, ProtoField>;
  /** By the names that JSON may use: the name in the .proto file, the JSON name, `[full.name]` of an extension. */
  readonly ofKey: ReadonlyMap<string, ProtoField>;
  /** The name in JSON that is written. */
  readonly keyOf: ReadonlyMap<ProtoField, string>;
}

const tables = new WeakMap<ProtoSchema, Map<ProtoMessage, FieldTable>>();
const extensions = new WeakMap<ProtoSchema, Map<ProtoMessage, Map<ProtoField, string>>>();

/** The fields of a message as the schema sees it; worked out once. */
export function fieldTable(schema: ProtoSchema, message: ProtoMessage): FieldTable {
  let ofSchema = tables.get(schema);
  if (ofSchema === undefined) tables.set(schema, (ofSchema = new Map()));
  let table = ofSchema.get(message);
  if (table === undefined) {
    const own = extensionsOf(schema).get(message) ?? new Map<ProtoField, string>();
    ofSchema.set(message, (table = tableOf(message, own)));
  }
  return table;
}

function tableOf(message: ProtoMessage, extending: ReadonlyMap<ProtoField, string>): FieldTable {
  const fields = [...message.fields, ...extending.keys()];
  const keyOf = new Map<ProtoField, string>();
  const ofKey = new Map<string, ProtoField>();
  for (const field of fields) {
    const extension = extending.get(field);
    keyOf.set(field, extension ?? field.name);
    ofKey.set(extension ?? field.name, field);
  }
  for (const field of message.fields) {
    if (!ofKey.has(field.jsonName)) ofKey.set(field.jsonName, field);
  }
  return {
    fields,
    byNumber: fields.toSorted((a, b) => a.number - b.number),
    ofNumber: new Map(fields.map((field) => [field.number, field])),
    ofKey,
    keyOf,
  };
}

/** All extensions in the files that a schema sees, by the message that they extend, with their names in JSON. */
function extensionsOf(schema: ProtoSchema): Map<ProtoMessage, Map<ProtoField, string>> {
  let found = extensions.get(schema);
  if (found !== undefined) return found;
  extensions.set(schema, (found = new Map()));
  const seen = new Set<ProtoFile>();
  const files = [schema.file];
  for (let file = files.pop(); file !== undefined; file = files.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    for (const imported of file.imports) if (imported.file !== null) files.push(imported.file);
    collect(found, file.extends, file.package);
    const messages = [...file.messages];
    for (let one = messages.pop(); one !== undefined; one = messages.pop()) {
      collect(found, one.extends, one.fullName);
      messages.push(...one.messages);
    }
  }
  return found;
}

function collect(
  into: Map<ProtoMessage, Map<ProtoField, string>>,
  extending: readonly ProtoExtend[],
  scope: string,
): void {
  for (const { target, fields } of extending) {
    if (target === null) continue;
    let ofTarget = into.get(target);
    if (ofTarget === undefined) into.set(target, (ofTarget = new Map()));
    for (const field of fields) ofTarget.set(field, `[${scope === "" ? "" : `${scope}.`}${field.name}]`);
  }
}

/** How a value is written: 0 varint, 1 eight bytes, 2 length-delimited, 3 group, 5 four bytes. */
export type WireType = 0 | 1 | 2 | 3 | 5;

/** The wire type of a scalar. */
export function wireTypeOfScalar(scalar: Scalar): WireType {
  switch (scalar) {
    case "double":
    case "fixed64":
    case "sfixed64":
      return 1;
    case "float":
    case "fixed32":
    case "sfixed32":
      return 5;
    case "string":
    case "bytes":
      return 2;
    default:
      return 0;
  }
}

/** The wire type of one value of a field (a packed run is length-delimited instead). */
export function wireTypeOf(field: ProtoField): WireType {
  switch (field.type.kind) {
    case "scalar":
      return wireTypeOfScalar(field.type.scalar);
    case "enum":
      return 0;
    case "group":
      return 3;
    case "message":
    case "map":
      return 2;
  }
}

/** Whether a repeated field's values may come in one length-delimited run. */
export function isPackable(field: ProtoField): boolean {
  return field.type.kind !== "map" && wireTypeOf(field) !== 2 && wireTypeOf(field) !== 3;
}

/** What a scalar is where nothing is written. */
export function zeroOf(scalar: Scalar): ScalarValue {
  switch (scalar) {
    case "int64":
    case "uint64":
    case "sint64":
    case "fixed64":
    case "sfixed64":
      return 0n;
    case "bool":
      return false;
    case "string":
      return "";
    case "bytes":
      return new Uint8Array(0);
    default:
      return 0;
  }
}

/** Whether an implicit field with this value is left out of the bytes; minus zero is not. */
export function isZero(value: ScalarValue): boolean {
  if (value instanceof Uint8Array) return value.length === 0;
  return Object.is(value, 0) || value === 0n || value === false || value === "";
}

/** What a program gets from a singular scalar or enum field that is not set; null for messages. */
export function defaultOf(field: ProtoField): ScalarValue | null {
  const { type, defaultValue } = field;
  if (type.kind === "enum") {
    const named =
      defaultValue?.kind === "word" ? type.enum.constantsByName.get(defaultValue.value) : undefined;
    return (named ?? type.enum.constants[0])?.number ?? 0;
  }
  if (type.kind !== "scalar") return null;
  const zero = zeroOf(type.scalar);
  switch (defaultValue?.kind) {
    case undefined:
    case "aggregate":
      return zero;
    case "text":
      return typeof zero === "string" ? defaultValue.value : utf8Bytes(defaultValue.value);
    case "word":
      if (defaultValue.value === "inf") return Infinity;
      if (defaultValue.value === "nan") return NaN;
      return defaultValue.value === "true";
    case "number":
      return numberOf(defaultValue.text, defaultValue.value, typeof zero === "bigint");
  }
}

function numberOf(text: string, value: number, long: boolean): number | bigint {
  if (!long) return value;
  const negative = text.startsWith("-");
  const digits = text.replace(/^[-+]/, "");
  const octal = /^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits;
  try {
    return negative ? -BigInt(octal) : BigInt(octal);
  } catch {
    return 0n;
  }
}

/** Whether strings of the field must be UTF-8, or reading fails: proto3 and editions; proto2 replaces what is not. */
export function verifiesUtf8(field: ProtoField): boolean {
  return field.message?.file.syntax !== "proto2";
}
