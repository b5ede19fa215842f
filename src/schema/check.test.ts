import { describe, expect, it } from "vitest";
import { opinions } from "./check-disagreements.ts";
import { matrix } from "./check-matrix.ts";
import { checkAllModes, checkVersion } from "./check.ts";
import type { CompatibilityMode } from "./modes.ts";
import { toy, toyVersion } from "./toy.fixture.ts";

const options = { rules: "confluent", policy: "STRICT" } as const;
const versions = [toyVersion("v1", "a"), toyVersion("v2", "a b"), toyVersion("v3", "a b c")];

/** The findings of a check as `reader<writer:field`. */
function findings(mode: CompatibilityMode, candidate: string): string[] {
  return checkVersion({
    format: toy,
    options,
    mode,
    versions,
    candidate: toyVersion("new", candidate),
  }).findings.map(({ reader, writer, difference }) => `${reader}<${writer}:${difference.message}`);
}

describe("checkVersion", () => {
  it("asks under BACKWARD whether the new version reads the last, under FORWARD whether the last reads the new", () => {
    expect(findings("BACKWARD", "a d")).toEqual(["new<v3:d"]);
    expect(findings("FORWARD", "a d")).toEqual(["v3<new:b", "v3<new:c"]);
  });

  it("asks all versions under a transitive mode, the newest first, and does not stop at the first that fails", () => {
    expect(findings("BACKWARD_TRANSITIVE", "a b")).toEqual(["new<v1:b"]);
    expect(findings("FORWARD_TRANSITIVE", "a")).toEqual(["v3<new:b", "v3<new:c", "v2<new:b"]);
  });

  it("lists forward before backward under FULL, version by version", () => {
    expect(findings("FULL", "a b d")).toEqual(["v3<new:c", "new<v3:d"]);
    expect(findings("FULL_TRANSITIVE", "b c")).toEqual([
      "v3<new:a",
      "v2<new:a",
      "new<v2:c",
      "v1<new:a",
      "new<v1:b",
      "new<v1:c",
    ]);
  });

  it("says whom it asked, and asks nobody under NONE and for a first version", () => {
    const candidate = toyVersion("new", "x");
    const against = (mode: CompatibilityMode, old = versions) =>
      checkVersion({ format: toy, options, mode, versions: old, candidate });
    expect(against("FULL").checkedAgainst).toEqual(["v3"]);
    expect(against("FULL_TRANSITIVE").checkedAgainst).toEqual(["v3", "v2", "v1"]);
    expect(against("NONE")).toEqual({ compatible: true, checkedAgainst: [], findings: [] });
    expect(against("FULL_TRANSITIVE", [])).toEqual({ compatible: true, checkedAgainst: [], findings: [] });
  });

  it("gives each finding its explanation with the names of both versions", () => {
    const [first] = checkVersion({
      format: toy,
      options,
      mode: "BACKWARD",
      versions,
      candidate: toyVersion("v4", "z"),
    }).findings;
    expect(first).toMatchObject({ direction: "backward", version: "v3", reader: "v4", writer: "v3" });
    expect(first?.explanation.forWhom).toBe("Consumers on v4 cannot read what is written with v3.");
  });

  it("takes differences that do not break for findings, and the version for compatible", () => {
    const format = {
      ...toy,
      compare: (...args: Parameters<typeof toy.compare>) =>
        toy
          .compare(...args)
          .map((difference) => ({ ...difference, breaks: false, dataEffect: "Bytes change." })),
    };
    const check = checkVersion({
      format,
      options,
      mode: "BACKWARD",
      versions,
      candidate: toyVersion("v4", "z"),
    });
    expect([check.compatible, check.findings.length]).toEqual([true, 1]);
  });

  it("compares a pair of parsed schemas once, under each set of rules", () => {
    let compared = 0;
    const format = { ...toy, compare: () => (compared++, []) };
    const request = {
      format,
      options,
      mode: "FULL_TRANSITIVE",
      versions,
      candidate: toyVersion("v4", "a"),
    } as const;
    checkVersion(request);
    checkVersion(request);
    expect(compared).toBe(6);
    checkVersion({ ...request, options: { rules: "apicurio", policy: "STRICT" } });
    expect(compared).toBe(12);
  });
});

describe("checkAllModes", () => {
  it("tells which of the seven modes pass and why the others fail", () => {
    const verdicts = checkAllModes({
      format: toy,
      options,
      versions,
      candidate: toyVersion("v4", "a b c d e"),
    });
    expect(verdicts.map(({ mode, compatible }) => `${mode} ${compatible}`)).toEqual([
      "NONE true",
      "BACKWARD false",
      "BACKWARD_TRANSITIVE false",
      "FORWARD true",
      "FORWARD_TRANSITIVE true",
      "FULL false",
      "FULL_TRANSITIVE false",
    ]);
    expect(verdicts[1]?.says).toBe('fails BACKWARD at v3: Field "d" has no default. And 1 more.');
    expect(verdicts[3]?.says).toBe("passes FORWARD");
  });
});

describe("matrix", () => {
  it("has every reader as a row and every writer as a column, with the reason in the cell", () => {
    const rows = matrix({ format: toy, options }, versions);
    expect(rows.map((row) => row.map(({ compatible }) => (compatible ? "ok" : "no")).join(" "))).toEqual([
      "ok ok ok",
      "no ok ok",
      "no no ok",
    ]);
    expect(rows[2]?.[0]).toMatchObject({ reader: "v3", writer: "v1", understanding: "never" });
    expect(rows[2]?.[0]?.says).toBe('v3 can read no record of v1: Field "b" has no default. And 1 more.');
    expect(rows[0]?.[2]?.says).toBe("v1 reads all records of v3 as they were written");
  });
});

describe("opinions", () => {
  it("asks every set of rules that knows the format", () => {
    const format = {
      ...toy,
      compare: (...[reader, writer, { rules }]: Parameters<typeof toy.compare>) =>
        rules === "apicurio" ? [] : toy.compare(reader, writer, { rules, policy: "STRICT" }),
    };
    const asked = opinions({ format, mode: "BACKWARD", versions, candidate: toyVersion("v4", "d e") });
    expect(asked.map(({ title, compatible, codes }) => [title, compatible, codes])).toEqual([
      ["Confluent after 8.3.1", false, ["MISSING"]],
      ["Confluent up to 8.3.1", false, ["MISSING"]],
      ["Apicurio 3", true, []],
      ["AWS Glue (approximation)", false, ["MISSING"]],
    ]);
    const json = opinions({
      format: { ...toy, name: "json" },
      mode: "NONE",
      versions,
      candidate: toyVersion("v4", "d"),
    });
    expect(json.at(-1)).toMatchObject({ title: "Confluent after 8.3.1, lenient", policy: "LENIENT" });
  });
});
