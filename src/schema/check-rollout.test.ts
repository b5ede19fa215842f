import { describe, expect, it } from "vitest";
import { whoUpgradesFirst, type Rollout } from "./check-rollout.ts";
import type { Understanding } from "./payload.ts";

/** order-service writes v1 and goes to v2; payment and analytics read v1 and go to v2. `facts`: `reader<writer`. */
function rollout(facts: Readonly<Record<string, Understanding>>, change: Partial<Rollout> = {}): Rollout {
  return {
    producers: [{ service: "order-service", from: "v1", to: "v2" }],
    consumers: [
      { service: "payment", from: "v1", to: "v2" },
      { service: "analytics", from: "v1", to: "v2" },
    ],
    stored: [],
    understands: (reader, writer) => facts[`${reader}<${writer}`] ?? "same",
    ...change,
  };
}

describe("whoUpgradesFirst", () => {
  it("lets everybody move at any time where each version reads the other", () => {
    const advice = whoUpgradesFirst(rollout({}));
    expect(advice.kind).toBe("any-order");
    expect(advice.says).toEqual(["Any order: every reader reads every writer, before and after."]);
  });

  it("moves consumers first where the old version does not read the new", () => {
    const advice = whoUpgradesFirst(rollout({ "v1<v2": "never" }));
    expect(advice.kind).toBe("ordered");
    expect(advice.says).toEqual([
      "First upgrade the consumers payment and analytics.",
      "Then upgrade the producers order-service.",
    ]);
  });

  it("moves producers first where the new version does not read the old, and consumers once the old records are gone", () => {
    const advice = whoUpgradesFirst(rollout({ "v2<v1": "by-payload" }));
    expect(advice.says).toEqual([
      "First upgrade the producers order-service.",
      "Then upgrade the consumers payment and analytics, once all records written with v1 have left the topic or are read and never replayed.",
    ]);
  });

  it("thinks of old records in the topic that nobody writes any more", () => {
    const facts = { "v2<v0": "never" } as const;
    expect(whoUpgradesFirst(rollout(facts)).kind).toBe("any-order");
    const advice = whoUpgradesFirst(rollout(facts, { stored: ["v0"] }));
    expect(advice.kind).toBe("ordered");
    expect(advice.steps.find(({ role }) => role === "consumers")?.afterRecordsOf).toEqual(["v0"]);
  });

  it("finds no order where neither version reads the other, and says what to do instead", () => {
    const advice = whoUpgradesFirst(rollout({ "v1<v2": "never", "v2<v1": "never" }));
    expect(advice.kind).toBe("none");
    expect(advice.says.join(" ")).toContain(
      "order-service cannot write v2 before payment and analytics moved",
    );
    expect(advice.says.join(" ")).toContain("No order is safe: stop the producers");
  });

  it("finds no order where a consumer goes to a version that cannot read a producer that stays", () => {
    const advice = whoUpgradesFirst(
      rollout({ "v2<v1": "never" }, { producers: [{ service: "legacy", from: "v1", to: "v1" }] }),
    );
    expect(advice.kind).toBe("none");
    expect(advice.says[0]).toBe("legacy goes on writing v1, which payment on v2 cannot read.");
  });

  it("holds a producer back only for the consumers that need it", () => {
    const advice = whoUpgradesFirst(
      rollout(
        { "v0<v2": "never" },
        {
          consumers: [
            { service: "payment", from: "v1", to: "v1" },
            { service: "archive", from: "v0", to: "v2" },
          ],
        },
      ),
    );
    expect(advice.steps.map(({ role, services }) => [role, services])).toEqual([
      ["consumers", ["archive"]],
      ["producers", ["order-service"]],
    ]);
  });

  it("never moves a producer where a consumer that stays cannot read its new version", () => {
    const advice = whoUpgradesFirst(
      rollout({ "v1<v2": "never" }, { consumers: [{ service: "payment", from: "v1", to: "v1" }] }),
    );
    expect(advice.kind).toBe("none");
    expect(advice.says[0]).toContain("payment on v1 cannot read what order-service writes with v2");
  });

  it("warns of values that change without anybody failing, and of who fails already", () => {
    const advice = whoUpgradesFirst(rollout({ "v2<v1": "differs", "v1<v1": "by-payload" }));
    expect(advice.says).toContain(
      "Readers on v2 get some values of v1 changed: nothing fails, look at what changes.",
    );
    expect(advice.says).toContain("payment on v1 cannot read all records of v1 even before anybody moves.");
  });
});
