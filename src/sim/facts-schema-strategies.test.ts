/** The other strategies of changing a schema: a version in the topic's name, and an envelope that says the version. */
import { describe, expect, it } from "vitest";
import { play, type Sketch } from "./scenario.fixture.ts";
import { ID, NEEDS_TOTAL, order, rollout, said, V1, versionsOf } from "./schemas.fixture.ts";

describe("a version in the topic's name", () => {
  it("is published side by side: each event once to each topic, each with the schema of its own, until nobody reads the first", () => {
    const run = play({
      durationMs: 20_000,
      topics: {
        "orders.v1": { partitions: 1, valueSubject: "orders.v1-value" },
        "orders.v2": { partitions: 1, valueSubject: "orders.v2-value" },
      },
      subjects: { "orders.v1-value": { versions: [V1] }, "orders.v2-value": { versions: [NEEDS_TOTAL] } },
      group: { autoOffsetReset: "earliest" },
    });
    const keysOn = (on: string) => run.all("produced", { on }).map(({ extra }) => extra);
    expect(keysOn("orders.v1-0")).toEqual(keysOn("orders.v2-0"));
    expect(keysOn("orders.v1-0").length).toBeGreaterThan(100);
    expect(run.count("deserializationFailed")).toBe(0);
    const writers = run.all("produced").map(({ what }) => run.run.kernel.writers?.value(what));
    expect(new Set(writers)).toEqual(new Set([1, 2]));
  });
});

describe("messages in an envelope", () => {
  const enveloped = (group: Sketch["group"]): Sketch =>
    rollout({
      topics: { orders: { partitions: 2, valueSubject: "orders-value", envelope: "eventyard" } },
      subjects: {
        "orders-value": { mode: "NONE", versions: [V1, NEEDS_TOTAL, order(ID, ["total", "int"])] },
      },
      shop: { writerVersion: 1 },
      worker: { instances: 1 },
      group: { readerVersion: 3, upcasters: true, upcastMs: 2, ...group },
    });

  it("are brought up to the reader's version step by step, each step taking its time, and nobody asks a registry", () => {
    const run = play(enveloped({}));
    expect(run.count("upcast")).toBe(run.count("processed"));
    const upcast = run.first("upcast");
    const started = run.first("started", { on: run.label(upcast.where), offset: upcast.offset });
    expect(upcast.timeUs - started.timeUs).toBe(1_000 + 2 * 2_000);
    expect(said(run, "upcast")).toMatch(/up by 2 steps: v1 → v2 → v3\.$/);
    expect(run.count("schemaFetched")).toBe(0);
  });

  it("are unknown to a reader whose version is older", () => {
    const newer = play({ ...enveloped({ readerVersion: 1 }), shop: { writerVersion: 2, ratePerSecond: 20 } });
    expect(versionsOf(newer.first("deserializationFailed").extra)).toBe("v1 reads v2");
    expect(said(newer, "deserializationFailed")).toMatch(/v2 is unknown to it|total/);
  });
});
