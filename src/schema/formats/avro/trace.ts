/** A reader at work on what a writer wrote, step by step. The same walk judges values without bytes. */
import { unreachable } from "#base/assert.ts";
import { EncodeError } from "#schema/codec.ts";
import type { DecodeStep } from "#schema/codec.ts";
import type { JsonValue, ReadOutcome } from "#schema/payload.ts";
import { utf8Bytes, utf8Text } from "#schema/utf8.ts";
import {
  branchName,
  datumFromDefault,
  fieldPath,
  jsonFromDatum,
  jsonOfBranch,
  jsonOfBytes,
  jsonOfInteger,
  jsonOfReal,
  keyPath,
  shown,
} from "./reads-json.ts";
import { meaningShift } from "./reads-meaning.ts";
import type { ArrayType, AvroType, EnumType, MapType, RecordType, UnionType } from "./schema.ts";
import { typeTitle } from "./schema.ts";
import type { BlockMark, Content, Datum } from "./trace-datum.ts";
import type { Misfit } from "./trace-plan.ts";
import { branchFor, misfitOf, recordPlan } from "./trace-plan.ts";

export interface Trace {
  /** Empty if none were asked for. */
  readonly steps: readonly DecodeStep[];
  readonly outcome: ReadOutcome;
  /** What the reader's program gets, in Avro's JSON encoding; undefined if it failed. */
  readonly value: JsonValue | undefined;
}

/** Reads a written value with another type. `path`: what places start with. Never throws. */
export function traceRead(reader: AvroType, datum: Datum, path: string, withSteps: boolean): Trace {
  const walk = new Walk(withSteps);
  try {
    const value = walk.read(reader, datum, path);
    return { steps: walk.steps, outcome: walk.difference ?? { kind: "same" }, value };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { steps: walk.steps, outcome: error.outcome, value: undefined };
  }
}

type FailedOutcome = Extract<ReadOutcome, { kind: "failed" }>;

class Failure extends Error {
  readonly outcome: FailedOutcome;

  constructor(outcome: FailedOutcome) {
    super(outcome.says);
    this.outcome = outcome;
  }
}

type ContentOf<K extends Content["kind"]> = Extract<Content, { kind: K }>;

class Walk {
  readonly steps: DecodeStep[] = [];
  /** The first one. */
  difference: Extract<ReadOutcome, { kind: "differs" }> | undefined = undefined;
  readonly #withSteps: boolean;

  constructor(withSteps: boolean) {
    this.#withSteps = withSteps;
  }

  read(reader: AvroType, datum: Datum, path: string): JsonValue {
    const { type, content } = datum;
    if (content.kind === "broken") return this.#broken(path, datum);
    if (content.kind === "branch") return this.#writersBranch(reader, datum, content, path);
    const misfit = misfitOf(reader, type);
    if (misfit !== undefined) return this.#misfit(path, datum, misfit, reader);
    if (reader.kind === "union") return this.#readersBranch(reader, datum, path, false);
    switch (content.kind) {
      case "null":
        this.#step(path, "taken", "null", datum);
        return null;
      case "boolean":
        this.#step(path, "taken", String(content.value), datum);
        return content.value;
      case "integer":
        return this.#integer(reader, datum, content.value, path);
      case "real":
        return this.#real(reader, datum, content.value, path);
      case "text":
        return this.#text(reader, datum, content.value, path);
      case "bytes":
        return this.#bytes(reader, datum, content.value, path);
      case "symbol":
        return this.#symbol(reader as EnumType, type as EnumType, datum, content.index, path);
      case "record":
        return this.#record(reader as RecordType, datum, content, path);
      case "array":
        return this.#array(reader as ArrayType, datum, content, path);
      case "map":
        return this.#map(reader as MapType, datum, content, path);
      default:
        return unreachable(content);
    }
  }

  #writersBranch(
    reader: AvroType,
    datum: Datum,
    { index, value, valueStart }: ContentOf<"branch">,
    path: string,
  ): JsonValue {
    const written = value.type;
    const into = reader.kind === "union" ? branchFor(reader, written) : -1;
    const there = into >= 0 ? `, the reader's branch ${into}` : "";
    const says = `branch ${index}: ${branchName(written)}${there}`;
    this.#step(path, "branch", says, { start: datum.start, end: valueStart });
    if (reader.kind !== "union" || into < 0) return this.read(reader, value, path);
    return this.#readersBranch(reader, value, path, true);
  }

  #readersBranch(reader: UnionType, datum: Datum, path: string, told: boolean): JsonValue {
    const index = branchFor(reader, datum.type);
    const branch = reader.branches[index]?.type ?? reader;
    if (!told) {
      const says = `${branchName(datum.type)} goes to the reader's branch ${index}: ${branchName(branch)}`;
      this.#step(path, "branch", says, { start: datum.start, end: datum.start });
    }
    return jsonOfBranch(branch, this.read(branch, datum, path));
  }

  #integer(reader: AvroType, datum: Datum, value: bigint, path: string): JsonValue {
    this.#leaf(reader, datum, path, value !== 0n);
    if (reader.kind !== "float" && reader.kind !== "double") return jsonOfInteger(value);
    const near = Number(value);
    const read = reader.kind === "float" ? Math.fround(near) : near;
    if (BigInt(read) !== value) {
      this.#differs(path, `${value} becomes ${BigInt(read)}: a ${reader.kind} has no more digits.`);
    }
    return jsonOfReal(read);
  }

  #real(reader: AvroType, datum: Datum, value: number, path: string): JsonValue {
    this.#leaf(reader, datum, path, false);
    return jsonOfReal(value);
  }

  #text(reader: AvroType, datum: Datum, value: string, path: string): JsonValue {
    this.#leaf(reader, datum, path, false);
    return reader.kind === "bytes" ? jsonOfBytes(utf8Bytes(value)) : value;
  }

  #bytes(reader: AvroType, datum: Datum, value: Uint8Array, path: string): JsonValue {
    this.#leaf(
      reader,
      datum,
      path,
      value.some((byte) => byte !== 0),
    );
    if (reader.kind !== "string") return jsonOfBytes(value);
    const { text, valid } = utf8Text(value);
    if (!valid) this.#differs(path, `These bytes are no UTF-8: as a string they become ${shown(text)}.`);
    return text;
  }

  /** A value that is one run of bytes. `counts`: another unit would make another value of it. */
  #leaf(reader: AvroType, datum: Datum, path: string, counts: boolean): void {
    const value = shown(jsonFromDatum(datum));
    const shift = counts ? meaningShift(reader, datum.type) : undefined;
    if (shift !== undefined) this.#differs(path, `${value}, ${shift}.`);
    if (reader.kind !== datum.type.kind) {
      this.#step(path, "promoted", `${datum.type.kind} ${value} is read as ${reader.kind}`, datum);
    } else if (shift !== undefined) {
      this.#step(path, "changed", `${value}, ${shift}`, datum);
    } else {
      this.#step(path, "taken", value, datum);
    }
  }

  #symbol(reader: EnumType, writer: EnumType, datum: Datum, index: number, path: string): JsonValue {
    const symbol = writer.symbols[index]?.name ?? "";
    if (reader.symbolNames.has(symbol)) {
      this.#step(path, "taken", shown(symbol), datum);
      return symbol;
    }
    if (reader.default === null) {
      return this.#misfit(path, datum, {
        code: "MISSING_ENUM_SYMBOLS",
        says: `${shown(symbol)} is no symbol of ${reader.name}, and the enum has no default.`,
      });
    }
    const says = `${shown(symbol)} is unknown to ${reader.name}: its default ${shown(reader.default.symbol)}`;
    this.#step(path, "enum-default", says, datum);
    this.#differs(path, `${says} is read.`);
    return reader.default.symbol;
  }

  #record(reader: RecordType, datum: Datum, content: ContentOf<"record">, path: string): JsonValue {
    const plan = recordPlan(reader, datum.type as RecordType);
    const values = new Map<string, JsonValue>();
    for (const [i, value] of content.fields.entries()) {
      const target = plan.targets[i];
      const written = (datum.type as RecordType).fields[i]?.name ?? "";
      if (target === undefined) {
        this.#skip(fieldPath(path, reader, written), value);
        continue;
      }
      const at = fieldPath(path, reader, target.field.name);
      if (target.byAlias) {
        const says = `"${written}" is read as "${target.field.name}", which has it as an alias`;
        this.#step(at, "alias", says, { start: value.start, end: value.start });
      }
      values.set(target.field.name, this.read(target.field.type.type, value, at));
    }
    for (const field of plan.defaults) {
      const at = fieldPath(path, reader, field.name);
      try {
        const value = jsonFromDatum(datumFromDefault(field, at));
        const says = `default ${shown(value)}, since what was written has no "${field.name}"`;
        this.#step(at, "default", says, { start: datum.end, end: datum.end });
        values.set(field.name, value);
      } catch (error) {
        if (!(error instanceof EncodeError)) throw error;
        const says = `The default of "${field.name}" does not fit its type: ${error.message}`;
        return this.#misfit(at, datum, { code: "INVALID_DEFAULT", says });
      }
    }
    return Object.fromEntries(reader.fields.map(({ name }) => [name, values.get(name) ?? null]));
  }

  #skip(path: string, datum: Datum): void {
    if (datum.broken !== undefined) this.#broken(path, datum);
    const length = datum.end - datum.start;
    const many = length === 1 ? "1 byte" : `${length} bytes`;
    this.#step(path, "skipped", `${many} skipped: the reader has no such field`, datum);
  }

  #array(reader: ArrayType, datum: Datum, content: ContentOf<"array">, path: string): JsonValue {
    const marks = this.#marks(content.marks, path);
    const values = content.items.map((item, i) => {
      marks.upTo(i);
      return this.read(reader.items.type, item, `${path}[${i}]`);
    });
    marks.upTo(content.items.length);
    if (datum.broken !== undefined) return this.#broken(path, datum);
    return values;
  }

  #map(reader: MapType, datum: Datum, content: ContentOf<"map">, path: string): JsonValue {
    const marks = this.#marks(content.marks, path);
    const entries = content.entries.map(({ key, keyStart, keyEnd, value }, i) => {
      marks.upTo(i);
      const at = keyPath(path, key);
      this.#step(at, "taken", `key ${shown(key)}`, { start: keyStart, end: keyEnd });
      return [key, this.read(reader.values.type, value, at)] as const;
    });
    marks.upTo(content.entries.length);
    if (datum.broken !== undefined) return this.#broken(path, datum);
    return Object.fromEntries(entries);
  }

  /** Tells of the counts between items, each before the item that follows it. */
  #marks(marks: readonly BlockMark[], path: string): { upTo(item: number): void } {
    let told = 0;
    return {
      upTo: (item) => {
        for (let mark = marks[told]; mark !== undefined && mark.before <= item; mark = marks[told]) {
          told += 1;
          const says = mark.count === 0 ? "no more follow" : `${mark.count} follow`;
          this.#step(path, "taken", says, mark);
        }
      },
    };
  }

  #step(
    path: string,
    action: DecodeStep["action"],
    says: string,
    { start, end }: { readonly start: number; readonly end: number },
  ): void {
    if (this.#withSteps) this.steps.push({ path, action, says, start, end });
  }

  #differs(path: string, says: string): void {
    this.difference ??= { kind: "differs", path, says };
  }

  #broken(path: string, datum: Datum): never {
    const start = datum.broken?.start ?? datum.start;
    return this.#fail({ kind: "failed", code: "MALFORMED", path, says: datum.broken?.says ?? "" }, start);
  }

  #misfit(path: string, datum: Datum, { code, says, field }: Misfit, reader?: AvroType): never {
    const at = field === undefined ? path : fieldPath(path, reader ?? datum.type, field.name);
    const where = at === "" ? typeTitle(datum.type) : at;
    return this.#fail({ kind: "failed", code, path: where, says }, datum.start);
  }

  #fail(outcome: FailedOutcome, start: number): never {
    this.#step(outcome.path, "failed", outcome.says, { start, end: start });
    throw new Failure(outcome);
  }
}
