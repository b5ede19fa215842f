import { describe, expect, it } from "vitest";
import type { Scenario } from "#scenario/document.ts";
import { setConfig } from "#scenario/edits.ts";
import { compile } from "#sim/compile.ts";
import { advance, startRun } from "#sim/run.ts";
import { summarise } from "#sim/summary.ts";
import type { Measured } from "./measures.ts";
import { MeasuredRun } from "./measuring.ts";
import { shop } from "./sweep.fixture.ts";

function measure(scenario: Scenario, warmUpMs = 0, callsASlice = Infinity): Measured & { trace: string } {
  const run = new MeasuredRun(scenario, { warmUpMs, groupId: "" });
  while (!run.goOn(callsASlice));
  const result = run.result();
  if (result.is === "refused") throw new Error(result.problems[0]!.says);
  return { ...result.measured, trace: result.traceHash };
}

function summary(scenario: Scenario) {
  const compiled = compile(scenario);
  if (!compiled.ok) throw new Error(compiled.problems[0]!.says);
  const run = startRun(compiled.value);
  advance(run, Infinity);
  return summarise(run, scenario);
}

describe("what is measured of a run", () => {
  const slow = shop();
  const quick = setConfig(shop(), "paying", "instances", 3);

  it("is what the summary of the run says", () => {
    const { groups, traceHash } = summary(quick);
    const { latencyMs, lag, lost, duplicates, processed } = groups["payments"]!;
    expect(measure(quick)).toMatchObject({
      latencyP50: latencyMs.p50,
      latencyP95: latencyMs.p95,
      latencyP99: latencyMs.p99,
      latencyMax: latencyMs.max,
      lagEnd: lag,
      lost,
      duplicates,
      throughput: processed / 20,
      trace: traceHash,
    });
  });

  it("is the same in slices", () => {
    expect(measure(slow, 5_000, 777)).toEqual(measure(slow, 5_000));
  });

  it("grows where one instance does not keep up", () => {
    const [one, three] = [measure(slow), measure(quick)];
    expect(one.latencyP99!).toBeGreaterThan(three.latencyP99! * 5);
    expect(one.lagMax!).toBeGreaterThanOrEqual(one.lagEnd!);
    expect(one.throughput!).toBeLessThan(27);
  });

  it("counts with what waits the age of messages that nobody has processed", () => {
    const crash = { id: "i", atMs: 4_000, kind: "crash", target: "paying", config: { instance: 1 } };
    const run = measure({ ...slow, interventions: [crash] });
    expect(run.latencyP99!).toBeLessThan(4_000);
    expect(run.latencyP99Waiting!).toBeGreaterThan(14_000);
    expect(run.latencyMaxWaiting!).toBeGreaterThanOrEqual(run.latencyP99Waiting!);
  });

  it("leaves out what happened in the warm-up", () => {
    const late = setConfig(quick, "group", "initialRebalanceDelayMs", 3_000);
    expect(measure(late).latencyP99!).toBeGreaterThan(2_000);
    const warm = measure(late, 12_000);
    expect(warm.latencyP99!).toBeLessThan(1_000);
    expect(warm.latencyMax!).toBeGreaterThanOrEqual(warm.latencyP99!);
    expect(warm.trace).toBe(measure(late).trace);
  });

  it("is nothing known of a group that has processed nothing", () => {
    const idle = setConfig(shop(), "orders", "publishes", "none");
    expect(measure(idle)).toMatchObject({
      latencyP99: null,
      latencyP99Waiting: null,
      throughput: 0,
      lost: 0,
    });
  });

  it("is refused where the scenario cannot run", () => {
    const run = new MeasuredRun(setConfig(shop(), "paying", "instances", 0), { warmUpMs: 0, groupId: "" });
    expect(run.goOn(1)).toBe(true);
    expect(run.result()).toMatchObject({ is: "refused", problems: [{ path: "nodes[2].config.instances" }] });
  });
});
