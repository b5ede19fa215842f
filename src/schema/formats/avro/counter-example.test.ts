/** What a comparison says, held to the bytes: "compatible" means that every record is read, "not" has a record to show. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Difference } from "#schema/difference.ts";
import { avscBytes } from "./codec-avsc.ts";
import { avscWithoutEval } from "./avsc-without-eval.ts";
import { avroCodec } from "./codec.ts";
import { incompatibilities } from "./compare-java.ts";
import { parseAvro } from "./parse.ts";
import { avroPayloads } from "./payloads.ts";
import { changedSchema, randomFrom, randomSchema, randomValue } from "./random-schema.fixture.ts";
import type { AvroSchema } from "./schema.ts";

/** How many pairs of schemas are tried, and how many records of each; EVENTYARD_LONG=1 for the long run. */
const PAIRS = 500;
const RECORDS = import.meta.env["EVENTYARD_LONG"] === undefined ? 100 : 1000;

function schema(json: unknown): AvroSchema {
  const text = JSON.stringify(json);
  const parsed = parseAvro(text, { isNew: false });
  if (parsed.schema === null) throw new Error(`${text}: ${parsed.problems[0]?.says}`);
  return parsed.schema;
}

const record = (...fields: unknown[]) => schema({ type: "record", name: "Order", fields });
const field = (name: string, type: unknown) => ({ name, type });

function breaking(reader: AvroSchema, writer: AvroSchema): readonly Difference[] {
  return incompatibilities(reader.root, writer.root).map((found) => ({ ...found, breaks: true }));
}

/** The differences' codes and what their counter-examples say. */
function shown(reader: AvroSchema, writer: AvroSchema): readonly string[] {
  return breaking(reader, writer).map((difference) => {
    const example = avroCodec.counterExample(reader, writer, difference);
    return `${difference.code} ${difference.reader.path}: ${example?.says ?? "no record"}`;
  });
}

/** A finding that the registry lets pass, at a place. */
function passing(path: string): Difference {
  const place = { path, range: { start: 0, end: 1 } };
  return { code: "LOSS", breaks: false, location: "", message: "", reader: place, writer: place };
}

describe("the counter-example of a difference", () => {
  it("lacks the field that has no default", () => {
    expect(shown(record(field("id", "int"), field("total", "double")), record(field("id", "int")))).toEqual([
      'READER_FIELD_MISSING_DEFAULT_VALUE Order.total: {"id":500} cannot be read: "total" is not in a written Order, and the reader has no default for it.',
    ]);
  });

  it("has the symbol that the reader does not know", () => {
    const states = (...symbols: string[]) => ({ type: "enum", name: "State", symbols });
    expect(shown(record(field("s", states("A"))), record(field("s", states("A", "B"))))).toEqual([
      'MISSING_ENUM_SYMBOLS Order.s: {"s":"B"} cannot be read: "B" is no symbol of State, and the enum has no default.',
    ]);
  });

  it("takes the branch that the reader cannot read, deep inside a list", () => {
    const lines = (type: unknown) =>
      record(
        field("lines", {
          type: "array",
          items: { type: "record", name: "Line", fields: [field("note", type)] },
        }),
      );
    expect(shown(lines(["null", "int"]), lines(["null", "int", "string"]))).toEqual([
      'MISSING_UNION_BRANCH Order.lines[].note: {"lines":[{"note":{"string":"ember"}}]} cannot be read: The union of null and int has no branch for string.',
    ]);
  });

  it("is not there where only the registry minds: a record by another name", () => {
    const other = schema({ type: "record", name: "Purchase", fields: [field("id", "int")] });
    expect(shown(record(field("id", "int")), other)).toEqual(["NAME_MISMATCH Order: no record"]);
  });

  it.each([
    ["int", "float", "Order.n", "16777217 becomes 16777216: a float has no more digits."],
    ["long", "double", "Order.n", "9007199254740993 becomes 9007199254740992: a double has no more digits."],
    ["bytes", "string", "Order.n", 'These bytes are no UTF-8: as a string they become "\ufffd\ufffd".'],
    [
      { type: "long", logicalType: "timestamp-millis" },
      { type: "long", logicalType: "timestamp-micros" },
      "Order.n",
      "1767225600000, written as timestamp-millis, is taken as timestamp-micros.",
    ],
    [
      { type: "bytes", logicalType: "decimal", precision: 4, scale: 2 },
      { type: "bytes", logicalType: "decimal", precision: 4, scale: 3 },
      "Order.n",
      '"\\u0004\u00d2", written as decimal with 2 digits after the point, is taken as decimal with 3 digits after the point.',
    ],
  ])("has a value that changes between %j and %j", (from, to, path, says) => {
    const example = avroCodec.counterExample(record(field("n", to)), record(field("n", from)), passing(path));
    expect(example?.decoded.outcome).toEqual({ kind: "differs", path, says });
  });

  it("is there for every field among several that break", () => {
    const reader = record(field("a", "int"), field("b", "int"), field("c", "int"));
    const writer = record(field("a", "string"), field("b", "int"), field("c", "string"));
    const examples = breaking(reader, writer).map((one) => avroCodec.counterExample(reader, writer, one));
    expect(examples.map((example) => example?.decoded.outcome.kind)).toEqual(["failed", "failed"]);
  });
});

describe("a comparison's verdict", () => {
  it("holds for the bytes: compatible is read by ours and by avsc, incompatible has a record that fails or provably none", () => {
    const counts = { compatible: 0, shown: 0, stricter: 0, readByAvsc: 0 };
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = randomFrom(seed);
        const writerJson = randomSchema(random);
        const readerJson = changedSchema(writerJson, random);
        const [writer, reader] = [schema(writerJson), schema(readerJson)];
        const differences = breaking(reader, writer);
        if (differences.length > 0) {
          const examples = differences.map((one) => avroCodec.counterExample(reader, writer, one));
          for (const example of examples) {
            if (example === null) continue;
            expect(example.decoded.outcome.kind).toBe("failed");
            expect(avroCodec.encode(writer, example.value).bytes).toEqual(example.bytes);
            expect(() => avscReader(readerJson, writerJson)(example.bytes)).toThrow();
          }
          if (examples.some((example) => example !== null)) counts.shown += 1;
          else {
            // No record suffers: what a reader does says the same.
            expect(["same", "differs"]).toContain(avroPayloads.understands(reader, writer));
            counts.stricter += 1;
          }
          return;
        }
        counts.compatible += 1;
        const understanding = avroPayloads.understands(reader, writer);
        expect(["same", "differs"]).toContain(understanding);
        const read = outcomeOf(() => avscReader(readerJson, writerJson));
        for (let i = 0; i < RECORDS; i++) {
          const value = randomValue(writer.root.type, random, i % 2 === 0);
          const { bytes } = avroCodec.encode(writer, value);
          const { outcome } = avroCodec.decode(reader, writer, bytes);
          expect(outcome.kind).not.toBe("failed");
          if (understanding === "same") expect(outcome).toEqual({ kind: "same" });
          if (read === undefined) continue;
          // Beyond 2^53 avsc's own long gives up.
          if (i % 2 === 0) expect(read(bytes)).toBeDefined();
        }
        if (read !== undefined) counts.readByAvsc += 1;
      }),
      { numRuns: PAIRS },
    );
    expect(counts.compatible).toBeGreaterThan(50);
    expect(counts.readByAvsc / counts.compatible).toBeGreaterThan(0.9);
    expect(counts.shown).toBeGreaterThan(50);
    expect(counts.stricter).toBeGreaterThan(0);
  });
});

function outcomeOf<T>(call: () => T): T | undefined {
  try {
    return call();
  } catch {
    return undefined;
  }
}

/** Throws where avsc cannot resolve the pair, and for bytes that it cannot read. Namespaces do not count, as for registries. */
function avscReader(readerJson: unknown, writerJson: unknown): (bytes: Uint8Array) => unknown {
  const { Type } = avscWithoutEval;
  const reader = Type.forSchema(readerJson, { wrapUnions: true });
  const writer = Type.forSchema(writerJson, { wrapUnions: true });
  const resolver = reader.createResolver(writer, { ignoreNamespaces: true });
  return (bytes) => reader.fromBuffer(avscBytes(bytes), resolver);
}
