/** One written value as a tree: what it is, under which type of the writer, and which bytes it takes. */
import type { AvroType } from "./schema.ts";

/** The bytes between which items stand: how many follow, or that no more do. */
export interface BlockMark {
  readonly start: number;
  readonly end: number;
  /** Of the item that follows. */
  readonly before: number;
  /** How many follow, 0: the end. */
  readonly count: number;
}

export interface MapEntry {
  readonly key: string;
  readonly keyStart: number;
  readonly keyEnd: number;
  readonly value: Datum;
}

export type Content =
  | { readonly kind: "null" }
  | { readonly kind: "boolean"; readonly value: boolean }
  /** int and long. */
  | { readonly kind: "integer"; readonly value: bigint }
  /** float and double. */
  | { readonly kind: "real"; readonly value: number }
  | { readonly kind: "text"; readonly value: string }
  | { readonly kind: "bytes"; readonly value: Uint8Array }
  | { readonly kind: "symbol"; readonly index: number }
  /** Values of the writer's fields in their order; fewer where the bytes broke off, the last one being the broken one. */
  | { readonly kind: "record"; readonly fields: readonly Datum[] }
  | {
      readonly kind: "array";
      readonly items: readonly Datum[];
      readonly marks: readonly BlockMark[];
    }
  | {
      readonly kind: "map";
      readonly entries: readonly MapEntry[];
      readonly marks: readonly BlockMark[];
    }
  /** `valueStart`: where the branch's number ends. */
  | {
      readonly kind: "branch";
      readonly index: number;
      readonly valueStart: number;
      readonly value: Datum;
    }
  /** Bytes that are nothing of this type; one sentence. */
  | { readonly kind: "broken"; readonly says: string };

export interface Datum {
  readonly type: AvroType;
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
  readonly content: Content;
  /** Why the bytes of this value or of a part of it cannot be read; undefined: they are whole. */
  readonly broken: Broken | undefined;
}

export interface Broken {
  readonly start: number;
  readonly says: string;
}

/** A value made from JSON: it has no bytes yet. */
export function datumWithoutBytes(type: AvroType, content: Content): Datum {
  return { type, start: 0, end: 0, content, broken: undefined };
}
