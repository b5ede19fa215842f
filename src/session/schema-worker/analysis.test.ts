import { describe, expect, it } from "vitest";
import { toy } from "#schema/toy.fixture.ts";
import type { CompatibilityMode } from "#schema/modes.ts";
import { analysisOf as analysed, restOf, type Analysis, type SubjectInput } from "./analysis.ts";

/** A subject of the toy format: `a b?` is a record with the field a, and with b that has a default. */
function subject(mode: CompatibilityMode, ...texts: readonly string[]): SubjectInput {
  return {
    format: "avro",
    versions: texts.map((text) => ({ text, references: [] })),
    mode,
    rules: "confluent",
    policy: "STRICT",
  };
}

/** With its rest. */
function analysisOf(...asked: Parameters<typeof analysed>): Analysis {
  const result = analysed(...asked);
  const { standings } = restOf(result, () => true);
  return { ...result.analysis, standings };
}

describe("the analysis of a version", () => {
  it("finds nothing against a first version", () => {
    const { notes, checkedAgainst, standings } = analysisOf(toy, subject("BACKWARD", "id"), 1);
    expect({ notes, checkedAgainst, standings }).toEqual({
      notes: [],
      checkedAgainst: [],
      standings: ["fine"],
    });
  });

  it("says where the new text breaks, for whom, and against which version", () => {
    const { notes } = analysisOf(toy, subject("BACKWARD", "id", "id total"), 2);
    expect(notes).toMatchObject([
      {
        weight: "breaks",
        code: "MISSING",
        direction: "backward",
        against: ["v1"],
        range: { start: 3, end: 8 },
        forWhom: "Consumers on v2 cannot read what is written with v1.",
      },
    ]);
  });

  it("puts what old readers miss at a place in the new text", () => {
    const { notes } = analysisOf(toy, subject("FORWARD", "id total", "id"), 2);
    expect(notes).toMatchObject([{ direction: "forward", range: { start: 0, end: 2 } }]);
  });

  it("says once what is the same against several versions, of the newest first", () => {
    const { notes } = analysisOf(toy, subject("BACKWARD_TRANSITIVE", "id", "id", "id total"), 3);
    expect(notes.map(({ against }) => against)).toEqual([["v2", "v1"]]);
  });

  it("looks at the last version only where the mode does", () => {
    const { checkedAgainst, notes } = analysisOf(toy, subject("BACKWARD", "id", "id total?", "id total"), 3);
    expect({ checkedAgainst, notes }).toEqual({ checkedAgainst: ["v2"], notes: [] });
  });

  it("tells of every version how it stands to those before it", () => {
    const { standings } = analysisOf(toy, subject("BACKWARD", "id", "id total", "id!", "id total"), 1);
    expect(standings).toEqual(["fine", "breaks", "ill-formed", "fine"]);
  });

  it("has the problems of a text that cannot be read, and passes it over in comparisons of others", () => {
    const texts = subject("BACKWARD", "id", "id!", "id total");
    expect(analysisOf(toy, texts, 2)).toMatchObject({
      isReadable: false,
      problems: [{ code: "bang" }],
      notes: [],
    });
    expect(analysisOf(toy, texts, 3)).toMatchObject({ checkedAgainst: ["v1"], notes: [{ against: ["v1"] }] });
  });

  it("works out the standings of other versions later, at least one at a time", () => {
    const first = analysed(toy, subject("BACKWARD", "id", "id total", "id"), 3);
    expect(first.analysis.standings).toEqual(["unknown", "unknown", "fine"]);
    const { standings } = restOf(first, () => false);
    expect(standings).toEqual(["fine", "unknown", "fine"]);
    expect(restOf({ ...first, analysis: { ...first.analysis, standings } }, () => false).standings).toEqual([
      "fine",
      "breaks",
      "fine",
    ]);
  });

  it("works out the fixes of what breaks, for the side that is written", () => {
    const asked: unknown[] = [];
    const fix = { title: "Mend", edits: [] };
    const mending = { ...toy, fixes: (...given: readonly unknown[]) => (asked.push(given.at(-1)), [fix]) };
    const result = analysed(mending, subject("FULL", "id total", "id other"), 2);
    expect(result.analysis.notes.map(({ fixes }) => fixes)).toEqual([null, null]);
    expect(restOf(result, () => true).fixes).toEqual([[fix], [fix]]);
    expect(new Set(asked)).toEqual(new Set(["reader", "writer"]));
  });
});
