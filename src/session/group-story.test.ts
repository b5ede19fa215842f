import { beforeEach, describe, expect, it } from "vitest";
import { Fact, type FactName } from "#sim/facts.ts";
import { groupStory } from "./group-story.ts";
import { layout } from "./run.fixture.ts";
import { appendStory, cutStory } from "./story.ts";

/** Adds rows: second, fact, who, what, where. */
function add(...rows: readonly (readonly [number, FactName, number, number, number])[]): void {
  appendStory(
    new Float64Array(
      rows.flatMap(([second, fact, ...columns]) => [second * 1_000_000, Fact[fact], ...columns, -1, -1]),
    ),
  );
}

const owned = (): readonly (readonly number[])[] =>
  [...(groupStory(layout, 0)?.holdings.values() ?? [])].map((list) => list.map(({ pair }) => pair));

beforeEach(() => cutStory(-1));

describe("the story of a group", () => {
  it("goes on where rows are added", () => {
    add([0, "startedUp", 64, -1, -1], [1, "assigned", 64, 1, 0]);
    const history = groupStory(layout, 0);
    expect(owned()).toEqual([[0]]);
    add([2, "assigned", 64, 1, 1]);
    expect(owned()).toEqual([[0, 1]]);
    expect(groupStory(layout, 0)).toBe(history);
  });

  it("is told anew where the run went another way, also with as many rows", () => {
    add([0, "startedUp", 64, -1, -1], [1, "assigned", 64, 1, 0]);
    expect(owned()).toEqual([[0]]);
    cutStory(500_000);
    add([1, "assigned", 64, 1, 1]);
    expect(owned()).toEqual([[1]]);
    cutStory(500_000);
    expect(owned()).toEqual([[]]);
  });

  it("is none where there is no such group, and another one in another layout", () => {
    add([0, "startedUp", 64, -1, -1]);
    const history = groupStory(layout, 0);
    expect(groupStory(layout, 7)).toBeNull();
    expect(groupStory({ ...layout }, 0)).not.toBe(history);
  });
});
