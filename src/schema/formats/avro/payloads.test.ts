/** What readers make of records, and of all records of a writer, without bytes. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { avroCodec } from "./codec.ts";
import { parseAvro } from "./parse.ts";
import { avroPayloads } from "./payloads.ts";
import { randomFrom, randomSchema } from "./random-schema.fixture.ts";
import type { AvroSchema } from "./schema.ts";

function schema(json: unknown): AvroSchema {
  const parsed = parseAvro(JSON.stringify(json), { isNew: false });
  if (parsed.schema === null) throw new Error(parsed.problems[0]?.says);
  return parsed.schema;
}

const enumOf = (symbols: string[], more: object = {}) => ({ type: "enum", name: "E", symbols, ...more });
const recordOf = (fields: unknown, more: object = {}) => ({ type: "record", name: "R", fields, ...more });
const decimal = (scale: number) => ({ type: "bytes", logicalType: "decimal", precision: 9, scale });
const time = (logicalType: string) => ({ type: "long", logicalType });
const node = (value: unknown) =>
  recordOf([
    { name: "value", type: value },
    { name: "next", type: ["null", "R"] },
  ]);
const endless = recordOf([{ name: "again", type: "R" }]);

/** Reader, writer, what the reader understands, why. */
const PAIRS: readonly (readonly [string, unknown, unknown, string])[] = [
  ["the same type", "int", "int", "same"],
  ["int as long", "long", "int", "same"],
  ["int as double", "double", "int", "same"],
  ["int as float, which has 24 bits", "float", "int", "differs"],
  ["long as double, which has 53 bits", "double", "long", "differs"],
  ["long as int", "int", "long", "never"],
  ["string as bytes", "bytes", "string", "same"],
  ["bytes as string, which may be no UTF-8", "string", "bytes", "differs"],
  ["int as string", "string", "int", "never"],
  ["milliseconds as microseconds", time("timestamp-micros"), time("timestamp-millis"), "differs"],
  ["milliseconds as a plain number", "long", time("timestamp-millis"), "same"],
  ["two digits as three", decimal(3), decimal(2), "differs"],
  ["fewer symbols", enumOf(["A"]), enumOf(["A", "B"]), "by-payload"],
  ["other symbols only", enumOf(["A"]), enumOf(["B"]), "never"],
  ["fewer symbols with a default", enumOf(["A"], { default: "A" }), enumOf(["A", "B"]), "differs"],
  ["more symbols", enumOf(["A", "B"]), enumOf(["A"]), "same"],
  ["one of two branches", "int", ["null", "int"], "by-payload"],
  ["neither of two branches", "int", ["null", "string"], "never"],
  ["a type in a union", ["null", "int"], "int", "same"],
  ["branches in another order", ["int", "null"], ["null", "int"], "same"],
  [
    "lists, which may be empty",
    { type: "array", items: "int" },
    { type: "array", items: "string" },
    "by-payload",
  ],
  ["a new field without a default", recordOf([{ name: "a", type: "int" }]), recordOf([]), "never"],
  ["a new field with one", recordOf([{ name: "a", type: "int", default: 1 }]), recordOf([]), "same"],
  [
    "a new field whose default does not fit",
    recordOf([{ name: "a", type: "int", default: "x" }]),
    recordOf([]),
    "never",
  ],
  ["a field that the reader does not know", recordOf([]), recordOf([{ name: "a", type: "int" }]), "same"],
  [
    "an alias",
    recordOf([{ name: "b", aliases: ["a"], type: "long" }]),
    recordOf([{ name: "a", type: "int" }]),
    "same",
  ],
  [
    "a field written both under its name and under an alias of it",
    recordOf([{ name: "b", aliases: ["a"], type: "int" }]),
    recordOf([
      { name: "a", type: "int" },
      { name: "b", type: "int" },
    ]),
    "never",
  ],
  ["a record by another name", recordOf([], { name: "S" }), recordOf([]), "same"],
  ["another namespace", enumOf(["A"], { namespace: "x" }), enumOf(["A"], { namespace: "y" }), "same"],
  ["an enum by another name", enumOf(["A"], { name: "F" }), enumOf(["A"]), "never"],
  ["a list of records", node("long"), node("int"), "same"],
  ["a list of records that end in none", node("int"), node("string"), "never"],
  ["records without end, of which there are none", endless, endless, "never"],
];

describe("a reader understands a writer", () => {
  it.each(PAIRS)("%s", (_, reader, writer, understanding) => {
    expect(avroPayloads.understands(schema(reader), schema(writer))).toBe(understanding);
  });
});

describe("a record read by another version", () => {
  it("names the rule, the place and the value", () => {
    const field = (type: unknown) => schema(recordOf([{ name: "status", type }]));
    const outcome = avroPayloads.reads(field(enumOf(["A"])), field(enumOf(["A", "B"])), { status: "B" });
    expect(outcome).toEqual({
      kind: "failed",
      code: "MISSING_ENUM_SYMBOLS",
      path: "R.status",
      says: '"B" is no symbol of E, and the enum has no default.',
    });
  });

  it("is no failure of ours where the value is no record of the writer", () => {
    expect(avroPayloads.reads(schema("int"), schema("int"), "x")).toMatchObject({
      kind: "failed",
      code: "NO_RECORD",
    });
  });
});

describe("a sample", () => {
  it("is a record of its schema, the same for the same random numbers", () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const writer = schema(randomSchema(randomFrom(seed)));
        const value = avroPayloads.sample(writer, randomFrom(seed));
        expect(() => avroCodec.encode(writer, value)).not.toThrow();
        expect(avroPayloads.sample(writer, randomFrom(seed))).toEqual(value);
      }),
      { numRuns: 300 },
    );
  });

  it("takes a hint from names", () => {
    const writer = schema(
      recordOf([
        { name: "customerEmail", type: "string" },
        { name: "price", type: "double" },
      ]),
    );
    expect(avroPayloads.sample(writer, () => 0.25)).toEqual({
      customerEmail: "alan@example.com",
      price: 50.75,
    });
  });

  it("is none where records contain each other too often or without end", () => {
    let type: unknown = "int";
    for (let i = 0; i < 40; i++) {
      const fields = [
        { name: "a", type },
        { name: "b", type: `R${i}` },
      ];
      type = { type: "record", name: `R${i + 1}`, fields: i === 0 ? fields.slice(0, 1) : fields };
    }
    expect(avroPayloads.sample(schema(type), () => 0.5)).toBeNull();
    expect(avroPayloads.sample(schema(endless), () => 0.5)).toBeNull();
  });
});
