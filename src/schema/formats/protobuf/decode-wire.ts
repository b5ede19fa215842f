/** The lowest layer of reading: varints, tags, lengths, fixed numbers; every mistake is a `DecodeFailure` with its byte. */
import { utf8Text } from "#schema/utf8.ts";
import type { ScalarValue } from "./codec-tree.ts";
import type { Scalar } from "./schema.ts";

/** Bytes that a reader cannot go on with. */
export type FailureCode = "MALFORMED" | "INVALID_UTF8" | "TOO_DEEP" | "MISSING_REQUIRED_FIELD";

/** How deep messages may be nested in bytes, as in Google's implementations (`CodedInputStream`) and protobufjs. */
export const DEPTH_MAX = 100;

export class DecodeFailure extends Error {
  override readonly name = "DecodeFailure";
  readonly code: FailureCode;
  /** The byte where it cannot go on. */
  readonly at: number;

  constructor(code: FailureCode, at: number, message: string) {
    super(message);
    this.code = code;
    this.at = at;
  }
}

/** Reads from `pos` up to `end`; messages inside lower `end` for a while. */
export class WireReader {
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  pos = 0;
  end: number;
  /** The last varint's lower and upper 32 bits. */
  #low = 0;
  #high = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.end = bytes.length;
  }

  /** A field's number and wire type in one number, as written. */
  tag(): number {
    const start = this.pos;
    this.#varint();
    const size = this.pos - start;
    if (size > 5 || this.#high !== 0 || this.#low < 8) {
      throw new DecodeFailure("MALFORMED", start, `no field has the tag at byte ${start}.`);
    }
    return this.#low;
  }

  /** A length; the bytes behind it are there. */
  length(): number {
    const start = this.pos;
    this.#varint();
    if (this.pos - start > 5 || this.#high !== 0 || this.#low > 0x7fff_ffff) {
      throw new DecodeFailure("MALFORMED", start, `the length at byte ${start} is no length.`);
    }
    const missing = this.pos + this.#low - this.end;
    if (missing > 0) {
      throw new DecodeFailure(
        "MALFORMED",
        start,
        `the length ${this.#low} at byte ${start} runs ${missing} byte${missing === 1 ? "" : "s"} past the end.`,
      );
    }
    return this.#low;
  }

  /** Passes over `count` bytes. */
  skip(count: number): void {
    if (this.pos + count > this.end) this.#cutShort();
    this.pos += count;
  }

  skipVarint(): void {
    this.#varint();
  }

  /** A value that is written as the scalar says; `verify`: whether a string must be UTF-8. */
  scalar(scalar: Scalar, verify: boolean): ScalarValue {
    switch (scalar) {
      case "int32":
        this.#varint();
        return this.#low | 0;
      case "uint32":
        this.#varint();
        return this.#low;
      case "sint32":
        this.#varint();
        return (this.#low >>> 1) ^ -(this.#low & 1);
      case "bool":
        this.#varint();
        return this.#low !== 0 || this.#high !== 0;
      case "int64":
        this.#varint();
        return BigInt.asIntN(64, this.#long());
      case "uint64":
        this.#varint();
        return this.#long();
      case "sint64": {
        this.#varint();
        const raw = this.#long();
        return (raw & 1n) === 0n ? raw >> 1n : -((raw + 1n) >> 1n);
      }
      case "fixed32":
        this.skip(4);
        return this.#view.getUint32(this.pos - 4, true);
      case "sfixed32":
        this.skip(4);
        return this.#view.getInt32(this.pos - 4, true);
      case "float":
        this.skip(4);
        return this.#view.getFloat32(this.pos - 4, true);
      case "fixed64":
        this.skip(8);
        return this.#view.getBigUint64(this.pos - 8, true);
      case "sfixed64":
        this.skip(8);
        return this.#view.getBigInt64(this.pos - 8, true);
      case "double":
        this.skip(8);
        return this.#view.getFloat64(this.pos - 8, true);
      case "bytes": {
        const length = this.length();
        this.skip(length);
        return this.bytes.slice(this.pos - length, this.pos);
      }
      case "string":
        return this.#text(verify);
    }
  }

  #text(verify: boolean): string {
    const length = this.length();
    this.skip(length);
    const start = this.pos - length;
    const raw = this.bytes.subarray(start, this.pos);
    const { text, valid } = utf8Text(raw);
    if (valid || !verify) return text;
    throw new DecodeFailure(
      "INVALID_UTF8",
      start,
      `the ${length} byte${length === 1 ? "" : "s"} from ${start} are no UTF-8 text.`,
    );
  }

  /** At most ten bytes; bits beyond the 64th are dropped. */
  #varint(): void {
    const start = this.pos;
    let low = 0;
    let high = 0;
    for (let i = 0; i < 10; i++) {
      if (this.pos >= this.end) this.#cutShort();
      const byte = this.bytes[this.pos++] ?? 0;
      const bits = byte & 0x7f;
      if (i < 4) low |= bits << (7 * i);
      else if (i === 4) {
        low |= bits << 28;
        high |= bits >> 4;
      } else high |= bits << (7 * i - 32);
      if (byte < 0x80) {
        this.#low = low >>> 0;
        this.#high = high >>> 0;
        return;
      }
    }
    throw new DecodeFailure("MALFORMED", start, `the varint at byte ${start} is longer than 10 bytes.`);
  }

  #long(): bigint {
    return (BigInt(this.#high) << 32n) | BigInt(this.#low);
  }

  #cutShort(): never {
    throw new DecodeFailure("MALFORMED", this.end, `the bytes end at ${this.end} in the midst of a value.`);
  }
}
