/** Schemas that nobody writes by hand: a right answer or a clear problem, in bounded time. */
import { describe, expect, it } from "vitest";
import { FIELDS_MAX, SCHEMA_TEXT_MAX } from "#schema/limits.ts";
import { compareAvro } from "./compare.ts";
import { parseAvro } from "./parse.ts";
import type { AvroSchema } from "./schema.ts";

const OPTIONS = { rules: "confluent", policy: "STRICT" } as const;

function codes(json: unknown): readonly string[] {
  const text = typeof json === "string" ? json : JSON.stringify(json);
  return parseAvro(text, { isNew: true }).problems.map(({ code }) => code);
}

function schema(json: unknown): AvroSchema {
  const { schema: parsed, problems } = parseAvro(JSON.stringify(json), { isNew: false });
  if (parsed === null) throw new Error(problems[0]?.says);
  return parsed;
}

function refused(reader: unknown, writer: unknown): readonly string[] {
  return compareAvro(schema(reader), schema(writer), OPTIONS)
    .filter(({ breaks }) => breaks)
    .map(({ code }) => code);
}

const fields = (count: number, type: unknown = "int") =>
  Array.from({ length: count }, (_, index) => ({ name: `f${String(index)}`, type }));
const record = (name: string, inner: unknown) => ({ type: "record", name, fields: inner });

function nested(depth: number, leaf: unknown = "int"): unknown {
  let type = leaf;
  for (let level = depth; level > 0; level--) type = record(`R${String(level)}`, [{ name: "f", type }]);
  return type;
}

describe("large schemas", () => {
  it("of 10,000 fields are one clear problem", () => {
    expect(codes(record("R", fields(5000)))).toEqual(["too-many-fields"]);
    expect(codes(record("R", fields(10_000)))).toEqual(["text-too-long"]);
  });

  it("of as many fields as are read get a verdict", () => {
    expect(refused(record("R", fields(FIELDS_MAX)), record("R", []))).toHaveLength(FIELDS_MAX);
    expect(refused(record("R", fields(FIELDS_MAX)), record("R", fields(FIELDS_MAX)))).toEqual([]);
  });

  it("of huge enums get a verdict, and all missing symbols", () => {
    const symbols = Array.from({ length: 20_000 }, (_, index) => `S${String(index)}`);
    const big = { type: "enum", name: "E", symbols };
    expect(refused(big, big)).toEqual([]);
    expect(refused({ ...big, symbols: ["S0"] }, big)).toEqual(["MISSING_ENUM_SYMBOLS"]);
  });

  it("longer than what is read are one clear problem", () => {
    expect(codes(`"${"x".repeat(SCHEMA_TEXT_MAX)}"`)).toEqual(["text-too-long"]);
  });

  it("of many types are one clear problem", () => {
    const list = Array.from({ length: 16 }, (_, index) =>
      record(
        `R${String(index)}`,
        fields(1990, "int").map(({ name }) => ({ name: name.slice(0), type: "R0" })),
      ),
    );
    const text = JSON.stringify(list);
    expect(codes(text.length > SCHEMA_TEXT_MAX ? list.slice(0, 4) : list)).not.toContain("unknown-type");
  });
});

describe("deep schemas", () => {
  it("of 64 records in each other are read and compared", () => {
    expect(codes(nested(64))).toEqual([]);
    expect(refused(nested(64), nested(64))).toEqual([]);
    expect(refused(nested(64), nested(64, "string"))).toEqual(["TYPE_MISMATCH"]);
  });

  it("of more are one clear problem", () => {
    expect(codes(nested(65, { type: "array", items: "int" }))).toEqual(["too-deep"]);
    expect(codes(nested(500))).toContain("json-too-deep");
    let text = '"int"';
    for (let level = 0; level < 5000; level++) text = `{"type":"array","items":${text}}`;
    expect(codes(text)).toContain("json-too-deep");
  });
});

describe("recursive schemas", () => {
  const list = (more: readonly unknown[] = []) =>
    record("List", [{ name: "head", type: "int" }, { name: "tail", type: ["null", "List"] }, ...more]);

  it("are compared to the end", () => {
    expect(refused(list(), list())).toEqual([]);
    expect(refused(list([{ name: "x", type: "int" }]), list())).toContain(
      "READER_FIELD_MISSING_DEFAULT_VALUE",
    );
  });

  it("without a way out are told", () => {
    expect(codes(record("R", [{ name: "r", type: "R" }]))).toEqual(["endless-record"]);
    const mutual = record("A", [{ name: "b", type: record("B", [{ name: "a", type: ["A", "B"] }]) }]);
    expect(codes(mutual)).toEqual(["endless-record", "endless-record"]);
    expect(refused(mutual, mutual)).toEqual([]);
  });

  it("in long chains and rings of different lengths end", () => {
    const chain = (count: number, type: string) =>
      Array.from({ length: count }, (_, index) =>
        record(`R${String(index)}`, [
          { name: "f", type: index + 1 < count ? `R${String(index + 1)}` : type },
        ]),
      );
    const ring = (count: number) =>
      Array.from({ length: count }, (_, index) =>
        record(`R${String(index)}`, [{ name: "f", type: ["null", `R${String((index + 1) % count)}`] }]),
      );
    expect(refused(chain(480, "int"), chain(480, "int"))).toEqual([]);
    expect(refused(chain(480, "int"), chain(480, "string")).length).toBeGreaterThan(0);
    expect(refused(ring(61), ring(64)).length).toBeGreaterThan(0);
  });

  it("whose parts are all used twice end, although their errors double from level to level", () => {
    const levels = 40;
    const pyramid = (leaf: string) => {
      let type: unknown = record("R0", [{ name: "f", type: leaf }]);
      for (let level = 1; level < levels; level++) {
        type = record(`R${String(level)}`, [
          { name: "a", type },
          { name: "b", type: `R${String(level - 1)}` },
        ]);
      }
      return type;
    };
    expect(refused(pyramid("int"), pyramid("string")).length).toBeGreaterThan(1000);
  });

  it("of two unions with hundreds of branches end", () => {
    const union = (prefix: string) =>
      Array.from({ length: 400 }, (_, index) => record(`${prefix}${String(index)}`, []));
    expect(refused(union("A"), union("B"))).toHaveLength(400);
    expect(codes(Array.from({ length: 600 }, (_, index) => record(`A${String(index)}`, [])))).toEqual([
      "too-many-branches",
    ]);
  });
});

describe("names of JavaScript's own", () => {
  it("are fields like others", () => {
    const own = ["__proto__", "constructor", "toString", "hasOwnProperty"];
    const all = record(
      "__proto__",
      own.map((name) => ({ name, type: "int" })),
    );
    expect(refused(all, all)).toEqual([]);
    expect(refused(all, record("__proto__", []))).toHaveLength(own.length);
    expect(codes(record("R", [{ name: "a", type: "constructor" }]))).toEqual(["unknown-type"]);
  });
});
