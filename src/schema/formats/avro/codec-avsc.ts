/** Values as bytes by avsc, for every schema that it has no objection to. */
import type avscTypes from "avsc/etc/browser/avsc-types.js";
import type { AvscType } from "avsc/etc/browser/avsc-types.js";
import { unreachable } from "#base/assert.ts";
import { avscWithoutEval } from "./avsc-without-eval.ts";
import { branchName } from "./reads-json.ts";
import type { AvroType } from "./schema.ts";
import { isNamed } from "./schema.ts";
import type { Datum } from "./trace-datum.ts";

interface BufferConstructor {
  from(bytes: Uint8Array): Uint8Array;
}

/** Node's, or the package's in a browser: avsc takes nothing else for bytes. */
const AvscBuffer = avscWithoutEval.Type.forSchema("null").toBuffer(null)
  .constructor as unknown as BufferConstructor;

/** As bytes of its own kind. */
export function avscBytes(bytes: Uint8Array): Uint8Array {
  return AvscBuffer.from(bytes);
}

const MASK = (1n << 64n) - 1n;

/** long as bigint: avsc's own throws beyond 2^53. Bytes are eight, the lowest first, before packing. */
export function bigLongType(types: typeof avscTypes.types): AvscType {
  return types.LongType.__with({
    fromBuffer: (bytes: Uint8Array) => view(bytes).getBigInt64(0, true),
    toBuffer: (value: bigint) => {
      const bytes = new Uint8Array(8);
      view(bytes).setBigUint64(0, value & MASK, true);
      return avscBytes(bytes);
    },
    fromJSON: (value: number | string) => BigInt(value),
    toJSON: String,
    isValid: (value: unknown) => typeof value === "bigint",
    compare: (one: bigint, other: bigint) => (one < other ? -1 : one > other ? 1 : 0),
  });
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

const avscTypeOf = new WeakMap<AvroType, AvscType | null>();

/** Bytes of a value of a schema's root; null if avsc cannot make the schema its own. */
export function encodeWithAvsc(datum: Datum): Uint8Array | null {
  let type = avscTypeOf.get(datum.type);
  if (type === undefined) avscTypeOf.set(datum.type, (type = makeType(datum.type)));
  if (type === null) return null;
  try {
    return Uint8Array.from(type.toBuffer(avscValue(datum)));
  } catch {
    return null;
  }
}

function makeType(type: AvroType): AvscType | null {
  try {
    const registry = { long: bigLongType(avscWithoutEval.types) };
    return avscWithoutEval.Type.forSchema(plainSchema(type, new Set()), {
      wrapUnions: true,
      registry,
    });
  } catch {
    return null;
  }
}

/** What matters to the bytes, with full names: no defaults, aliases or logical types for avsc to object to. */
function plainSchema(type: AvroType, defined: Set<string>): unknown {
  if (isNamed(type)) {
    if (defined.has(type.fullName)) return type.fullName;
    defined.add(type.fullName);
  }
  switch (type.kind) {
    case "array":
      return { type: "array", items: plainSchema(type.items.type, defined) };
    case "map":
      return { type: "map", values: plainSchema(type.values.type, defined) };
    case "union":
      return type.branches.map((branch) => plainSchema(branch.type, defined));
    case "enum":
      return { type: "enum", name: type.fullName, symbols: type.symbols.map(({ name }) => name) };
    case "fixed":
      return { type: "fixed", name: type.fullName, size: type.size };
    case "record":
      return {
        type: "record",
        name: type.fullName,
        fields: type.fields.map((field) => ({
          name: safe(field.name),
          type: plainSchema(field.type.type, defined),
        })),
      };
    case "null":
    case "boolean":
    case "int":
    case "long":
    case "float":
    case "double":
    case "bytes":
    case "string":
      return type.kind;
    default:
      return unreachable(type);
  }
}

/** avsc keeps values by name in plain objects, where this name is none. */
function safe(name: string): string {
  if (name === "__proto__") throw new Error("no name for avsc");
  return name;
}

/** A value as avsc has it: bytes as Buffers, wrapped unions, longs as bigint. */
export function avscValue(datum: Datum): unknown {
  const { type, content } = datum;
  switch (content.kind) {
    case "null":
    case "broken":
      return null;
    case "boolean":
    case "real":
    case "text":
      return content.value;
    case "integer":
      return type.kind === "int" ? Number(content.value) : content.value;
    case "bytes":
      return avscBytes(content.value);
    case "symbol":
      return type.kind === "enum" ? type.symbols[content.index]?.name : undefined;
    case "record":
      return Object.fromEntries(
        content.fields.map((field, i) => [
          type.kind === "record" ? (type.fields[i]?.name ?? "") : "",
          avscValue(field),
        ]),
      );
    case "array":
      return content.items.map(avscValue);
    case "map":
      return Object.fromEntries(content.entries.map(({ key, value }) => [safe(key), avscValue(value)]));
    case "branch": {
      const branch = content.value.type;
      return branch.kind === "null"
        ? null
        : Object.fromEntries([[branchName(branch), avscValue(content.value)]]);
    }
    default:
      return unreachable(content);
  }
}
