import { beforeEach, describe, expect, it } from "vitest";
import { compile } from "#sim/compile.ts";
import { Fact, ROW_STRIDE } from "#sim/facts.ts";
import { scenarioOf } from "#sim/scenario.fixture.ts";
import { explained } from "./explaining.ts";
import { usePlayback } from "./playback-store.ts";
import { startWithScenario } from "./scenario-store.ts";
import { appendStory, cutStory } from "./story.ts";

const scenario = scenarioOf({});
const compiled = compile(scenario);
if (!compiled.ok) throw new Error("the sketch does not compile");
const { layout } = compiled.value;

/** `count` messages dead-lettered by worker-1, a second apart, from `fromMs` on. */
function letters(fromMs: number, count: number): Float64Array {
  const rows = Array.from({ length: count }, (_, i) => [
    (fromMs + i * 1000) * 1000,
    Fact.deadLettered,
    64,
    i,
    0,
    i,
    3,
  ]);
  expect(rows[0]).toHaveLength(ROW_STRIDE);
  return Float64Array.from(rows.flat());
}

describe("what is explained", () => {
  beforeEach(() => {
    startWithScenario(scenario);
    usePlayback.setState({ layout });
    cutStory(-1);
  });

  it("is nothing before the first run", () => {
    usePlayback.setState({ layout: null });
    expect(explained()).toBeNull();
  });

  it("grows with the story and stays the same object", () => {
    appendStory(letters(0, 2));
    const before = explained();
    expect(before?.at(0)?.count).toBe(2);
    appendStory(letters(2_000, 1));
    expect(explained()).toBe(before);
    expect(before?.at(0)?.count).toBe(3);
    appendStory(letters(60_000, 1));
    expect(explained()?.length).toBe(2);
  });

  it("is told anew where the run went another way", () => {
    appendStory(letters(0, 5));
    const before = explained();
    cutStory(2_000_000);
    expect(explained()).not.toBe(before);
    expect(explained()?.at(0)?.count).toBe(3);
  });
});
