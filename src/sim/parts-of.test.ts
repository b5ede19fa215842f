import { readdirSync, readFileSync } from "node:fs";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { admit } from "#scenario/admit.ts";
import type { Scenario } from "#scenario/document.ts";
import { PART_NAMES, partsOf } from "./parts-of.ts";
import { randomEverything } from "./random-everything.fixture.ts";

const GALLERY = new URL("../../public/gallery/", import.meta.url);

const gallery = readdirSync(GALLERY)
  .filter((name) => name.endsWith(".json") && name !== "index.json")
  .flatMap((name): [string, Scenario][] => {
    const admitted = admit(readFileSync(new URL(name, GALLERY)));
    return admitted.ok ? [[name, admitted.value]] : [];
  });

/** Random ones beside the gallery, in which everything occurs. */
const scenarios = [
  ...gallery,
  ...Array.from({ length: 24 }, (_, i): [string, Scenario] => [
    `random ${i}`,
    randomEverything(`parts ${i}`),
  ]),
];

describe("the parts of a scenario", () => {
  it("are none for the first visit's order system", () => {
    expect(partsOf(scenarios.find(([name]) => name === "order-system.json")![1])).toEqual([]);
  });

  it("are all needed by some scenario here", () => {
    const needed = new Set(scenarios.flatMap(([, scenario]) => partsOf(scenario)));
    expect(PART_NAMES.filter((name) => !needed.has(name))).toEqual([]);
  });
});

describe.each(scenarios)("%s", (name, scenario) => {
  // Modules of its own for each: as in a browser's worker that has just begun, where no part is there.
  beforeEach(() => {
    vi.resetModules();
    vi.doMock("./all-parts.ts", () => ({}));
  });

  it("runs with the parts that it names and no others, and not without them", async () => {
    const parts = partsOf(scenario);
    const fresh = {
      parts: await import("./parts-loading.ts"),
      compile: (await import("./compile.ts")).compile,
      frameOf: (await import("./frame-of.ts")).frameOf,
      run: await import("./run.ts"),
    };
    const playFresh = (): void => {
      const program = fresh.compile(scenario);
      if (!program.ok) throw new Error(program.problems[0]?.says);
      const run = fresh.run.startRun(program.value);
      for (const share of [0.1, 0.5, 1]) {
        fresh.run.seekRun(run, program.value.durationUs * share, 60_000);
        fresh.frameOf(run);
      }
    };
    expect(fresh.parts.missingParts(parts)).toEqual(parts);
    // A random one may name a part that nothing brings about, e.g. a producer with transactions and without topics.
    if (parts.length > 0 && !name.startsWith("random")) expect(playFresh).toThrow();
    await fresh.parts.loadParts(parts);
    expect(fresh.parts.missingParts(parts)).toEqual([]);
    playFresh();
  });
});
