import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Calendar } from "./calendar.ts";

/** What a program of pushes (a delay) and pops (null) takes out, as "time:number of the push". */
function taken(program: readonly (number | null)[], saveEvery = Infinity): string[] {
  let calendar = new Calendar();
  let nowUs = 0;
  let pushed = 0;
  const out: string[] = [];
  const pop = (): void => {
    nowUs = calendar.nextTimeUs;
    calendar.pop();
    out.push(`${nowUs}:${calendar.a}:${String(calendar.parcel)}`);
  };
  program.forEach((delayUs, step) => {
    if (delayUs !== null) {
      calendar.push(nowUs + delayUs, 0, 0, 0, pushed, 0, 0, pushed % 2 === 0 ? `p${pushed}` : undefined);
      pushed++;
    } else if (calendar.length > 0) pop();
    if (step % saveEvery !== saveEvery - 1) return;
    const saved = calendar.save();
    calendar = new Calendar();
    calendar.restore(saved);
  });
  while (calendar.length > 0) pop();
  return out;
}

/** The same by sorting all that is pending for every call. */
function expected(program: readonly (number | null)[]): string[] {
  const pending: { readonly timeUs: number; readonly number: number }[] = [];
  let nowUs = 0;
  let pushed = 0;
  const out: string[] = [];
  const pop = (): void => {
    pending.sort((a, b) => a.timeUs - b.timeUs || a.number - b.number);
    const next = pending.shift()!;
    nowUs = next.timeUs;
    out.push(`${nowUs}:${next.number}:${next.number % 2 === 0 ? `p${next.number}` : "undefined"}`);
  };
  for (const delayUs of program) {
    if (delayUs !== null) pending.push({ timeUs: nowUs + delayUs, number: pushed++ });
    else if (pending.length > 0) pop();
  }
  while (pending.length > 0) pop();
  return out;
}

const programs = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.nat(20) },
    { weight: 1, arbitrary: fc.nat(1_000_000) },
    { weight: 4, arbitrary: fc.constant(null) },
  ),
  { maxLength: 600, size: "max" },
);

describe("the calendar", () => {
  it("takes calls out by time, those of one moment in the order in which they were scheduled", () => {
    fc.assert(
      fc.property(programs, (program) => {
        expect(taken(program)).toEqual(expected(program));
      }),
    );
  });

  it("goes on from what it saved as if nothing had happened", () => {
    fc.assert(
      fc.property(programs, fc.integer({ min: 1, max: 50 }), (program, saveEvery) => {
        expect(taken(program, saveEvery)).toEqual(expected(program));
      }),
    );
  });

  it("says that nothing is due when it is empty", () => {
    const calendar = new Calendar();
    expect(calendar.nextTimeUs).toBe(Infinity);
    calendar.push(7, 1, 2, 3, 4, 5, 6);
    expect(calendar.nextTimeUs).toBe(7);
    calendar.pop();
    expect([calendar.process, calendar.incarnation, calendar.handler, calendar.b, calendar.c]).toEqual([
      1, 2, 3, 5, 6,
    ]);
    expect(calendar.nextTimeUs).toBe(Infinity);
  });
});
