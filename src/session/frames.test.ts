import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { latestFrame, onFrame, publishFrame } from "./frames.ts";
import { fakeFrame } from "./worker/fake-worker.fixture.ts";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe("frames", () => {
  it("reach every listener until it leaves", () => {
    const seen: number[] = [];
    const stop = onFrame(({ atUs }) => seen.push(atUs));
    publishFrame(fakeFrame(1));
    publishFrame(fakeFrame(2));
    stop();
    publishFrame(fakeFrame(3));
    expect(seen).toEqual([1, 2]);
    expect(latestFrame()?.atUs).toBe(3);
  });
});
