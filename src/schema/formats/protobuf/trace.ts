/** A decode step by step: which bytes a reader takes for what, what it changes, passes over or fills in. */
import type { DecodeStep } from "#schema/codec.ts";
import {
  type ScalarValue,
  type Tree,
  defaultOf,
  fieldTable,
  wireTypeOf,
  wireTypeOfScalar,
} from "./codec-tree.ts";
import {
  type DecodeListener,
  type DecodedTree,
  type ValuePlace,
  decodeTree,
  isTree,
} from "./decode-bytes.ts";
import { type RecordPath, pathText } from "./decode-path.ts";
import { WireReader } from "./decode-wire.ts";
import { said, sameValue } from "./reads-compare.ts";
import type { FieldType, ProtoField, ProtoMessage, ProtoSchema, ValueType } from "./schema.ts";

/** More steps than anybody reads; the decode itself goes on. */
const STEPS_MAX = 2000;

export interface Trace {
  readonly steps: readonly DecodeStep[];
  readonly read: DecodedTree;
}

/** A schema with the message that a record is. */
export interface RecordType {
  readonly schema: ProtoSchema;
  readonly message: ProtoMessage;
}

/** Reads bytes that `writer` wrote with `reader`, telling every step. Never throws for bytes. */
export function traceDecode(reader: RecordType, writer: RecordType, bytes: Uint8Array): Trace {
  const steps: DecodeStep[] = [];
  const listen = (path: RecordPath) => new Tracer(path, steps, writer, bytes);
  const read = decodeTree(reader.schema, reader.message, bytes, listen);
  if (read.ok) {
    defaults(reader.schema, writer, read.tree, bytes.length, steps);
  } else {
    const { failure, path } = read;
    const end = Math.max(failure.at, bytes.length);
    const says = failure.message.charAt(0).toUpperCase() + failure.message.slice(1);
    steps.push({ path, action: "failed", says, start: failure.at, end });
  }
  return { steps, read };
}

class Tracer implements DecodeListener {
  readonly #path: RecordPath;
  readonly #steps: DecodeStep[];
  readonly #writer: RecordType;
  readonly #bytes: Uint8Array;
  /** The writer's messages around the current place; null where the writer has none (entries of maps too). */
  readonly #around: (ProtoMessage | null)[];
  /** For each of `#around` whether it is an entry of a map. */
  readonly #entries: boolean[] = [false];
  #tag = { start: 0, end: 0 };

  constructor(path: RecordPath, steps: DecodeStep[], writer: RecordType, bytes: Uint8Array) {
    this.#path = path;
    this.#steps = steps;
    this.#writer = writer;
    this.#bytes = bytes;
    this.#around = [writer.message];
  }

  readonly tag = (start: number, end: number): void => {
    this.#tag = { start, end };
  };

  readonly length = (): void => {};

  readonly enter = (field: ProtoField, message: ProtoMessage | null): void => {
    const written = this.#writers(field.number)?.type;
    this.#entries.push(message === null);
    if (message === null) {
      // Within an entry of a map the writer's field is looked up by the map's own number.
      this.#around.push(this.#around.at(-1) ?? null);
      return;
    }
    const inMap = field.type.kind === "map" && written?.kind === "map";
    this.#around.push(messageBehind(inMap ? written.value : written));
    this.#step("taken", `a ${message.name}, field by field`, this.#tag.start, this.#tag.end);
  };

  readonly leave = (): void => {
    this.#around.pop();
    this.#entries.pop();
  };

  readonly value = (at: ValuePlace, value: ScalarValue, kept: boolean): void => {
    if (this.#steps.length >= STEPS_MAX) return;
    const type = typeAt(at.field, at.part);
    if (!kept) {
      const name = type.kind === "enum" ? type.enum.name : "the enum";
      const says = `${said(type, value)} is no constant of ${name}, which is closed: kept as an unknown field`;
      this.#step("unknown-kept", says, at.from, at.end);
      return;
    }
    const meant = this.#writers(at.field.number);
    const writtenAs = meant === undefined ? undefined : typeAt(meant, at.part);
    const written = writtenAs === undefined ? null : this.#again(writtenAs, type, at);
    const what = at.part === "field" ? "" : `${at.part} `;
    if (written === null || writtenAs === undefined || typeText(writtenAs) === typeText(type)) {
      const renamed =
        meant === undefined || meant.name === at.field.name ? "" : `, written as "${meant.name}"`;
      this.#step("taken", `${what}${said(type, value)}${renamed}`, at.from, at.end);
    } else if (sameValue(writtenAs, written, type, value)) {
      const says = `${what}${typeText(writtenAs)} ${said(writtenAs, written)} read as ${typeText(type)}`;
      this.#step("promoted", says, at.from, at.end);
    } else {
      const says = `${what}${typeText(writtenAs)} ${said(writtenAs, written)} becomes ${typeText(type)} ${said(type, value)}`;
      this.#step("changed", says, at.from, at.end);
    }
  };

  readonly passedOver = (tagStart: number, start: number, end: number, field: ProtoField | null): void => {
    const size = `${end - start} byte${end - start === 1 ? "" : "s"}`;
    if (field !== null) {
      const says = `${size} of another wire type than ${typeText(field.type)} has: "${field.name}" is not set by them`;
      this.#step("skipped", says, tagStart, end);
      return;
    }
    if (this.#entries.at(-1) === true) {
      this.#step("skipped", `${size} that are neither key nor value of the entry`, tagStart, end);
      return;
    }
    const number = new WireReader(this.#bytes.subarray(tagStart)).tag() >>> 3;
    const name = this.#writers(number)?.name;
    const says = `field ${number}${name === undefined ? "" : ` ("${name}")`} is unknown to the reader: ${size} kept unread`;
    this.#step("unknown-kept", says, tagStart, end);
  };

  #writers(number: number): ProtoField | undefined {
    const message = this.#around.at(-1);
    if (message === null || message === undefined) return undefined;
    return fieldTable(this.#writer.schema, message).ofNumber.get(number);
  }

  /** The same bytes as the writer means them; null if its type is not written like that. */
  #again(writtenAs: FieldType, readAs: FieldType, at: ValuePlace): ScalarValue | null {
    const scalar = writtenAs.kind === "scalar" ? writtenAs.scalar : "int32";
    if (writtenAs.kind !== "scalar" && writtenAs.kind !== "enum") return null;
    const expected = readAs.kind === "scalar" ? wireTypeOfScalar(readAs.scalar) : 0;
    if (wireTypeOfScalar(scalar) !== expected) return null;
    return new WireReader(this.#bytes.subarray(at.start, at.end)).scalar(scalar, false);
  }

  #step(action: DecodeStep["action"], says: string, start: number, end: number): void {
    if (this.#steps.length >= STEPS_MAX) return;
    this.#steps.push({ path: pathText(this.#path), action, says, start, end });
  }
}

/** What a program gets from fields that no byte has set. */
function defaults(
  reader: ProtoSchema,
  writer: RecordType,
  tree: Tree,
  at: number,
  steps: DecodeStep[],
): void {
  const visit = (one: Tree, written: ProtoMessage | null, path: RecordPath): void => {
    const table = fieldTable(reader, one.message);
    for (const field of table.fields) {
      if (steps.length >= STEPS_MAX) return;
      const here: RecordPath = [...path, table.keyOf.get(field) ?? field.name];
      const content = one.fields.get(field.number);
      const meant =
        written === null ? undefined : fieldTable(writer.schema, written).ofNumber.get(field.number);
      if (content === undefined) {
        const says = defaultSays(one, field, meant);
        if (says !== null) {
          steps.push({ path: pathText(here), action: "default", says, start: at, end: at });
        }
        continue;
      }
      const inner = messageBehind(meant?.type.kind === "map" ? meant.type.value : meant?.type);
      if (content.kind === "one" && isTree(content.value)) visit(content.value, inner, here);
      else if (content.kind === "many") {
        content.values.forEach((value, i) => {
          if (isTree(value)) visit(value, inner, [...here, i]);
        });
      } else if (content.kind === "map") {
        for (const [key, value] of content.entries) {
          if (isTree(value)) visit(value, inner, [...here, { key: String(key) }]);
        }
      }
    }
  };
  visit(tree, writer.message, [tree.message.name]);
}

/** null: nothing worth a step. */
function defaultSays(tree: Tree, field: ProtoField, meant: ProtoField | undefined): string | null {
  const chosen = field.oneof?.fields.some(({ number }) => tree.fields.has(number)) ?? false;
  if (chosen) return null;
  const why = meant === undefined ? `the writer has no field ${field.number}` : "nothing is written for it";
  const value = field.presence === "repeated" ? null : defaultOf(field);
  if (value !== null) return `default ${said(field.type, value)}: ${why}`;
  if (meant !== undefined && wireTypeOf(meant) === wireTypeOf(field)) return null;
  return `${field.presence === "repeated" ? "empty" : "absent"}: ${why}`;
}

function messageBehind(type: FieldType | undefined): ProtoMessage | null {
  return type?.kind === "message" || type?.kind === "group" ? type.message : null;
}

function typeAt(field: ProtoField, part: ValuePlace["part"]): FieldType | ValueType {
  if (field.type.kind !== "map") return field.type;
  return part === "key" ? { kind: "scalar", scalar: field.type.key } : field.type.value;
}

function typeText(type: FieldType): string {
  switch (type.kind) {
    case "scalar":
      return type.scalar;
    case "enum":
      return type.enum.name;
    case "message":
    case "group":
      return type.message.name;
    case "map":
      return "a map";
  }
}
