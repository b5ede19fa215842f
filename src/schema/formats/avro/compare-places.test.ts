/** Where differences are in both texts, what is said of them, and Confluent's own words. */
import { describe, expect, it } from "vitest";
import { compareAvro } from "./compare.ts";
import { confluentAvroMessage, confluentTrailer } from "./confluent-message.ts";
import { explainAvro } from "./explain.ts";
import { parseAvro } from "./parse.ts";
import type { AvroSchema } from "./schema.ts";

function schema(json: unknown, references?: ReadonlyMap<string, string>): AvroSchema {
  const { schema: parsed, problems } = parseAvro(JSON.stringify(json), {
    isNew: false,
    ...(references === undefined ? {} : { references }),
  });
  if (parsed === null) throw new Error(problems[0]?.says);
  return parsed;
}

function differences(reader: unknown, writer: unknown) {
  return compareAvro(schema(reader), schema(writer), { rules: "confluent", policy: "STRICT" });
}

const record = (fields: unknown, more: object = {}) => ({ type: "record", name: "R", fields, ...more });
const field = (type: unknown, more: object = {}) => record([{ name: "f", type, ...more }]);
const enumOf = (symbols: string, more: object = {}) => ({
  type: "enum",
  name: "E",
  symbols: symbols.split(""),
  ...more,
});
const fixed = (size: number, more: object = {}) => ({ type: "fixed", name: "F", size, ...more });

describe("places", () => {
  function places(reader: unknown, writer: unknown): readonly string[] {
    const [readerText, writerText] = [JSON.stringify(reader), JSON.stringify(writer)];
    return differences(reader, writer).flatMap(({ reader: at, writer: there }) => [
      `${at.path} «${readerText.slice(at.range.start, at.range.end)}»`,
      `${there.path} «${writerText.slice(there.range.start, there.range.end)}»`,
    ]);
  }

  it("are the parts that differ, in both texts", () => {
    expect(places(field("int"), field("string"))).toEqual(['R.f «"int"»', 'R.f «"string"»']);
    expect(places(field({ type: "array", items: "int" }), field({ type: "array", items: "string" }))).toEqual(
      ['R.f[] «"int"»', 'R.f[] «"string"»'],
    );
    expect(places(fixed(4), fixed(2))).toEqual(["F «4»", "F «2»"]);
    expect(places(record([]), { ...record([]), name: "S" })).toEqual(['R «"R"»', 'S «"S"»']);
  });

  it("are what should have held it where it is absent", () => {
    expect(places(field("int"), record([]))).toEqual(['R.f «"f"»', 'R «"R"»']);
    expect(places(enumOf("A"), enumOf("AB"))).toEqual(['E «["A"]»', 'E «"B"»']);
  });

  it("are the branch in the writer's text and the union in the reader's", () => {
    expect(places(field(["null", "int"]), field(["null", "string"]))).toEqual([
      'R.f «["null","int"]»',
      'R.f «"string"»',
    ]);
  });

  it("are where the name is used if the type is of another text", () => {
    const references = (type: string) =>
      new Map([["C", JSON.stringify({ type: "record", name: "C", fields: [{ name: "x", type }] })]]);
    const json = field("C");
    const text = JSON.stringify(json);
    const [found] = compareAvro(schema(json, references("int")), schema(json, references("string")), {
      rules: "confluent",
      policy: "STRICT",
    });
    expect(found?.location).toBe("/fields/0/type/fields/0/type");
    expect(found?.reader.path).toBe("R.f.x");
    expect(text.slice(found?.reader.range.start, found?.reader.range.end)).toBe('"C"');
  });
});

describe("words", () => {
  const names = { reader: "v3", writer: "v2" };

  it("say what breaks, for whom, and how to mend it", () => {
    const [difference] = differences(field("int"), record([]));
    if (difference === undefined) throw new Error("no difference");
    expect(explainAvro(difference, names)).toEqual({
      says: 'Field "f" of v3 has no default, and records written with v2 do not have the field.',
      forWhom: "Consumers on v3 cannot read what is written with v2.",
      tryThis:
        'Give "f" a default, or make it a union with null and default null. If it was renamed, write its former name as an alias.',
    });
  });

  it.each([
    [field("int"), field("string"), "int instead of string"],
    [["null"], "string", "no branch for string"],
    [fixed(4), fixed(2), "expected: 2, found: 4"],
    [enumOf("A"), enumOf("AB"), "lacks the symbols B"],
    [record([]), { ...record([]), name: "S" }, "called otherwise in v2: S"],
    ["float", "int", "2^24"],
    [record([], { namespace: "a" }), record([]), "R read as a.R"],
  ])("of %j and %j", (reader, writer, part) => {
    const [difference] = differences(reader, writer);
    if (difference === undefined) throw new Error("no difference");
    const { says, forWhom, tryThis } = explainAvro(difference, names);
    expect(says).toContain(part);
    expect(forWhom).toContain("v3");
    expect(tryThis).toMatch(/\.$/);
  });
});

describe("Confluent's own text", () => {
  const message = (reader: unknown, writer: unknown, age: "new" | "old") =>
    differences(reader, writer)
      .filter(({ breaks }) => breaks)
      .map((difference) => confluentAvroMessage(difference, age));

  it("names the field, the path, and which schema is which", () => {
    expect(
      message(
        record([
          { name: "a", type: "int" },
          { name: "b", type: "int" },
        ]),
        record([{ name: "a", type: "int" }]),
        "new",
      ),
    ).toEqual([
      "{errorType:'READER_FIELD_MISSING_DEFAULT_VALUE', description:'The field 'b' at path '/fields/1' in the new schema has no default value and is missing in the old schema', additionalInfo:'b'}",
    ]);
    expect(message(enumOf("A"), enumOf("AB"), "old")).toEqual([
      "{errorType:'MISSING_ENUM_SYMBOLS', description:'The old schema is missing enum symbols '[B]' at path '/symbols' in the new schema', additionalInfo:'[B]'}",
    ]);
  });

  it("is an exception's where Java throws", () => {
    const reader = field("int", { aliases: ["before"] });
    const writer = record([
      { name: "before", type: "int" },
      { name: "f", type: "int" },
    ]);
    expect(message(reader, writer, "new")).toEqual([
      "Unexpected exception during compatibility check: Reader record field f matches multiple fields in writer record schema R",
    ]);
  });

  it("ends with the version, its schema cut at 10 kB, and the settings", () => {
    const lines = confluentTrailer({
      version: 3,
      text: "x".repeat(20_000),
      mode: "BACKWARD",
      validateFields: false,
    });
    expect(lines[0]).toBe("{oldSchemaVersion: 3}");
    expect(lines[1]).toHaveLength("{oldSchema: '...'}".length + 10_240);
    expect(lines[2]).toBe("{validateFields: 'false', compatibility: 'BACKWARD'}");
  });
});
