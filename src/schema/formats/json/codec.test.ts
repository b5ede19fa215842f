/** Documents as bytes, and what a reader with another schema makes of them, step by step. */
import { describe, expect, it } from "vitest";
import { EncodeError } from "#schema/codec.ts";
import type { Difference } from "#schema/difference.ts";
import { jsonCodec } from "./codec.ts";
import { compareJson } from "./compare.ts";
import { DRAFT_2020, schemaOf, schemaOfText } from "./json.fixture.ts";
import { jsonPayloads } from "./payloads.ts";
import { validate } from "./reads-validate.ts";
import { textOfPattern } from "./sample-text.ts";

const object = (properties: object, more: object = {}) => schemaOf({ type: "object", properties, ...more });
const utf8 = (text: string) => new TextEncoder().encode(text);

describe("encoding", () => {
  it("is the document as text, with a word on every byte", () => {
    const schema = object({ id: { type: "integer" }, tags: { type: "array" } });
    const { bytes, spans } = jsonCodec.encode(schema, { id: 7, tags: ["é"] });
    expect(new TextDecoder().decode(bytes)).toBe('{"id":7,"tags":["é"]}');
    expect(
      spans.map(({ start, end, path, role, says }) => `${start}-${end} ${path} ${role}: ${says}`),
    ).toEqual([
      "0-1  syntax: an object begins",
      '1-5 id name: "id"',
      "5-6 id syntax: its value follows",
      "6-7 id value: 7",
      "7-8  syntax: the next property",
      '8-14 tags name: "tags"',
      "14-15 tags syntax: its value follows",
      "15-16 tags syntax: a list begins",
      '16-20 tags[0] value: "é"',
      "20-21 tags syntax: the list ends",
      "21-22  syntax: the object ends",
    ]);
  });

  it("refuses what is not valid, at its place", () => {
    const schema = object({ lines: { type: "array", items: { type: "integer", minimum: 1 } } });
    expect(() => jsonCodec.encode(schema, { lines: [3, 0] })).toThrow(
      new EncodeError("lines[1]", "0 is less than 1."),
    );
  });
});

describe("decoding", () => {
  const told = (reader: Parameters<typeof jsonCodec.decode>[0], text: string) => {
    const { steps, outcome } = jsonCodec.decode(reader, reader, utf8(text));
    return [
      ...steps.map(({ path, action, says, start, end }) => `${start}-${end} ${path} ${action}: ${says}`),
      outcome.kind,
    ];
  };

  it("takes what the reader's schema describes and keeps what it lets pass", () => {
    const reader = object({ id: { type: "integer" }, state: { type: "string", default: "new" } });
    expect(told(reader, '{"id": 1, "né": {"a": []}}')).toEqual([
      '27-27 state default: default "new", since the document has no such property',
      "7-8 id taken: 1",
      '17-26 ["né"] unknown-kept: the reader\'s schema does not describe it, and allows it',
      "same",
    ]);
  });

  it("ends at the value that the schema minds, naming the keyword and where it stands", () => {
    const reader = object({ id: { type: "integer" }, price: { type: "number", maximum: 9 } });
    expect(told(reader, '{"id":1,"price":12,"more":0}')).toEqual([
      "6-7 id taken: 1",
      "16-18 price failed: 12 is more than 9. (#/properties/price/maximum)",
      "failed",
    ]);
  });

  it("says that a property is missing once the object has been seen", () => {
    const reader = object({ id: {} }, { required: ["total"] });
    expect(told(reader, '{"id":1}')).toEqual([
      "6-7 id taken: 1",
      '0-8  failed: The property "total" is missing. (#/required)',
      "failed",
    ]);
  });

  it.each([
    ["nothing", ""],
    ["half an object", "{"],
    ["a missing value", '{"a":}'],
    ["5,000 lists in each other", "[".repeat(5000)],
    ["a zero byte", "\u0000"],
  ])("fails cleanly on %s", (_, text) => {
    const any = schemaOf({});
    expect(jsonCodec.decode(any, any, utf8(text)).outcome).toMatchObject({
      kind: "failed",
      code: "MALFORMED",
    });
  });

  it("fills in defaults before it looks, as Confluent's Java deserializer does", () => {
    const reader = object({ state: { type: "string", default: "new" } }, { required: ["state"] });
    const { outcome, value } = jsonCodec.decode(reader, reader, utf8("{}"));
    expect(outcome).toEqual({ kind: "same" });
    expect(value).toEqual({ state: "new" });
    const wrong = object({ state: { type: "string", default: 1 } });
    const { outcome: failed, steps } = jsonCodec.decode(wrong, wrong, utf8("{}"));
    expect(failed).toMatchObject({ kind: "failed", code: "type", path: "state" });
    expect(steps.at(-1)?.action).toBe("failed");
  });

  it("fails cleanly on what is no UTF-8", () => {
    const any = schemaOf({});
    expect(jsonCodec.decode(any, any, Uint8Array.of(0x22, 0xff, 0x22)).outcome).toMatchObject({
      code: "MALFORMED",
    });
  });

  it("takes __proto__ and constructor for names like others", () => {
    const reader = schemaOfText(
      '{"properties": {"__proto__": {"type": "integer"}}, "required": ["__proto__", "constructor"]}',
    );
    const text = '{"__proto__":1,"constructor":2}';
    const { value, outcome } = jsonCodec.decode(reader, reader, utf8(text));
    expect(outcome.kind).toBe("same");
    expect(JSON.stringify(value)).toBe(text);
    expect(jsonCodec.decode(reader, reader, utf8("{}")).outcome.kind).toBe("failed");
  });
});

describe("the counter-example of a difference", () => {
  /** The first difference that breaks, and the document that shows it. */
  const shown = (
    reader: object,
    writer: object,
    pick: (one: Difference) => boolean = ({ breaks }) => breaks,
  ) => {
    const [to, from] = [schemaOf(reader), schemaOf(writer)];
    const difference = compareJson(to, from, { rules: "confluent", policy: "STRICT" }).find(pick);
    if (difference === undefined) throw new Error("no difference");
    const example = jsonCodec.counterExample(to, from, difference);
    return `${difference.code}: ${example === null ? "none" : example.says}`;
  };
  const props = (properties: object, more: object = {}) => ({ type: "object", properties, ...more });

  it("puts something else where a new optional property will be, in an open content model", () => {
    expect(shown(props({ note: { type: "string" } }), props({}))).toBe(
      'OPTIONAL_PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL: {"note":7} is not valid for the reader: 7 is of type integer, string is asked for. (#/properties/note/type)',
    );
  });

  it.each([
    [{ type: "integer", maximum: 10 }, { type: "integer" }, "MAXIMUM_ADDED"],
    [{ type: "integer", minimum: 10 }, { type: "integer", minimum: 5 }, "MINIMUM_INCREASED"],
    [{ type: "string", maxLength: 5 }, { type: "string", maxLength: 9 }, "MAX_LENGTH_DECREASED"],
    [{ type: "string", pattern: "^a" }, { type: "string" }, "PATTERN_ADDED"],
    [{ type: "string" }, { type: "integer" }, "TYPE_CHANGED"],
    [{ enum: ["a"] }, { enum: ["a", "b"] }, "ENUM_ARRAY_NARROWED"],
    [{ type: "array", maxItems: 1 }, { type: "array" }, "MAX_ITEMS_ADDED"],
    [
      { type: "array", items: { type: "boolean" }, maxItems: 3 },
      { type: "array", items: { type: "boolean" }, maxItems: 5 },
      "MAX_ITEMS_DECREASED",
    ],
    [{ type: "array", uniqueItems: true }, { type: "array" }, "UNIQUE_ITEMS_ADDED"],
    [{ type: "number", multipleOf: 5 }, { type: "number" }, "MULTIPLE_OF_ADDED"],
    [{ type: "integer" }, { type: "number" }, "TYPE_NARROWED"],
  ])("crosses the limit of %j", (reader, writer, code) => {
    const says = shown(props({ n: reader }), props({ n: writer }));
    expect(says).toMatch(new RegExp(`^${code}: .* is not valid for the reader`));
  });

  it("lacks a property that is required now", () => {
    const n = { type: "integer" };
    expect(shown(props({ n }, { required: ["n"] }), props({ n }))).toBe(
      'REQUIRED_ATTRIBUTE_ADDED: {} is not valid for the reader: The property "n" is missing. (#/required)',
    );
  });

  it("has a further property where the reader closes its content", () => {
    expect(shown(props({}, { additionalProperties: false }), props({}))).toContain(
      'The property "further" is not allowed.',
    );
  });
});

describe("a validator of strangers' schemas", () => {
  it("runs no expression that may take long", () => {
    const schema = object({ n: { type: "string", pattern: "^(a+)+$" } });
    expect(validate(schema.root, { n: `${"a".repeat(200)}!` })).toBeNull();
  });

  it("ends for schemas that refer to themselves", () => {
    const schema = schemaOf({
      definitions: { a: { anyOf: [{ $ref: "#/definitions/a" }, { $ref: "#/definitions/a" }] } },
      $ref: "#/definitions/a",
    });
    expect(validate(schema.root, 1)).not.toBeNull();
    expect(jsonPayloads.sample(schema, () => 0.5)).toBeDefined();
  });

  it("counts what $refs and allOf have looked at as evaluated, and nothing that stands beside", () => {
    const closed = schemaOf({
      $schema: DRAFT_2020,
      $defs: { base: { properties: { a: true } } },
      allOf: [{ $ref: "#/$defs/base" }],
      properties: { b: true },
      unevaluatedProperties: false,
    });
    expect(validate(closed.root, { a: 1, b: 2 })).toBeNull();
    expect(validate(closed.root, { c: 1 })?.keyword).toBe("unevaluatedProperties");
    const cousins = schemaOf({
      $schema: DRAFT_2020,
      allOf: [{ properties: { a: true } }, { unevaluatedProperties: false }],
    });
    expect(validate(cousins.root, { a: 1 })?.keyword).toBe("unevaluatedProperties");
  });
});

describe("alternatives that do not fit", () => {
  it("have evaluated nothing", () => {
    const schema = schemaOf({
      $schema: DRAFT_2020,
      anyOf: [{ properties: { a: true }, required: ["b"] }, { properties: { c: true } }],
      unevaluatedProperties: false,
    });
    expect(validate(schema.root, { c: 1 })).toBeNull();
    expect(validate(schema.root, { a: 1 })?.keyword).toBe("unevaluatedProperties");
  });
});

describe("texts of patterns", () => {
  it.each([
    ["^[A-Z]{3}-\\d{4}$", "AAA-1111"],
    ["^(?:eur|usd)$", "eur"],
    ["^\\w+@\\w+\\.io$", "a@a.io"],
    ["^[^a]b?c*$", "1"],
  ])("%s: %s", (pattern, text) => {
    expect(textOfPattern(pattern)).toBe(text);
    expect(new RegExp(pattern, "u").test(text)).toBe(true);
  });
});
