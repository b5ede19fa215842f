import { describe, expect, it } from "vitest";
import {
  appendSamples,
  cutSamples,
  sampleColumn,
  sampleCount,
  sampleTimes,
  startSamples,
  useSamples,
} from "./samples.ts";

describe("the samples", () => {
  it("turn rows into columns and grow without end", () => {
    startSamples(3);
    for (let at = 0; at < 1_000; at += 2) {
      appendSamples(new Float64Array([at, at * 2, -1, at + 1, at * 2 + 2, -1]));
    }
    expect(sampleCount()).toBe(1_000);
    expect(sampleTimes()).toHaveLength(1_000);
    expect(sampleColumn(1)[999]).toBe(1_998);
    expect(sampleColumn(2)[500]).toBe(-1);
    expect(sampleColumn(7)).toHaveLength(0);
    expect(useSamples.getState().count).toBe(1_000);
  });

  it("are cut after the moment that was kept, and start empty for another run", () => {
    startSamples(1);
    appendSamples(new Float64Array([10, 20, 30]));
    cutSamples(20);
    expect([...sampleTimes()]).toEqual([10, 20]);
    appendSamples(new Float64Array([25]));
    expect([...sampleTimes()]).toEqual([10, 20, 25]);
    startSamples(2);
    expect(sampleCount()).toBe(0);
  });
});
