/** Values as Avro's binary encoding, with a word on every byte. */
import { unreachable } from "#base/assert.ts";
import type { ByteSpan, Encoded } from "#schema/codec.ts";
import { utf8Bytes } from "#schema/utf8.ts";
import { branchName, fieldPath, jsonFromDatum, keyPath, shown } from "./reads-json.ts";
import type { AvroType } from "./schema.ts";
import type { Datum } from "./trace-datum.ts";

/** The bytes of a value and what they are. `path`: what places start with. */
export function encodeDatum(datum: Datum, path: string): Encoded {
  const writer = new ByteWriter();
  writer.write(datum, path);
  return { bytes: writer.bytes(), spans: writer.spans };
}

class ByteWriter {
  readonly spans: ByteSpan[] = [];
  readonly #bytes: number[] = [];

  bytes(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }

  write(datum: Datum, path: string): void {
    const { type, content } = datum;
    switch (content.kind) {
      case "null":
        return;
      case "boolean":
        return this.#span(path, "value", String(content.value), [content.value ? 1 : 0]);
      case "integer":
        return this.#span(path, "value", shown(content.value), varint(content.value));
      case "real":
        return this.#span(path, "value", shown(jsonFromDatum(datum)), ieee754(type, content.value));
      case "text":
        return this.#sized(path, shown(content.value), utf8Bytes(content.value));
      case "bytes": {
        const says = `${content.value.length} bytes`;
        if (type.kind === "fixed") return this.#span(path, "value", says, content.value);
        return this.#sized(path, says, content.value);
      }
      case "symbol": {
        const symbol = type.kind === "enum" ? (type.symbols[content.index]?.name ?? "") : "";
        const says = `symbol ${content.index}: ${symbol}`;
        return this.#span(path, "enum symbol", says, varint(BigInt(content.index)));
      }
      case "branch": {
        const says = `branch ${content.index}: ${branchName(content.value.type)}`;
        this.#span(path, "union branch", says, varint(BigInt(content.index)));
        return this.write(content.value, path);
      }
      case "record": {
        const names = type.kind === "record" ? type.fields.map(({ name }) => name) : [];
        for (const [i, field] of content.fields.entries()) {
          this.write(field, fieldPath(path, type, names[i] ?? ""));
        }
        return;
      }
      case "array":
        this.#count(path, content.items.length, "item");
        for (const [i, item] of content.items.entries()) this.write(item, `${path}[${i}]`);
        return this.#end(path);
      case "map":
        this.#count(path, content.entries.length, "entry");
        for (const { key, value } of content.entries) {
          const at = keyPath(path, key);
          this.#sized(at, shown(key), utf8Bytes(key), "key");
          this.write(value, at);
        }
        return this.#end(path);
      case "broken":
        return;
      default:
        return unreachable(content);
    }
  }

  /** One block holds all. */
  #count(path: string, count: number, what: "item" | "entry"): void {
    if (count === 0) return;
    const many = what === "item" ? "items" : "entries";
    const says = count === 1 ? `1 ${what} follows` : `${count} ${many} follow`;
    this.#span(path, "count", says, varint(BigInt(count)));
  }

  #end(path: string): void {
    this.#span(path, "end", "no more follow", [0]);
  }

  #sized(path: string, says: string, bytes: Uint8Array, role = "value"): void {
    const length = bytes.length === 1 ? "1 byte" : `${bytes.length} bytes`;
    this.#span(path, role === "key" ? "key length" : "length", length, varint(BigInt(bytes.length)));
    this.#span(path, role, says, bytes);
  }

  #span(path: string, role: string, says: string, bytes: Iterable<number>): void {
    const start = this.#bytes.length;
    for (const byte of bytes) this.#bytes.push(byte);
    if (this.#bytes.length > start) {
      this.spans.push({ start, end: this.#bytes.length, path, role, says });
    }
  }
}

/** Zig-zag, seven bits a byte, the lowest first. */
function varint(value: bigint): number[] {
  let rest = BigInt.asUintN(64, (value << 1n) ^ (value >> 63n));
  const bytes: number[] = [];
  while (rest > 0x7fn) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return bytes;
}

/** Four bytes of a float, eight of a double, the lowest first. */
function ieee754(type: AvroType, value: number): Uint8Array {
  const bytes = new Uint8Array(type.kind === "float" ? 4 : 8);
  const view = new DataView(bytes.buffer);
  if (type.kind === "float") view.setFloat32(0, value, true);
  else view.setFloat64(0, value, true);
  return bytes;
}
