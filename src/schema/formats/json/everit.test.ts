import { describe, expect, it } from "vitest";
import type { Everit } from "./everit.ts";
import { everitView } from "./everit-view.ts";
import { DRAFT_2020, schemaOf } from "./json.fixture.ts";

/** A view in short: classes, with the parts of combined ones in brackets. */
function short(view: Everit): string {
  if (view.kind !== "combined") return view.kind;
  return `${view.criterion}(${view.subschemas.map(short).join(" ")})`;
}

function classic(value: unknown): string {
  return short(everitView(schemaOf(value).root));
}

function modern(value: object): string {
  return short(everitView(schemaOf({ $schema: DRAFT_2020, ...value }).root));
}

describe("up to draft 7 a schema is taken apart by", () => {
  it("its type, with the keywords of that type", () => {
    expect(classic({ type: "string", minLength: 1 })).toBe("string");
    expect(classic({ type: "object", properties: {} })).toBe("object");
  });

  it("its type and what the type does not take", () => {
    expect(classic({ type: "string", minimum: 1 })).toBe("allOf(string number)");
    expect(classic({ type: "string", enum: ["a"] })).toBe("allOf(enum string)");
    expect(classic({ type: "object", anyOf: [{}, {}] })).toBe("allOf(anyOf(empty empty) object)");
  });

  it("its keywords where there is no type", () => {
    expect(classic({ minLength: 1 })).toBe("string");
    expect(classic({ properties: {}, items: {} })).toBe("allOf(array object)");
    expect(classic({ if: { const: 1 } })).toBe("conditional");
    expect(classic({ title: "nothing" })).toBe("empty");
  });

  it("its types as an anyOf where there are several", () => {
    expect(classic({ type: ["string", "null"] })).toBe("anyOf(string null)");
    expect(classic({ type: ["string"] })).toBe("anyOf(string)");
  });

  it("its $ref alone", () => {
    expect(classic({ items: { $ref: "#", type: "string" } })).toBe("array");
    const view = everitView(schemaOf({ items: { $ref: "#", type: "string" } }).root);
    expect(view.kind === "array" && view.all?.kind).toBe("ref");
  });

  it("draft 4 knows neither const nor if", () => {
    expect(classic({ $schema: "http://json-schema.org/draft-04/schema#", const: 1, if: {} })).toBe("empty");
  });
});

describe("from 2019-09 on it is joined keyword by keyword", () => {
  it("into one class where all keywords are of one", () => {
    expect(modern({ type: "string", minLength: 1, pattern: "a" })).toBe("string");
    expect(modern({ properties: { a: {} }, required: ["a"], type: "object" })).toBe("object");
  });

  it("into an allOf of classes", () => {
    expect(modern({ type: "string", enum: ["a"] })).toBe("allOf(string enum)");
    expect(modern({ type: "object", $ref: "#/$defs/A", $defs: { A: {} } })).toBe("allOf(object ref)");
  });

  it("a keyword joins the type of its class in a list of types", () => {
    const view = everitView(schemaOf({ $schema: DRAFT_2020, type: ["string", "null"], minLength: 3 }).root);
    expect(short(view)).toBe("anyOf(string null)");
    expect(view.kind === "combined" && view.subschemas[0]).toMatchObject({ minLength: 3 });
  });

  it("an allOf made so is taken apart again inside a written one", () => {
    expect(modern({ oneOf: [{ type: "string", enum: ["a"] }, { type: "null" }] })).toBe(
      "oneOf(string enum null)",
    );
  });
});
