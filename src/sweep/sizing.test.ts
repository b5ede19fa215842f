import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bandOf } from "./bands.ts";
import { answerOf, nextToAsk, readCondition, type Answer, type Judged, type Question } from "./sizing.ts";
import { runsToBeSure, wilson } from "./wilson.ts";
import { answerText } from "./words.ts";

const question: Question = { measure: "latencyP99", below: 2_000, share: 0.9, search: "bisection" };

/** Searches in values of which so many of `of` seeds meet the condition; the answer and what was asked for. */
function search(
  met: readonly number[],
  of: number,
  how: Question = question,
): Answer & { readonly asked: readonly number[]; readonly text: string } {
  const judged = new Map<number, Judged>();
  for (;;) {
    const next = nextToAsk(met.length, judged, how);
    if (next === null) break;
    expect(judged.has(next)).toBe(false);
    judged.set(next, { met: met[next]!, of, ...wilson(met[next]!, of) });
  }
  const answer = answerOf(judged, how);
  const text = answerText(answer, judged, how, (index) => String(index + 1), "Instances").join(" ");
  return { ...answer, asked: [...judged.keys()], text };
}

describe("Wilson's interval", () => {
  it("is that of the tables", () => {
    // Brown, Cai, DasGupta (2001) and any statistics package: 8 of 10, 0 of 20.
    expect(wilson(8, 10).low).toBeCloseTo(0.4902, 4);
    expect(wilson(8, 10).high).toBeCloseTo(0.9433, 4);
    expect(wilson(0, 20)).toEqual({ low: 0, high: expect.closeTo(0.1611, 4) as number });
    expect(wilson(20, 20)).toEqual({ low: expect.closeTo(0.8389, 4) as number, high: 1 });
  });

  it("says how many runs it takes to be sure of a share", () => {
    expect(wilson(runsToBeSure(0.9), runsToBeSure(0.9)).low).toBeGreaterThanOrEqual(0.9);
    expect(wilson(runsToBeSure(0.9) - 1, runsToBeSure(0.9) - 1).low).toBeLessThan(0.9);
  });
});

describe("the band of some runs", () => {
  it("has values that occurred, and counts what is known", () => {
    expect(bandOf([3, null, 1, 2])).toEqual({ min: 1, p5: 1, p50: 2, p95: 3, max: 3, known: 3 });
    const twenty = Array.from({ length: 20 }, (_, i) => 20 - i);
    expect(bandOf(twenty)).toMatchObject({ p5: 1, p50: 10, p95: 19, known: 20 });
    expect(bandOf([null])).toBeNull();
  });
});

describe("how many are needed", () => {
  it("is found by halves, with the next smaller one as the proof", () => {
    const found = search([0, 0, 0, 20, 20, 20, 20, 20], 20);
    expect(found).toMatchObject({ first: 3, least: 3, assured: null, isUneven: false });
    expect(found.asked).toEqual([7, 3, 1, 2]);
  });

  it("says what it stands on and how sure it is", () => {
    expect(search([0, 1, 20, 20], 20).text).toBe(
      "Instances: 3 is enough for latency p99 under 2 s. " +
        "With 3 it holds in 20 of 20 seeds (95 % interval of the share: 84 to 100 %); at least 90 % are wanted. " +
        "With 2 it holds in 1 of 20 seeds (95 % interval of the share: 1 to 24 %). " +
        "20 seeds are too few to be sure at 95 %: that takes at least 35.",
    );
    expect(search([0, 1, 40, 40], 40).text).toMatch(/3 is assured at 95 %\.$/);
  });

  it("looks further down while a smaller value cannot be excluded, and up to one that is assured", () => {
    const found = search([0, 30, 34, 37, 40, 40], 40);
    expect(found).toMatchObject({ first: 3, least: 2, assured: 4 });
    expect(found.asked).toContain(1);
    expect(found.text).toMatch(/even 3 cannot be excluded.*Assured at 95 % is 5\.$/);
  });

  it("may be more than the list has", () => {
    const found = search([0, 0, 3], 20);
    expect(found).toMatchObject({ first: null, least: null, asked: [2] });
    expect(found.text).toMatch(
      /^Instances: none of these values is enough .* With 3 it holds in 3 of 20 seeds/,
    );
  });

  it("is found in a list of which larger values are worse only by asking for all", () => {
    const found = search([0, 20, 0, 20], 20, { ...question, search: "all" });
    expect(found).toMatchObject({ first: 1, isUneven: true, asked: [0, 1, 2, 3] });
    expect(found.text).toMatch(/Not every dearer value does/);
  });

  it("is the same by halves and by asking for all, where more is never worse", () => {
    const lists = fc
      .array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 30 })
      .map((list) => list.toSorted((a, b) => a - b));
    fc.assert(
      fc.property(lists, (met) => {
        const all = search(met, 40, { ...question, search: "all" });
        const halves = search(met, 40);
        expect(halves.first).toBe(all.first);
        if (all.first !== null) expect([halves.least, halves.assured]).toEqual([all.least, all.assured]);
      }),
    );
  });
});

describe("a condition", () => {
  it.each([
    ["latencyP99 < 2s", { measure: "latencyP99", below: 2_000 }],
    ["latencyP95<750ms", { measure: "latencyP95", below: 750 }],
    ["latencyP95<750", { measure: "latencyP95", below: 750 }],
    ["lagEnd < 100", { measure: "lagEnd", below: 100 }],
    ["lagEnd < 100ms", null],
    ["p99 < 2s", null],
    ["latencyP99 > 2s", null],
    ["__proto__ < 1", null],
  ])("%s", (text, wanted) => expect(readCondition(text)).toEqual(wanted));
});
