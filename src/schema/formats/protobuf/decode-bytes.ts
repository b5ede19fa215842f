/**
 * Bytes to a tree, as Google's parsers read them: unknown numbers and unexpected wire types are passed over, the last value of
 * a singular field wins, messages merge, packed and unpacked runs are both read, a closed enum's unknown constant is unknown.
 */
import {
  type FieldTable,
  type ScalarValue,
  type Tree,
  type TreeValue,
  type WireType,
  defaultOf,
  fieldTable,
  isPackable,
  isZero,
  verifiesUtf8,
  wireTypeOf,
  wireTypeOfScalar,
  zeroOf,
} from "./codec-tree.ts";
import { DEPTH_MAX, DecodeFailure, WireReader } from "./decode-wire.ts";
import { type RecordPath, pathText } from "./decode-path.ts";
import type { ProtoField, ProtoMessage, ProtoSchema, ValueType } from "./schema.ts";

/** Hears of everything in the order of the bytes. */
export interface DecodeListener {
  readonly tag: (start: number, end: number, number: number, wireType: number) => void;
  readonly length: (start: number, end: number, length: number) => void;
  /** One value of a field, or of a map's entry (`part`). `kept`: false for a closed enum's unknown constant. */
  readonly value: (at: ValuePlace, value: ScalarValue, kept: boolean) => void;
  /** A field that is passed over, its tag at `tagStart`, its content from `start`; `field`: known, but of another wire type. */
  readonly passedOver: (tagStart: number, start: number, end: number, field: ProtoField | null) => void;
  /** A message, group or map entry begins; `message` is null for an entry. */
  readonly enter: (field: ProtoField, message: ProtoMessage | null) => void;
  readonly leave: () => void;
}

export interface ValuePlace {
  readonly field: ProtoField;
  readonly part: "field" | "key" | "value";
  /** Where the field's tag (or for packed values the value) begins. */
  readonly from: number;
  readonly start: number;
  readonly end: number;
}

/** A tree, or why there is none. */
export type DecodedTree =
  | { readonly ok: true; readonly tree: Tree }
  | { readonly ok: false; readonly failure: DecodeFailure; readonly path: string };

/** Reads a record. Never throws for bytes; `path` of a failure is in the message's own terms, e.g. `Order.lines[0].price`. */
export function decodeTree(
  schema: ProtoSchema,
  message: ProtoMessage,
  bytes: Uint8Array,
  listen?: (path: RecordPath) => DecodeListener,
): DecodedTree {
  const path: RecordPath = [message.name];
  const decoder = new TreeDecoder(schema, bytes, path, listen?.(path) ?? null);
  try {
    return { ok: true, tree: decoder.record(message) };
  } catch (failure) {
    if (!(failure instanceof DecodeFailure)) throw failure;
    return { ok: false, failure, path: pathText(path) };
  }
}

class TreeDecoder {
  readonly #schema: ProtoSchema;
  readonly #reader: WireReader;
  readonly #path: RecordPath;
  readonly #listener: DecodeListener | null;
  #anyRequired = false;

  constructor(schema: ProtoSchema, bytes: Uint8Array, path: RecordPath, listener: DecodeListener | null) {
    this.#schema = schema;
    this.#reader = new WireReader(bytes);
    this.#path = path;
    this.#listener = listener;
  }

  record(message: ProtoMessage): Tree {
    const tree: Tree = { message, fields: new Map() };
    this.#message(tree, null, 0);
    if (this.#anyRequired) this.#checkRequired(tree);
    return tree;
  }

  /** Reads fields into `tree` up to the reader's end, or up to the end tag of a group. */
  #message(tree: Tree, group: number | null, depth: number): void {
    const reader = this.#reader;
    if (depth > DEPTH_MAX) throw tooDeep(reader.pos);
    const table = fieldTable(this.#schema, tree.message);
    if (table.fields.some((field) => field.presence === "required")) this.#anyRequired = true;
    while (reader.pos < reader.end) {
      const tagStart = reader.pos;
      const tag = reader.tag();
      const number = tag >>> 3;
      const wireType = tag & 7;
      this.#listener?.tag(tagStart, reader.pos, number, wireType);
      if (wireType === 4 && number === group) return;
      this.#field(tree, table, number, wireType, tagStart, depth);
    }
    if (group !== null) {
      throw new DecodeFailure("MALFORMED", reader.pos, `group ${group} has no end.`);
    }
  }

  #field(
    tree: Tree,
    table: FieldTable,
    number: number,
    wireType: number,
    tagStart: number,
    depth: number,
  ): void {
    const field = table.ofNumber.get(number);
    if (field === undefined) {
      this.#passOver(null, number, wireType, tagStart, depth);
      return;
    }
    this.#path.push(table.keyOf.get(field) ?? field.name);
    if (field.presence === "repeated" && isPackable(field) && wireType === 2) {
      this.#packed(tree, field);
    } else if (wireType !== wireTypeOf(field)) {
      this.#passOver(field, number, wireType, tagStart, depth);
    } else if (field.type.kind === "map") {
      this.#entry(tree, field, field.type, depth);
    } else if (field.type.kind === "message" || field.type.kind === "group") {
      this.#nested(tree, field, field.type.message, depth);
    } else {
      this.#value(tree, field, field.type, tagStart);
    }
    this.#path.pop();
  }

  #value(tree: Tree, field: ProtoField, type: ValueType, from: number): void {
    const start = this.#reader.pos;
    const many = field.presence === "repeated";
    if (many) this.#path.push(countIn(tree, field));
    const value = this.#scalar(field, type);
    const kept = isKnown(type, value);
    this.#listener?.value({ field, part: "field", from, start, end: this.#reader.pos }, value, kept);
    if (many) this.#path.pop();
    if (kept) put(tree, field, value);
  }

  #packed(tree: Tree, field: ProtoField): void {
    if (field.type.kind !== "scalar" && field.type.kind !== "enum") return;
    const outer = this.#open();
    while (this.#reader.pos < this.#reader.end) {
      this.#value(tree, field, field.type, this.#reader.pos);
    }
    this.#reader.end = outer;
  }

  #nested(tree: Tree, field: ProtoField, message: ProtoMessage, depth: number): void {
    const many = field.presence === "repeated";
    const before = tree.fields.get(field.number);
    const merged = !many && before?.kind === "one" ? (before.value as Tree) : null;
    const inner = merged ?? { message, fields: new Map() };
    if (many) this.#path.push(countIn(tree, field));
    this.#listener?.enter(field, message);
    if (field.type.kind === "group") this.#message(inner, field.number, depth + 1);
    else {
      const outer = this.#open();
      this.#message(inner, null, depth + 1);
      this.#reader.end = outer;
    }
    this.#listener?.leave();
    if (many) this.#path.pop();
    put(tree, field, inner);
  }

  #entry(
    tree: Tree,
    field: ProtoField,
    type: Extract<ProtoField["type"], { kind: "map" }>,
    depth: number,
  ): void {
    const reader = this.#reader;
    this.#listener?.enter(field, null);
    const outer = this.#open();
    let key = zeroOf(type.key);
    let value: TreeValue | null = null;
    while (reader.pos < reader.end) {
      const from = reader.pos;
      const tag = reader.tag();
      this.#listener?.tag(from, reader.pos, tag >>> 3, tag & 7);
      const start = reader.pos;
      if (tag === ((1 << 3) | wireTypeOfScalar(type.key))) {
        key = reader.scalar(type.key, verifiesUtf8(field));
        this.#listener?.value({ field, part: "key", from, start, end: reader.pos }, key, true);
      } else if (tag === ((2 << 3) | wireTypeOfValue(type.value))) {
        this.#path.push({ key: String(key) });
        value = this.#entryValue(field, type.value, value, from, depth);
        this.#path.pop();
      } else this.#passOver(null, tag >>> 3, tag & 7, from, depth);
    }
    reader.end = outer;
    this.#listener?.leave();
    value ??= emptyValue(type.value);
    if (!(value instanceof Object && "message" in value) && !isKnown(type.value, value)) return;
    const before = tree.fields.get(field.number);
    if (before?.kind === "map") before.entries.set(key, value);
    else tree.fields.set(field.number, { kind: "map", entries: new Map([[key, value]]) });
  }

  #entryValue(
    field: ProtoField,
    type: ValueType,
    before: TreeValue | null,
    from: number,
    depth: number,
  ): TreeValue {
    const reader = this.#reader;
    const start = reader.pos;
    if (type.kind !== "message") {
      const value = this.#scalar(field, type);
      const kept = isKnown(type, value);
      this.#listener?.value({ field, part: "value", from, start, end: reader.pos }, value, kept);
      return value;
    }
    const inner = (before as Tree | null) ?? { message: type.message, fields: new Map() };
    this.#listener?.enter(field, type.message);
    const outer = this.#open();
    this.#message(inner, null, depth + 1);
    reader.end = outer;
    this.#listener?.leave();
    return inner;
  }

  #scalar(field: ProtoField, type: ValueType): ScalarValue {
    return this.#reader.scalar(type.kind === "scalar" ? type.scalar : "int32", verifiesUtf8(field));
  }

  /** Reads a length and narrows the reader to it; returns the end to go back to. */
  #open(): number {
    const reader = this.#reader;
    const start = reader.pos;
    const length = reader.length();
    this.#listener?.length(start, reader.pos, length);
    const outer = reader.end;
    reader.end = reader.pos + length;
    return outer;
  }

  #passOver(
    field: ProtoField | null,
    number: number,
    wireType: number,
    tagStart: number,
    depth: number,
  ): void {
    const start = this.#reader.pos;
    this.#skip(number, wireType, depth);
    this.#listener?.passedOver(tagStart, start, this.#reader.pos, field);
  }

  #skip(number: number, wireType: number, depth: number): void {
    const reader = this.#reader;
    if (depth > DEPTH_MAX) throw tooDeep(reader.pos);
    switch (wireType) {
      case 0:
        reader.skipVarint();
        return;
      case 1:
        reader.skip(8);
        return;
      case 2:
        reader.skip(reader.length());
        return;
      case 3:
        for (;;) {
          const at = reader.pos;
          const tag = reader.tag();
          if ((tag & 7) !== 4) this.#skip(tag >>> 3, tag & 7, depth + 1);
          else if (tag >>> 3 === number) return;
          else throw new DecodeFailure("MALFORMED", at, `group ${number} ends as group ${tag >>> 3}.`);
        }
      case 5:
        reader.skip(4);
        return;
      case 4:
        throw new DecodeFailure("MALFORMED", reader.pos, `group ${number} ends without having begun.`);
      default:
        throw new DecodeFailure("MALFORMED", reader.pos, `no value has the wire type ${wireType}.`);
    }
  }

  /** Once all has been merged, as `isInitialized` of Google's messages does. */
  #checkRequired(tree: Tree): void {
    const table = fieldTable(this.#schema, tree.message);
    for (const field of table.fields) {
      this.#path.push(table.keyOf.get(field) ?? field.name);
      const content = tree.fields.get(field.number);
      if (content === undefined && field.presence === "required") {
        throw new DecodeFailure(
          "MISSING_REQUIRED_FIELD",
          this.#reader.pos,
          `the required field "${field.name}" is not in the record.`,
        );
      }
      if (content?.kind === "one") this.#checkValue(content.value);
      else if (content?.kind === "many") {
        content.values.forEach((value, i) => this.#checkValue(value, i));
      } else if (content?.kind === "map") {
        for (const [key, value] of content.entries) this.#checkValue(value, { key: String(key) });
      }
      this.#path.pop();
    }
  }

  #checkValue(value: TreeValue, place?: RecordPath[number]): void {
    if (!isTree(value)) return;
    if (place !== undefined) this.#path.push(place);
    this.#checkRequired(value);
    if (place !== undefined) this.#path.pop();
  }
}

/** Whether a value is a message. */
export function isTree(value: TreeValue): value is Tree {
  return typeof value === "object" && "message" in value;
}

/** The value that an entry of a map has if its bytes hold none. */
function emptyValue(type: ValueType): TreeValue {
  switch (type.kind) {
    case "scalar":
      return zeroOf(type.scalar);
    case "enum":
      return type.enum.constants[0]?.number ?? 0;
    case "message":
      return { message: type.message, fields: new Map() };
  }
}

function wireTypeOfValue(type: ValueType): WireType {
  if (type.kind === "scalar") return wireTypeOfScalar(type.scalar);
  return type.kind === "enum" ? 0 : 2;
}

/** False for a number that a closed enum has no constant for. */
function isKnown(type: ValueType, value: ScalarValue): boolean {
  if (type.kind !== "enum" || !type.enum.closed) return true;
  return typeof value === "number" && type.enum.constantsByNumber.has(value);
}

function countIn(tree: Tree, field: ProtoField): number {
  const content = tree.fields.get(field.number);
  return content?.kind === "many" ? content.values.length : 0;
}

/** Sets a value; within a oneof the last one set is the only one. */
function put(tree: Tree, field: ProtoField, value: TreeValue): void {
  if (field.presence === "repeated") {
    const content = tree.fields.get(field.number);
    if (content?.kind === "many") content.values.push(value);
    else tree.fields.set(field.number, { kind: "many", values: [value] });
    return;
  }
  if (field.oneof !== null) {
    for (const other of field.oneof.fields) {
      if (other !== field) tree.fields.delete(other.number);
    }
  }
  // A later zero takes back an earlier value: an implicit field that is zero is not set.
  if (field.presence === "implicit" && !isTree(value) && isUnset(field, value)) {
    tree.fields.delete(field.number);
  } else tree.fields.set(field.number, { kind: "one", value });
}

function isUnset(field: ProtoField, value: ScalarValue): boolean {
  return field.type.kind === "enum" ? value === defaultOf(field) : isZero(value);
}

function tooDeep(at: number): DecodeFailure {
  return new DecodeFailure("TOO_DEEP", at, `messages are nested more than ${DEPTH_MAX} deep.`);
}
