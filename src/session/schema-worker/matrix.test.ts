import { describe, expect, it } from "vitest";
import type { CompatibilityMode } from "#schema/modes.ts";
import { toy } from "#schema/toy.fixture.ts";
import type { SubjectInput } from "./analysis.ts";
import { matrixRow, verdictsOn } from "./matrix.ts";

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

describe("a row of the matrix", () => {
  it("says what the reader makes of each writer, and why", () => {
    const row = matrixRow(toy, subject("NONE", "a", "a b"), { reader: 2, from: 1, to: 2 });
    expect(row).toMatchObject([
      { reader: 2, writer: 1, fate: "never", accepted: false },
      { reader: 2, writer: 2, fate: "same", accepted: true, at: null },
    ]);
    expect(row[0]?.says).toContain('Field "b"');
  });

  it("puts the reason into the newer of the two texts, whichever of them reads", () => {
    const texts = subject("NONE", "a", "a b", "a");
    const [byNewer] = matrixRow(toy, texts, { reader: 2, from: 1, to: 1 });
    expect(byNewer?.at).toEqual({ version: 2, range: { start: 2, end: 3 } });
    const [, , byOlder] = matrixRow(toy, texts, { reader: 2, from: 1, to: 3 });
    expect(byOlder?.at).toEqual({ version: 3, range: { start: 0, end: 1 } });
  });

  it("has a cell of its own for a text that cannot be read, and leaves others as they are", () => {
    const row = matrixRow(toy, subject("NONE", "a", "!", "a"), { reader: 3, from: 1, to: 3 });
    expect(row.map(({ fate }) => fate)).toEqual(["same", "unreadable", "same"]);
    expect(row[1]?.says).toContain("v2 is ill-formed");
  });

  it("is of the window that is asked for, and of versions that there are", () => {
    const row = matrixRow(toy, subject("NONE", "a", "a", "a"), { reader: 3, from: 2, to: 9 });
    expect(row.map(({ writer }) => writer)).toEqual([2, 3]);
  });
});

describe("the verdicts on a version", () => {
  it("are those of all modes against the versions before it, not after", () => {
    const { modes } = verdictsOn(toy, subject("BACKWARD", "a", "a b", "a b c"), 2);
    expect(modes?.map(({ mode, compatible }) => `${mode} ${compatible}`)).toEqual([
      "NONE true",
      "BACKWARD false",
      "BACKWARD_TRANSITIVE false",
      "FORWARD true",
      "FORWARD_TRANSITIVE true",
      "FULL false",
      "FULL_TRANSITIVE false",
    ]);
    expect(modes?.[1]?.says).toContain("fails BACKWARD at v1");
  });

  it("leave out older versions that cannot be read", () => {
    const { modes } = verdictsOn(toy, subject("BACKWARD", "a", "!", "a b"), 3);
    expect(modes?.[1]?.says).toContain("at v1");
  });

  it("are none for a text that cannot be read", () => {
    expect(verdictsOn(toy, subject("BACKWARD", "a", "!"), 2)).toEqual({ modes: null, opinions: [] });
  });

  it("have everybody's opinion under the mode in force", () => {
    const { opinions } = verdictsOn(toy, subject("FORWARD", "a", "a b"), 2);
    expect(opinions.length).toBeGreaterThan(2);
    expect(opinions.every(({ compatible }) => compatible)).toBe(true);
  });
});
