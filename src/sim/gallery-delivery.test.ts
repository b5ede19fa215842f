/** What is delivered how often, how long it is kept, and who may still read it: with the failing twins. */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { admit } from "#scenario/admit.ts";
import { playScenario } from "./scenario.fixture.ts";
import { summarise } from "./summary.ts";

const SEEDS = ["a", "b", "c", "d", "e", "f", "g", "h"];

function ended(name: string, seed: string) {
  const admitted = admit(readFileSync(new URL(`../../public/gallery/${name}.json`, import.meta.url)));
  if (!admitted.ok) throw new Error(JSON.stringify(admitted.problems));
  const { run, scenario } = playScenario({ ...admitted.value, seed });
  return summarise(run, scenario);
}

it("crashed in the middle of a batch: fewer results than orders, more, and as many, on every seed", () => {
  for (const seed of ["delivery", ...SEEDS]) {
    const { groups, topics } = ended("delivery-guarantees", seed);
    const orders = topics["orders"]!.produced;
    expect(groups["at-most-once-books-group"]!.processed).toBeLessThan(orders);
    expect(groups["at-least-once-books-group"]!.processed).toBeGreaterThan(orders);
    expect(groups["exactly-once-books-group"]).toMatchObject({ processed: orders, duplicates: 0, lost: 0 });
  }
});

it("an outage that is longer than retention loses what came in meanwhile; one that is shorter loses nothing", () => {
  for (const seed of ["retention", ...SEEDS]) {
    const short = ended("retention-too-short", seed);
    expect(short.groups["billing-group"]!.lost).toBeGreaterThan(500);
    expect(short.invariants[0]).toMatchObject({ holds: false });
    const long = ended("retention-outlasts", seed);
    expect(long.groups["billing-group"]).toMatchObject({
      lost: 0,
      processed: long.topics["orders"]!.produced,
    });
    expect(long.invariants[0]).toMatchObject({ holds: true });
  }
});

it("who comes late and starts at the beginning has read everything; the other after its offsets are reset", () => {
  for (const seed of ["late", ...SEEDS]) {
    const { groups, topics } = ended("late-readers", seed);
    const orders = topics["orders"]!.produced;
    expect(groups["late-from-the-beginning-group"]).toMatchObject({ processed: orders, duplicates: 0 });
    const { processed, duplicates } = groups["late-from-the-end-group"]!;
    expect(processed - duplicates).toBe(orders);
    expect(duplicates).toBeGreaterThan(100);
  }
});
