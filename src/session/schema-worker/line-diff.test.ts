import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { diffLines } from "./line-diff.ts";

const signs = { same: " ", added: "+", removed: "-" };
const printed = (before: string, after: string) =>
  diffLines(before, after).map(({ is, text }) => signs[is] + text);

describe("the lines of two texts", () => {
  it("are told apart as diff does, removed ones first", () => {
    expect(printed("a\nb\nc\nd\n", "a\nx\nc\nd\ne\n")).toEqual([" a", "-b", "+x", " c", " d", "+e"]);
    expect(diffLines("a\nb", "b")).toEqual([
      { is: "removed", text: "a", oldLine: 1, newLine: 0 },
      { is: "same", text: "b", oldLine: 2, newLine: 1 },
    ]);
    expect(printed("a\r\nb\r\n", "a\nb")).toEqual([" a", " b"]);
    expect(printed("", "a")).toEqual(["+a"]);
  });

  it("give both texts back, and are as few as can be", () => {
    const text = fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 12 });
    fc.assert(
      fc.property(text, text, (before, after) => {
        const lines = diffLines(before.join("\n"), after.join("\n"));
        const without = (is: string) => lines.filter((line) => line.is !== is).map((line) => line.text);
        expect([without("added"), without("removed")]).toEqual([before, after]);
        expect(lines.filter(({ is }) => is === "same")).toHaveLength(longestCommon(before, after));
      }),
    );
  });

  it("are all replaced where hardly any is the same, in bounded time", () => {
    const many = (word: string) => Array.from({ length: 20_000 }, (_, i) => `${word} ${i}`).join("\n");
    expect(diffLines(many("old"), many("new"))).toHaveLength(40_000);
  });
});

function longestCommon(a: readonly string[], b: readonly string[]): number {
  let row = Array.from({ length: b.length + 1 }, () => 0);
  for (const line of a) {
    const next = [0];
    b.forEach((other, j) =>
      next.push(line === other ? (row[j] ?? 0) + 1 : Math.max(row[j + 1] ?? 0, next[j] ?? 0)),
    );
    row = next;
  }
  return row[b.length] ?? 0;
}
