import { describe, expect, it } from "vitest";
import type { Difference, Side } from "#schema/difference.ts";
import type { CompareOptions } from "#schema/format.ts";
import { applyEdits } from "#schema/text-range.ts";
import { compareJson } from "./compare.ts";
import { explainJson } from "./explain.ts";
import { fixesForJson } from "./fixes.ts";
import { accepts, schemaOf, schemaOfText } from "./json.fixture.ts";
import { normaliseJson } from "./normalise.ts";
import { outlineOfJson } from "./outline.ts";
import type { JsonSchema } from "./schema.ts";

const STRICT = { rules: "confluent", policy: "STRICT" } as const;

function underlined({ text }: JsonSchema, { range }: { range: { start: number; end: number } }): string {
  return text.slice(range.start, range.end);
}

describe("places", () => {
  const writer = schemaOf({
    type: "object",
    properties: {
      customer: { type: "object", properties: { name: { type: "string" } }, additionalProperties: false },
    },
  });
  const reader = schemaOf({
    type: "object",
    properties: {
      customer: {
        type: "object",
        properties: { name: { type: "string", maxLength: 5 }, age: { type: "integer" } },
        required: ["age"],
        additionalProperties: false,
      },
    },
  });

  it("are in both texts: at what is there, or at what should hold it", () => {
    const places = compareJson(reader, writer, STRICT).map((one) => [
      one.location,
      `${one.reader.path}: ${underlined(reader, one.reader)}`,
      `${one.writer.path}: ${underlined(writer, one.writer)}`,
    ]);
    expect(places).toEqual([
      [
        "#/properties/customer/properties/name/maxLength",
        'customer.name: "maxLength": 5',
        'customer.name: "name"',
      ],
      ["#/properties/customer/properties/age", 'customer.age: "age"', 'customer: "customer"'],
    ]);
  });

  it("of an allOf that nobody wrote are the keyword that changed", () => {
    const before = schemaOf({ properties: { s: { type: "string", enum: ["a", "b"] } } });
    const after = schemaOf({ properties: { s: { type: "string", enum: ["a"] } } });
    const [difference] = compareJson(after, before, STRICT);
    expect(difference?.code).toBe("COMBINED_TYPE_SUBSCHEMAS_CHANGED");
    expect(difference && underlined(after, difference.reader)).toBe('"enum"');
    expect(difference && explainJson(difference, { reader: "v3", writer: "v2" }).says).toContain(
      '"s" no longer takes all values in v3 that v2 allows (enum: [ "a", "b" ] → [ "a" ]).',
    );
  });

  it("behind a $ref into another text are the $ref", () => {
    const text = '{"properties": {"a": {"$ref": "a.json"}}}';
    const old = schemaOfText(text, new Map([["a.json", '{"type": "string"}']]));
    const now = schemaOfText(text, new Map([["a.json", '{"type": "integer"}']]));
    const [difference] = compareJson(now, old, STRICT);
    expect(difference?.location).toBe("#/properties/a");
    expect(difference && underlined(now, difference.reader)).toBe('"$ref": "a.json"');
  });

  it("are never empty", () => {
    const whole = compareJson(schemaOf(false), schemaOf({ type: "string" }), STRICT);
    expect(whole.map((one) => underlined(schemaOf(false), one.reader))).toEqual(["false"]);
  });
});

describe("what is accepted and surprises all the same", () => {
  const effects = (reader: unknown, writer: unknown, options: CompareOptions = STRICT): string[] =>
    compareJson(schemaOf(reader), schemaOf(writer), options).flatMap(({ code, breaks, dataEffect }) =>
      breaks || dataEffect === undefined ? [] : [code],
    );

  it("a default that changed, a property that went, a content model that opened", () => {
    expect(effects({ type: "string", default: "b" }, { type: "string", default: "a" })).toEqual([
      "DEFAULT_CHANGED",
    ]);
    expect(effects({ type: "object" }, { type: "object", properties: { a: {} } })).toEqual([
      "PROPERTY_REMOVED_FROM_OPEN_CONTENT_MODEL",
    ]);
    expect(effects({ type: "object" }, { type: "object", additionalProperties: false })).toEqual([
      "ADDITIONAL_PROPERTIES_ADDED",
    ]);
  });

  it("what Confluent's rules do not look at", () => {
    expect(effects({ type: "string", format: "date" }, { type: "string" })).toEqual(["FORMAT_ADDED"]);
    expect(effects({ type: "string" }, { type: "string", format: "date" })).toEqual(["FORMAT_REMOVED"]);
    expect(effects({ type: "object", required: ["x"] }, { type: "object" })).toEqual(["REQUIRED_NAME_ADDED"]);
    expect(effects({ type: "array", contains: { const: 1 } }, { type: "array" })).toEqual([
      "CONTAINS_CHANGED",
    ]);
    const condition = (then: string): string => `{"if": {"const": 1}, "then": ${then}}`;
    expect(effects(condition('{"type": "string"}'), condition("{}"))).toEqual(["CONDITION_CHANGED"]);
  });

  it("what only LENIENT accepts", () => {
    const lenient = { rules: "confluent", policy: "LENIENT" } as const;
    const after = { type: "object", properties: { a: { type: "string" } } };
    expect(effects(after, { type: "object" }, lenient)).toEqual([
      "OPTIONAL_PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL",
    ]);
  });

  it("titles do not", () => {
    expect(effects({ title: "a" }, { title: "b" })).toEqual([]);
  });
});

describe("explanations", () => {
  const names = { reader: "v3", writer: "v2" };

  it("say the trap of the open content model, and for whom", () => {
    const [difference] = compareJson(
      schemaOf({ type: "object", properties: { coupon: { type: "string" } } }),
      schemaOf({ type: "object" }),
      STRICT,
    );
    expect(difference && explainJson(difference, names)).toEqual({
      says: '"coupon" is new in v3. v2 says nothing of further properties, so it allows any: a document of v2 may already hold "coupon" with a value of another type, which v3 refuses.',
      forWhom: "Consumers on v3 refuse documents that are valid for v2, or some of them.",
      tryThis:
        'Set "additionalProperties": false from the first version on, so that nothing else can be there; or have the registry judge with the policy LENIENT, which lets optional properties be added.',
    });
  });

  it("have words for every difference of many kinds, none of them the bare code", () => {
    const pairs: [unknown, unknown][] = [
      [
        { type: "string", maxLength: 5 },
        { type: "string", maxLength: 9 },
      ],
      [{ type: "string" }, { type: "integer" }],
      [{ enum: ["a"] }, { enum: ["a", "b"] }],
      [{ anyOf: [{ type: "string" }] }, { anyOf: [{ type: "string" }, { type: "null" }] }],
      [
        { type: "object", properties: { a: {} }, required: ["a"] },
        { type: "object", properties: { a: {} } },
      ],
      [{ type: "object", dependencies: { a: ["b"] } }, { type: "object" }],
      [{ not: { type: "number" } }, { not: { type: "integer" } }],
      [{ type: "array", items: { type: "string" } }, { type: "array" }],
    ];
    for (const [reader, writer] of pairs) {
      for (const rules of ["confluent", "apicurio"] as const) {
        const breaking = compareJson(schemaOf(reader), schemaOf(writer), { rules, policy: "STRICT" });
        expect(breaking.length).toBeGreaterThan(0);
        for (const difference of breaking) {
          const { says, tryThis } = explainJson(difference, names);
          expect(says).not.toContain(difference.code);
          expect(tryThis).not.toBe("");
        }
      }
    }
  });
});

describe("fixes", () => {
  /** Titles of the fixes of the first difference that breaks; each is applied and compared again. */
  function titles(
    readerValue: unknown,
    writerValue: unknown,
    editable: Side,
    options: CompareOptions = STRICT,
  ): string[] {
    const reader = schemaOf(readerValue);
    const writer = schemaOf(writerValue);
    const difference = compareJson(reader, writer, options).find(({ breaks }) => breaks);
    if (difference === undefined) throw new Error("nothing breaks");
    const same = (other: Difference): boolean =>
      other.code === difference.code && other.location === difference.location && other.breaks;
    return fixesForJson(difference, reader, writer, editable).map(({ title, edits }) => {
      const edited = schemaOfText(applyEdits((editable === "reader" ? reader : writer).text, edits));
      const after =
        editable === "reader" ? compareJson(edited, writer, options) : compareJson(reader, edited, options);
      expect(after.some(same)).toBe(false);
      return title;
    });
  }

  it("of the open content model: close it on the writer's side, or take the property back", () => {
    const reader = { type: "object", properties: { a: { type: "string" } } };
    const writer = { type: "object", properties: {} };
    expect(titles(reader, writer, "writer")).toContain("Allow no further properties in the schema");
    expect(titles(reader, writer, "reader")).toEqual(['Allow any value for "a"', 'Remove "a"']);
  });

  it("of a required property: a default, or optional", () => {
    const writer = { type: "object", properties: { a: { type: "string" } }, additionalProperties: false };
    expect(titles({ ...writer, required: ["a"] }, writer, "reader").slice(0, 2)).toEqual([
      'Give "a" the default ""',
      'Make "a" optional',
    ]);
  });

  it("of enums: the values back, also where a type stands beside it", () => {
    expect(titles({ enum: ["a"] }, { enum: ["a", "b"] }, "reader")[0]).toBe('Put "b" back into the schema');
    const typed = (values: string[]): object => ({ properties: { s: { type: "string", enum: values } } });
    expect(titles(typed(["a"]), typed(["a", "b"]), "reader")[0]).toBe('Put "b" back into "s"');
  });

  it("of limits: back to the former, or none", () => {
    expect(titles({ type: "string", maxLength: 5 }, { type: "string", maxLength: 9 }, "reader")).toEqual([
      "Go back to maxLength 9 in the schema",
    ]);
    expect(titles({ type: "string", maxLength: 5 }, { type: "string" }, "reader")).toEqual([
      "Remove maxLength from the schema",
    ]);
  });

  it("of types: both, or the former", () => {
    const of = (type: string): object => ({ properties: { a: { type } } });
    expect(titles(of("integer"), of("string"), "reader")).toContain('Accept string and integer in "a"');
    expect(titles(of("integer"), of("string"), "reader")).toContain('Go back to type "string" in "a"');
  });

  it("of a property that is gone from a closed model: restore it", () => {
    const closed = (properties: object): object => ({
      type: "object",
      properties,
      additionalProperties: false,
    });
    const all = titles(closed({ a: {} }), closed({ a: {}, b: { type: "string" } }), "reader");
    expect(all).toContain('Restore "b"');
    expect(all).toContain("Allow further properties in the schema");
  });

  it("work under Apicurio's rules, too", () => {
    const apicurio = { rules: "apicurio", policy: "STRICT" } as const;
    expect(titles({ type: "string", minLength: 3 }, { type: "string" }, "reader", apicurio)).toEqual([
      "Remove minLength from the schema",
    ]);
  });
});

describe("outline", () => {
  it("names properties with their types and facts, then definitions", () => {
    const [main, address] = outlineOfJson(
      schemaOf({
        title: "Order",
        type: "object",
        required: ["id"],
        properties: {
          id: { type: "string", format: "uuid", description: "Who knows" },
          lines: {
            type: "array",
            items: { type: "object", properties: { price: { type: "number", minimum: 0 } } },
          },
          to: { $ref: "#/definitions/Address" },
        },
        definitions: { Address: { type: "object", properties: { street: { type: ["string", "null"] } } } },
      }),
    );
    expect(main?.name).toBe("Order");
    expect(main?.children.map(({ name, type, facts, doc }) => [name, type, facts, doc])).toEqual([
      ["id", "string (uuid)", ["required"], "Who knows"],
      ["lines", "list of object", ["optional"], ""],
      ["to", "Address", ["optional"], ""],
    ]);
    expect(main?.children[1]?.children[0]?.children[0]).toMatchObject({
      name: "price",
      facts: ["optional", "minimum 0"],
    });
    expect(address).toMatchObject({ key: "definition Address", name: "Address", kind: "definition" });
    expect(address?.children[0]?.type).toBe("string or null");
  });
});

describe("the normal form", () => {
  it("sorts keys at every level and leaves lists, and numbers as they are written", () => {
    const text = '{"type": ["b", "a"],\n "properties": {"b": {}, "a": {"maximum": 1.50}}}';
    const schema = schemaOfText(text.replace('["b", "a"]', '["string", "null"]'));
    expect(normaliseJson(schema)).toBe(
      '{"properties":{"a":{"maximum":1.50},"b":{}},"type":["string","null"]}',
    );
  });
});

describe("bounds", () => {
  it("a thousand alternatives against a thousand others, and chains as long as are let through, come to an end", () => {
    const many = (offset: number): object => ({
      anyOf: Array.from({ length: 300 }, (_, index) => ({
        type: "object",
        properties: { kind: { const: index + offset } },
      })),
    });
    expect(accepts(many(0), many(0))).toBe(true);
    expect(accepts(many(1), many(0))).toBe(false);
    const chain = {
      $ref: "#/definitions/D0",
      definitions: Object.fromEntries(
        Array.from({ length: 190 }, (_, index) => [
          `D${String(index)}`,
          { items: index < 189 ? { $ref: `#/definitions/D${String(index + 1)}` } : {} },
        ]),
      ),
    };
    expect(accepts(chain, chain)).toBe(true);
    expect(accepts(chain, chain, { rules: "apicurio" })).toBe(true);
  });

  it("names like __proto__ are compared like others", () => {
    const of = (type: string): unknown =>
      `{"properties": {"__proto__": {"type": "${type}"}, "constructor": {"type": "${type}"}}}`;
    const locations = compareJson(schemaOf(of("string")), schemaOf(of("integer")), STRICT).map(
      ({ location }) => location,
    );
    expect(locations).toEqual(["#/properties/__proto__", "#/properties/constructor"]);
  });
});
