/** The rules of Java's SchemaCompatibility row by row, in both directions, and what they do not see. */
import { describe, expect, it } from "vitest";
import type { RuleSet } from "#schema/format.ts";
import { compareAvro } from "./compare.ts";
import { parseAvro } from "./parse.ts";
import { PRIMITIVES, type AvroSchema } from "./schema.ts";

function schema(json: unknown): AvroSchema {
  const { schema: parsed, problems } = parseAvro(JSON.stringify(json), { isNew: false });
  if (parsed === null) throw new Error(problems[0]?.says);
  return parsed;
}

function differences(reader: unknown, writer: unknown, rules: RuleSet = "confluent") {
  return compareAvro(schema(reader), schema(writer), { rules, policy: "STRICT" });
}

/** `CODE location message` of those that break. */
function refused(reader: unknown, writer: unknown, rules: RuleSet = "confluent"): readonly string[] {
  return differences(reader, writer, rules)
    .filter(({ breaks }) => breaks)
    .map(({ code, location, message }) => `${code} ${location} ${message}`);
}

/** `CODE location` of those that are accepted. */
function accepted(reader: unknown, writer: unknown, rules: RuleSet = "confluent"): readonly string[] {
  return differences(reader, writer, rules)
    .filter(({ breaks }) => !breaks)
    .map(({ code, location }) => `${code} ${location}`);
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

describe("promotions", () => {
  it("are these and no others", () => {
    const fits = PRIMITIVES.flatMap((writer) =>
      PRIMITIVES.filter((reader) => reader !== writer && refused(reader, writer).length === 0).map(
        (reader) => `${writer} as ${reader}`,
      ),
    );
    expect(fits).toEqual([
      "int as long",
      "int as float",
      "int as double",
      "long as float",
      "long as double",
      "float as double",
      "bytes as string",
      "string as bytes",
    ]);
  });

  it("that are none are a mismatch at the node", () => {
    expect(refused("int", "long")).toEqual([
      "TYPE_MISMATCH / reader type: INT not compatible with writer type: LONG",
    ]);
    expect(
      refused(field({ type: "array", items: "int" }), field({ type: "array", items: "string" })),
    ).toEqual([
      "TYPE_MISMATCH /fields/0/type/items reader type: INT not compatible with writer type: STRING",
    ]);
    expect(refused({ type: "map", values: "int" }, { type: "map", values: "null" })).toEqual([
      "TYPE_MISMATCH /values reader type: INT not compatible with writer type: NULL",
    ]);
    expect(refused("string", enumOf("A"))).toHaveLength(1);
    expect(refused("bytes", fixed(2))).toHaveLength(1);
  });
});

describe("fields", () => {
  it("that the writer has not need a default", () => {
    expect(refused(field("int"), record([]))).toEqual(["READER_FIELD_MISSING_DEFAULT_VALUE /fields/0 f"]);
    expect(refused(field("int", { default: 1 }), record([]))).toEqual([]);
    expect(refused(record([]), field("int"))).toEqual([]);
  });

  it("that may be null are not optional by that", () => {
    expect(refused(field(["null", "int"]), record([]))).toHaveLength(1);
    expect(refused(field(["null", "int"], { default: null }), record([]))).toEqual([]);
  });

  it("are found by an alias of the reader, not of the writer", () => {
    const old = record([{ name: "before", type: "int" }]);
    expect(refused(field("int", { aliases: ["before"] }), old)).toEqual([]);
    expect(refused(old, field("int", { aliases: ["before"] }))).toHaveLength(1);
  });

  it("that stand for two of the writer's are an exception in Java", () => {
    const reader = field("int", { aliases: ["before"] });
    const writer = record([
      { name: "before", type: "int" },
      { name: "f", type: "int" },
    ]);
    expect(refused(reader, writer)).toEqual([
      "AMBIGUOUS_ALIAS /fields/0 Reader record field f matches multiple fields in writer record schema R",
    ]);
  });

  it("may change their order, not the case of their names", () => {
    const [a, b] = ["a", "b"].map((name) => ({ name, type: "int" }));
    expect(refused(record([a, b]), record([b, a]))).toEqual([]);
    expect(refused(record([{ name: "A", type: "int" }]), record([a]))).toHaveLength(1);
  });

  it("with a default that does not fit pass, and fail when they are needed", () => {
    const reader = field("int", { default: "zero" });
    expect(refused(reader, record([]))).toEqual([]);
    expect(accepted(reader, record([]))).toEqual(["INVALID_DEFAULT /fields/0"]);
  });

  it("of enums with a default, but without one of their own, are told otherwise by Java", () => {
    expect(refused(field(enumOf("A", { default: "A" })), record([]))).toEqual([
      "TYPE_MISMATCH /fields/0/type reader type: ENUM not compatible with writer type: RECORD",
    ]);
  });
});

describe("unions", () => {
  it("of both sides: each branch of the writer has one of the reader, and what is inside is not told", () => {
    const a = (fields: unknown) => ({ type: "record", name: "A", fields });
    expect(refused(["null", "int"], ["int", "null"])).toEqual([]);
    expect(refused(["null", "int"], ["null", "int", "string"])).toEqual([
      "MISSING_UNION_BRANCH /2 reader union lacking writer type: STRING",
    ]);
    expect(refused(["null", a([{ name: "x", type: "int" }])], ["null", a([])])).toEqual([
      "MISSING_UNION_BRANCH /1 reader union lacking writer type: RECORD",
    ]);
  });

  it("of the writer only: the reader reads every branch, and what is inside is told", () => {
    expect(refused("int", ["int", "null"])).toEqual([
      "TYPE_MISMATCH /1 reader type: INT not compatible with writer type: NULL",
    ]);
    expect(refused("long", ["int", "long"])).toEqual([]);
    expect(refused("int", [])).toEqual([]);
  });

  it("of the reader only: one of its branches reads it", () => {
    expect(refused(["null", "long"], "int")).toEqual([]);
    expect(refused(["null", "int"], "string")).toEqual([
      "MISSING_UNION_BRANCH / reader union lacking writer type: STRING",
    ]);
  });

  it("count fields as the reader and branches as the writer", () => {
    const reader = record([
      { name: "x", type: "int" },
      { name: "f", type: ["null", "int"] },
    ]);
    const writer = record([
      { name: "f", type: ["string", "int"] },
      { name: "x", type: "int" },
    ]);
    expect(refused(reader, writer)).toEqual([
      "MISSING_UNION_BRANCH /fields/1/type/0 reader union lacking writer type: STRING",
    ]);
  });
});

describe("a pair that is compared as a branch first", () => {
  it("keeps the location that begins at the branch when it is met again", () => {
    const inner = (fields: unknown) => ({ type: "record", name: "A", fields });
    const outer = (fields: unknown) =>
      record([
        { name: "u", type: ["null", inner(fields)] },
        { name: "a", type: "A" },
      ]);
    expect(refused(outer([{ name: "x", type: "int" }]), outer([]))).toEqual([
      "MISSING_UNION_BRANCH /fields/0/type/1 reader union lacking writer type: RECORD",
      "READER_FIELD_MISSING_DEFAULT_VALUE /fields/0 x",
    ]);
  });
});

describe("names", () => {
  it("count without namespaces", () => {
    const here = record([], { namespace: "a" });
    const there = record([], { namespace: "b" });
    expect(refused(here, there)).toEqual([]);
    expect(accepted(here, there)).toEqual(["NAMESPACE_CHANGED /"]);
  });

  it("that differ need an alias of the reader, equal to the writer's full name", () => {
    const other = { type: "record", name: "Other", namespace: "b", fields: [] };
    expect(refused(record([]), other)).toEqual(["NAME_MISMATCH /name expected: b.Other"]);
    expect(refused(record([], { aliases: ["Other"] }), other)).toHaveLength(1);
    expect(refused(record([], { aliases: ["b.Other"] }), other)).toEqual([]);
    expect(refused(record([], { namespace: "b", aliases: ["Other"] }), other)).toEqual([]);
    expect(refused(other, record([], { aliases: ["b.Other"] }))).toHaveLength(1);
  });

  it("count for branches, whatever the fields are", () => {
    const other = { type: "record", name: "Other", fields: [] };
    expect(refused(["null", record([])], other)).toHaveLength(1);
  });
});

describe("enums and fixed types", () => {
  it("may get symbols, and lose them only with a default in the reader", () => {
    expect(refused(enumOf("ABC"), enumOf("CA"))).toEqual([]);
    expect(refused(enumOf("A"), enumOf("DAC"))).toEqual(["MISSING_ENUM_SYMBOLS /symbols [C, D]"]);
    expect(refused(enumOf("A", { default: "A" }), enumOf("DAC"))).toEqual([]);
    expect(refused(enumOf("A"), enumOf("DAC", { default: "D" }))).toHaveLength(1);
    expect(refused(field(enumOf("A"), { default: "A" }), field(enumOf("AB")))).toHaveLength(1);
  });

  it("of fixed size keep it", () => {
    expect(refused(fixed(4), fixed(2))).toEqual(["FIXED_SIZE_MISMATCH /size expected: 2, found: 4"]);
    expect(refused(fixed(4, { name: "G" }), fixed(2))).toEqual([
      "NAME_MISMATCH /name expected: F",
      "FIXED_SIZE_MISMATCH /size expected: 2, found: 4",
    ]);
  });
});

describe("recursion", () => {
  const tree = (leaf: string) =>
    record([
      { name: "leaf", type: leaf },
      { name: "left", type: ["null", "R"] },
    ]);

  it("ends, and a pair on its way counts as compatible", () => {
    expect(refused(tree("long"), tree("int"))).toEqual([]);
    expect(refused(tree("int"), tree("long"))).toEqual([
      "TYPE_MISMATCH /fields/0/type reader type: INT not compatible with writer type: LONG",
    ]);
  });

  it("tells a type that is used twice twice, at its first place", () => {
    const twice = (type: string) =>
      record([
        { name: "a", type: { type: "record", name: "I", fields: [{ name: "x", type }] } },
        { name: "b", type: "I" },
      ]);
    expect(refused(twice("int"), twice("long"))).toEqual(
      Array(2).fill(
        "TYPE_MISMATCH /fields/0/type/fields/0/type reader type: INT not compatible with writer type: LONG",
      ),
    );
  });
});

describe("what is accepted although values change", () => {
  const logical = (type: string, logicalType: string, more: object = {}) => ({ type, logicalType, ...more });
  const decimal = (precision: number, scale: number) => logical("bytes", "decimal", { precision, scale });

  it.each([
    ["float", "int", "INT_TO_FLOAT /"],
    ["float", "long", "LONG_TO_FLOAT /"],
    ["double", "long", "LONG_TO_DOUBLE /"],
    ["string", "bytes", "BYTES_TO_STRING /"],
    [decimal(10, 3), decimal(10, 2), "DECIMAL_SCALE_CHANGED /"],
    [decimal(8, 2), decimal(10, 2), "DECIMAL_PRECISION_CHANGED /"],
    [logical("long", "timestamp-micros"), logical("long", "timestamp-millis"), "LOGICAL_TYPE_CHANGED /"],
    [logical("int", "date"), "int", "LOGICAL_TYPE_CHANGED /"],
    [enumOf("A", { default: "A" }), enumOf("AB"), "ENUM_DEFAULT_TAKEN /"],
  ])("%j reads %j: %s", (reader, writer, expected) => {
    expect(refused(reader, writer)).toEqual([]);
    expect(accepted(reader, writer)).toEqual([expected]);
    expect(differences(reader, writer)[0]?.dataEffect).toMatch(/./);
  });

  it.each([
    ["long", "int"],
    ["double", "int"],
    ["double", "float"],
    ["bytes", "string"],
    [decimal(10, 2), decimal(10, 2)],
  ])("%j reads %j as it was written", (reader, writer) => {
    expect(differences(reader, writer)).toEqual([]);
  });

  it("says by how much", () => {
    const effect = (reader: unknown, writer: unknown) => differences(reader, writer)[0]?.dataEffect;
    expect(effect(decimal(10, 3), decimal(10, 2))).toContain("10 times too small");
    expect(effect(decimal(10, 0), decimal(10, 2))).toContain("100 times too large");
    expect(effect(logical("long", "timestamp-nanos"), logical("long", "timestamp-millis"))).toContain(
      "1000000",
    );
  });

  it("finds it inside, once for each pair of types", () => {
    const reader = record([{ name: "t", type: { type: "array", items: "double" } }]);
    const writer = record([{ name: "t", type: { type: "array", items: "long" } }]);
    expect(accepted(reader, writer)).toEqual(["LONG_TO_DOUBLE /fields/0/type/items"]);
  });

  it("knows aliases as Java's reader does: those of types everywhere, those of fields by the record's full name", () => {
    const renamed = { ...enumOf("A"), name: "New", aliases: ["E"] };
    expect(differences(field(["null", renamed]), field(enumOf("A")))).toEqual([]);
    const reader = record([{ name: "f", type: "int", aliases: ["before"] }], { namespace: "a" });
    const writer = record([{ name: "before", type: "int" }], { namespace: "b" });
    expect(refused(reader, writer)).toEqual([]);
    expect(accepted(reader, writer)).toContain("RUNTIME_FAILURE /fields/0");
  });

  it("warns where Java's reader gives up on what registries accept", () => {
    const reader = field(["null", enumOf("A", { namespace: "a" })]);
    const writer = field(enumOf("A", { namespace: "b" }));
    expect(refused(reader, writer)).toEqual([]);
    expect(accepted(reader, writer)).toEqual(["RUNTIME_FAILURE /fields/0/type"]);
  });
});

describe("rules of others", () => {
  const other = { type: "record", name: "Other", fields: [] };

  it("are Java's for both releases of Confluent's registry and for Apicurio", () => {
    for (const rules of ["confluent", "confluent-8.3", "apicurio", "buf-wire"] as const) {
      expect(refused(record([]), other, rules)).toHaveLength(1);
    }
  });

  it("are the decoding grammar's for Glue: a renamed record is read, a missing symbol fails when it comes", () => {
    expect(refused(record([]), other, "glue")).toEqual([]);
    expect(accepted(record([]), other, "glue")).toEqual(["NAME_MISMATCH /name"]);
    expect(refused(enumOf("A"), enumOf("AB"), "glue")).toEqual([]);
    expect(refused(field("int"), record([]), "glue")).toEqual([
      "READER_FIELD_MISSING_DEFAULT_VALUE /fields/0 f",
    ]);
    expect(refused(fixed(4), fixed(2), "glue")).toHaveLength(1);
    expect(refused(field("int", { default: "zero" }), record([]), "glue")).toEqual([
      "INVALID_DEFAULT /fields/0 f",
    ]);
    const branch = field(["null", enumOf("A", { namespace: "a" })]);
    expect(refused(branch, field(enumOf("A", { namespace: "b" })), "glue")).toHaveLength(1);
  });

  it("tell at run time what registries refuse too early", () => {
    const [renamed] = differences(record([]), other);
    expect(renamed?.dataEffect).toContain("does not look at the names of records");
    const [symbols] = differences(enumOf("A"), enumOf("ABC"));
    expect(symbols?.dataEffect).toBe(
      "Confluent's registry and Apicurio refuse it; at run time a reader fails only if a record holds one of B, C.",
    );
  });
});

describe("a branch that is there but does not fit", () => {
  it("is told with the reason, which Java throws away", () => {
    const reader = field(["null", fixed(4)]);
    const [missing] = differences(reader, field(["null", fixed(2)]));
    expect(missing?.code).toBe("MISSING_UNION_BRANCH");
    expect(missing?.dataEffect).toContain(
      "The reader has a branch F that does not fit: FIXED_SIZE_MISMATCH at /size (expected: 2, found: 4).",
    );
  });
});
