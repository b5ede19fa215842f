import { describe, expect, it } from "vitest";
import type { DiffLine } from "#session/schema-analysis.ts";
import { firstLines, stretchesOf } from "./changes-stretches.ts";

/** A letter a line: a small one is in both texts, a capital one was added. */
const lines = (letters: string): DiffLine[] =>
  Array.from(letters, (text, i) => ({
    is: text === text.toLowerCase() ? "same" : "added",
    text,
    oldLine: i + 1,
    newLine: i + 1,
  }));

const shown = (letters: string) =>
  stretchesOf(lines(letters)).map(
    ({ skipped, lines: own }) => `${skipped} ${own.map(({ text }) => text).join("")}`,
  );

describe("the stretches of lines that differ", () => {
  it("have two lines around them", () => {
    expect(shown("abcdXefgh")).toEqual(["2 cdXef"]);
    expect(shown("Xa")).toEqual(["0 Xa"]);
  });

  it("are one where they touch, and say what is left out between", () => {
    expect(shown("aXbcdYe")).toEqual(["0 aXbcdYe"]);
    expect(shown("aXbcdeYf")).toEqual(["0 aXbcdeYf"]);
    expect(shown("aXbcdefYg")).toEqual(["0 aXbc", "1 efYg"]);
  });

  it("are cut where they have too many lines", () => {
    const cut = (most: number) =>
      firstLines(stretchesOf(lines("aXbcdefYg")), most).map((each) => each.lines.length);
    expect([cut(9), cut(5), cut(4), cut(0)]).toEqual([[4, 4], [4, 1], [4], []]);
  });

  it("are none where all is the same", () => {
    expect(shown("abc")).toEqual([]);
  });
});
