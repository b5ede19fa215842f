/** A record that suffers from a difference: candidates are really encoded and decoded until one does. */
import { type CounterExample, type Decoded, EncodeError } from "#schema/codec.ts";
import type { Difference } from "#schema/difference.ts";
import type { JsonValue } from "#schema/payload.ts";
import { fieldTable } from "./codec-tree.ts";
import { type Target, targetOf } from "./counter-example-target.ts";
import { type Needs, contentsOf, least } from "./counter-example-values.ts";
import { readersMessage } from "./reads.ts";
import { type ProtoField, type ProtoMessage, type ProtoSchema, mainMessage, messageNamed } from "./schema.ts";
import type { RecordType } from "./trace.ts";

/** Records tried for one difference. */
const TRIES_MAX = 600;

type Encode = (writer: RecordType, value: JsonValue) => Uint8Array;
type Decode = (reader: RecordType, writer: RecordType, bytes: Uint8Array) => Decoded;

/**
 * `Codec.counterExample`. Records of the writer's main message come first, then those of its other messages at the top.
 * The smallest record that shows it: the way to the field, required fields, nothing else.
 */
export function counterExample(
  reader: ProtoSchema,
  writer: ProtoSchema,
  difference: Difference,
  encode: Encode,
  decode: Decode,
): CounterExample | null {
  const target = targetOf(reader, writer, difference);
  const main = mainMessage(writer);
  let tries = 0;
  for (const message of writer.file.messages) {
    const readAs = readersMessage(reader, message);
    if (readAs === null || main === null) continue;
    // A reader without this message takes nothing of it for its own.
    if (message !== main && readAs.fullName !== message.fullName) continue;
    const readerType = { schema: reader, message: readAs };
    // The second time round with what the reader requires besides, or it would fail for that.
    for (const needs of [requiredBy(null), requiredBy(reader)]) {
      for (const value of candidates(reader, writer, message, target, needs)) {
        if (++tries > TRIES_MAX) return null;
        const found = tried(readerType, { schema: writer, message }, value, target, encode, decode);
        if (found !== null) return found;
      }
    }
  }
  return null;
}

/** The writer's required fields, and those that the reader's message of the same name requires. */
function requiredBy(reader: ProtoSchema | null): Needs {
  return (field, message) => {
    if (field.presence === "required") return true;
    const counterpart = reader === null ? null : messageNamed(reader, message.fullName);
    return counterpart?.fieldsByNumber.get(field.number)?.presence === "required";
  };
}

function tried(
  reader: RecordType,
  writer: RecordType,
  value: JsonValue,
  target: Target,
  encode: Encode,
  decode: Decode,
): CounterExample | null {
  let bytes: Uint8Array;
  try {
    bytes = encode(writer, value);
  } catch (error) {
    // A chain of required messages without end has no record.
    if (error instanceof EncodeError) return null;
    throw error;
  }
  const decoded = decode(reader, writer, bytes);
  const { outcome } = decoded;
  if (outcome.kind === "same" || !shows(target, outcome.path)) return null;
  const becomes = outcome.kind === "failed" ? "cannot be read" : "is read otherwise";
  const says = `${writer.message.name} ${JSON.stringify(value)} ${becomes}: ${outcome.path}: ${outcome.says}`;
  return { value, bytes, decoded, says };
}

/** Whether what is lost is what the difference is about. */
function shows(target: Target, path: string): boolean {
  const { names } = target;
  if (names === null) return true;
  return path.split(/[.[\]"]+/).some((part) => names.has(part));
}

function* candidates(
  reader: ProtoSchema,
  writer: ProtoSchema,
  root: ProtoMessage,
  target: Target,
  needs: Needs,
): Generator<JsonValue> {
  yield least(writer, root, 4, needs);
  for (const way of waysTo(writer, root, target)) {
    const field = way.at(-1);
    if (field === undefined) continue;
    for (const content of contentsOf(writer, field)) yield along(writer, root, way, content, needs);
    yield* pairs(reader, writer, root, way, needs);
  }
}

/** Two fields at once: what a reader's oneof keeps only one of. */
function* pairs(
  reader: ProtoSchema,
  writer: ProtoSchema,
  root: ProtoMessage,
  way: readonly ProtoField[],
  needs: Needs,
): Generator<JsonValue> {
  const field = way.at(-1);
  if (field === undefined) return;
  const message = way.length === 1 ? root : messageBehind(way.at(-2));
  if (message === null) return;
  const counterpart = readersMessage(reader, message);
  const oneof = counterpart?.fieldsByNumber.get(field.number)?.oneof;
  if (!oneof || oneof.synthetic) return;
  const table = fieldTable(writer, message);
  for (const other of oneof.fields) {
    const written = table.ofNumber.get(other.number);
    if (written === undefined || written === field) continue;
    if (written.oneof !== null && written.oneof === field.oneof) continue;
    const [a] = contentsOf(writer, field);
    const [b] = contentsOf(writer, written);
    if (a === undefined || b === undefined) continue;
    const both = [
      [table.keyOf.get(field) ?? field.name, a],
      [table.keyOf.get(written) ?? written.name, b],
    ];
    yield wrapped(writer, root, way.slice(0, -1), Object.fromEntries(both) as JsonValue, needs);
  }
}

/** The shortest ways from a message to the fields that are meant. */
function waysTo(schema: ProtoSchema, root: ProtoMessage, target: Target): readonly (readonly ProtoField[])[] {
  const found: (readonly ProtoField[])[] = [];
  const seen = new Set<ProtoMessage>([root]);
  let level: { message: ProtoMessage; way: readonly ProtoField[] }[] = [{ message: root, way: [] }];
  while (level.length > 0) {
    const next: typeof level = [];
    for (const { message, way } of level) {
      for (const field of fieldTable(schema, message).fields) {
        const longer = [...way, field];
        if (target.concerns(field, message)) found.push(longer);
        const inner = messageBehind(field);
        if (inner === null || seen.has(inner)) continue;
        seen.add(inner);
        next.push({ message: inner, way: longer });
      }
    }
    level = next;
  }
  return found;
}

/** A record with the content at the end of the way. */
function along(
  schema: ProtoSchema,
  root: ProtoMessage,
  way: readonly ProtoField[],
  content: JsonValue,
  needs: Needs,
): JsonValue {
  const outer = way.slice(0, -1);
  const last = way.at(-1);
  if (last === undefined) return content;
  const message = outer.length === 0 ? root : messageBehind(outer.at(-1));
  if (message === null) return content;
  return wrapped(schema, root, outer, withField(schema, message, last, content, needs), needs);
}

/** Puts a message where the way leads to. */
function wrapped(
  schema: ProtoSchema,
  root: ProtoMessage,
  way: readonly ProtoField[],
  inner: JsonValue,
  needs: Needs,
): JsonValue {
  let value = inner;
  for (let i = way.length - 1; i >= 0; i--) {
    const field = way[i];
    const message = i === 0 ? root : messageBehind(way[i - 1]);
    if (field === undefined || message === null) return value;
    const content =
      field.type.kind === "map"
        ? Object.fromEntries([[field.type.key === "bool" ? "true" : "1", value]])
        : field.presence === "repeated"
          ? [value]
          : value;
    value = withField(schema, message, field, content, needs);
  }
  return value;
}

function withField(
  schema: ProtoSchema,
  message: ProtoMessage,
  field: ProtoField,
  content: JsonValue,
  needs: Needs,
): JsonValue {
  const key = fieldTable(schema, message).keyOf.get(field) ?? field.name;
  const rest = least(schema, message, 3, needs) as { readonly [name: string]: JsonValue };
  const entries = Object.entries(rest).filter(([name]) => name !== key);
  return Object.fromEntries([...entries, [key, content]]);
}

function messageBehind(field: ProtoField | undefined): ProtoMessage | null {
  const type = field?.type.kind === "map" ? field.type.value : field?.type;
  return type?.kind === "message" || type?.kind === "group" ? type.message : null;
}
