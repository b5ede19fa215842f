/** A tree to bytes: fields by number, entries of a map with key and value, as Google's serializers write them. */
import { utf8Bytes } from "#schema/utf8.ts";
import {
  type ScalarValue,
  type Tree,
  type TreeValue,
  fieldTable,
  isPackable,
  wireTypeOf,
  wireTypeOfScalar,
} from "./codec-tree.ts";
import type { ProtoField, ProtoSchema, Scalar, ValueType } from "./schema.ts";

/** The record's bytes. */
export function bytesOfTree(schema: ProtoSchema, tree: Tree): Uint8Array {
  const out = new Bytes();
  writeMessage(schema, tree, out);
  return out.done();
}

function writeMessage(schema: ProtoSchema, tree: Tree, out: Bytes): void {
  for (const field of fieldTable(schema, tree.message).byNumber) {
    const content = tree.fields.get(field.number);
    switch (content?.kind) {
      case undefined:
        break;
      case "one":
        writeTagged(schema, field, content.value, out);
        break;
      case "many":
        if (field.packed && isPackable(field)) writePacked(field, content.values, out);
        else for (const value of content.values) writeTagged(schema, field, value, out);
        break;
      case "map":
        for (const [key, value] of content.entries) writeEntry(schema, field, key, value, out);
    }
  }
}

function writeTagged(schema: ProtoSchema, field: ProtoField, value: TreeValue, out: Bytes): void {
  const { type } = field;
  out.tag(field.number, wireTypeOf(field));
  if (type.kind === "group") {
    writeMessage(schema, value as Tree, out);
    out.tag(field.number, 4);
  } else if (type.kind !== "map") writeValue(schema, type, value, out);
}

function writeValue(schema: ProtoSchema, type: ValueType, value: TreeValue, out: Bytes): void {
  switch (type.kind) {
    case "scalar":
      out.scalar(type.scalar, value as ScalarValue);
      return;
    case "enum":
      out.scalar("int32", value as ScalarValue);
      return;
    case "message": {
      const inner = new Bytes();
      writeMessage(schema, value as Tree, inner);
      out.delimited(inner.done());
    }
  }
}

function writePacked(field: ProtoField, values: readonly TreeValue[], out: Bytes): void {
  const run = new Bytes();
  const scalar = field.type.kind === "scalar" ? field.type.scalar : "int32";
  for (const value of values) run.scalar(scalar, value as ScalarValue);
  out.tag(field.number, 2);
  out.delimited(run.done());
}

function writeEntry(
  schema: ProtoSchema,
  field: ProtoField,
  key: ScalarValue,
  value: TreeValue,
  out: Bytes,
): void {
  if (field.type.kind !== "map") return;
  const entry = new Bytes();
  entry.tag(1, wireTypeOfScalar(field.type.key));
  entry.scalar(field.type.key, key);
  const { value: type } = field.type;
  entry.tag(2, type.kind === "scalar" ? wireTypeOfScalar(type.scalar) : type.kind === "enum" ? 0 : 2);
  writeValue(schema, type, value, entry);
  out.tag(field.number, 2);
  out.delimited(entry.done());
}

/** Bytes that grow. */
class Bytes {
  #bytes = new Uint8Array(64);
  #length = 0;

  done(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  tag(number: number, wireType: number): void {
    this.#varint(BigInt(number * 8 + wireType));
  }

  delimited(content: Uint8Array): void {
    this.#varint(BigInt(content.length));
    this.#reserve(content.length);
    this.#bytes.set(content, this.#length);
    this.#length += content.length;
  }

  scalar(scalar: Scalar, value: ScalarValue): void {
    switch (scalar) {
      case "string":
        this.delimited(utf8Bytes(String(value)));
        return;
      case "bytes":
        this.delimited(value instanceof Uint8Array ? value : new Uint8Array(0));
        return;
      case "bool":
        this.#varint(value === true ? 1n : 0n);
        return;
      case "float":
        this.#fixed(4).setFloat32(0, Number(value), true);
        return;
      case "double":
        this.#fixed(8).setFloat64(0, Number(value), true);
        return;
      case "fixed32":
        this.#fixed(4).setUint32(0, Number(value), true);
        return;
      case "sfixed32":
        this.#fixed(4).setInt32(0, Number(value), true);
        return;
      case "fixed64":
        this.#fixed(8).setBigUint64(0, whole(value), true);
        return;
      case "sfixed64":
        this.#fixed(8).setBigInt64(0, whole(value), true);
        return;
      case "sint32":
      case "sint64": {
        const signed = whole(value);
        this.#varint(signed < 0n ? -2n * signed - 1n : 2n * signed);
        return;
      }
      case "int32":
      case "int64":
      case "uint32":
      case "uint64":
        this.#varint(BigInt.asUintN(64, whole(value)));
    }
  }

  #varint(value: bigint): void {
    this.#reserve(10);
    if (value <= 0x7fff_ffffn) {
      let small = Number(value);
      for (; small > 0x7f; small >>>= 7) this.#bytes[this.#length++] = (small & 0x7f) | 0x80;
      this.#bytes[this.#length++] = small;
      return;
    }
    let rest = value;
    for (; rest > 0x7fn; rest >>= 7n) {
      this.#bytes[this.#length++] = Number(rest & 0x7fn) | 0x80;
    }
    this.#bytes[this.#length++] = Number(rest);
  }

  #fixed(size: 4 | 8): DataView {
    this.#reserve(size);
    const view = new DataView(this.#bytes.buffer, this.#length, size);
    this.#length += size;
    return view;
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const larger = new Uint8Array(2 * (this.#length + more));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}

function whole(value: ScalarValue): bigint {
  return typeof value === "bigint" ? value : BigInt(Number(value));
}
