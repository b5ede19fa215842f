/** What a reader makes of all records of a writer, without writing any. */
import type { Understanding } from "#schema/payload.ts";
import { fieldTable, isPackable, verifiesUtf8, wireTypeOf } from "./codec-tree.ts";
import { meantFor, sameAbsence } from "./reads-compare.ts";
import { readersMessage } from "./reads.ts";
import {
  type FieldType,
  type ProtoField,
  type ProtoMessage,
  type ProtoSchema,
  mainMessage,
} from "./schema.ts";
import { scalarUnderstanding, wireTypeOfValue } from "./understands-scalars.ts";

/** Worse is higher. */
const RANK: Record<Understanding, number> = { same: 0, differs: 1, "by-payload": 2, never: 3 };

function worse(a: Understanding, b: Understanding): Understanding {
  return RANK[a] >= RANK[b] ? a : b;
}

/** A reader's and a writer's message that meet. */
interface Pair {
  readonly reader: ProtoMessage;
  readonly writer: ProtoMessage;
  /** Whether every record holds it: then what never works here never works at all. */
  readonly always: boolean;
}

/**
 * `Payloads.understands`. `never`: a required field cannot come; `by-payload`: some records cannot be read (bytes that are no
 * UTF-8, text read as a message, a required field that is absent in some); `differs`: all are read, some lose or change a value.
 */
export function understands(reader: ProtoSchema, writer: ProtoSchema): Understanding {
  const written = mainMessage(writer);
  const readAs = written === null ? null : readersMessage(reader, written);
  if (written === null || readAs === null) return "same";
  const walk = new Walk(reader, writer);
  return walk.from({ reader: readAs, writer: written, always: true });
}

class Walk {
  readonly #reader: ProtoSchema;
  readonly #writer: ProtoSchema;
  readonly #seen = new Map<ProtoMessage, Map<ProtoMessage, boolean>>();
  readonly #waiting: Pair[] = [];

  constructor(reader: ProtoSchema, writer: ProtoSchema) {
    this.#reader = reader;
    this.#writer = writer;
  }

  from(root: Pair): Understanding {
    let all: Understanding = "same";
    this.#meet(root);
    for (let pair = this.#waiting.pop(); pair !== undefined; pair = this.#waiting.pop()) {
      const here = this.#messages(pair);
      all = worse(all, here === "never" && !pair.always ? "by-payload" : here);
    }
    return all;
  }

  /** Each pair once; once more if it turns out to be in every record. */
  #meet(pair: Pair): void {
    let ofReader = this.#seen.get(pair.reader);
    if (ofReader === undefined) this.#seen.set(pair.reader, (ofReader = new Map()));
    const before = ofReader.get(pair.writer);
    if (before === true || (before === false && !pair.always)) return;
    ofReader.set(pair.writer, pair.always);
    this.#waiting.push(pair);
  }

  #messages(pair: Pair): Understanding {
    const reader = fieldTable(this.#reader, pair.reader);
    const writer = fieldTable(this.#writer, pair.writer);
    let all: Understanding = "same";
    for (const field of reader.fields) {
      const meant = meantFor(field, reader, writer);
      const comes = writer.ofNumber.get(field.number);
      // Values of another field arrive, or its own are looked for elsewhere.
      if (meant !== comes) all = worse(all, "differs");
      if (comes === undefined) {
        if (field.presence === "required") all = worse(all, "never");
        continue;
      }
      all = worse(all, this.#field(field, comes, pair.always));
      if (this.#sharesOneof(field, comes, pair)) all = worse(all, "differs");
    }
    return all;
  }

  #field(reader: ProtoField, writer: ProtoField, always: boolean): Understanding {
    const sure = always && writer.presence === "required";
    let all = this.#contents(reader, writer, sure);
    const required = reader.presence === "required";
    if (required && all === "differs" && !arrives(reader, writer)) return "never";
    if (required && (writer.presence !== "required" || mayDrop(reader))) all = worse(all, "by-payload");
    if (!required && writer.presence !== "required" && !sameAbsence(writer, reader))
      all = worse(all, "differs");
    return all;
  }

  #contents(reader: ProtoField, writer: ProtoField, sure: boolean): Understanding {
    if (!arrives(reader, writer)) return "differs";
    const [to, from] = [reader.type, writer.type];
    if (to.kind === "map" || from.kind === "map") return this.#maps(reader, writer);
    const count: Understanding =
      writer.presence === "repeated" && reader.presence !== "repeated" ? "differs" : "same";
    const [inner, behind] = [messageOf(to), messageOf(from)];
    if (inner !== null && behind !== null) {
      this.#meet({ reader: inner, writer: behind, always: sure });
      return count;
    }
    if (inner !== null || behind !== null) return misread(reader);
    if (to.kind === "group" || from.kind === "group") return misread(reader);
    // A run is read as a text, a text as a run, or a run of other values.
    if (wireTypeOf(reader) !== wireTypeOf(writer)) return misread(reader);
    return worse(count, scalarUnderstanding(to, from, verifiesUtf8(reader)));
  }

  #maps(reader: ProtoField, writer: ProtoField): Understanding {
    const [to, from] = [reader.type, writer.type];
    // A map is a list of entries; its counterpart written by hand is judged no finer.
    if (to.kind !== "map" || from.kind !== "map") return misread(reader);
    const verify = verifiesUtf8(reader);
    const keys: [FieldType, FieldType] = [
      { kind: "scalar", scalar: to.key },
      { kind: "scalar", scalar: from.key },
    ];
    let all: Understanding = "same";
    for (const [read, written] of [keys, [to.value, from.value]] as const) {
      if (read.kind === "map" || written.kind === "map") continue;
      if (read.kind === "group" || written.kind === "group") continue;
      if (wireTypeOfValue(read) !== wireTypeOfValue(written)) all = worse(all, "differs");
      else if (read.kind === "message" && written.kind === "message") {
        this.#meet({ reader: read.message, writer: written.message, always: false });
      } else all = worse(all, scalarUnderstanding(read, written, verify));
    }
    return all;
  }

  /** Whether the reader keeps only one of two fields that the writer may set both. */
  #sharesOneof(reader: ProtoField, writer: ProtoField, pair: Pair): boolean {
    const { oneof } = reader;
    if (oneof === null || oneof.synthetic) return false;
    const table = fieldTable(this.#writer, pair.writer);
    return oneof.fields.some((other) => {
      const written = other === reader ? undefined : table.ofNumber.get(other.number);
      if (written === undefined || !arrives(other, written)) return false;
      return written.oneof === null || written.oneof !== writer.oneof;
    });
  }
}

/** Whether the reader takes the wire type that the writer uses. */
function arrives(reader: ProtoField, writer: ProtoField): boolean {
  const written = isRun(writer) ? 2 : wireTypeOf(writer);
  if (written === wireTypeOf(reader)) return true;
  return written === 2 && reader.presence === "repeated" && isPackable(reader);
}

/** Whether the field's values are written in one length-delimited run. */
function isRun(field: ProtoField): boolean {
  return field.presence === "repeated" && field.packed && isPackable(field);
}

/** Length-delimited bytes of one kind read as another kind. */
function misread(reader: ProtoField): Understanding {
  const { type } = reader;
  if (type.kind !== "scalar") return "by-payload";
  if (type.scalar === "bytes") return "differs";
  return type.scalar === "string" && !verifiesUtf8(reader) ? "differs" : "by-payload";
}

/** A closed enum sets unknown constants aside. */
function mayDrop(field: ProtoField): boolean {
  return field.type.kind === "enum" && field.type.enum.closed;
}

function messageOf(type: FieldType): ProtoMessage | null {
  return type.kind === "message" || type.kind === "group" ? type.message : null;
}
