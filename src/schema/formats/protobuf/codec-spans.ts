/** What every byte of a record is, told by reading it with the schema that wrote it. */
import type { ByteSpan } from "#schema/codec.ts";
import type { ScalarValue } from "./codec-tree.ts";
import { type DecodeListener, type ValuePlace, decodeTree } from "./decode-bytes.ts";
import { type RecordPath, pathText } from "./decode-path.ts";
import { said } from "./reads-compare.ts";
import type { FieldType, ProtoField, ProtoMessage, ProtoSchema } from "./schema.ts";

const WIRE_TYPES = ["varint", "8 bytes", "length-delimited", "start of group", "end of group", "4 bytes"];

/** Spans of well-formed bytes: in order, without gaps. Bytes that cannot be read on end in one span "unreadable". */
export function spansOf(schema: ProtoSchema, message: ProtoMessage, bytes: Uint8Array): readonly ByteSpan[] {
  const spans: ByteSpan[] = [];
  let finish = (): void => {};
  const result = decodeTree(schema, message, bytes, (path) => {
    const listener = new SpanListener(path, spans, bytes);
    finish = listener.flush;
    return listener;
  });
  finish();
  const at = spans.at(-1)?.end ?? 0;
  if (!result.ok && at < bytes.length) {
    const says = result.failure.message;
    spans.push({ start: at, end: bytes.length, path: result.path, role: "unreadable", says });
  }
  return spans;
}

class SpanListener implements DecodeListener {
  readonly #path: RecordPath;
  readonly #spans: ByteSpan[];
  readonly #bytes: Uint8Array;
  /** A tag waits for what follows it: only then its field's path is known. */
  #tag: Omit<ByteSpan, "path"> | null = null;

  constructor(path: RecordPath, spans: ByteSpan[], bytes: Uint8Array) {
    this.#path = path;
    this.#spans = spans;
    this.#bytes = bytes;
  }

  readonly tag = (start: number, end: number, number: number, wireType: number): void => {
    this.flush();
    const says = `field ${number}, ${WIRE_TYPES[wireType] ?? `wire type ${wireType}`}`;
    this.#tag = { start, end, role: "tag", says };
  };

  readonly length = (start: number, end: number, length: number): void => {
    this.#put(start, end, "length", bytesText(length));
  };

  readonly value = (at: ValuePlace, value: ScalarValue): void => {
    const type = typeAt(at.field, at.part);
    let { start } = at;
    if (typeof value === "string" || value instanceof Uint8Array) {
      start = this.#endOfVarint(start);
      this.#put(at.start, start, "length", bytesText(at.end - start));
    }
    this.#put(start, at.end, at.part === "key" ? "key" : "value", said(type, value));
  };

  readonly passedOver = (_tag: number, start: number, end: number): void => {
    this.#put(start, end, "unknown field", bytesText(end - start));
  };

  readonly enter = (): void => {
    this.flush();
  };

  readonly leave = (): void => {
    this.flush();
  };

  /** Puts a tag down that nothing has followed, as a group's end. */
  readonly flush = (): void => {
    if (this.#tag === null) return;
    this.#spans.push({ ...this.#tag, path: pathText(this.#path) });
    this.#tag = null;
  };

  #put(start: number, end: number, role: string, says: string): void {
    this.flush();
    if (end > start) this.#spans.push({ start, end, path: pathText(this.#path), role, says });
  }

  #endOfVarint(start: number): number {
    let end = start;
    while ((this.#bytes[end] ?? 0) >= 0x80) end++;
    return end + 1;
  }
}

function typeAt(field: ProtoField, part: ValuePlace["part"]): FieldType {
  if (field.type.kind !== "map") return field.type;
  return part === "key" ? { kind: "scalar", scalar: field.type.key } : field.type.value;
}

function bytesText(count: number): string {
  return `${count} byte${count === 1 ? "" : "s"}`;
}
