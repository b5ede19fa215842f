import { describe, expect, it } from "vitest";
import type { SchemaFormat } from "#schema/format.ts";
import { toy } from "#schema/toy.fixture.ts";
import { fieldHistory } from "./history-of-field.ts";

/** The toy format with a type: `name:type` each. */
const typed: SchemaFormat = {
  ...toy,
  name: "json",
  parse: (text) => ({ schema: text, problems: [] }),
  outline: (schema) =>
    String(schema)
      .split(" ")
      .map((field) => {
        const [name = "", type = ""] = field.split(":");
        const start = String(schema).indexOf(field);
        const range = { start, end: start + name.length };
        return { key: name, name, kind: "field", type, facts: [], doc: "", range, children: [] };
      }),
};

const history = (texts: readonly string[], version: number, offset: number) =>
  fieldHistory(
    typed,
    texts.map((text) => ({ text, references: [] })),
    version,
    offset,
  );

describe("the history of a field", () => {
  it("has the types over time", () => {
    const found = history(["id:int total:int", "id:int total:int", "id:int total:long"], 3, 8);
    expect(found).toMatchObject({
      path: "total",
      spans: [
        { type: "int", versions: ["v1", "v2"] },
        { type: "long", versions: ["v3"] },
      ],
      missingIn: [],
    });
  });

  it("shows that a field went and came back", () => {
    expect(history(["id:int", "no:int", "id:int"], 3, 1)).toMatchObject({
      spans: [
        { type: "int", versions: ["v1"] },
        { type: "int", versions: ["v3"] },
      ],
      missingIn: ["v2"],
    });
  });

  it("is nothing where no name stands", () => {
    expect(history(["id:int"], 1, 5)).toBeNull();
  });
});
