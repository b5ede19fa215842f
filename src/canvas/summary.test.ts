import { describe, expect, it } from "vitest";
import { orderRun } from "#picture/order-run.fixture.ts";
import { readFileSync } from "node:fs";
import { present } from "#base/assert.ts";
import { admit } from "#scenario/admit.ts";
import { compile } from "#sim/compile.ts";
import { frameOf } from "#sim/frame-of.ts";
import { advance, startRun } from "#sim/run.ts";
import { summaryOf } from "./summary.ts";

/** The words of a card of a scenario of the gallery at a moment, in seconds. */
function words(file: string, nodeId: string, seconds: number): string {
  const admitted = admit(readFileSync(`public/gallery/${file}.json`));
  const compiled = admitted.ok ? compile(admitted.value) : null;
  const program = present(compiled?.ok === true ? compiled.value : undefined, "a program");
  const run = startRun(program);
  advance(run, seconds * 1e6);
  return summaryOf(frameOf(run), program.layout, nodeId);
}

describe("a card in words", () => {
  const [running, crashed] = orderRun([11, 20]);

  it("tells a group's state and what each instance owns", () => {
    const words = summaryOf(running!.frame, running!.layout, "payment");
    expect(words).toContain("Stable · gen 1");
    expect(words).toMatch(/Instance 1: .*owns/);
  });

  it("tells a crash and when it will be noticed", () => {
    expect(summaryOf(crashed!.frame, crashed!.layout, "payment")).toMatch(
      /Instance 1: crashed · out in \d+ s/,
    );
    expect(summaryOf(crashed!.frame, crashed!.layout, "orders")).toContain("Unowned: ");
  });

  it("counts dead letters, and says nothing of what the run does not know", () => {
    expect(summaryOf(running!.frame, running!.layout, "dead")).toBe("0 dead letters.");
    expect(summaryOf(running!.frame, running!.layout, "nobody")).toBe("");
  });

  it("counts the dead letters that nobody has dealt with", () => {
    const count = (seconds: number): number =>
      Number(/^(\d+) dead letters\.$/.exec(words("dead-letter-redrive", "dead-letters", seconds))?.[1]);
    expect(count(80)).toBeGreaterThan(20);
    expect(count(95)).toBeLessThan(count(80));
  });

  it("says of a database what is wrong in it, and of an event store how far its readers are", () => {
    expect(words("balance-naive-and-careful", "naive-db", 50)).toMatch(
      /^Up, .*naive-balance: [\d.]+, not [\d.]+, which is wrong\.$/,
    );
    expect(words("balance-naive-and-careful", "careful-db", 50)).toMatch(/careful-balance: [\d.]+\.$/);
    expect(words("event-sourced-account", "accounts", 40)).toMatch(
      /^\d+ events of \d+ aggregates, .*lag \d+\./,
    );
  });
});
