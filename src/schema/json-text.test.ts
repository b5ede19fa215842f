import { parseTree } from "jsonc-parser";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jsonValueOf, memberOf, parseJsonText, type JsonNode } from "./json-text.ts";

const STRICT = { depthMax: 100, comments: false };

function read(text: string, options = STRICT) {
  const { root, flaws } = parseJsonText(text, options);
  const told = flaws.map(
    ({ code, range, says }) => `${code} «${text.slice(range.start, range.end)}»: ${says}`,
  );
  return { value: root === null ? undefined : jsonValueOf(root), told };
}

describe("JSON text", () => {
  it("has the value that JSON.parse gives, and a place for each part", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(0, 1, 2), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        const { root, flaws } = parseJsonText(text, STRICT);
        expect(flaws).toEqual([]);
        const check = (node: JsonNode) => {
          expect(JSON.parse(text.slice(node.range.start, node.range.end))).toEqual(
            JSON.parse(JSON.stringify(jsonValueOf(node))),
          );
          if (node.kind === "array") node.items.forEach(check);
          if (node.kind === "object") {
            for (const { key, keyRange, value: inner } of node.members) {
              expect(JSON.parse(text.slice(keyRange.start, keyRange.end))).toBe(key);
              check(inner);
            }
          }
        };
        if (root === null) throw new Error("nothing read");
        check(root);
        expect(JSON.parse(JSON.stringify(jsonValueOf(root)))).toEqual(JSON.parse(text));
      }),
      { numRuns: 300 },
    );
  });

  it("finds a flaw in every text that JSON.parse refuses, and none in any other", () => {
    const words = fc.constantFrom(
      "{",
      "}",
      "[",
      "]",
      ",",
      ":",
      '"a"',
      '"a\\q"',
      "1",
      "1.",
      "-",
      "null",
      "x",
      '"',
      " ",
      "\n",
      "//",
      "/*",
    );
    fc.assert(
      fc.property(fc.array(words, { maxLength: 12 }), (parts) => {
        const text = parts.join("");
        let isJson = true;
        try {
          JSON.parse(text);
        } catch {
          isJson = false;
        }
        const { flaws } = parseJsonText(text, STRICT);
        expect(flaws.filter(({ code }) => code !== "json-duplicate-key").length === 0).toBe(isJson);
        for (const { range } of flaws) {
          expect(range.start).toBeGreaterThanOrEqual(0);
          expect(range.end).toBeLessThanOrEqual(text.length);
          expect(range.start).toBeLessThanOrEqual(range.end);
        }
      }),
      { numRuns: 3000 },
    );
  });

  it("tells all syntax errors at their places and reads the rest", () => {
    expect(read('{"a": 1 "b": }')).toEqual({
      value: { a: 1 },
      told: [
        'json-syntax «"b"»: A comma is missing before this.',
        "json-syntax «}»: A value is missing here.",
      ],
    });
    expect(read('{"a": [1, 2,], b: 3}').told).toEqual([
      "json-syntax «,»: There is a comma before ].",
      "json-syntax «b»: A name in double quotes is missing here.",
    ]);
    expect(read('["a').told).toEqual([
      'json-syntax «"a»: The text in quotes does not end on its line.',
      "json-syntax «a»: ] is missing here.",
    ]);
    expect(read("  ").told).toEqual(["json-empty «  »: There is no schema in the text."]);
    expect(read("{} {}").told).toEqual(["json-syntax «{}»: The schema ends before this."]);
  });

  it("takes the last of two members of one name, and tells it", () => {
    const text = '{"a": 1, "a": 2}';
    expect(read(text)).toEqual({
      value: { a: 2 },
      told: ['json-duplicate-key «"a"»: "a" is there twice; only the last one counts.'],
    });
    const { root } = parseJsonText(text, STRICT);
    expect(root === null ? null : memberOf(root, "a")?.value).toMatchObject({ value: 2 });
  });

  it("takes comments only where they are allowed", () => {
    const text = '{"a": 1 /* one */} // end';
    expect(read(text, { depthMax: 10, comments: true })).toEqual({ value: { a: 1 }, told: [] });
    expect(read(text).told).toHaveLength(2);
  });

  it("keeps names of JavaScript's own as names", () => {
    const { value } = read('{"__proto__": 1, "constructor": 2}');
    expect(Object.keys(value as object)).toEqual(["__proto__", "constructor"]);
  });

  it("keeps the digits of numbers that JavaScript cannot hold", () => {
    expect(parseJsonText("9007199254740993", STRICT).root).toMatchObject({ raw: "9007199254740993" });
  });

  it("stops at the depth allowed with one problem, however deep the text is", () => {
    const text = "[".repeat(100_000);
    const { flaws } = parseJsonText(text, STRICT);
    expect(flaws.map(({ code, range }) => [code, range.start])).toEqual([["json-too-deep", 100]]);
  });

  it("sees the places that jsonc-parser sees", () => {
    const text = '{"a": [true, {"b": null}], "c": "x"}';
    const { root } = parseJsonText(text, STRICT);
    const tree = parseTree(text);
    expect(root?.range).toEqual({ start: tree?.offset, end: (tree?.offset ?? 0) + (tree?.length ?? 0) });
  });
});
