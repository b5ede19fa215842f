/** Bytes of a writer as a tree of values. Bytes that are none of the schema end it cleanly, in bounded time and memory. */
import { unreachable } from "#base/assert.ts";
import { utf8Text } from "#schema/utf8.ts";
import type { AvroType } from "./schema.ts";
import type { BlockMark, Broken, Content, Datum, MapEntry } from "./trace-datum.ts";

/** Items of lists and maps in one record; items of type null take no bytes, so that bytes alone do not bound them. */
const ITEMS_MAX = 100_000;

/** A record that holds itself may go deep in few bytes. */
const DEPTH_MAX = 1000;

/** Reads one value. Never throws: what cannot be read is `broken`, and everything before it is there. */
export function datumFromBytes(type: AvroType, bytes: Uint8Array): Datum {
  return new ByteReader(bytes).read(type, 0);
}

/** Why reading ends here. */
class Stop extends Error {
  readonly broken: Broken;

  constructor(start: number, says: string) {
    super(says);
    this.broken = { start, says };
  }
}

class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;
  #items = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  read(type: AvroType, depth: number): Datum {
    const start = this.#at;
    try {
      if (depth > DEPTH_MAX) throw new Stop(start, `Values nest more than ${DEPTH_MAX} deep.`);
      const content = this.#content(type, depth);
      return { type, start, end: this.#at, content, broken: brokenIn(content) };
    } catch (error) {
      if (!(error instanceof Stop)) throw error;
      const content = { kind: "broken", says: error.broken.says } as const;
      return { type, start, end: this.#at, content, broken: error.broken };
    }
  }

  #content(type: AvroType, depth: number): Content {
    switch (type.kind) {
      case "null":
        return { kind: "null" };
      case "boolean":
        return { kind: "boolean", value: this.#take(1, "a boolean")[0] === 1 };
      case "int":
      case "long":
        return { kind: "integer", value: this.#varint(type.kind) };
      case "float": {
        this.#take(4, "a float");
        return { kind: "real", value: this.#view.getFloat32(this.#at - 4, true) };
      }
      case "double": {
        this.#take(8, "a double");
        return { kind: "real", value: this.#view.getFloat64(this.#at - 8, true) };
      }
      case "string":
        return { kind: "text", value: utf8Text(this.#sized("a string")).text };
      case "bytes":
        return { kind: "bytes", value: this.#sized("bytes").slice() };
      case "fixed":
        return { kind: "bytes", value: this.#take(type.size, type.name).slice() };
      case "enum":
        return { kind: "symbol", index: this.#index(type.symbols.length, `symbols of ${type.name}`) };
      case "union": {
        const index = this.#index(type.branches.length, "branches");
        const branch = type.branches[index]?.type ?? type;
        const valueStart = this.#at;
        return { kind: "branch", index, valueStart, value: this.read(branch, depth + 1) };
      }
      case "record": {
        const fields: Datum[] = [];
        for (const field of type.fields) {
          const value = this.read(field.type.type, depth + 1);
          fields.push(value);
          if (value.broken !== undefined) break;
        }
        return { kind: "record", fields };
      }
      case "array": {
        const items: Datum[] = [];
        const marks: BlockMark[] = [];
        this.#blocks(marks, () => {
          const item = this.read(type.items.type, depth + 1);
          items.push(item);
          return item;
        });
        return { kind: "array", items, marks };
      }
      case "map": {
        const entries: MapEntry[] = [];
        const marks: BlockMark[] = [];
        this.#blocks(marks, () => {
          const keyStart = this.#at;
          const key = utf8Text(this.#sized("a key")).text;
          const keyEnd = this.#at;
          const value = this.read(type.values.type, depth + 1);
          entries.push({ key, keyStart, keyEnd, value });
          return value;
        });
        return { kind: "map", entries, marks };
      }
      default:
        return unreachable(type);
    }
  }

  /** Blocks of a count and so many items, up to one of 0. A negative count is followed by the block's size in bytes. */
  #blocks(marks: BlockMark[], readItem: () => Datum): void {
    let before = 0;
    for (;;) {
      const start = this.#at;
      const written = this.#varint("long");
      if (written < 0n && this.#varint("long") < 0n) throw new Stop(start, "A block of negative size.");
      const count = written < 0n ? -written : written;
      if (count > BigInt(ITEMS_MAX - this.#items)) {
        throw new Stop(start, `${count} items: more than ${ITEMS_MAX} are not read.`);
      }
      marks.push({ start, end: this.#at, before, count: Number(count) });
      if (count === 0n) return;
      this.#items += Number(count);
      for (let i = 0; i < Number(count); i++) {
        if (readItem().broken !== undefined) return;
        before += 1;
      }
    }
  }

  #take(count: number, what: string): Uint8Array {
    const left = this.#bytes.length - this.#at;
    if (count > left) {
      throw new Stop(this.#at, `The bytes end within ${what}: ${count} wanted, ${left} left.`);
    }
    this.#at += count;
    return this.#bytes.subarray(this.#at - count, this.#at);
  }

  #sized(what: string): Uint8Array {
    const start = this.#at;
    const length = this.#varint("long");
    if (length < 0n) throw new Stop(start, `The length of ${what} is negative: ${length}.`);
    if (length > BigInt(this.#bytes.length)) {
      throw new Stop(
        start,
        `The bytes end within ${what}: ${length} wanted, ${this.#bytes.length - this.#at} left.`,
      );
    }
    return this.#take(Number(length), what);
  }

  #index(count: number, what: string): number {
    const start = this.#at;
    const index = this.#varint("int");
    if (index < 0n || index >= BigInt(count)) {
      throw new Stop(start, `Number ${index} of ${count} ${what}: there is none.`);
    }
    return Number(index);
  }

  /** Zig-zag, seven bits a byte, the lowest first; at most five bytes of an int, ten of a long. */
  #varint(kind: "int" | "long"): bigint {
    const start = this.#at;
    const bytesMax = kind === "int" ? 5 : 10;
    let raw = 0n;
    for (let i = 0; i < bytesMax; i++) {
      const byte = this.#take(1, kind === "int" ? "an int" : "a long")[0] ?? 0;
      raw |= BigInt(byte & 0x7f) << BigInt(7 * i);
      if (byte < 0x80) {
        const value = BigInt.asIntN(kind === "int" ? 33 : 65, (raw >> 1n) ^ -(raw & 1n));
        const limit = kind === "int" ? 1n << 31n : 1n << 63n;
        if (value >= limit || value < -limit) break;
        return value;
      }
    }
    throw new Stop(start, `These bytes are no ${kind}: too many bits.`);
  }
}

/** Of the part that was read last: nothing is read behind a broken one. */
function brokenIn(content: Content): Broken | undefined {
  switch (content.kind) {
    case "record":
      return content.fields.at(-1)?.broken;
    case "array":
      return content.items.at(-1)?.broken;
    case "map":
      return content.entries.at(-1)?.value.broken;
    case "branch":
      return content.value.broken;
    default:
      return undefined;
  }
}
