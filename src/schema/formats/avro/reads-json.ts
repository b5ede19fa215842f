/** Values in Avro's JSON encoding and defaults of fields: to values and back. */
import { unreachable } from "#base/assert.ts";
import { EncodeError } from "#schema/codec.ts";
import type { JsonNode } from "#schema/json-text.ts";
import type { JsonValue } from "#schema/payload.ts";
import type { AvroField, AvroType, RecordType, UnionType } from "./schema.ts";
import { isNamed } from "./schema.ts";
import type { Datum, MapEntry } from "./trace-datum.ts";
import { datumWithoutBytes } from "./trace-datum.ts";

/** `record`: a union's value names its branch. `default`: as in a schema's text, where it is bare. */
type Notation = "record" | "default";

const INT_MAX = 1n << 31n;
const LONG_MAX = 1n << 63n;

/** Lists nest no deeper in records that people type. */
const DEPTH_MAX = 1000;
/** Values in one record, those of lists and maps included. */
const PARTS_MAX = 200_000;

/** How a branch is called in JSON: its full name, or the kind of a type without one. */
export function branchName(type: AvroType): string {
  return isNamed(type) ? type.fullName : type.kind;
}

/** What places in values start with: the short name of the type at the top, if it has one. */
export function rootPath(type: AvroType): string {
  return isNamed(type) ? type.name : "";
}

/** Of a record's field; records at the top, also as a union's branch, are called by their name. */
export function fieldPath(path: string, record: AvroType, name: string): string {
  const start = path === "" && isNamed(record) ? record.name : path;
  return `${start}.${name}`;
}

/** What reading one value has left to spend: defaults within defaults grow without end in a short text. */
interface Reading {
  readonly notation: Notation;
  partsLeft: number;
}

/** The value of a type that JSON says. Throws EncodeError with the place if it is none. */
export function datumFromJson(
  type: AvroType,
  json: unknown,
  path: string,
  notation: Notation = "record",
): Datum {
  return readJson(type, json, path, { notation, partsLeft: PARTS_MAX }, 0);
}

function readJson(type: AvroType, json: unknown, path: string, reading: Reading, depth: number): Datum {
  if (depth > DEPTH_MAX) throw new EncodeError(path, `Values nest more than ${DEPTH_MAX} deep.`);
  reading.partsLeft -= 1;
  if (reading.partsLeft < 0) throw new EncodeError(path, `More than ${PARTS_MAX} values in one.`);
  const { notation } = reading;
  const part = (of: AvroType, value: unknown, at: string) => readJson(of, value, at, reading, depth + 1);
  switch (type.kind) {
    case "null":
      if (json !== null) throw misfit(path, json, "null");
      return datumWithoutBytes(type, { kind: "null" });
    case "boolean":
      if (typeof json !== "boolean") throw misfit(path, json, "true or false");
      return datumWithoutBytes(type, { kind: "boolean", value: json });
    case "int":
    case "long":
      return datumWithoutBytes(type, { kind: "integer", value: integerFrom(type.kind, json, path) });
    case "float":
    case "double": {
      const value = realFrom(json, path);
      return datumWithoutBytes(type, {
        kind: "real",
        value: type.kind === "float" ? Math.fround(value) : value,
      });
    }
    case "string":
      if (typeof json !== "string") throw misfit(path, json, "a text");
      return datumWithoutBytes(type, { kind: "text", value: json });
    case "bytes":
      return datumWithoutBytes(type, { kind: "bytes", value: bytesFrom(json, path) });
    case "fixed": {
      const value = bytesFrom(json, path);
      if (value.length !== type.size) {
        throw new EncodeError(
          path,
          `${type.name} takes exactly ${type.size} bytes, these are ${value.length}.`,
        );
      }
      return datumWithoutBytes(type, { kind: "bytes", value });
    }
    case "enum": {
      const index = typeof json === "string" ? type.symbols.findIndex(({ name }) => name === json) : -1;
      if (index < 0) throw misfit(path, json, `one of ${shortList(type.symbols.map(({ name }) => name))}`);
      return datumWithoutBytes(type, { kind: "symbol", index });
    }
    case "array": {
      if (!Array.isArray(json)) throw misfit(path, json, "a list");
      const items = json.map((item, i) => part(type.items.type, item, `${path}[${i}]`));
      return datumWithoutBytes(type, { kind: "array", items, marks: [] });
    }
    case "map": {
      const entries = Object.entries(objectFrom(json, path, "an object with a value for each key"));
      return datumWithoutBytes(type, {
        kind: "map",
        entries: entries.map(([key, value]): MapEntry => ({
          key,
          keyStart: 0,
          keyEnd: 0,
          value: part(type.values.type, value, keyPath(path, key)),
        })),
        marks: [],
      });
    }
    case "record":
      return recordFrom(type, json, path, notation, part);
    case "union":
      return notation === "default"
        ? bareBranch(type, json, path, part)
        : namedBranch(type, json, path, part);
    default:
      return unreachable(type);
  }
}

/** What a field without a value gets. Throws EncodeError if the default does not fit its type. */
export function datumFromDefault(field: AvroField, path: string): Datum {
  const json = field.default === null ? null : exactJson(field.default.json);
  return datumFromJson(field.type.type, json, path, "default");
}

/** A default with all its digits: whole numbers beyond 2^53 as bigint. */
function exactJson(node: JsonNode): unknown {
  switch (node.kind) {
    case "object":
      return Object.fromEntries(node.members.map(({ key, value }) => [key, exactJson(value)]));
    case "array":
      return node.items.map(exactJson);
    case "number":
      return Number.isInteger(node.value) && !Number.isSafeInteger(node.value) && /^-?\d+$/.test(node.raw)
        ? BigInt(node.raw)
        : node.value;
    case "string":
    case "boolean":
      return node.value;
    case "null":
      return null;
    default:
      return unreachable(node);
  }
}

type PartReader = (type: AvroType, json: unknown, path: string) => Datum;

function recordFrom(
  type: RecordType,
  json: unknown,
  path: string,
  notation: Notation,
  part: PartReader,
): Datum {
  const object = objectFrom(json, path, `a record of ${type.name}`);
  const extra = Object.keys(object).find((name) => !type.fieldsByName.has(name));
  if (extra !== undefined && notation === "record") {
    throw new EncodeError(fieldPath(path, type, extra), `${type.name} has no field "${extra}".`);
  }
  const fields = type.fields.map((field): Datum => {
    const at = fieldPath(path, type, field.name);
    if (Object.hasOwn(object, field.name)) return part(field.type.type, object[field.name], at);
    // A default's own fields may be left to their defaults.
    if (notation === "default" && field.default !== null) {
      return part(field.type.type, exactJson(field.default.json), at);
    }
    throw new EncodeError(at, `The field "${field.name}" of ${type.name} has no value.`);
  });
  return datumWithoutBytes(type, { kind: "record", fields });
}

function namedBranch(union: UnionType, json: unknown, path: string, part: PartReader): Datum {
  const branches = union.branches.map(({ type }) => type);
  const expected = `one of ${shortList(branches.map(branchShown))}`;
  const entries = json === null ? [["null", null] as const] : entriesOf(json);
  const entry = entries?.[0];
  if (entry === undefined || entries?.length !== 1) throw misfit(path, json, expected);
  const index = branches.findIndex((branch) => branchName(branch) === entry[0]);
  const branch = branches[index];
  if (branch === undefined) throw misfit(path, json, expected);
  return branchOf(union, index, part(branch, entry[1], path));
}

function branchShown(branch: AvroType): string {
  return branch.kind === "null" ? "null" : `{"${branchName(branch)}": …}`;
}

/** Java takes a default of any branch since 1.12 (AVRO-3649): the first that it fits. */
function bareBranch(union: UnionType, json: unknown, path: string, part: PartReader): Datum {
  const branches = union.branches.map(({ type }) => type);
  for (const [index, branch] of branches.entries()) {
    try {
      return branchOf(union, index, part(branch, json, path));
    } catch (error) {
      if (!(error instanceof EncodeError)) throw error;
    }
  }
  throw misfit(path, json, `a value of one of ${shortList(branches.map(branchName))}`);
}

function branchOf(union: AvroType, index: number, value: Datum): Datum {
  return datumWithoutBytes(union, { kind: "branch", index, valueStart: 0, value });
}

function integerFrom(kind: "int" | "long", json: unknown, path: string): bigint {
  const whole =
    typeof json === "bigint" ||
    (typeof json === "number" && Number.isSafeInteger(json)) ||
    (typeof json === "string" && /^-?\d{1,19}$/.test(json) && kind === "long");
  if (!whole) {
    const beyond = typeof json === "number" && Number.isInteger(json) && kind === "long";
    if (beyond)
      throw new EncodeError(
        path,
        `Write ${String(json)} as text: beyond 2^53 numbers of JSON are not exact.`,
      );
    throw misfit(path, json, "a whole number");
  }
  const value = BigInt(json as bigint | number | string);
  const limit = kind === "int" ? INT_MAX : LONG_MAX;
  if (value >= limit || value < -limit) {
    throw new EncodeError(path, `${String(value)} is beyond the range of ${kind}.`);
  }
  return value;
}

function realFrom(json: unknown, path: string): number {
  if (typeof json === "number" || typeof json === "bigint") return Number(json);
  if (json === "NaN" || json === "Infinity" || json === "-Infinity") return Number(json);
  throw misfit(path, json, "a number");
}

function bytesFrom(json: unknown, path: string): Uint8Array {
  if (typeof json !== "string") throw misfit(path, json, "bytes as text");
  const bytes = new Uint8Array(json.length);
  for (let i = 0; i < json.length; i++) {
    const code = json.charCodeAt(i);
    if (code > 255)
      throw new EncodeError(
        path,
        `"${json[i] ?? ""}" is no byte: bytes are written with the characters U+0000 to U+00FF.`,
      );
    bytes[i] = code;
  }
  return bytes;
}

function objectFrom(json: unknown, path: string, expected: string): Record<string, unknown> {
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    throw misfit(path, json, expected);
  }
  return json as Record<string, unknown>;
}

function entriesOf(json: unknown): readonly (readonly [string, unknown])[] | undefined {
  if (typeof json !== "object" || json === null || Array.isArray(json)) return undefined;
  return Object.entries(json);
}

export function keyPath(path: string, key: string): string {
  return `${path}[${JSON.stringify(key)}]`;
}

function misfit(path: string, json: unknown, expected: string): EncodeError {
  return new EncodeError(path, `${shown(json)} is not ${expected}.`);
}

/** A value in a sentence: as JSON, cut short. */
export function shown(json: unknown): string {
  const text = typeof json === "bigint" ? json.toString() : (JSON.stringify(json) ?? "nothing");
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

function shortList(names: readonly string[]): string {
  const first = names.slice(0, 8).join(", ");
  return names.length > 8 ? `${first}, …` : first;
}

/** In Avro's JSON encoding, as JsonValue tells. */
export function jsonFromDatum(datum: Datum): JsonValue {
  const { type, content } = datum;
  switch (content.kind) {
    case "null":
      return null;
    case "boolean":
      return content.value;
    case "text":
      return content.value;
    case "integer":
      return jsonOfInteger(content.value);
    case "real":
      return jsonOfReal(content.value);
    case "bytes":
      return jsonOfBytes(content.value);
    case "symbol":
      return type.kind === "enum" ? (type.symbols[content.index]?.name ?? null) : null;
    case "record": {
      const names = type.kind === "record" ? type.fields.map(({ name }) => name) : [];
      return Object.fromEntries(content.fields.map((field, i) => [names[i] ?? "", jsonFromDatum(field)]));
    }
    case "array":
      return content.items.map(jsonFromDatum);
    case "map":
      return Object.fromEntries(content.entries.map(({ key, value }) => [key, jsonFromDatum(value)]));
    case "branch":
      return jsonOfBranch(content.value.type, jsonFromDatum(content.value));
    case "broken":
      return null;
    default:
      return unreachable(content);
  }
}

export function jsonOfBranch(branch: AvroType, value: JsonValue): JsonValue {
  return branch.kind === "null" ? null : Object.fromEntries([[branchName(branch), value]]);
}

export function jsonOfInteger(value: bigint): JsonValue {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value.toString();
}

export function jsonOfReal(value: number): JsonValue {
  return Number.isFinite(value) ? value : String(value);
}

export function jsonOfBytes(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}
