/** Records of a schema, and what becomes of them in a reader with another version. Pure and small: the simulator uses it. */

/**
 * A record as JSON: Avro in its JSON encoding (a union's value as `{"string": "x"}`, bytes as ISO-8859-1 text), longs
 * beyond 2^53 as decimal text; Protobuf in proto3 JSON with the names of the .proto file, 64 bit numbers as text;
 * JSON Schema the document itself.
 */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue };

/** Uniform in [0, 1); the caller derives it from a seed. */
export type Random = () => number;

/**
 * What a reader makes of records of a writer: `same`: all read, nothing lost; `differs`: all read, some or all with
 * other values than were written (or parts dropped that the reader does know); `by-payload`: depends on the record;
 * `never`: no record can be read. A field of the writer that the reader does not have is no difference.
 */
export type Understanding = "same" | "differs" | "by-payload" | "never";

/** What a reader makes of one record. */
export type ReadOutcome =
  | { readonly kind: "same" }
  | { readonly kind: "differs"; readonly path: string; readonly says: string }
  | {
      readonly kind: "failed";
      /** The reference's code where a rule decides it, e.g. `MISSING_ENUM_SYMBOLS`. */
      readonly code: string;
      /** Place in the reader's schema, e.g. `Order.status`. */
      readonly path: string;
      /** One sentence with the value: `"REFUNDED" is no symbol of OrderStatus and the enum has no default.` */
      readonly says: string;
    };

/** Judging records without bytes. Bounded in time by the caps of the parser. */
export interface Payloads<S> {
  /** A plausible record of the schema: names that tell (email, price, id) get telling values; recursion ends early. */
  sample(schema: S, random: Random): JsonValue;
  understands(reader: S, writer: S): Understanding;
  /** `value`: a record of the writer. */
  reads(reader: S, writer: S, value: JsonValue): ReadOutcome;
}
