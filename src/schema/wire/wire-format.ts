/** How a record's bytes tell which schema wrote them: the frame that a registry's serializer puts around the payload. */
import type { ByteSpan, Encoded } from "#schema/codec.ts";

/** What a frame says. */
export interface WireHeader {
  /** A decimal number or a UUID in lower case, as the format has it; null where it has none. */
  readonly schemaId: string | null;
  /**
   * Protobuf only: which message of the file the payload is. Confluent: the path of places, e.g. `[1, 0]` is the first
   * message inside the second. Glue: one place in the list of all messages, sorted by full name. null for other formats.
   */
  readonly messageIndexes: readonly number[] | null;
  /** Whether the payload is packed by zlib (Glue); it is not unpacked here. */
  readonly compressed: boolean;
}

/** What came of reading a frame. */
export type WireRead =
  | {
      readonly ok: true;
      readonly header: WireHeader;
      readonly spans: readonly ByteSpan[];
      /** Where the record's own bytes begin. */
      readonly payloadStart: number;
    }
  | {
      readonly ok: false;
      /** The byte that cannot be right. */
      readonly at: number;
      /** One sentence: what was found and what was expected. */
      readonly says: string;
      readonly tryThis: string;
    };

/** One way of framing: a file of its own, a line in `index.ts`. */
export interface WireFormat {
  readonly name: string;
  readonly title: string;
  /** What a schema is named by. */
  readonly idKind: "int32" | "int64" | "uuid" | "none";
  /** Where the frame travels: in front of the payload, or in a record header of its own (`headerName`). */
  readonly place: "payload" | "header";
  /** The frame alone. Throws RangeError for an id or indexes that the format cannot hold. */
  write(header: WireHeader): Encoded;
  /** `protobuf`: whether message indexes follow the id. Never throws, whatever the bytes are. */
  read(bytes: Uint8Array, protobuf: boolean): WireRead;
}

/** The record header that carries the frame where `place` is "header". */
export function headerName(part: "key" | "value"): string {
  return `__${part}_schema_id`;
}

/** Collects the bytes of a frame with what they are. */
export class FrameWriter {
  readonly #bytes: number[] = [];
  readonly #spans: ByteSpan[] = [];

  /** Appends bytes that are one thing. */
  put(bytes: readonly number[], role: string, says: string): void {
    const start = this.#bytes.length;
    this.#bytes.push(...bytes);
    this.#spans.push({ start, end: this.#bytes.length, path: "", role, says });
  }

  done(): Encoded {
    return { bytes: Uint8Array.from(this.#bytes), spans: this.#spans };
  }
}

/** Bytes that are no frame of the format: caught by `readFrame`. */
class FrameError extends Error {
  override readonly name = "FrameError";
  readonly at: number;
  readonly tryThis: string;

  constructor(at: number, says: string, tryThis: string) {
    super(says);
    this.at = at;
    this.tryThis = tryThis;
  }
}

/** Reads a frame from its start; every method throws what `readFrame` turns into a refusal. */
export class FrameReader {
  readonly #bytes: Uint8Array;
  readonly #spans: ByteSpan[] = [];
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get at(): number {
    return this.#at;
  }

  get spans(): readonly ByteSpan[] {
    return this.#spans;
  }

  /** The next bytes; `role` says in the error what is missing. */
  take(count: number, role: string): Uint8Array {
    const left = this.#bytes.length - this.#at;
    if (left < count) {
      this.fail(
        `The ${role} takes ${plural(count, "byte")}, but ${left === 0 ? "none is" : `only ${left} ${left === 1 ? "is" : "are"}`} left.`,
        "Look whether the record was cut short, or whether it was written without this header.",
      );
    }
    this.#at += count;
    return this.#bytes.subarray(this.#at - count, this.#at);
  }

  /** Says what the bytes from `start` up to here are. */
  mark(start: number, role: string, says: string): void {
    this.#spans.push({ start, end: this.#at, path: "", role, says });
  }

  /** The first byte, which tells the format. */
  magic(expected: number, title: string): void {
    const found = this.take(1, "magic byte")[0];
    if (found !== expected) {
      this.#at = 0;
      this.fail(
        `The first byte is ${hex(found ?? 0)}, and ${title} begins with ${hex(expected)}.`,
        "Read the record with the header that its producer writes, or as bare bytes.",
      );
    }
    this.mark(0, "magic byte", hex(expected));
  }

  /** An unsigned varint of at most 32 bits. */
  varint(role: string): number {
    const start = this.#at;
    let value = 0;
    // Not by shifting: that would make the 32nd bit a sign.
    for (let at = 0, worth = 1; at < 5; at++, worth *= 128) {
      const byte = this.take(1, role)[0] ?? 0;
      value += (byte & 0x7f) * worth;
      if (byte < 0x80) {
        if (value > 0xffff_ffff) break;
        return value;
      }
    }
    this.#at = start;
    return this.fail(
      `The ${role} is longer than a 32 bit number can be.`,
      "Look whether these bytes are a header at all.",
    );
  }

  fail(says: string, tryThis: string): never {
    throw new FrameError(this.#at, says, tryThis);
  }
}

/** Runs a format's reader; broken bytes become a refusal. */
export function readFrame(bytes: Uint8Array, read: (frame: FrameReader) => WireHeader): WireRead {
  const frame = new FrameReader(bytes);
  try {
    const header = read(frame);
    return { ok: true, header, spans: frame.spans, payloadStart: frame.at };
  } catch (error) {
    if (!(error instanceof FrameError)) throw error;
    return { ok: false, at: error.at, says: error.message, tryThis: error.tryThis };
  }
}

/** `0x0f`. */
export function hex(byte: number): string {
  return `0x${byte.toString(16).padStart(2, "0")}`;
}

/** `1 byte`, `4 bytes`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** The bytes of an unsigned varint of at most 32 bits. */
export function varintBytes(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 0x7f) {
    bytes.push((rest & 0x7f) | 0x80);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
  return bytes;
}
