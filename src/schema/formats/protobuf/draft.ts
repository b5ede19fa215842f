/** A file while it is being read: parts that are still written to, and names of types that wait to be resolved. */
import type { TextRange } from "#schema/text-range.ts";
import type { Cursor } from "./cursor.ts";
import type {
  FieldType,
  ProtoEnum,
  ProtoExtend,
  ProtoField,
  ProtoFile,
  ProtoImport,
  ProtoMessage,
  ProtoOneof,
} from "./schema.ts";

type Writable<T> = { -readonly [K in keyof T]: T[K] };

export type FieldDraft = Writable<ProtoField>;
export type OneofDraft = Writable<ProtoOneof>;
export type ImportDraft = Writable<ProtoImport>;
export type FileDraft = Writable<ProtoFile>;

/** A type's name in the text, looked for from `scope` outwards. */
export interface PendingType {
  /** As written, perhaps with a dot in front. */
  readonly name: string;
  readonly range: TextRange;
  /** Full name of the innermost message around it, or the package. */
  readonly scope: string;
  /** What it may be. */
  readonly wanted: "type" | "message";
  readonly resolve: (found: ProtoMessage | ProtoEnum) => void;
}

/** A number that the check step refuses: the statement has none. */
export const NO_NUMBER = -1;

/** Stands in until names are resolved, and for good where an error has been told. */
export const UNRESOLVED: FieldType = { kind: "scalar", scalar: "bytes" };

export interface Draft {
  readonly cursor: Cursor;
  readonly file: FileDraft;
  readonly pending: PendingType[];
  /** Every message, enum, extension block and field of the file, in the order of the text. */
  readonly messages: ProtoMessage[];
  readonly enums: ProtoEnum[];
  readonly extends: ProtoExtend[];
  readonly fields: FieldDraft[];
}

/** A name inside a scope; the scope "" is a file without a package. */
export function within(scope: string, name: string): string {
  return scope === "" ? name : `${scope}.${name}`;
}
