import { describe, expect, it } from "vitest";
import type { SchemaFormat } from "#schema/format.ts";
import type { CompatibilityMode } from "#schema/modes.ts";
import { toy } from "#schema/toy.fixture.ts";
import { analysisOf, restOf } from "./analysis.ts";

/** A format that notes what it reads. */
function watchful() {
  const read: string[] = [];
  const parse: SchemaFormat["parse"] = (text, options) => {
    read.push(text);
    return toy.parse(text, options);
  };
  return { read, format: { ...toy, parse } };
}

function subject(mode: CompatibilityMode, texts: readonly string[]) {
  const versions = texts.map((text) => ({ text, references: [] }));
  return { format: "avro", versions, mode, rules: "confluent", policy: "STRICT" } as const;
}

describe("of many versions", () => {
  it("those are read that the mode looks at", () => {
    const { read, format } = watchful();
    analysisOf(format, subject("BACKWARD", ["a1", "a2", "a3", "a4"]), 3);
    expect(read).toEqual(["a3", "a2"]);
  });

  it("all before it are read where the mode is transitive", () => {
    const { read, format } = watchful();
    analysisOf(format, subject("FULL_TRANSITIVE", ["b1", "b2", "b3", "b4"]), 3);
    expect(read.toSorted()).toEqual(["b1", "b2", "b3"]);
  });

  it("each is read once, also for a later question", () => {
    const { read, format } = watchful();
    analysisOf(format, subject("BACKWARD_TRANSITIVE", ["c1", "c2"]), 2);
    analysisOf(format, subject("FORWARD_TRANSITIVE", ["c1", "c2"]), 2);
    expect(read.toSorted()).toEqual(["c1", "c2"]);
  });

  it("the others are read for their standings, one at least at a time", () => {
    const { read, format } = watchful();
    const first = analysisOf(format, subject("NONE", ["d1", "d2", "d3"]), 3);
    expect(read).toEqual(["d3"]);
    const { standings } = restOf(first, () => false);
    expect({ read, standings }).toEqual({ read: ["d3", "d1"], standings: ["fine", "unknown", "fine"] });
  });
});
