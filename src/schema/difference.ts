/** What sets two versions of a schema apart, as a registry sees it and as the bytes feel it. */
import type { TextEdit, TextRange } from "./text-range.ts";

/** Where something is in one schema's text. */
export interface Place {
  /** As people say it, e.g. `Order.customer.name`; "" is the schema as a whole. */
  readonly path: string;
  /** What to underline. Where the thing is absent: the name of what should have held it. Never empty in a non-empty text. */
  readonly range: TextRange;
}

/** One finding of a comparison "can `reader` read what `writer` wrote?". */
export interface Difference {
  /** The reference's own name, e.g. `READER_FIELD_MISSING_DEFAULT_VALUE`, `FIELD_KIND_CHANGED`. */
  readonly code: string;
  /** Whether the registry refuses for it under the rules asked for. */
  readonly breaks: boolean;
  /** The reference's own path: Avro's JSON pointer, Protobuf's `#/Order/3`, JSON Schema's `#/properties/id`. */
  readonly location: string;
  /** The reference's own text where it has one (Avro: its message), else a short technical one. */
  readonly message: string;
  readonly reader: Place;
  readonly writer: Place;
  /** Accepted by the registry, but readers lose or misread data: a sentence that says what happens to the bytes. */
  readonly dataEffect?: string;
}

/** A way to mend a difference by editing one of the two texts. */
export interface Fix {
  /** Imperative, short: `Give "total" the default 0`. */
  readonly title: string;
  readonly edits: readonly TextEdit[];
}

/** Which of the two texts is the one being written now. */
export type Side = "reader" | "writer";

/** What a difference means to people. `readerName` and `writerName` are e.g. `v3` and `v2`. */
export interface Explanation {
  /** What breaks: `Field "total" is new and has no default; records written with v2 do not have it.` */
  readonly says: string;
  /** For whom: `Consumers on v3 cannot read what is written with v2.` */
  readonly forWhom: string;
  /** How to mend it in words. */
  readonly tryThis: string;
}

/** What a schema tells that is wrong in itself. */
export interface SchemaProblem {
  /** Stable, kebab-case, ours: `duplicate-field`, `unknown-type`. */
  readonly code: string;
  /** A warning does not keep the schema from being used. */
  readonly severity: "error" | "warning";
  readonly says: string;
  readonly tryThis: string;
  readonly range: TextRange;
  readonly fix?: Fix;
}

/** A schema that can be used (perhaps beside its problems), or none. */
export interface Parsed<S> {
  /** null: so ill-formed that nothing can be compared with it. Set only if there is no problem of severity "error". */
  readonly schema: S | null;
  /** In order of their places; all of them, up to 100. */
  readonly problems: readonly SchemaProblem[];
}
