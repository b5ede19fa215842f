import { describe, expect, it } from "vitest";
import { accepts, DRAFT_2020, found } from "./json.fixture.ts";

/** What is changed, from what to what, and what is found; then what is found the other way round. */
type Row = readonly [string, unknown, unknown, string, string];

const LIMITS: readonly Row[] = [
  ["maxLength", "string", 10, "MAX_LENGTH", "maxLength"],
  ["maximum", "number", 10, "MAXIMUM", "maximum"],
  ["exclusiveMaximum", "number", 10, "EXCLUSIVE_MAXIMUM", "exclusiveMaximum"],
  ["maxItems", "array", 10, "MAX_ITEMS", "maxItems"],
  ["maxProperties", "object", 10, "MAX_PROPERTIES", "maxProperties"],
  ["minLength", "string", 10, "MIN_LENGTH", "minLength"],
  ["minimum", "number", 10, "MINIMUM", "minimum"],
  ["exclusiveMinimum", "number", 10, "EXCLUSIVE_MINIMUM", "exclusiveMinimum"],
  ["minItems", "array", 10, "MIN_ITEMS", "minItems"],
  ["minProperties", "object", 10, "MIN_PROPERTIES", "minProperties"],
];

describe("limits", () => {
  for (const [keyword, type, value, code] of LIMITS) {
    const isUpper = code.includes("MAX");
    const plain = { type };
    const tight = { type, [keyword]: value };
    const wider = { type, [keyword]: isUpper ? 20 : 5 };
    it(`${keyword}: widened or removed is accepted, tightened or added is not`, () => {
      expect(found(tight, wider)).toEqual([`${code}_${isUpper ? "INCREASED" : "DECREASED"} ${keyword}`]);
      expect(found(tight, plain)).toEqual([`${code}_REMOVED ${keyword}`]);
      expect(found(wider, tight)).toEqual([`${code}_${isUpper ? "DECREASED" : "INCREASED"} ${keyword}`]);
      expect(found(plain, tight)).toEqual([`${code}_ADDED ${keyword}`]);
      for (const policy of ["STRICT", "LENIENT"] as const) {
        expect(accepts(wider, tight, { policy })).toBe(true);
        expect(accepts(plain, tight, { policy })).toBe(true);
        expect(accepts(tight, wider, { policy })).toBe(false);
        expect(accepts(tight, plain, { policy })).toBe(false);
      }
    });
  }

  it("maxContains and minContains count in 2020-12, where contains alone means at least one", () => {
    const list = (more: object): object => ({
      $schema: DRAFT_2020,
      type: "array",
      contains: { type: "string" },
      ...more,
    });
    expect(found(list({ maxContains: 2 }), list({ maxContains: 3 }))).toEqual([
      "MAX_CONTAINS_INCREASED maxContains",
    ]);
    expect(found(list({ maxContains: 3 }), list({ maxContains: 2 }))).toEqual([
      "MAX_CONTAINS_DECREASED maxContains",
    ]);
    expect(found(list({}), list({ minContains: 2 }))).toEqual(["MIN_CONTAINS_INCREASED minContains"]);
    expect(found({ $schema: DRAFT_2020, type: "array" }, list({}))).toEqual([
      "MIN_CONTAINS_ADDED minContains",
    ]);
    expect(found(list({}), { $schema: DRAFT_2020, type: "array" })).toEqual([
      "MIN_CONTAINS_REMOVED minContains",
    ]);
  });

  it("a lowered exclusiveMaximum is told as such, where the registry's code looks at the wrong keyword", () => {
    const before = { type: "number", exclusiveMaximum: 10 };
    expect(found(before, { type: "number", exclusiveMaximum: 5, maximum: 100 })).toEqual([
      "MAXIMUM_ADDED maximum",
      "EXCLUSIVE_MAXIMUM_DECREASED exclusiveMaximum",
    ]);
  });
});

const ROWS: readonly Row[] = [
  [
    "pattern",
    { type: "string" },
    { type: "string", pattern: "a" },
    "PATTERN_ADDED pattern",
    "PATTERN_REMOVED pattern",
  ],
  [
    "another pattern",
    { type: "string", pattern: "b" },
    { type: "string", pattern: "a" },
    "PATTERN_CHANGED pattern",
    "PATTERN_CHANGED pattern",
  ],
  [
    "uniqueItems",
    { type: "array" },
    { type: "array", uniqueItems: true },
    "UNIQUE_ITEMS_ADDED uniqueItems",
    "UNIQUE_ITEMS_REMOVED uniqueItems",
  ],
  [
    "multipleOf",
    { type: "number" },
    { type: "number", multipleOf: 2 },
    "MULTIPLE_OF_ADDED multipleOf",
    "MULTIPLE_OF_REMOVED multipleOf",
  ],
  [
    "multipleOf to a multiple",
    { type: "number", multipleOf: 2 },
    { type: "number", multipleOf: 4 },
    "MULTIPLE_OF_EXPANDED multipleOf",
    "MULTIPLE_OF_REDUCED multipleOf",
  ],
  [
    "multipleOf to something else",
    { type: "number", multipleOf: 2 },
    { type: "number", multipleOf: 3 },
    "MULTIPLE_OF_CHANGED multipleOf",
    "MULTIPLE_OF_CHANGED multipleOf",
  ],
  [
    "a multipleOf below 1",
    { type: "number", multipleOf: 0.1 },
    { type: "number", multipleOf: 0.5 },
    "MULTIPLE_OF_EXPANDED multipleOf",
    "MULTIPLE_OF_REDUCED multipleOf",
  ],
  ["number to integer", { type: "number" }, { type: "integer" }, "TYPE_NARROWED", "TYPE_EXTENDED"],
  ["another type", { type: "string" }, { type: "integer" }, "TYPE_CHANGED", "TYPE_CHANGED"],
  [
    "an enum with less",
    { enum: ["a", "b"] },
    { enum: ["a"] },
    "ENUM_ARRAY_NARROWED enum",
    "ENUM_ARRAY_EXTENDED enum",
  ],
  [
    "an enum with other values",
    { enum: ["a", "b"] },
    { enum: ["a", "c"] },
    "ENUM_ARRAY_CHANGED enum",
    "ENUM_ARRAY_CHANGED enum",
  ],
  [
    "another constant",
    { const: "a" },
    { const: "b" },
    "ENUM_ARRAY_CHANGED const",
    "ENUM_ARRAY_CHANGED const",
  ],
  [
    "items of one kind",
    { type: "array" },
    { type: "array", items: { type: "string" } },
    "SCHEMA_ADDED items",
    "SCHEMA_REMOVED items",
  ],
  [
    "a wider not",
    { not: { type: "integer" } },
    { not: { type: "number" } },
    "NOT_TYPE_EXTENDED not",
    "NOT_TYPE_NARROWED not",
  ],
];

describe("keywords", () => {
  for (const [what, before, after, forth, back] of ROWS) {
    it(`${what}: ${forth}; the other way round ${back}`, () => {
      expect(found(before, after)).toEqual([forth]);
      expect(found(after, before)).toEqual([back]);
      expect(accepts(after, before)).toBe(false);
      expect(accepts(after, before, { policy: "LENIENT" })).toBe(false);
      expect(accepts(before, after)).toBe(!/CHANGED/.test(back));
    });
  }

  it("titles, descriptions, ids and defaults may change as they like", () => {
    const before = {
      $id: "http://shop.example/a",
      type: "string",
      title: "A",
      description: "a",
      default: "x",
    };
    const after = {
      $id: "http://shop.example/b",
      type: "string",
      title: "B",
      description: "b",
      default: "y",
    };
    expect(found(before, after)).toEqual([
      "ID_CHANGED",
      "TITLE_CHANGED",
      "DESCRIPTION_CHANGED",
      "DEFAULT_CHANGED",
    ]);
    expect(accepts(after, before)).toBe(true);
  });

  it("everything may become nothing in particular, and false may become anything", () => {
    const object = { type: "object", properties: { a: { type: "string" } } };
    expect(found(object, {})).toEqual([]);
    expect(found(object, true)).toEqual([]);
    expect(found(false, object)).toEqual([]);
    expect(found({}, object)).toEqual(["TYPE_CHANGED"]);
    expect(found(object, false)).toEqual(["TYPE_CHANGED"]);
  });

  it("a type with an enum is an allOf of the two, so that a removed value is a part without a partner", () => {
    expect(found({ type: "string", enum: ["a", "b"] }, { type: "string", enum: ["a"] })).toEqual([
      "COMBINED_TYPE_SUBSCHEMAS_CHANGED",
    ]);
    expect(found({ type: "string", enum: ["a"] }, { type: "string", enum: ["a", "b"] })).toEqual([
      "ENUM_ARRAY_EXTENDED allOf/0/enum",
    ]);
    expect(found({ type: "string", enum: ["a"] }, { type: "string" })).toEqual(["PRODUCT_TYPE_NARROWED"]);
  });

  it("Kafka Connect's decimals may become numbers where they were text", () => {
    const text = { type: "string", "connect.type": "bytes" };
    const number = { type: "number", "connect.type": "bytes" };
    expect(found(text, number)).toEqual([]);
    expect(found({ type: "string" }, number)).toEqual(["TYPE_CHANGED"]);
  });
});

describe("dependencies", () => {
  const needs = (dependencies: unknown): object => ({ type: "object", dependencies });

  it("of names: fewer are accepted, more or others are not", () => {
    expect(found(needs({ a: ["b", "c"] }), needs({ a: ["b"] }))).toEqual([
      "DEPENDENCY_ARRAY_NARROWED dependencies/a",
    ]);
    expect(found(needs({ a: ["b"] }), needs({ a: ["b", "c"] }))).toEqual([
      "DEPENDENCY_ARRAY_EXTENDED dependencies/a",
    ]);
    expect(found(needs({ a: ["b"] }), needs({ a: ["c"] }))).toEqual([
      "DEPENDENCY_ARRAY_CHANGED dependencies/a",
    ]);
    expect(found(needs({ a: ["b"] }), needs({}))).toEqual(["DEPENDENCY_ARRAY_REMOVED dependencies/a"]);
    expect(found(needs({}), needs({ a: ["b"] }))).toEqual(["DEPENDENCY_ARRAY_ADDED dependencies/a"]);
  });

  it("of schemas: compared as schemas, added is not accepted", () => {
    expect(found(needs({}), needs({ a: { minProperties: 2 } }))).toEqual([
      "DEPENDENCY_SCHEMA_ADDED dependencies/a",
    ]);
    expect(found(needs({ a: { minProperties: 2 } }), needs({}))).toEqual([
      "DEPENDENCY_SCHEMA_REMOVED dependencies/a",
    ]);
    expect(found(needs({ a: { minProperties: 2 } }), needs({ a: { minProperties: 1 } }))).toEqual([
      "MIN_PROPERTIES_DECREASED dependencies/a/minProperties",
    ]);
  });

  it("in 2020-12 have two keywords of their own", () => {
    const before = { $schema: DRAFT_2020, type: "object" };
    const after = {
      ...before,
      dependentRequired: { a: ["b"] },
      dependentSchemas: { c: { minProperties: 2 } },
    };
    expect(found(before, after)).toEqual([
      "DEPENDENCY_ARRAY_ADDED dependencies/a",
      "DEPENDENCY_SCHEMA_ADDED dependencies/c",
    ]);
  });
});

describe("alternatives", () => {
  const text = { type: "string" };
  const whole = { type: "integer" };
  const number = { type: "number" };
  const flag = { type: "boolean" };

  for (const criterion of ["oneOf", "anyOf"] as const) {
    it(`${criterion} may get more branches, and not lose any`, () => {
      expect(found({ [criterion]: [text, whole] }, { [criterion]: [text, whole, flag] })).toEqual([
        "SUM_TYPE_EXTENDED",
      ]);
      expect(found({ [criterion]: [text, whole, flag] }, { [criterion]: [text, whole] })).toEqual([
        "SUM_TYPE_NARROWED",
      ]);
    });

    it(`${criterion}: each old branch must find a new one of its own, wherever it stands`, () => {
      expect(found({ [criterion]: [text, whole] }, { [criterion]: [number, text] })).toEqual([
        `TYPE_EXTENDED ${criterion}/1`,
      ]);
      expect(found({ [criterion]: [text, whole] }, { [criterion]: [text, flag] })).toEqual([
        "COMBINED_TYPE_SUBSCHEMAS_CHANGED",
      ]);
    });

    it(`a plain schema may become one branch of ${criterion}`, () => {
      expect(found(text, { [criterion]: [whole, text] })).toEqual(["SUM_TYPE_EXTENDED"]);
      expect(found(text, { [criterion]: [whole, flag] })).toEqual(["TYPE_CHANGED"]);
      expect(found({ [criterion]: [whole, text] }, text)).toEqual(["TYPE_CHANGED"]);
      expect(found({ [criterion]: [text] }, text)).toEqual([]);
      expect(found(text, { [criterion]: [text] })).toEqual([]);
    });
  }

  it("a branch that could serve two goes to the one that has no other", () => {
    // The old integer fits both new branches and comes first; the old number fits one of them only.
    const reader = { anyOf: [number, { ...whole, title: "whole" }] };
    expect(found({ anyOf: [whole, number] }, reader)).toEqual(["TITLE_CHANGED anyOf/0"]);
  });

  it("allOf may lose parts, and not get any", () => {
    expect(found({ allOf: [text, { minLength: 1 }] }, { allOf: [text] })).toEqual(["PRODUCT_TYPE_NARROWED"]);
    expect(found({ allOf: [text] }, { allOf: [text, { type: "string", minLength: 1 }] })).toEqual([
      "PRODUCT_TYPE_EXTENDED",
    ]);
    expect(found({ allOf: [text, flag] }, text)).toEqual(["PRODUCT_TYPE_NARROWED"]);
  });

  it("oneOf and allOf may become anyOf; to oneOf or allOf only lone branches may go", () => {
    expect(found({ oneOf: [text, whole] }, { anyOf: [text, whole] })).toEqual(["COMBINED_TYPE_EXTENDED"]);
    expect(found({ allOf: [text, whole] }, { anyOf: [text, whole] })).toEqual(["COMBINED_TYPE_EXTENDED"]);
    expect(found({ anyOf: [text, whole] }, { oneOf: [text, whole] })).toEqual(["COMBINED_TYPE_CHANGED"]);
    expect(found({ anyOf: [text] }, { oneOf: [text] })).toEqual(["COMBINED_TYPE_EXTENDED"]);
    expect(found({ anyOf: [text] }, { allOf: [text] })).toEqual(["COMBINED_TYPE_EXTENDED"]);
    expect(found({ oneOf: [text, whole] }, { allOf: [text, whole] })).toEqual(["COMBINED_TYPE_CHANGED"]);
  });

  it("a list of types is an anyOf: a type more is accepted, a type less is not", () => {
    expect(found({ type: "string" }, { type: ["string", "null"] })).toEqual(["SUM_TYPE_EXTENDED"]);
    expect(found({ type: ["string", "null"] }, { type: "string" })).toEqual(["TYPE_CHANGED"]);
    expect(found({ type: ["string", "null"] }, { type: ["string", "null", "integer"] })).toEqual([
      "SUM_TYPE_EXTENDED",
    ]);
  });

  it("branches that are written the same count once", () => {
    expect(found({ anyOf: [text, whole] }, { anyOf: [text, text, whole] })).toEqual([]);
  });
});

describe("references", () => {
  const order = (name: object): object => ({
    type: "object",
    properties: { customer: { $ref: "#/definitions/Name" } },
    definitions: { Name: name },
  });

  it("are compared by what they lead to", () => {
    expect(found(order({ type: "string", maxLength: 9 }), order({ type: "string", maxLength: 5 }))).toEqual([
      "MAX_LENGTH_DECREASED properties/customer/maxLength",
    ]);
    const inline = { type: "object", properties: { customer: { type: "string" } } };
    expect(found(order({ type: "string" }), inline)).toEqual([]);
  });

  it("may lead in a circle: what is being compared already counts as the same", () => {
    const tree = (leaf: object): object => ({
      type: "object",
      properties: { value: leaf, left: { $ref: "#" }, right: { $ref: "#" } },
    });
    expect(found(tree({ type: "string" }), tree({ type: "string" }))).toEqual([]);
    expect(found(tree({ type: "string" }), tree({ type: "integer" }))).toEqual([
      "TYPE_CHANGED properties/value",
    ]);
  });

  it("hide a default beside them, as the registry's library has it", () => {
    const before = { type: "object", additionalProperties: false, properties: {} };
    const after = {
      ...before,
      properties: { a: { $ref: "#/definitions/A", default: "x" } },
      required: ["a"],
      definitions: { A: { type: "string" } },
    };
    expect(found(before, after)).toEqual(["REQUIRED_PROPERTY_ADDED_TO_UNOPEN_CONTENT_MODEL properties/a"]);
  });
});
