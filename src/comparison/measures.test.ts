/** Figures of two runs side by side, what their difference is called, and what a design costs. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { admit } from "#scenario/admit.ts";
import { nodeOf, setConfig } from "#scenario/edits.ts";
import type { Scenario } from "#scenario/document.ts";
import { frameOf } from "#sim/frame-of.ts";
import { playScenario, scenarioOf } from "#sim/scenario.fixture.ts";
import { changesBetween, changeText } from "./changes.ts";
import { InstanceClock } from "./instance-time.ts";
import { measureSections, type GroupMeasures, type Measures } from "./measures.ts";
import { measuresOfFrame } from "./of-frame.ts";
import { measuresOfRun } from "./of-run.ts";
import { RunRecord, seriesOf } from "./series.ts";

const group = (change: Partial<GroupMeasures> = {}): GroupMeasures => ({
  nodeId: "g",
  name: "payment",
  lag: 12,
  processed: 100,
  perSecond: 5,
  p50Ms: 4,
  p95Ms: 40,
  p99Ms: 400,
  duplicates: 0,
  lost: 0,
  retried: 0,
  deadLettered: 0,
  ...change,
});
const measures = (groups: readonly GroupMeasures[], instanceSeconds = 60): Measures => ({
  atMs: 20_000,
  groups,
  parts: [],
  produced: 100,
  running: 3,
  instanceSeconds,
});
const rowsOf = (a: Measures, b: Measures) => measureSections(a, b).flatMap(({ rows }) => rows);
const rowAt = (a: Measures, b: Measures, label: string) => rowsOf(a, b).find((row) => row.label === label);

describe("figures side by side", () => {
  it("say what B has more or less of, and whether that is better", () => {
    const [a, b] = [measures([group()]), measures([group({ lag: 940, duplicates: 3, p95Ms: 20 })], 45)];
    expect(rowAt(a, b, "Lag")).toMatchObject({
      a: "12",
      b: "940",
      says: "928 more, 78× as much",
      isBetter: false,
    });
    expect(rowAt(a, b, "Latency p95")).toMatchObject({ says: "20 ms less, half as much", isBetter: true });
    expect(rowAt(a, b, "Duplicates")).toMatchObject({ says: "3 more", isBetter: false });
    expect(rowAt(a, b, "Instance seconds")).toMatchObject({ says: "15.0 s less", isBetter: true });
    expect(rowAt(a, b, "Lost")).toMatchObject({ says: "the same", isBetter: null });
    expect(rowAt(a, b, "Throughput")?.isBetter).toBeNull();
  });

  it("know a group that only one has, and one whose figure is unknown", () => {
    const a = measures([group({ lag: null }), group({ nodeId: "x", name: "audit" })]);
    const sections = measureSections(a, measures([group()]));
    expect(sections.map(({ title }) => title)).toEqual(["payment", "audit", "The whole"]);
    expect(sections[0]?.rows[0]).toMatchObject({ a: "–", b: "12", says: "only B has a figure" });
    expect(sections[1]?.rows[0]).toMatchObject({ a: "12", b: "–", says: "only A has a figure" });
  });

  it("put the groups that differ first", () => {
    const same = group({ nodeId: "s", name: "same" });
    const sections = measureSections(measures([same, group()]), measures([same, group({ lag: 13 })]));
    expect(sections.map(({ title }) => title)).toEqual(["payment", "same", "The whole"]);
  });
});

describe("what a design costs", () => {
  it("is the time its instances were up: neither a crashed nor a stopped one is paid for", () => {
    const clock = new InstanceClock();
    clock.take({ timeUs: 0, fact: "startedUp", who: 1 });
    clock.take({ timeUs: 0, fact: "startedUp", who: 2 });
    clock.take({ timeUs: 10_000_000, fact: "crashed", who: 2 });
    clock.take({ timeUs: 11_000_000, fact: "paused", who: 1 });
    clock.take({ timeUs: 30_000_000, fact: "startedUp", who: 2 });
    expect(clock.running).toBe(2);
    expect(clock.secondsUntil(40_000_000)).toBe(60);
  });
});

describe("the figures of a run", () => {
  const scenario = scenarioOf({
    durationMs: 20_000,
    worker: { instances: 2 },
    deeds: [[10_000, "crash", "worker", { instance: 1 }]],
  });
  const { run } = playScenario(scenario);

  it("are the same from a picture of it as from the run itself", () => {
    const { layout } = run.program;
    const record = new RunRecord(layout);
    record.add(run.sampler.rowsFrom(0), run.kernel.trace.storyFrom(0));
    const [seen, whole] = [
      measuresOfFrame(frameOf(run), layout, record, record.story),
      measuresOfRun(run, scenario),
    ];
    for (const { atMs, groups, produced, running, instanceSeconds } of [seen, whole]) {
      expect({ atMs, produced, running, instanceSeconds }).toEqual({
        atMs: 20_000,
        produced: 199,
        running: 2,
        instanceSeconds: 50,
      });
      expect(groups).toHaveLength(1);
    }
    const counts = ({ lag, processed, duplicates, lost }: GroupMeasures) => ({
      lag,
      processed,
      duplicates,
      lost,
    });
    expect(counts(seen.groups[0]!)).toEqual(counts(whole.groups[0]!));
    const series = seriesOf(layout, record, record.story);
    expect(series.running.at(-1)).toBe(2);
    expect(series.lag).toHaveLength(record.times.length);
  });
});

describe("what differs in settings", () => {
  const a: Scenario = scenarioOf({ worker: { instances: 2 } });
  const texts = (b: Scenario) => changesBetween(a, b).map(changeText);

  it("is told by the names of settings and with units; initial values count as what they are", () => {
    expect(texts(structuredClone(a))).toEqual([]);
    expect(texts(setConfig(a, "worker", "instances", 3))).toEqual(["Instances of worker: 2 → 3"]);
    expect(texts({ ...a, seed: "7", settings: { ...a.settings, durationMs: 30_000 } })).toEqual([
      "Seed: 1 → 7",
      "Length of the run: 60 s → 30 s",
    ]);
  });

  it("names what only one has: nodes, wires, interventions with their moments", () => {
    const gone: Scenario = {
      ...a,
      nodes: a.nodes.filter(({ id }) => id !== "shop"),
      wires: a.wires.filter(({ from }) => from !== "shop"),
      interventions: [{ id: "i", atMs: 57_000, kind: "crash", target: "worker", config: { instance: 2 } }],
    };
    expect(nodeOf(gone, "shop")).toBeUndefined();
    expect(texts(gone)).toEqual([
      "shop: only in A (service)",
      "Wire shop → orders: only in A (wired)",
      "Crash: worker, instance 2: only in B (0:57)",
    ]);
  });
});

describe("what services and event stores have come to", () => {
  const ended = (file: string) => {
    const admitted = admit(readFileSync(new URL(`../../public/gallery/${file}`, import.meta.url)));
    if (!admitted.ok) throw new Error(file);
    const { run, scenario } = playScenario(admitted.value);
    return measuresOfRun(run, scenario);
  };
  const rowOf = (failing: string, holding: string, title: string, label: string) =>
    measureSections(ended(failing), ended(holding))
      .find((section) => section.title === title && section.rows.some((row) => row.label === label))!
      .rows.find((row) => row.label === label)!;

  it.each([
    ["dual-write-loses.json", "outbox-keeps.json", "shop", "Stored and never published"],
    ["rate-limit-hammered.json", "rate-limit-kept.json", "bank", "Requests over the limit (429)"],
    ["saga-half-done.json", "saga-undone.json", "trip-service", "Left half done"],
    ["saga-by-events-half-done.json", "saga-by-events.json", "order-service", "Left half done"],
  ])("%s against %s: %s has less of “%s”, which is better", (failing, holding, title, label) => {
    const row = rowOf(failing, holding, title, label);
    expect(Number(row.a.replace(",", ""))).toBeGreaterThan(0);
    expect(row).toMatchObject({ b: "0", isBetter: true });
  });

  it("tell a wrong balance from a right one, key by key and effect by effect", () => {
    const { parts } = ended("balance-naive-and-careful.json");
    const of = (name: string) => parts.find((part) => part.name === name)!.figures;
    expect(of("naive-balance")).toMatchObject({ missing: 0 });
    expect(of("naive-balance")["wrongKeys"]).toBeGreaterThan(0);
    expect(of("naive-balance")["repeated"]).toBeGreaterThan(10);
    expect(of("careful-balance")).toMatchObject({ wrongKeys: 0, repeated: 0, missing: 0 });
  });

  it("are there for those only that have them", () => {
    const plain = ended("order-system.json");
    expect(plain.parts).toEqual([]);
    const store = ended("two-writers.json");
    expect(store.parts.map(({ name }) => name)).toEqual(["careful-accounts", "careless-accounts"]);
  });
});
