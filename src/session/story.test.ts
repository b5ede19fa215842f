import { beforeEach, describe, expect, it } from "vitest";
import { appendStory, cutStory, storyRows, storyUntil, useStory } from "./story.ts";
import { storyRow } from "./worker/fake-worker.fixture.ts";

const add = (...times: number[]): void =>
  appendStory(new Float64Array(times.flatMap((timeUs) => storyRow(timeUs, "crashed"))));

beforeEach(() => cutStory(-1));

describe("the story", () => {
  it("grows in order and finds the rows up to a moment", () => {
    add(10, 20);
    add(20, 30);
    expect(storyRows().map(({ index, timeUs, fact }) => [index, timeUs, fact])).toEqual([
      [0, 10, "crashed"],
      [1, 20, "crashed"],
      [2, 20, "crashed"],
      [3, 30, "crashed"],
    ]);
    expect([9, 10, 20, 29, 30, 99].map(storyUntil)).toEqual([0, 1, 3, 3, 4, 4]);
    expect(useStory.getState().length).toBe(4);
  });

  it("forgets what came after the moment that was kept", () => {
    add(10, 20, 30);
    const { version } = useStory.getState();
    cutStory(20);
    expect(storyRows().map(({ timeUs }) => timeUs)).toEqual([10, 20]);
    expect(useStory.getState()).toMatchObject({ length: 2, version: version + 1 });
    add(25);
    expect(storyRows().at(-1)).toMatchObject({ index: 2, timeUs: 25 });
  });

  it("says nothing where nothing came", () => {
    const before = useStory.getState();
    add();
    expect(useStory.getState()).toBe(before);
  });
});
