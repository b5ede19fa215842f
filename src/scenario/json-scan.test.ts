import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEPTH_MAX, PROBLEMS_MAX, scanJson } from "./json-scan.ts";

const codes = (text: string) => scanJson(text).map((p) => `${p.code} ${p.path}`);

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe("the scan before JSON.parse", () => {
  it("finds two keys of the same name, however they are escaped", () => {
    expect(codes('{"a":[{"b":1,"\\u0062":2}],"a":3}')).toEqual(["duplicate-key a[0].b", "duplicate-key a"]);
    expect(codes('{"a":{"b":1},"b":{"a":1}}')).toEqual([]);
  });

  it("finds keys that reach into prototypes", () => {
    expect(codes('{"a":[0,{"__proto__":{}}],"constructor":{"prototype":1}}')).toEqual([
      "forbidden-key a[1].__proto__",
      "forbidden-key constructor",
      "forbidden-key constructor.prototype",
    ]);
    expect(codes('{"__pro\\u0074o__":1}')).toEqual(["forbidden-key __proto__"]);
  });

  it("finds numbers that would become others", () => {
    expect(
      codes(
        "[1e999, -0, -0.0e5, 9007199254740993, 1e-999, 9007199254740992, 0.1, 100000000000000000000000, 0e7]",
      ),
    ).toEqual([
      "not-finite [0]",
      "negative-zero [1]",
      "negative-zero [2]",
      "loses-digits [3]",
      "loses-digits [4]",
      "loses-digits [7]",
    ]);
  });

  it("stops at the depth limit, a million levels deep or one", () => {
    expect(codes(`${"[".repeat(DEPTH_MAX)}${"]".repeat(DEPTH_MAX)}`)).toEqual([]);
    expect(scanJson("[".repeat(DEPTH_MAX + 1))[0]?.code).toBe("too-deep");
    expect(scanJson('{"a":'.repeat(700_000))[0]?.code).toBe("too-deep");
  });

  it("stops at the limit of values", () => {
    expect(scanJson(`[${"1,".repeat(1_000_000)}1]`)[0]?.code).toBe("too-many-values");
  });

  it("stops at a key that no message could show", () => {
    expect(codes(`{"a":{"${"k".repeat(1_001)}":1,"b":-0}}`)).toEqual(["key-too-long a"]);
  });

  it("lists a bounded number of problems", () => {
    expect(scanJson(`[${"-0,".repeat(1_000)}1]`)).toHaveLength(PROBLEMS_MAX);
  });

  it("says where a syntax error is and what the slip is", () => {
    expect(scanJson('{\n  "a": [1, 2,]\n}')[0]).toMatchObject({
      code: "not-json",
      path: "a[1]",
      says: expect.stringContaining("line 2, column 14"),
      tryThis: "Remove the comma before it.",
    });
    expect(scanJson('{"a": tru')[0]).toMatchObject({ code: "not-json", path: "a" });
    expect(scanJson('{"a": [1, {"b"')[0]).toMatchObject({ code: "cut-off", path: "a[1].b" });
    expect(scanJson("// x\n{}")[0]?.tryThis).toMatch(/no comments/);
    expect(scanJson("{'a':1}")[0]?.tryThis).toMatch(/double quotes/);
    expect(scanJson('{"a":NaN}')[0]?.tryThis).toMatch(/finite/);
  });

  it("accepts exactly what JSON.parse accepts", () => {
    const pieces = fc.constantFrom(
      "{",
      "}",
      "[",
      "]",
      ",",
      ":",
      '"a"',
      '"b',
      '"',
      "\\",
      "1",
      "-",
      "0",
      ".5",
      "e+3",
      "E",
      "true",
      "null",
      "nul",
      " ",
      "\n",
      "\u0001",
      "\\u00e9",
      "\u2028",
    );
    const isSyntax = (text: string) =>
      scanJson(text).some((p) => p.code === "not-json" || p.code === "cut-off");
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 9 }), (parts) => {
        const text = parts.join("");
        expect(isSyntax(text), text).toBe(!parses(text));
      }),
      { numRuns: 5_000 },
    );
    fc.assert(
      fc.property(
        fc.json(),
        fc.nat(),
        fc.constantFrom("", ",", '"', "}", "]", "x", "\\"),
        (json, where, typo) => {
          const at = where % (json.length + 1);
          const text = json.slice(0, at) + typo + json.slice(at);
          expect(isSyntax(text), text).toBe(!parses(text));
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
