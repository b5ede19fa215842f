import { describe, expect, it } from "vitest";
import { accepts, DRAFT_2020, found } from "./json.fixture.ts";

/** The same object under the three content models. */
const MODELS = {
  open: {},
  partial: { additionalProperties: { type: ["string", "integer"] } },
  closed: { additionalProperties: false },
} as const;

type Model = keyof typeof MODELS;

function object(model: Model, properties: object, more: object = {}): object {
  return { type: "object", properties, ...MODELS[model], ...more };
}

const ID = { id: { type: "string" } };
const TEXT = { type: "string" };

/**
 * Added: what is found, and whether STRICT and LENIENT accept it. "Not covered" as such is accepted under LENIENT, but why
 * it is not covered is told besides, and mostly refused.
 */
const ADDED: readonly [string, Model, object, readonly string[], readonly string[], boolean, boolean][] = [
  ["optional", "open", TEXT, [], ["OPTIONAL_PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL"], false, true],
  ["required", "open", TEXT, ["x"], ["REQUIRED_PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL"], false, false],
  [
    "required with default",
    "open",
    { ...TEXT, default: "" },
    ["x"],
    ["REQUIRED_PROPERTY_WITH_DEFAULT_ADDED_TO_OPEN_CONTENT_MODEL"],
    false,
    true,
  ],
  ["empty", "open", {}, [], ["PROPERTY_WITH_EMPTY_SCHEMA_ADDED_TO_OPEN_CONTENT_MODEL"], true, true],
  [
    "optional and narrower than the model",
    "partial",
    TEXT,
    [],
    [
      "PROPERTY_ADDED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL",
      "OPTIONAL_PROPERTY_ADDED_TO_UNOPEN_CONTENT_MODEL",
    ],
    false,
    false,
  ],
  [
    "optional and as wide as the model",
    "partial",
    { type: ["string", "integer"] },
    [],
    [
      "PROPERTY_ADDED_IS_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL",
      "OPTIONAL_PROPERTY_ADDED_TO_UNOPEN_CONTENT_MODEL",
    ],
    true,
    true,
  ],
  [
    "required",
    "partial",
    { type: ["string", "integer"] },
    ["x"],
    [
      "PROPERTY_ADDED_IS_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL",
      "REQUIRED_PROPERTY_ADDED_TO_UNOPEN_CONTENT_MODEL",
    ],
    false,
    false,
  ],
  ["optional", "closed", TEXT, [], ["OPTIONAL_PROPERTY_ADDED_TO_UNOPEN_CONTENT_MODEL"], true, true],
  ["required", "closed", TEXT, ["x"], ["REQUIRED_PROPERTY_ADDED_TO_UNOPEN_CONTENT_MODEL"], false, false],
  [
    "required with default",
    "closed",
    { ...TEXT, default: "" },
    ["x"],
    ["REQUIRED_PROPERTY_WITH_DEFAULT_ADDED_TO_UNOPEN_CONTENT_MODEL"],
    true,
    true,
  ],
  ["empty", "closed", {}, [], ["OPTIONAL_PROPERTY_ADDED_TO_UNOPEN_CONTENT_MODEL"], true, true],
];

describe("a property is added: judged by the old content model", () => {
  for (const [what, model, property, required, codes, strict, lenient] of ADDED) {
    it(`${what}, ${model}: ${codes.join(", ")}`, () => {
      const before = object(model, ID);
      const after = object(model, { ...ID, x: property }, required.length > 0 ? { required } : {});
      const own = found(before, after).filter((one) => one.endsWith("properties/x"));
      expect(own.filter((one) => one.includes("PROPERTY"))).toEqual(
        codes.map((code) => `${code} properties/x`),
      );
      expect(accepts(after, before)).toBe(strict);
      expect(accepts(after, before, { policy: "LENIENT" })).toBe(lenient);
    });
  }

  it("patternProperties cover a name, too; an expression that might run for ever is not run", () => {
    const before = {
      type: "object",
      patternProperties: { "^x-": { type: "string" } },
      additionalProperties: false,
    };
    const withName = (name: string): object => ({ ...before, properties: { [name]: { type: "string" } } });
    expect(found(before, withName("x-a"))[0]).toBe(
      "PROPERTY_ADDED_IS_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL properties/x-a",
    );
    expect(found(before, withName("y"))).toEqual([
      "OPTIONAL_PROPERTY_ADDED_TO_UNOPEN_CONTENT_MODEL properties/y",
    ]);
    const evil = { type: "object", patternProperties: { "^(a+)+$": {} }, additionalProperties: false };
    const name = `${"a".repeat(60)}!`;
    expect(found(evil, { ...evil, properties: { [name]: { type: "string" } } })[0]).toContain("TYPE_CHANGED");
  });

  it("patternProperties alone make a model that the registry takes for closed to other names", () => {
    const before = { type: "object", patternProperties: { "^x-": {} } };
    const after = { ...before, properties: { y: TEXT } };
    expect(found(before, after)).toEqual(["OPTIONAL_PROPERTY_ADDED_TO_UNOPEN_CONTENT_MODEL properties/y"]);
    expect(found(after, before)).toEqual(["PROPERTY_REMOVED_FROM_CLOSED_CONTENT_MODEL properties/y"]);
  });

  it("models are the same in 2020-12, wherever the keyword stands", () => {
    const before = { $schema: DRAFT_2020, additionalProperties: false, type: "object", properties: ID };
    const after = { ...before, properties: { ...ID, x: TEXT } };
    expect(found(before, after)).toEqual(["OPTIONAL_PROPERTY_ADDED_TO_UNOPEN_CONTENT_MODEL properties/x"]);
  });

  it("unevaluatedProperties decide in 2020-12 where nothing else does", () => {
    const before = (unevaluatedProperties: unknown): object => ({
      $schema: DRAFT_2020,
      type: "object",
      properties: ID,
      unevaluatedProperties,
    });
    const after = (unevaluatedProperties: unknown): object => ({
      ...before(unevaluatedProperties),
      properties: { ...ID, x: TEXT },
    });
    expect(found(before(true), after(true))).toEqual([
      "OPTIONAL_PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL properties/x",
    ]);
    expect(found(before(false), after(false))).toEqual([
      "OPTIONAL_PROPERTY_ADDED_TO_UNOPEN_CONTENT_MODEL properties/x",
    ]);
    expect(found(before(TEXT), after(TEXT))).toEqual([
      "PROPERTY_ADDED_IS_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL properties/x",
      "OPTIONAL_PROPERTY_ADDED_TO_UNOPEN_CONTENT_MODEL properties/x",
    ]);
  });
});

/** Removed: what is found, and whether STRICT and LENIENT accept it. */
const REMOVED: readonly [string, Model, unknown, string, boolean, boolean][] = [
  ["a text", "open", TEXT, "PROPERTY_REMOVED_FROM_OPEN_CONTENT_MODEL", true, true],
  ["a text", "partial", TEXT, "PROPERTY_REMOVED_IS_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL", true, true],
  [
    "a flag",
    "partial",
    { type: "boolean" },
    "PROPERTY_REMOVED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL",
    false,
    false,
  ],
  ["a text", "closed", TEXT, "PROPERTY_REMOVED_FROM_CLOSED_CONTENT_MODEL", false, true],
  ["what was false", "closed", false, "PROPERTY_WITH_FALSE_REMOVED_FROM_CLOSED_CONTENT_MODEL", true, true],
];

describe("a property is removed: judged by the new content model", () => {
  for (const [what, model, property, code, strict, lenient] of REMOVED) {
    it(`${what}, ${model}: ${code}`, () => {
      const before = object(model, { ...ID, x: property });
      const after = object(model, ID);
      expect(found(before, after).at(-1)).toBe(`${code} properties/x`);
      expect(accepts(after, before)).toBe(strict);
      expect(accepts(after, before, { policy: "LENIENT" })).toBe(lenient);
    });
  }
});

describe("required", () => {
  it("may be dropped, and added only with a default", () => {
    const plain = object("closed", { x: TEXT });
    const must = object("closed", { x: TEXT }, { required: ["x"] });
    const mustWithDefault = object("closed", { x: { ...TEXT, default: "" } }, { required: ["x"] });
    expect(found(must, plain)).toEqual(["REQUIRED_ATTRIBUTE_REMOVED required/x"]);
    expect(found(plain, must)).toEqual(["REQUIRED_ATTRIBUTE_ADDED required/x"]);
    expect(found(plain, mustWithDefault)[0]).toBe("REQUIRED_ATTRIBUTE_WITH_DEFAULT_ADDED required/x");
    expect(accepts(mustWithDefault, plain)).toBe(true);
    expect(accepts(must, plain, { policy: "LENIENT" })).toBe(false);
  });
});

describe("the content model itself", () => {
  const closed = object("closed", ID);
  const open = object("open", ID);
  const partial = object("partial", ID);

  it("may be opened; closed or narrowed only under LENIENT", () => {
    expect(found(closed, open)).toEqual(["ADDITIONAL_PROPERTIES_ADDED additionalProperties"]);
    expect(found(closed, partial)).toEqual(["ADDITIONAL_PROPERTIES_ADDED additionalProperties"]);
    expect(found(partial, open)).toEqual(["ADDITIONAL_PROPERTIES_EXTENDED additionalProperties"]);
    expect(found(open, closed)).toEqual(["ADDITIONAL_PROPERTIES_REMOVED additionalProperties"]);
    expect(found(partial, closed)).toEqual(["ADDITIONAL_PROPERTIES_REMOVED additionalProperties"]);
    expect(found(open, partial)).toEqual(["ADDITIONAL_PROPERTIES_NARROWED additionalProperties"]);
    for (const tighter of [closed, partial]) {
      expect(accepts(tighter, open)).toBe(false);
      expect(accepts(tighter, open, { policy: "LENIENT" })).toBe(true);
    }
  });

  it("so do unevaluatedProperties, and unevaluatedItems under neither policy", () => {
    const with2020 = (more: object): object => ({ $schema: DRAFT_2020, ...more });
    const properties = (unevaluatedProperties: unknown): object =>
      with2020({ type: "object", unevaluatedProperties });
    const items = (unevaluatedItems: unknown): object => with2020({ type: "array", unevaluatedItems });
    expect(found(properties(true), properties(false))).toEqual([
      "UNEVALUATED_PROPERTIES_REMOVED unevaluatedProperties",
    ]);
    expect(found(properties(false), properties(true))).toEqual([
      "UNEVALUATED_PROPERTIES_ADDED unevaluatedProperties",
    ]);
    expect(found(properties(true), properties(TEXT))).toEqual([
      "UNEVALUATED_PROPERTIES_NARROWED unevaluatedProperties",
    ]);
    expect(found(properties(TEXT), properties(true))).toEqual([
      "UNEVALUATED_PROPERTIES_EXTENDED unevaluatedProperties",
    ]);
    expect(found(items(true), items(false))).toEqual(["UNEVALUATED_ITEMS_REMOVED unevaluatedItems"]);
    expect(found(items(TEXT), items(true))).toEqual(["UNEVALUATED_ITEMS_EXTENDED unevaluatedItems"]);
    expect(accepts(properties(false), properties(true), { policy: "LENIENT" })).toBe(true);
    expect(accepts(items(false), items(true), { policy: "LENIENT" })).toBe(false);
  });
});

describe("tuples follow the same three models", () => {
  const INTEGER = { type: "integer" };
  const tuple = (items: unknown[], additionalItems?: unknown): object => ({
    type: "array",
    items,
    ...(additionalItems === undefined ? {} : { additionalItems }),
  });

  it("a place is added", () => {
    expect(found(tuple([TEXT]), tuple([TEXT, INTEGER]))).toEqual([
      "ITEM_ADDED_TO_OPEN_CONTENT_MODEL items/1",
    ]);
    expect(found(tuple([TEXT]), tuple([TEXT, {}]))).toEqual([
      "ITEM_WITH_EMPTY_SCHEMA_ADDED_TO_OPEN_CONTENT_MODEL items/1",
    ]);
    expect(found(tuple([TEXT], false), tuple([TEXT, INTEGER], false))).toEqual([
      "ITEM_ADDED_TO_CLOSED_CONTENT_MODEL items/1",
    ]);
    expect(found(tuple([TEXT], INTEGER), tuple([TEXT, INTEGER], INTEGER))).toEqual([
      "ITEM_ADDED_IS_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL items/1",
    ]);
    expect(found(tuple([TEXT], INTEGER), tuple([TEXT, TEXT], INTEGER)).at(-1)).toBe(
      "ITEM_ADDED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL items/1",
    );
  });

  it("a place is removed", () => {
    expect(found(tuple([TEXT, INTEGER]), tuple([TEXT]))).toEqual([
      "ITEM_REMOVED_FROM_OPEN_CONTENT_MODEL items/1",
    ]);
    expect(found(tuple([TEXT, INTEGER], false), tuple([TEXT], false))).toEqual([
      "ITEM_REMOVED_FROM_CLOSED_CONTENT_MODEL items/1",
    ]);
    expect(found(tuple([TEXT, false], false), tuple([TEXT], false))).toEqual([
      "ITEM_WITH_FALSE_REMOVED_FROM_CLOSED_CONTENT_MODEL items/1",
    ]);
    expect(found(tuple([TEXT, INTEGER], INTEGER), tuple([TEXT], INTEGER))).toEqual([
      "ITEM_REMOVED_IS_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL items/1",
    ]);
    expect(found(tuple([TEXT, TEXT], INTEGER), tuple([TEXT], INTEGER)).at(-1)).toBe(
      "ITEM_REMOVED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL items/1",
    );
  });

  it("what may follow: widened is accepted, narrowed is not, under either policy", () => {
    expect(found(tuple([TEXT], false), tuple([TEXT]))).toEqual(["ADDITIONAL_ITEMS_ADDED additionalItems"]);
    expect(found(tuple([TEXT]), tuple([TEXT], false))).toEqual(["ADDITIONAL_ITEMS_REMOVED additionalItems"]);
    expect(found(tuple([TEXT], INTEGER), tuple([TEXT]))).toEqual([
      "ADDITIONAL_ITEMS_EXTENDED additionalItems",
    ]);
    expect(found(tuple([TEXT]), tuple([TEXT], INTEGER))).toEqual([
      "ADDITIONAL_ITEMS_NARROWED additionalItems",
    ]);
    expect(accepts(tuple([TEXT], false), tuple([TEXT]), { policy: "LENIENT" })).toBe(false);
  });

  it("in 2020-12 the tuple is prefixItems, and items is what follows", () => {
    const modern = (prefixItems: unknown[], items: unknown): object => ({
      $schema: DRAFT_2020,
      type: "array",
      prefixItems,
      items,
    });
    expect(found(modern([TEXT], false), modern([TEXT, INTEGER], false))).toEqual([
      "ITEM_ADDED_TO_CLOSED_CONTENT_MODEL items/1",
    ]);
    expect(found(modern([TEXT], true), modern([TEXT, INTEGER], true))).toEqual([
      "ITEM_ADDED_TO_OPEN_CONTENT_MODEL items/1",
    ]);
    expect(found(modern([TEXT], INTEGER), modern([TEXT, INTEGER], INTEGER))).toEqual([
      "ITEM_ADDED_IS_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL items/1",
    ]);
  });
});
