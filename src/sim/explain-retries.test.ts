import { describe, expect, it } from "vitest";
import type { Anomaly } from "./anomaly.ts";
import { Explainer } from "./explain.ts";
import { FACT_NAMES, STORY_FACTS, type FactName } from "./facts.ts";
import { play, type Deed, type Sketch } from "./scenario.fixture.ts";

const STORY = new Set<FactName>(STORY_FACTS);

function explained(sketch: Sketch, kind: string): Anomaly | undefined {
  const played = play(sketch);
  const explainer = new Explainer(played.program.layout, played.scenario);
  for (const row of played.rows) {
    const fact = FACT_NAMES[row.fact]!;
    if (STORY.has(fact)) explainer.take({ ...row, fact });
  }
  return explainer.all().find((each) => each.kind === kind);
}

const says = (anomaly: Anomaly | undefined): string =>
  anomaly?.chain.map((link) => link.says).join(" → ") ?? "nothing";

const poison: Deed = [9_500, "poison-next", "orders"];
const sketch: Sketch = {
  shop: { ratePerSecond: 2, keys: "uniform", keyCount: 1 },
  group: { maxAttempts: 1, commit: "after-record" },
  hasDeadLetters: true,
  durationMs: 60_000,
};

describe("what is explained of retries and redrives", () => {
  it("is the order that a retry topic gives up, and that a key fence keeps it", () => {
    const failing = { ...sketch, worker: { failurePercent: 20 }, retries: { later: { partitions: 1 } } };
    const anomaly = explained(failing, "late-copy");
    expect(says(anomaly)).toMatch(
      /it failed at first and left its partition for later → meanwhile message \d+, a later one of its key, was processed → .* processed after later ones of the same key/,
    );
    expect(anomaly?.prevention.setting).toMatchObject({ field: "keyFence", value: "true" });
    expect(
      explained({ ...failing, group: { ...sketch.group, keyFence: true } }, "late-copy"),
    ).toBeUndefined();
  });

  it("is the order that a redrive gives up, for which there is no setting", () => {
    const deeds: Deed[] = [poison, [29_000, "mend-dead-letters", "dead"], [30_000, "redrive", "dead"]];
    const anomaly = explained({ ...sketch, deeds }, "late-copy");
    expect(says(anomaly)).toMatch(/it lay in dead and was redriven to the end of its topic/);
    expect(anomaly?.prevention).toMatchObject({ setting: null });
  });

  it("is the duplicate at a group that had no need of the redrive", () => {
    const failing: Sketch = { ...sketch, worker: { failurePercent: 30 }, other: {} };
    const anomaly = explained({ ...failing, deeds: [[30_000, "redrive", "dead"]] }, "repeated-copy");
    expect(says(anomaly)).toMatch(
      /group others processed the original, message \d+ → for another group it failed/,
    );
    expect(anomaly?.group).toBe("others");
    const alone: Sketch = {
      ...failing,
      retries: { later: {} },
      deeds: [[30_000, "redrive", "dead", { to: "group" }]],
    };
    expect(explained(alone, "repeated-copy")).toBeUndefined();
  });

  it("is the queue that rings, and the message that goes round until it may no more", () => {
    expect(says(explained({ ...sketch, deeds: [poison] }, "ringing-queue"))).toMatch(
      /workers puts there what failed every attempt → 1 dead letter waits in dead/,
    );
    const deeds: Deed[] = [poison, [20_000, "redrive", "dead", { goesOn: true }]];
    const anomaly = explained({ ...sketch, deeds }, "redrive-loop");
    expect(says(anomaly)).toMatch(/it was sent again 3 times and came back each time/);
    expect(anomaly?.setting).toMatchObject({ field: "maxRedrives", value: "3" });
  });
});
