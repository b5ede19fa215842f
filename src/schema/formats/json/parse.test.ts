import { describe, expect, it } from "vitest";
import { parse } from "./parse.ts";
import { DRAFT_2020, schemaOfText } from "./json.fixture.ts";

/** Problems as `code "what is underlined"`, warnings with a question mark. */
function problems(value: unknown, isNew = true): string[] {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return parse(text, { isNew }).problems.map(
    ({ code, severity, range }) =>
      `${code}${severity === "warning" ? "?" : ""} ${text.slice(range.start, range.end)}`,
  );
}

describe("what is wrong with a schema", () => {
  it("is nothing for good ones of every draft", () => {
    for (const $schema of [
      "http://json-schema.org/draft-04/schema#",
      "http://json-schema.org/draft-06/schema#",
      "http://json-schema.org/draft-07/schema#",
      "https://json-schema.org/draft/2019-09/schema",
      DRAFT_2020,
    ]) {
      const schema = { $schema, type: "object", properties: { id: { type: "string" } }, required: ["id"] };
      expect(problems(schema)).toEqual([]);
    }
    expect(problems("true")).toEqual([]);
    expect(problems({})).toEqual([]);
  });

  it("is told all at once, at its places", () => {
    expect(
      problems({
        type: "objekt",
        properties: {
          a: { type: "strng" },
          b: { minLength: -1 },
          c: { pattern: "(" },
          d: { enum: "x" },
          e: 7,
        },
        required: "a",
      }),
    ).toEqual(['unknown-type "objekt"', "wrong-value {", 'wrong-value "a"']);
    expect(
      problems({ type: "objekt", items: { type: "strng", minLength: -1, pattern: "(", enum: "x" } }),
    ).toEqual([
      'unknown-type "objekt"',
      'unknown-type "strng"',
      "wrong-value -1",
      'bad-pattern "("',
      'wrong-value "x"',
    ]);
  });

  it("suggests what was meant", () => {
    const { problems: found } = parse('{"type": "strng", "propertes": {}, "items": {"type": "int"}}', {
      isNew: true,
    });
    expect(found.map(({ tryThis }) => tryThis)).toEqual([
      'Did you mean "string"?',
      'Did you mean "properties"?',
      'Did you mean "integer"?',
    ]);
    expect(found[0]?.fix?.edits).toEqual([{ range: { start: 9, end: 16 }, text: '"string"' }]);
  });

  it("names of tools' own keywords are left alone", () => {
    expect(problems({ "connect.type": "bytes", "x-order": 1, javaType: "a.B", description: "" })).toEqual([]);
  });

  it("$refs that lead nowhere, with the name that is near", () => {
    const schema = {
      properties: { a: { $ref: "#/definitions/Adress" } },
      definitions: { Address: { type: "string" } },
    };
    expect(problems(schema)).toEqual(['unresolved-ref "#/definitions/Adress"']);
    const { problems: found } = parse(JSON.stringify(schema), { isNew: true });
    expect(found[0]?.tryThis).toBe('Did you mean "#/definitions/Address"?');
  });

  it("a $ref to itself", () => {
    expect(problems({ $ref: "#" })).toEqual(['ref-to-itself "#"']);
  });

  it("limits that leave nothing, doubles, names that nobody describes", () => {
    expect(problems({ type: "string", minLength: 5, maxLength: 2 })).toEqual(["empty-bounds? 5"]);
    expect(problems({ enum: ["a", "b", "a"] })).toEqual(['duplicate-value? "a"']);
    expect(problems({ properties: { id: {} }, required: ["id", "idd", "id"] })).toEqual([
      'required-not-described? "idd"',
      'duplicate-name? "id"',
    ]);
    expect(problems({ properties: {}, additionalProperties: false, required: ["id"] })).toEqual([
      'required-but-forbidden? "id"',
    ]);
  });

  it("keywords of another draft, an unknown draft, what stands beside $ref", () => {
    expect(problems({ prefixItems: [{}] })).toEqual(['keyword-of-other-draft? "prefixItems"']);
    expect(problems({ $schema: "http://example.com/mine" })).toEqual([
      'unknown-dialect? "http://example.com/mine"',
    ]);
    expect(problems({ items: { $ref: "#", type: "string" } })).toEqual(['ignored-beside-ref? "type"']);
    expect(problems({ $schema: DRAFT_2020, items: { $ref: "#", type: "string" } })).toEqual([]);
  });

  it("no JSON, an empty text, a list", () => {
    expect(problems("")).toEqual(["json-empty "]);
    expect(problems('{"type": }')[0]).toContain("json-syntax");
    expect(problems("[]")).toEqual(["no-schema ["]);
  });
});

describe("what a $ref leads to", () => {
  const text = JSON.stringify({
    $schema: DRAFT_2020,
    $id: "http://shop.example/order.json",
    properties: {
      pointer: { $ref: "#/$defs/A" },
      anchor: { $ref: "#second" },
      id: { $ref: "third.json" },
      other: { $ref: "address.json#/$defs/Street" },
      meta: { $ref: DRAFT_2020 },
      odd: { $ref: "#/x-parts/a~1b" },
    },
    $defs: {
      A: { title: "first" },
      B: { $anchor: "second", title: "second" },
      C: { $id: "third.json", title: "third" },
    },
    "x-parts": { "a/b": { title: "odd" } },
  });
  const address = JSON.stringify({ $defs: { Street: { title: "street" } } });

  it("is found by pointer, anchor, $id, in another text, or where no schema is looked for", () => {
    const schema = schemaOfText(text, new Map([["address.json", address]]));
    const titles = Array.from(schema.root.properties, ([name, node]) => [
      name,
      node.ref?.title ?? node.ref?.always,
    ]);
    expect(Object.fromEntries(titles)).toEqual({
      pointer: "first",
      anchor: "second",
      id: "third",
      other: "street",
      meta: true,
      odd: "odd",
    });
    expect([...schema.references.keys()]).toEqual(["address.json"]);
  });

  it("is told at the $ref where the other text is ill-formed or was not given", () => {
    const bad = parse(text, { isNew: true, references: new Map([["address.json", "{"]]) });
    expect(bad.problems.map(({ code }) => code)).toEqual(["bad-reference"]);
    expect(parse(text, { isNew: true }).problems.map(({ code }) => code)).toEqual(["unresolved-ref"]);
  });

  it("may be a name with a hash in draft 7", () => {
    const schema = schemaOfText(
      JSON.stringify({ items: { $ref: "#a" }, definitions: { A: { $id: "#a", title: "a" } } }),
    );
    expect(schema.root.items?.ref?.title).toBe("a");
  });
});

describe("hostile texts", () => {
  it("10,000 properties are too many, clearly", () => {
    const properties = Object.fromEntries(
      Array.from({ length: 10_000 }, (_, index) => [`p${String(index)}`, {}]),
    );
    expect(problems({ properties })).toEqual(['too-many-members "properties"']);
  });

  it("64 schemas inside each other are read, many more are not", () => {
    const nested = (depth: number): object => (depth === 0 ? {} : { properties: { a: nested(depth - 1) } });
    expect(problems(nested(64))).toEqual([]);
    expect(problems(nested(80))[0]).toContain("too-deep");
    expect(problems("[".repeat(100_000)).join()).toContain("json-too-deep");
  });

  it("a chain of 1,000 $refs is too long, one of 100 is not", () => {
    const chain = (length: number): object => ({
      $ref: "#/definitions/D0",
      definitions: Object.fromEntries(
        Array.from({ length }, (_, index) => [
          `D${String(index)}`,
          { items: index + 1 < length ? { $ref: `#/definitions/D${String(index + 1)}` } : {} },
        ]),
      ),
    });
    expect(problems(chain(100))).toEqual([]);
    expect(problems(chain(1000))[0]).toContain("refs-too-deep");
  });

  it("names like __proto__ and constructor are names", () => {
    const text =
      '{"properties": {"__proto__": {"type": "string"}, "constructor": {"type": "integer"}}, "required": ["__proto__", "toString"]}';
    expect(problems(text)).toEqual(['required-not-described? "toString"']);
    expect([...schemaOfText(text).root.properties.keys()]).toEqual(["__proto__", "constructor"]);
  });

  it("more than 256 kB are not read", () => {
    expect(problems(`{"description": "${"x".repeat(300_000)}"}`).map((one) => one.slice(0, 8))).toEqual([
      "too-long",
    ]);
  });

  it("expressions are looked at, not run", () => {
    expect(
      problems({
        patternProperties: { "(a+)+$": {} },
        properties: { [`${"a".repeat(200)}b`]: {} },
        required: ["c"],
      }),
    ).toEqual([]);
  });
});
