/** Bytes of records: encoding, what each byte is, and decoding with another version step by step. Loaded on demand. */
import type { Difference } from "./difference.ts";
import type { JsonValue, ReadOutcome } from "./payload.ts";

/** What a run of bytes is. Spans of one encoding are in order, do not overlap and cover every byte. */
export interface ByteSpan {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
  /** The field that they belong to, e.g. `Order.lines[0].price`; "" for the frame around the record. */
  readonly path: string;
  /** What they are: "union branch", "length", "tag", "value", "magic byte", "schema id" … */
  readonly role: string;
  /** What they say, e.g. `branch 1: string`, `field 3, length-delimited`, `"Ada"`. */
  readonly says: string;
}

export interface Encoded {
  readonly bytes: Uint8Array;
  readonly spans: readonly ByteSpan[];
}

/** One step of a decode, in the order in which a reader makes it. */
export interface DecodeStep {
  /** The reader's field, or the writer's where the reader has none. */
  readonly path: string;
  readonly action:
    | "taken"
    | "promoted"
    | "alias"
    | "default"
    | "branch"
    | "skipped"
    | "enum-default"
    | "unknown-kept"
    | "changed"
    | "failed";
  /** One sentence: `int 7 promoted to long`, `default null, since v2 has no "coupon"`, `3 bytes skipped`. */
  readonly says: string;
  /** The bytes read in this step; equal numbers where none were (a default). */
  readonly start: number;
  readonly end: number;
}

export interface Decoded {
  readonly steps: readonly DecodeStep[];
  readonly outcome: ReadOutcome;
  /** What the reader's program gets; undefined if it failed. */
  readonly value: JsonValue | undefined;
}

/** A record that proves a difference. */
export interface CounterExample {
  readonly value: JsonValue;
  readonly bytes: Uint8Array;
  readonly decoded: Decoded;
  /** One sentence: `{"id": 7} written with v2 cannot be read with v3: …`. */
  readonly says: string;
}

/** A wrong record typed by a person. */
export class EncodeError extends Error {
  override readonly name = "EncodeError";
  /** Where in the record, e.g. `Order.lines[0].price`. */
  readonly path: string;

  constructor(path: string, message: string) {
    super(message);
    this.path = path;
  }
}

/** Bare bytes of one format, without a registry's header (`wire/`). */
export interface Codec<S> {
  /** Throws EncodeError for a value that is no record of the schema. */
  encode(schema: S, value: JsonValue): Encoded;
  /** Never throws for bytes, however broken: that is a failed outcome. */
  decode(reader: S, writer: S, bytes: Uint8Array): Decoded;
  /**
   * A record of the writer that the reader cannot read or reads differently because of this difference, really encoded
   * and decoded; null if there is none (a registry may refuse what no record suffers from).
   */
  counterExample(reader: S, writer: S, difference: Difference): CounterExample | null;
}
