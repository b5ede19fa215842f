/** Every mistake at its place: texts in, what is underlined and said out. */
import { describe, expect, it } from "vitest";
import { applyEdits } from "#schema/text-range.ts";
import { parseAvro } from "./parse.ts";
import { typeTitle } from "./schema.ts";

/** `error invalid-name «"1a"»` … */
function problems(json: unknown, isNew = true, references: Record<string, unknown> = {}): readonly string[] {
  const text = typeof json === "string" ? json : JSON.stringify(json);
  const texts = new Map(Object.entries(references).map(([name, inner]) => [name, JSON.stringify(inner)]));
  const parsed = parseAvro(text, { isNew, references: texts });
  const hasErrors = parsed.problems.some(({ severity }) => severity === "error");
  expect(parsed.schema === null, "no schema where there are errors").toBe(hasErrors);
  return parsed.problems.map(
    ({ severity, code, range }) => `${severity} ${code} «${text.slice(range.start, range.end)}»`,
  );
}

function says(json: unknown): readonly string[] {
  return parseAvro(JSON.stringify(json), { isNew: true }).problems.map((problem) => problem.says);
}

const record = (fields: unknown, more: object = {}) => ({ type: "record", name: "R", fields, ...more });

describe("a schema without problems", () => {
  it.each([
    ["a primitive type", '"string"'],
    ["a primitive type as an object", { type: "long", logicalType: "timestamp-millis" }],
    ["a union", ["null", "int"]],
    ["a record that contains itself", record([{ name: "next", type: ["null", "R"], default: null }])],
    [
      "records that contain each other",
      record([
        { name: "b", type: { type: "record", name: "B", fields: [{ name: "r", type: ["null", "R"] }] } },
      ]),
    ],
    [
      "names of JavaScript's own",
      record([
        { name: "__proto__", type: "int" },
        { name: "constructor", type: "int" },
      ]),
    ],
    ["an error, which protocols know", { type: "error", name: "E", fields: [] }],
  ])("may be %s", (_title, json) => {
    expect(problems(json)).toEqual([]);
  });

  it("has comments where Avro allows them", () => {
    expect(problems('{"type": "int" /* days */} // end')).toEqual([]);
  });

  it("is known by its full names, from where a name stands", () => {
    const json = record(
      [
        { name: "a", type: { type: "enum", name: "E", symbols: ["A"] } },
        { name: "b", type: "E" },
        { name: "c", type: "shop.E" },
        { name: "d", type: { type: "fixed", name: "other.F", size: 2 } },
      ],
      { namespace: "shop" },
    );
    const { schema } = parseAvro(JSON.stringify(json), { isNew: true });
    expect([...(schema?.named.keys() ?? [])]).toEqual(["shop.R", "shop.E", "other.F"]);
    const root = schema?.root.type;
    const types = root?.kind === "record" ? root.fields.map((field) => typeTitle(field.type.type)) : [];
    expect(types).toEqual(["shop.E", "shop.E", "shop.E", "other.F"]);
  });

  it("has types of referenced texts, in which names of the schema are not looked for", () => {
    const json = record([{ name: "c", type: "shop.Customer" }]);
    const customer = { type: "record", name: "shop.Customer", fields: [] };
    expect(problems(json, true, { "shop.Customer": customer })).toEqual([]);
    expect(problems(json)).toEqual(['error unknown-type «"shop.Customer"»']);
    expect(problems(json, true, { "shop.Customer": { type: "recrd" } })).toEqual([
      "error broken-reference «{»",
      'error unknown-type «"shop.Customer"»',
    ]);
  });
});

describe("names", () => {
  it("have letters, digits and _ where a schema is new, and anything where it is stored", () => {
    const json = record(
      [
        { name: "a-b", type: "int" },
        { name: "e", type: { type: "enum", name: "E", symbols: ["A B"] } },
      ],
      { name: "1R" },
    );
    expect(problems(json)).toEqual(
      ['error invalid-name «"1R"»', 'error invalid-name «"a-b"»', 'error invalid-symbol «"A B"»'].toSorted(),
    );
    expect(problems(json, false)).toEqual([]);
  });

  it("have the same rule for namespaces", () => {
    expect(problems(record([], { namespace: "a..b" }))).toEqual(['error invalid-namespace «"a..b"»']);
    expect(problems(record([], { name: "a-b.R" }))).toEqual(['error invalid-name «"a-b.R"»']);
  });

  it("are not those of primitive types", () => {
    expect(problems(record([], { name: "int" }))).toEqual(['error reserved-name «"int"»']);
    expect(problems(record([], { name: "x.int" }))).toEqual([]);
  });

  it("are missed where they are missing", () => {
    expect(problems({ type: "enum", symbols: ["A"] })).toEqual(['error no-name «"enum"»']);
    expect(problems(record([{ type: "int" }]))).toEqual(['error no-name «"int"»']);
    expect(problems(record([{ name: 1, type: "int" }]))).toEqual(["error no-name «1»"]);
  });

  it("may be markup only in stored schemas, and are then nothing but names", () => {
    const json = record([{ name: "<img src=x onerror=alert(1)>", type: "int" }]);
    expect(problems(json)).toEqual(['error invalid-name «"<img src=x onerror=alert(1)>"»']);
    expect(problems(json, false)).toEqual([]);
  });
});

describe("types", () => {
  it("that are unknown come with the one that was probably meant, and a fix", () => {
    const json = record([
      { name: "a", type: "sting" },
      { name: "b", type: { type: "arry", items: "int" } },
      { name: "c", type: "Xyzzy" },
    ]);
    expect(says(json)).toEqual([
      'There is no type "sting"; did you mean "string"?',
      'There is no type "arry"; did you mean "array"?',
      'There is no type "Xyzzy"',
    ]);
    const text = JSON.stringify("Strng");
    const [problem] = parseAvro(text, { isNew: true }).problems;
    expect(applyEdits(text, problem?.fix?.edits ?? [])).toBe('"string"');
  });

  it("may be used before they are defined, of which older libraries are to be feared", () => {
    const json = record([
      { name: "a", type: "E" },
      { name: "b", type: { type: "enum", name: "E", symbols: ["A"] } },
    ]);
    expect(problems(json)).toEqual(['warning forward-reference «"E"»']);
  });

  it("are defined once", () => {
    const fixed = { type: "fixed", name: "F", size: 2 };
    const json = record([
      { name: "a", type: fixed },
      { name: "b", type: fixed },
    ]);
    expect(problems(json)).toEqual(['error duplicate-definition «"F"»']);
  });

  it("are told where there is none", () => {
    expect(problems(record([{ name: "a" }]))).toEqual(['error no-type «"a"»']);
    expect(problems({})).toEqual(["error no-type «{»"]);
    expect(problems({ type: { type: "int" } })).toEqual(["error no-type «{»"]);
    expect(
      problems(
        record([
          { name: "a", type: null },
          { name: "b", type: 3 },
        ]),
      ),
    ).toEqual(["error not-a-type «null»", "error not-a-type «3»"]);
    expect(problems({ type: "array" })).toEqual(['error no-items «"array"»']);
    expect(problems({ type: "map" })).toEqual(['error no-values «"map"»']);
    expect(problems({ type: "record", name: "R" })).toEqual(['error no-fields «"R"»']);
    expect(problems({ type: "enum", name: "E" })).toEqual(['error no-symbols «"E"»']);
  });
});

describe("parts of types", () => {
  it("are there once", () => {
    const json = record([
      { name: "a", type: "int" },
      { name: "a", type: { type: "enum", name: "E", symbols: ["X", "X"] } },
    ]);
    expect(problems(json)).toEqual(['error duplicate-field «"a"»', 'error duplicate-symbol «"X"»']);
  });

  it("of an enum: its default is one of its symbols", () => {
    const json = { type: "enum", name: "E", symbols: ["A"], default: "B" };
    expect(problems(json)).toEqual(['error enum-default «"B"»']);
    expect(problems(json, false)).toEqual(['error enum-default «"B"»']);
  });

  it("of a fixed type: its size is a whole number of bytes", () => {
    expect(problems({ type: "fixed", name: "F" })).toEqual(['error fixed-size «"F"»']);
    for (const size of [-1, 1.5, 2 ** 31]) {
      expect(problems({ type: "fixed", name: "F", size })).toEqual([`error fixed-size «${String(size)}»`]);
    }
    expect(problems({ type: "fixed", name: "F", size: "4" })).toEqual(['error fixed-size «"4"»']);
  });

  it("of a union: no union, and one of each kind without a name", () => {
    expect(problems([["int"], "string"])).toEqual(['error nested-union «["int"]»']);
    expect(problems(["int", "string", "int"])).toEqual(['error duplicate-branch «"int"»']);
    expect(problems(["int", { type: "int", logicalType: "date" }])).toHaveLength(1);
    const enums = ["A", "B"].map((name) => ({ type: "enum", name, symbols: ["X"] }));
    expect(problems(enums)).toEqual([]);
    expect(problems([enums[0], "A"])).toEqual(['error duplicate-branch «"A"»']);
  });

  it("of an empty union: there are none, which Java takes", () => {
    expect(problems([])).toEqual(["warning empty-union «[]»"]);
  });

  it("are lists of texts, words of a kind", () => {
    const json = record([
      { name: "a", type: "int", aliases: "b", order: "up" },
      { name: "c", type: "int", aliases: [1] },
      "d",
    ]);
    expect(problems(json)).toEqual([
      'error invalid-aliases «"b"»',
      'error invalid-order «"up"»',
      "error invalid-aliases «1»",
      'error invalid-field «"d"»',
    ]);
  });
});

describe("defaults", () => {
  const field = (type: unknown, value: unknown) => record([{ name: "f", type, default: value }]);
  const enumType = { type: "enum", name: "E", symbols: ["A"] };

  it.each([
    ["int", 1],
    ["int", -2147483648],
    ["long", 2147483648],
    ["float", 1],
    ["double", 1.5],
    ["boolean", true],
    ["null", null],
    ["string", ""],
    ["bytes", "\u00ff"],
    [enumType, "A"],
    [{ type: "fixed", name: "F", size: 2 }, "ab"],
    [{ type: "array", items: "int" }, [1, 2]],
    [{ type: "map", values: "int" }, { a: 1 }],
    [["null", "int"], null],
    [{ type: "record", name: "I", fields: [{ name: "x", type: "int", default: 1 }] }, {}],
  ])("of %j may be %j", (type, value) => {
    expect(problems(field(type, value))).toEqual([]);
  });

  it.each([
    ["int", "1", '"1"'],
    ["int", 2147483648, "2147483648"],
    ["int", 1.5, "1.5"],
    ["boolean", 0, "0"],
    ["null", "null", '"null"'],
    ["string", null, "null"],
    ["bytes", [1], "[1]"],
    [enumType, 0, "0"],
    [{ type: "array", items: "int" }, [1, "2"], '"2"'],
    [{ type: "map", values: "int" }, { a: 1, b: null }, "null"],
    [["null", "int"], "x", '"x"'],
    [{ type: "record", name: "I", fields: [{ name: "x", type: "int" }] }, {}, "{}"],
    [{ type: "record", name: "I", fields: [{ name: "x", type: "int" }] }, { x: "1" }, '"1"'],
  ])("of %j may not be %j", (type, value, underlined) => {
    expect(problems(field(type, value))).toEqual([`error invalid-default «${underlined}»`]);
    expect(problems(field(type, value), false)).toEqual([]);
  });

  it("that are wrong can be mended where they are", () => {
    const text = JSON.stringify(field("int", "zero"));
    const [problem] = parseAvro(text, { isNew: true }).problems;
    expect(problem?.fix?.title).toBe("Make the default 0");
    const mended = applyEdits(text, problem?.fix?.edits ?? []);
    expect(problems(mended)).toEqual([]);
  });

  it("of a union may be of any branch since Avro 1.12", () => {
    expect(problems(field(["null", "int"], 1))).toEqual(["warning default-of-later-branch «1»"]);
  });

  it("are doubtful where Avro does not look and readers fail", () => {
    expect(problems(field(enumType, "B"))).toEqual(['warning doubtful-default «"B"»']);
    expect(problems(field({ type: "fixed", name: "F", size: 2 }, "abc"))).toEqual([
      'warning doubtful-default «"abc"»',
    ]);
    expect(problems(field("bytes", "\u0100"))).toEqual(['warning doubtful-default «"\u0100"»']);
  });

  it("may not need themselves", () => {
    expect(
      problems(record([{ name: "r", type: "R", default: {} }])).filter((one) => one.startsWith("error")),
    ).toEqual(["error invalid-default «{}»"]);
  });
});

describe("logical types that Avro ignores", () => {
  it.each([
    [{ type: "string", logicalType: "date" }, 'logical-type-base «"date"»'],
    [{ type: "int", logicalType: "timestamp-milis" }, 'unknown-logical-type «"timestamp-milis"»'],
    [{ type: "bytes", logicalType: "decimal" }, 'invalid-decimal «"decimal"»'],
    [{ type: "bytes", logicalType: "decimal", precision: 2, scale: 3 }, "invalid-decimal «3»"],
    [{ type: "fixed", name: "F", size: 2, logicalType: "decimal", precision: 5 }, "invalid-decimal «5»"],
    [{ type: "fixed", name: "F", size: 8, logicalType: "duration" }, 'logical-type-base «"duration"»'],
  ])("%j", (json, expected) => {
    expect(problems(json)).toEqual([`warning ${expected}`]);
  });

  it.each([
    { type: "int", logicalType: "date" },
    { type: "bytes", logicalType: "decimal", precision: 10, scale: 2 },
    { type: "fixed", name: "F", size: 2, logicalType: "decimal", precision: 4 },
    { type: "fixed", name: "F", size: 16, logicalType: "uuid" },
    { type: "string", logicalType: "my-own" },
  ])("are none of %j", (json) => {
    expect(problems(json)).toEqual([]);
  });

  it("stand beside the type instead of in it", () => {
    const json = record([{ name: "t", type: "long", logicalType: "timestamp-millis" }]);
    expect(problems(json)).toEqual(['warning misplaced-logical-type «"timestamp-millis"»']);
  });
});

describe("several mistakes", () => {
  it("are told all, in the order of the text", () => {
    const json = {
      type: "record",
      name: "bad name",
      fields: [
        { name: "a", type: "strin" },
        { name: "a", type: ["int", "int"] },
        { name: "e", type: { type: "enum", name: "E", symbols: ["A", "A"], default: "Z" } },
        { name: "f", type: { type: "fixed", name: "F" } },
      ],
    };
    expect(problems(json)).toEqual([
      'error invalid-name «"bad name"»',
      'error unknown-type «"strin"»',
      'error duplicate-field «"a"»',
      'error duplicate-branch «"int"»',
      'error duplicate-symbol «"A"»',
      'error enum-default «"Z"»',
      'error fixed-size «"F"»',
    ]);
  });

  it("of JSON do not make others up", () => {
    expect(problems('{"type": "record", "name": "R", "fields": [{"name": "a" "type": "int"}')).toEqual([
      'error json-syntax «"type"»',
      "error json-syntax «}»",
    ]);
  });

  it("are a hundred at most", () => {
    const fields = Array.from({ length: 300 }, () => ({ name: "same", type: "nope" }));
    expect(parseAvro(JSON.stringify(record(fields)), { isNew: true }).problems).toHaveLength(100);
  });
});
