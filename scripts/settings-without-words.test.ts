import { describe, expect, test } from "vitest";
import { wordRead, withoutWords } from "./settings-without-words.mjs";

describe("what a worker has of a kind", () => {
  const KIND = `
import type { Fields } from "#scenario/fields.ts";
export const store = defineKind({
  kind: "store",
  title: "Store",
  summary: "Keeps things, " + "for good.",
  fields: {
    rows: {
      type: "number",
      label: "Rows",
      min: 0,
      initial: 3,
      section: "Size",
      help: "How many there are, at most.",
      when: { field: "mode", is: ["table"] },
    },
    mode: { type: "choice", options: { table: "a table", "map": \`a map\` }, initial: "table", help: "How." },
    ...others,
  } satisfies Fields,
  glyph: "M1 1",
});
`;

  test("is types, ranges, defaults and labels", () => {
    const code = withoutWords(KIND);
    for (const kept of [
      'type: "number"',
      'label: "Rows"',
      "min: 0",
      "initial: 3",
      'kind: "store"',
      "...others",
    ])
      expect(code).toContain(kept);
  });

  test("is nothing that only people read", () => {
    expect(withoutWords(KIND)).not.toMatch(/help|section|title|summary|glyph|for good|M1 1|a table/);
  });

  test("is the values of a choice, whatever they are called", () => {
    expect(withoutWords(KIND)).toContain('options: { table: "",');
  });

  test("is still TypeScript that says the same", () => {
    expect(withoutWords(withoutWords(KIND))).toBe(withoutWords(KIND));
  });
});

describe("a file of the worker that reads such a word", () => {
  test("is found where it has kinds or faults at hand", () => {
    expect(wordRead('import { faults } from "./faults/index.ts"; say(faults[kind]!.title);')).toBe("title");
  });

  test("may speak of it, and may have titles of its own", () => {
    expect(wordRead('import { faults } from "./faults/index.ts"; // faults[kind].title')).toBeNull();
    expect(wordRead('import type { Fault } from "./faults/fault.ts"; say(book.title);')).toBeNull();
  });
});
