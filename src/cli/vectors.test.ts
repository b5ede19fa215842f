import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runVectors } from "./vectors.ts";

const OURS = join(import.meta.dirname, "../sim/bus/log/__vectors__");

/** Exit code and lines of a run. */
function run(...paths: string[]): { code: number; lines: string[]; last: string | undefined } {
  const lines: string[] = [];
  const code = runVectors(paths, (line) => lines.push(line));
  return { code, lines, last: lines.at(-1) };
}

describe("the replay of vectors", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "vectors-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Writes a file into the scratch folder. */
  function file(name: string, content: unknown): string {
    const path = join(folder, name);
    writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
    return path;
  }

  const key = {
    keyUtf8: "key",
    keyHex: "6b6579",
    murmur2: -1079937367,
    positive: 1067546281,
    partition: { "6": 1 },
  };
  const member = { id: "m", topics: ["orders"] };
  const step = (partitions: number[]): object => ({
    generation: 1,
    partitions: { orders: 2 },
    members: [member],
    assignment: { m: { orders: partitions } },
  });

  it("passes all recorded keys", () => {
    expect(run(join(OURS, "murmur2.json"))).toMatchObject({ code: 0, last: "159 passed, 0 failed" });
  });

  it("passes all recorded groups of the client assignors, with racks and without", () => {
    expect(run(join(OURS, "assignors.json"))).toMatchObject({ code: 0, last: "223 passed, 0 failed" });
  });

  it("passes all recorded groups of the consumer protocol and of its assignors", () => {
    expect(run(join(OURS, "server-assignors.json"))).toMatchObject({ code: 0, last: "19 passed, 0 failed" });
    expect(run(join(OURS, "consumer-protocol.json"))).toMatchObject({ code: 0, last: "10 passed, 0 failed" });
  });

  it("names the file, the vector, the step and both values of a failure", () => {
    const path = file("wrong.json", {
      scenarios: [{ id: "range-1", assignor: "range", steps: [step([0, 1]), step([0])] }],
    });
    const { code, lines, last } = run(path);
    expect(code).toBe(1);
    expect(lines.slice(0, 3)).toEqual([
      `${path}: range-1, step 2 of 2 (generation 1)`,
      '  expected {"m":{"orders":[0]}}',
      '  got      {"m":{"orders":[0,1]}}',
    ]);
    expect(last).toBe("0 passed, 1 failed");
  });

  it("says what it skips, and fails if that was all", () => {
    const skipped = { id: "u-1", assignor: "server-other", steps: [step([0, 1])] };
    const some = run(
      file("skipped.json", { scenarios: [{ ...skipped, id: "r-1", assignor: "range" }, skipped] }),
    );
    expect(some).toMatchObject({ code: 0, last: "1 passed, 0 failed, 1 skipped" });
    expect(some.lines.join("\n")).toContain("1 skipped, no assignor is called server-other");
    expect(run(file("only.json", { scenarios: [skipped] })).code).toBe(1);
  });

  it("fails on a wrong hash and on a wrong partition", () => {
    expect(run(file("key.json", { vectors: [{ ...key, partition: { "6": 1067546281 % 6 } }] })).code).toBe(0);
    expect(run(file("hash.json", { vectors: [{ ...key, murmur2: 1 }] })).code).toBe(1);
    expect(run(file("part.json", { vectors: [{ ...key, partition: { "6": 5 } }] })).code).toBe(1);
  });

  it("stops at a vector that is not of the file's shape, and counts it as failed", () => {
    const { code, last } = run(
      file("shape.json", { vectors: [{ ...key, partition: {} }, { keyHex: "00" }] }),
    );
    expect({ code, last }).toEqual({ code: 1, last: "1 passed, 1 failed" });
  });

  it("says which files it cannot replay or read", () => {
    const unknown = run(file("unknown.json", { answer: 42 }));
    expect(unknown.code).toBe(1);
    expect(unknown.lines[0]).toContain("none of the known kinds");
    const broken = run(file("broken.json", "{"), join(OURS, "murmur2.json"));
    expect(broken.code).toBe(1);
    expect(broken.lines[0]).toContain("cannot be read");
    const missing = run(join(folder, "missing"));
    expect(missing.code).toBe(1);
    expect(missing.lines[0]).toContain("cannot be read");
  });

  it("fails if there is nothing to replay", () => {
    expect(run()).toMatchObject({ code: 1, last: "0 passed, 0 failed" });
  });

  it("finds the files of a folder, however deep", () => {
    const { lines } = run(join(OURS, ".."));
    expect(lines.some((line) => line.includes("murmur2.json: murmur2 keys, 159 passed"))).toBe(true);
  });
});
