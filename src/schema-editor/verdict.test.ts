import { describe, expect, it } from "vitest";
import type { Analysis, Note } from "#session/schema-analysis.ts";
import { verdictOf } from "./verdict.ts";

const BACKWARD = { name: "BACKWARD", mode: "BACKWARD", isDefault: true } as const;

function analysis(part: Partial<Analysis>): Analysis {
  return {
    text: "",
    problems: [],
    isReadable: true,
    checkedAgainst: ["v1"],
    notes: [],
    outline: [],
    standings: [],
    ...part,
  };
}

const note = (weight: Note["weight"]) => ({ weight }) as Note;

describe("the verdict on a version", () => {
  it("says with whom it is compatible", () => {
    expect(verdictOf(analysis({}), BACKWARD, 2)).toEqual({
      tone: "ok",
      says: "v2 is compatible with v1 under BACKWARD.",
    });
    const all = analysis({ checkedAgainst: ["v4", "v3", "v2", "v1"] });
    expect(verdictOf(all, BACKWARD, 5).says).toBe("v5 is compatible with v4 to v1 under BACKWARD.");
  });

  it("promises nothing while most older versions are still to be read", () => {
    expect(verdictOf(analysis({ checkedAgainst: ["v199"] }), BACKWARD, 200, true)).toEqual({
      tone: "unknown",
      says: "v200 is compatible with v199; reading the versions before …",
    });
    const notes = [note("breaks")];
    expect(verdictOf(analysis({ notes }), BACKWARD, 200, true).tone).toBe("bad");
  });

  it("counts what breaks", () => {
    const notes = [note("breaks"), note("breaks"), note("changes")];
    expect(verdictOf(analysis({ notes, checkedAgainst: ["v2", "v1"] }), BACKWARD, 3)).toEqual({
      tone: "bad",
      says: "v3 breaks under BACKWARD, checked against v2 and v1: 2 incompatibilities.",
    });
  });

  it("warns of what is accepted and changes data", () => {
    expect(verdictOf(analysis({ notes: [note("changes")] }), BACKWARD, 2).says).toBe(
      "v2 is compatible with v1 under BACKWARD, but 1 difference changes data.",
    );
  });

  it("calls an ill-formed text so, whatever stands against it", () => {
    const problems = [{ severity: "error" }, { severity: "warning" }] as unknown as Analysis["problems"];
    expect(verdictOf(analysis({ problems, notes: [note("breaks")] }), BACKWARD, 2)).toEqual({
      tone: "bad",
      says: "v2 is ill-formed: 1 error. No registry would take it.",
    });
  });

  it("has nothing to compare a first version with, and compares nothing under NONE", () => {
    expect(verdictOf(analysis({ checkedAgainst: [] }), BACKWARD, 1).tone).toBe("ok");
    const none = { name: "NONE", mode: "NONE", isDefault: false } as const;
    expect(verdictOf(analysis({}), none, 2).tone).toBe("unknown");
    const disabled = { name: "DISABLED", mode: null, isDefault: false } as const;
    expect(verdictOf(analysis({}), disabled, 2).tone).toBe("bad");
  });
});
