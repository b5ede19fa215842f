/** Whether what was read is what was written: two trees of the same bytes, each by its own schema. */
import { utf8Bytes } from "#schema/utf8.ts";
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
import { isTree } from "./decode-bytes.ts";
import { type RecordPath, pathText } from "./decode-path.ts";
import type { FieldType, ProtoField, ProtoSchema } from "./schema.ts";

/** The first thing that a reader sees otherwise than it was written. */
export interface Loss {
  /** In the reader's schema. */
  readonly path: string;
  readonly says: string;
  /** The reader's field. */
  readonly field: ProtoField;
}

/** A tree with the schema that it belongs to. */
export interface Read {
  readonly schema: ProtoSchema;
  readonly tree: Tree;
}

/**
 * The writer's field whose values a reader's field should get: the one of its name; without such a one that of its number,
 * which has been renamed, unless that one lives on in the reader under its own name.
 */
export function meantFor(field: ProtoField, reader: FieldTable, writer: FieldTable): ProtoField | undefined {
  const key = reader.keyOf.get(field) ?? field.name;
  const named = fieldNamed(writer, key);
  if (named !== undefined) return named;
  const numbered = writer.ofNumber.get(field.number);
  if (numbered === undefined) return undefined;
  const livesOn = fieldNamed(reader, writer.keyOf.get(numbered) ?? numbered.name);
  return livesOn === undefined || livesOn === field ? numbered : undefined;
}

function fieldNamed(table: FieldTable, key: string): ProtoField | undefined {
  const found = table.ofKey.get(key);
  return found !== undefined && table.keyOf.get(found) === key ? found : undefined;
}

/** null: the reader sees all that it knows of as it was written. */
export function lossBetween(written: Read, read: Read): Loss | null {
  return new Comparison(written.schema, read.schema, [read.tree.message.name]).messages(
    written.tree,
    read.tree,
  );
}

class Comparison {
  readonly #writer: ProtoSchema;
  readonly #reader: ProtoSchema;
  readonly #path: RecordPath;

  constructor(writer: ProtoSchema, reader: ProtoSchema, path: RecordPath) {
    this.#writer = writer;
    this.#reader = reader;
    this.#path = path;
  }

  messages(written: Tree, read: Tree): Loss | null {
    const writer = fieldTable(this.#writer, written.message);
    const reader = fieldTable(this.#reader, read.message);
    for (const field of reader.fields) {
      const meant = meantFor(field, reader, writer);
      this.#path.push(reader.keyOf.get(field) ?? field.name);
      const content = read.fields.get(field.number);
      const loss =
        meant === undefined
          ? this.#strange(field, content, writer.ofNumber.get(field.number))
          : this.#contents(meant, written.fields.get(meant.number), field, content);
      if (loss !== null) return loss;
      this.#path.pop();
    }
    return null;
  }

  /** A field that the writer does not have at all, and yet something came under its number. */
  #strange(field: ProtoField, content: TreeField | undefined, source: ProtoField | undefined): Loss | null {
    if (content === undefined) return null;
    return this.#loss(field, `"${field.name}" gets what was written as "${source?.name ?? ""}".`);
  }

  #contents(
    meant: ProtoField,
    written: TreeField | undefined,
    field: ProtoField,
    read: TreeField | undefined,
  ): Loss | null {
    if (meant.type.kind === "map" && field.type.kind === "map") {
      return this.#maps(meant, written, field, read);
    }
    const from = listOf(written);
    const to = listOf(read);
    if (field.presence === "repeated") {
      if (from.length !== to.length) return this.#count(field, from, to);
      return this.#lists(meant.type, from, field, to);
    }
    if (from.length > 1) {
      return this.#loss(field, `${from.length} values are written and only one can be read.`);
    }
    const wrote = from[0] ?? (meant.presence === "repeated" ? undefined : absent(meant));
    const reads = to[0] ?? absent(field);
    if (wrote === undefined || wrote === null) {
      if (to.length === 0) return null;
      return this.#loss(field, `nothing is written and ${said(field.type, reads)} is read.`);
    }
    if (reads === null) {
      return from.length === 0 ? null : this.#loss(field, `${said(meant.type, wrote)} is lost.`);
    }
    if (from.length === 0 && to.length === 0 && !isTree(wrote) && sameAbsence(meant, field)) return null;
    return this.#values(meant.type, wrote, field, reads);
  }

  #count(field: ProtoField, from: readonly TreeValue[], to: readonly TreeValue[]): Loss {
    return this.#loss(field, `${values(from.length)} written and ${values(to.length)} read.`);
  }

  #lists(
    type: FieldType,
    from: readonly TreeValue[],
    field: ProtoField,
    to: readonly TreeValue[],
  ): Loss | null {
    for (const [i, value] of from.entries()) {
      const other = to[i];
      if (other === undefined) return this.#count(field, from, to);
      this.#path.push(i);
      const loss = this.#values(type, value, field, other);
      if (loss !== null) return loss;
      this.#path.pop();
    }
    return null;
  }

  #maps(
    meant: ProtoField,
    written: TreeField | undefined,
    field: ProtoField,
    read: TreeField | undefined,
  ): Loss | null {
    if (meant.type.kind !== "map" || field.type.kind !== "map") return null;
    const from = entriesOf(written);
    const to = entriesOf(read);
    if (from.size !== to.size) {
      return this.#loss(field, `${from.size} entries are written and ${to.size} read.`);
    }
    for (const [key, value] of from) {
      const found = to.has(key) ? to.get(key) : valueOfKey(to, key);
      this.#path.push({ key: String(key) });
      if (found === undefined) return this.#loss(field, "the entry is not read under its key.");
      const loss = this.#values(meant.type.value, value, field, found, field.type.value);
      if (loss !== null) return loss;
      this.#path.pop();
    }
    return null;
  }

  #values(
    writtenAs: FieldType,
    written: TreeValue,
    field: ProtoField,
    read: TreeValue,
    readAs: FieldType = field.type,
  ): Loss | null {
    if (isTree(written) && isTree(read)) return this.messages(written, read);
    if (!isTree(written) && !isTree(read) && sameValue(writtenAs, written, readAs, read)) return null;
    return this.#loss(field, `${said(writtenAs, written)} is written and ${said(readAs, read)} is read.`);
  }

  #loss(field: ProtoField, says: string): Loss {
    return { path: pathText(this.#path), says, field };
  }
}

/** Whether fields that are not set stand for the same: for the zeros of their types, or for values that mean the same. */
export function sameAbsence(writer: ProtoField, reader: ProtoField): boolean {
  const [from, to] = [absent(writer), absent(reader)];
  if (from === null || to === null) return true;
  return (isZero(from) && isZero(to)) || sameValue(writer.type, from, reader.type, to);
}

/** Whether two values mean the same: numbers by their worth, texts by their bytes, constants by number and name. */
export function sameValue(
  writtenAs: FieldType,
  written: ScalarValue,
  readAs: FieldType,
  read: ScalarValue,
): boolean {
  if (writtenAs.kind === "enum" && readAs.kind === "enum") {
    const name = writtenAs.enum.constantsByNumber.get(Number(written))?.name;
    const moved = name === undefined ? undefined : readAs.enum.constantsByName.get(name)?.number;
    return written === read && (moved === undefined || moved === read);
  }
  const a = comparable(written);
  const b = comparable(read);
  if (typeof a === "number" && typeof b === "number" && Number.isNaN(a)) return Number.isNaN(b);
  // A bigint equals the number of the same worth.
  // oxlint-disable-next-line eqeqeq
  return typeof a === "string" || typeof b === "string" ? a === b : a == b;
}

function comparable(value: ScalarValue): number | bigint | string {
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value === "number" || typeof value === "bigint") return value;
  const bytes = typeof value === "string" ? utf8Bytes(value) : value;
  let text = "b";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

/** A map's value under a key of another type that means the same. */
function valueOfKey(entries: ReadonlyMap<ScalarValue, TreeValue>, key: ScalarValue): TreeValue | undefined {
  const text = comparable(key);
  for (const [other, value] of entries) {
    if (String(comparable(other)) === String(text)) return value;
  }
  return undefined;
}

/** What a program gets from a field that is not set; null for messages. */
function absent(field: ProtoField): ScalarValue | null {
  return field.presence === "repeated" ? null : defaultOf(field);
}

function listOf(content: TreeField | undefined): readonly TreeValue[] {
  switch (content?.kind) {
    case undefined:
      return [];
    case "one":
      return [content.value];
    case "many":
      return content.values;
    case "map":
      return [...content.entries.values()];
  }
}

function entriesOf(content: TreeField | undefined): ReadonlyMap<ScalarValue, TreeValue> {
  return content?.kind === "map" ? content.entries : new Map<ScalarValue, TreeValue>();
}

function values(count: number): string {
  return count === 1 ? "1 value is" : `${count === 0 ? "no" : count} values are`;
}

/** A value as people would write it, cut if it is long. */
export function said(type: FieldType, value: TreeValue | null): string {
  if (value === null) return "nothing";
  if (isTree(value)) return `a ${value.message.name}`;
  const constant = type.kind === "enum" ? type.enum.constantsByNumber.get(Number(value))?.name : undefined;
  if (constant !== undefined) return constant;
  if (value instanceof Uint8Array) {
    const hex = Array.from(value.subarray(0, 12), (byte) => byte.toString(16).padStart(2, "0"));
    return value.length === 0 ? "no bytes" : `the bytes ${hex.join(" ")}${value.length > 12 ? " …" : ""}`;
  }
  const text = typeof value === "string" ? JSON.stringify(value) : String(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
