import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { compareJson } from "./compare.ts";
import { accepts, schemaOf } from "./json.fixture.ts";

const APICURIO = { rules: "apicurio", policy: "STRICT" } as const;

interface Case {
  readonly id: string;
  readonly enabled: boolean;
  readonly compatibility: string;
  readonly original: unknown;
  readonly updated: unknown;
}

function casesOf(name: string): readonly Case[] {
  const text = readFileSync(join(import.meta.dirname, "__vectors__", name), "utf8");
  return (JSON.parse(text) as { readonly tests: readonly Case[] }).tests;
}

/** In the words of Apicurio's own cases. */
function verdict({ original, updated }: Case): string {
  const backward = accepts(updated, original, APICURIO);
  const forward = accepts(original, updated, APICURIO);
  return backward ? (forward ? "both" : "backward") : forward ? "forward" : "none";
}

describe("Apicurio's rules", () => {
  it("judge Apicurio's own cases as Apicurio does", () => {
    const cases = casesOf("apicurio-jsonschema.json").filter(({ enabled }) => enabled);
    expect(cases.length).toBeGreaterThan(70);
    const wrong = cases.filter((one) => verdict(one) !== one.compatibility).map(({ id }) => id);
    expect(wrong).toEqual([]);
  });

  it("give names and paths of their own", () => {
    const before = schemaOf({ type: "object", properties: { name: { type: "string", maxLength: 9 } } });
    const after = schemaOf({
      type: "object",
      properties: { name: { type: "string", maxLength: 5 } },
      required: ["name"],
    });
    expect(compareJson(after, before, APICURIO).map(({ code, location }) => `${code} ${location}`)).toEqual([
      "OBJECT_TYPE_REQUIRED_PROPERTIES_MEMBER_ADDED #/required",
      "STRING_TYPE_MAX_LENGTH_DECREASED #/properties/name/maxLength",
    ]);
  });

  it("look at formats, conditions and patterns, which Confluent's do not", () => {
    const plain = { type: "string" };
    const dated = { type: "string", format: "date" };
    expect(accepts(dated, plain, APICURIO)).toBe(false);
    expect(accepts(dated, plain)).toBe(true);
  });

  it("end on schemas that all refer to each other", () => {
    const names = Array.from({ length: 30 }, (_, index) => `D${String(index)}`);
    const definitions = Object.fromEntries(
      names.map((name) => [
        name,
        {
          type: "object",
          properties: Object.fromEntries(names.map((other) => [other, { $ref: `#/definitions/${other}` }])),
        },
      ]),
    );
    const schema = { $ref: "#/definitions/D0", definitions };
    expect(accepts(schema, schema, APICURIO)).toBe(true);
    expect(accepts(schema, schema)).toBe(true);
  });
});
