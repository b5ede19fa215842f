import { describe, expect, it } from "vitest";
import { nextSpan, spansFor, stretchFor, stretchFrom, ticksOf, timeAt, xOf } from "./span.ts";

const S = 1_000_000;
const RUN = 180 * S;

describe("the stretch that the lanes show", () => {
  it("stays while the playhead is in it, and turns the page when that leaves", () => {
    const first = stretchFor(60 * S, null, 0, RUN);
    expect(first).toEqual({ fromUs: 0, toUs: 60 * S });
    expect(stretchFor(60 * S, first, 59 * S, RUN)).toBe(first);
    const second = stretchFor(60 * S, first, 61 * S, RUN);
    expect(second).toEqual({ fromUs: 55 * S, toUs: 115 * S });
    expect(stretchFor(60 * S, second, 10 * S, RUN)).toEqual({ fromUs: 4 * S, toUs: 64 * S });
  });

  it("lies within the run, and is the whole of it where that is shorter", () => {
    expect(stretchFor(60 * S, null, 179 * S, RUN)).toEqual({ fromUs: 120 * S, toUs: RUN });
    expect(stretchFor(60 * S, null, 3 * S, 20 * S)).toEqual({ fromUs: 0, toUs: 20 * S });
    expect(stretchFor(Infinity, null, 3 * S, RUN)).toEqual({ fromUs: 0, toUs: RUN });
    expect(stretchFrom(-5, 10 * S, RUN)).toEqual({ fromUs: 0, toUs: 10 * S });
  });

  it("becomes closer and wider by steps that mean something", () => {
    expect(spansFor(RUN)).toEqual([Infinity, 60 * S, 10 * S, S]);
    expect(nextSpan(60 * S, 1, RUN)).toBe(10 * S);
    expect(nextSpan(60 * S, -1, RUN)).toBe(Infinity);
    expect(nextSpan(Infinity, -1, RUN)).toBe(Infinity);
    expect(nextSpan(S, 1, RUN)).toBe(S);
  });

  it("has a place for each moment, and back", () => {
    const stretch = { fromUs: 60 * S, toUs: 120 * S };
    expect(xOf(75 * S, stretch, 1000)).toBe(250);
    expect(timeAt(250, stretch, 1000)).toBe(75 * S);
    expect(timeAt(-40, stretch, 1000)).toBe(60 * S);
    expect(timeAt(4, stretch, 0)).toBe(60 * S);
  });

  it("labels round moments, far enough apart", () => {
    expect(ticksOf({ fromUs: 55 * S, toUs: 115 * S }, 600)).toEqual(
      [60, 70, 80, 90, 100, 110].map((s) => s * S),
    );
    expect(ticksOf({ fromUs: 0, toUs: S }, 0)).toEqual([]);
  });
});
