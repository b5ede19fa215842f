/** What a person is told of effects: sentences, and why. */
import { describe, expect, it } from "vitest";
import { sentenceOf } from "#sim/sentences.ts";
import type { FactName } from "#sim/facts.ts";
import type { Played } from "#sim/scenario.fixture.ts";
import { startStory } from "#sim/story-context.ts";
import { summarise } from "#sim/summary.ts";
import { crashes, playBank } from "./bank.fixture.ts";

function said(run: Played, fact: FactName): string {
  const { layout } = run.program;
  return sentenceOf({ ...run.first(fact), fact }, layout, startStory(layout, run.scenario));
}

describe("a naive balance after a crash", () => {
  const run = playBank({ deeds: crashes(20_010), group: { commit: "auto" } });

  it("says what was done twice, and by how much a value is off", () => {
    expect(said(run, "effectRepeated")).toMatch(
      /^worker-1 has done what orders 0 at offset \d+ asks for again, for the second time: the effect is not idempotent\.$/,
    );
    expect(said(run, "valuesParted")).toMatch(
      /^The value of the key of orders 0 at offset \d+ is \d+\.00 too high from here on\.$/,
    );
  });

  it("tells the chain from the crash to the second effect, and what would have prevented it", () => {
    const found = summarise(run.run, run.scenario).anomalies.find(({ kind }) => kind === "repeated-effect")!;
    expect(found.cause).toMatch(
      /worker-1 crashed at 0:20\.010, after the effect and before the commit of the offset/,
    );
    expect(found).toMatchObject({ setting: expect.stringContaining("Deduplication"), member: "worker-1" });
    expect(found.preventedBy).toContain("own transaction");
  });
});
