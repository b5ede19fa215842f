/** A record as JSON to a tree. */
import { EncodeError } from "#schema/codec.ts";
import type { JsonValue } from "#schema/payload.ts";
import {
  type FieldTable,
  type ScalarValue,
  type Tree,
  type TreeField,
  type TreeValue,
  defaultOf,
  fieldTable,
  isZero,
} from "./codec-tree.ts";
import { type RecordPath, pathText } from "./decode-path.ts";
import { wellKnown } from "./codec-well-known.ts";
import { DEPTH_MAX } from "./decode-wire.ts";
import { constantOf, scalarOf } from "./encode-scalar.ts";
import type { ProtoField, ProtoMessage, ProtoSchema, ValueType } from "./schema.ts";

type JsonObject = { readonly [name: string]: JsonValue };

/**
 * Reads a record in proto3's JSON; fields by their name in the .proto file or their JSON name, an extension as
 * `[full.name]`, `null` as absent. Throws EncodeError for what is no record of the message.
 */
export function treeOfJson(schema: ProtoSchema, message: ProtoMessage, json: JsonValue): Tree {
  return new JsonReader(schema, [message.name]).message(message, json, 0);
}

class JsonReader {
  readonly #schema: ProtoSchema;
  readonly #path: RecordPath;

  constructor(schema: ProtoSchema, path: RecordPath) {
    this.#schema = schema;
    this.#path = path;
  }

  message(message: ProtoMessage, json: JsonValue, depth: number): Tree {
    if (depth > DEPTH_MAX) this.#wrong(`Messages are nested more than ${DEPTH_MAX} deep.`);
    // Google's own messages in their own form; their fields one by one are taken too.
    const plain = wellKnown(message.fullName)?.fields(json) ?? json;
    if (!isObject(plain)) this.#wrong(expected(message));
    const table = fieldTable(this.#schema, message);
    const fields = new Map<number, TreeField>();
    for (const [key, value] of Object.entries(plain)) {
      const field = table.ofKey.get(key);
      if (field === undefined) this.#wrong(`${message.name} has no field "${key}".`);
      if (value === null && !isJsonNull(field)) continue;
      this.#path.push(key);
      if (fields.has(field.number)) this.#wrong(`The field "${field.name}" is given twice.`);
      const content = this.#content(field, value, depth);
      if (content !== null) {
        this.#checkOneof(fields, field);
        fields.set(field.number, content);
      }
      this.#path.pop();
    }
    this.#checkRequired(table, fields);
    return { message, fields };
  }

  /** null: nothing is written. */
  #content(field: ProtoField, json: JsonValue, depth: number): TreeField | null {
    const { type } = field;
    if (type.kind === "map") {
      if (!isObject(json)) this.#wrong("Expected an object: a map's entries by key.");
      const entries = new Map<ScalarValue, TreeValue>();
      for (const [key, value] of Object.entries(json)) {
        this.#path.push({ key });
        const boolKey = key === "true" ? true : key === "false" ? false : key;
        const typed = type.key === "bool" ? boolKey : key;
        entries.set(scalarOf(type.key, typed, this.#place), this.#value(type.value, value, depth));
        this.#path.pop();
      }
      return entries.size === 0 ? null : { kind: "map", entries };
    }
    if (field.presence === "repeated") {
      if (!isArray(json)) this.#wrong("Expected a list: the field is repeated.");
      const values = json.map((item, i) => {
        this.#path.push(i);
        const value = this.#value(type, item, depth);
        this.#path.pop();
        return value;
      });
      return values.length === 0 ? null : { kind: "many", values };
    }
    const value = this.#value(type, json, depth);
    if (field.presence === "implicit" && isUnset(field, value)) return null;
    return { kind: "one", value };
  }

  #value(
    type: Exclude<ProtoField["type"], { kind: "map" }> | ValueType,
    json: JsonValue,
    depth: number,
  ): TreeValue {
    switch (type.kind) {
      case "scalar":
        return scalarOf(type.scalar, json, this.#place);
      case "enum":
        return constantOf(type.enum, json, this.#place);
      case "message":
      case "group":
        return this.message(type.message, json, depth + 1);
    }
  }

  #checkOneof(fields: ReadonlyMap<number, TreeField>, field: ProtoField): void {
    const other = field.oneof?.fields.find(({ number }) => fields.has(number));
    if (other !== undefined) {
      this.#wrong(
        `"${other.name}" and "${field.name}" are both given, but the oneof "${field.oneof?.name ?? ""}" holds one only.`,
      );
    }
  }

  #checkRequired(table: FieldTable, fields: ReadonlyMap<number, TreeField>): void {
    for (const field of table.fields) {
      if (field.presence === "required" && !fields.has(field.number)) {
        this.#wrong(`The required field "${field.name}" is missing.`);
      }
    }
  }

  readonly #place = (): string => pathText(this.#path);

  #wrong(message: string): never {
    throw new EncodeError(this.#place(), message);
  }
}

function isUnset(field: ProtoField, value: TreeValue): boolean {
  if (typeof value === "object" && "message" in value) return false;
  return field.type.kind === "enum" ? value === defaultOf(field) : isZero(value);
}

/** `null` is a value of its own in a google.protobuf.Value, elsewhere it is a field that is not set. */
function isJsonNull({ type }: ProtoField): boolean {
  return type.kind === "message" && type.message.fullName === "google.protobuf.Value";
}

function expected({ name, fullName }: ProtoMessage): string {
  switch (fullName) {
    case "google.protobuf.Timestamp":
      return 'Expected a time as text, e.g. "2026-03-01T12:00:00Z".';
    case "google.protobuf.Duration":
      return 'Expected a duration as text, e.g. "1.5s".';
    default:
      return `Expected an object with the fields of ${name}.`;
  }
}

function isArray(json: JsonValue): json is readonly JsonValue[] {
  return Array.isArray(json);
}

function isObject(json: JsonValue): json is JsonObject {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}
