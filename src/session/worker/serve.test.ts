import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { admit } from "#scenario/admit.ts";
import type { Scenario } from "#scenario/document.ts";
import { addIntervention, moveNodes, renameNode, setConfig } from "#scenario/edits.ts";
import { ROW_STRIDE } from "#sim/facts.ts";
import { sampleStride } from "#sim/samples.ts";
import type { FromSim, ToSim } from "./protocol.ts";
import * as asking from "./asking.ts";
import { createServed, handle, transferables } from "./serve.ts";

const SECOND = 1_000_000;
const END_US = 40 * SECOND;

function orderSystem(): Scenario {
  const result = admit(readFileSync(new URL("../../../public/gallery/order-system.json", import.meta.url)));
  if (!result.ok) throw new Error(result.problems[0]?.says);
  return result.value;
}

type Shown = Extract<FromSim, { readonly is: "shown" }>;
type Loaded = Extract<FromSim, { readonly is: "loaded" }>;

/** A worker in Node: counts what it tells, as the app does. `sliceMs`: wall time that goes by at each look at the clock. */
function worker(sliceMs = 1) {
  const served = createServed();
  let nowMs = 0;
  const story: number[] = [];
  const samples: number[] = [];
  let stride = 1;
  const cut = (rows: number[], width: number, keptUs: number): void => {
    while (rows.length > 0 && (rows[rows.length - width] ?? 0) > keptUs) rows.length -= width;
  };
  const ask = (message: ToSim): FromSim => {
    const answer = structuredClone(handle(served, message, () => (nowMs += sliceMs), asking));
    if (answer.is === "loaded") {
      cut(story, ROW_STRIDE, answer.keptUs);
      cut(samples, stride, answer.keptUs);
      stride = sampleStride(answer.layout);
    } else if (answer.is === "shown") {
      story.push(...answer.story);
      samples.push(...answer.samples);
    }
    return answer;
  };
  const load = (scenario: Scenario): Loaded => {
    const answer = ask({ is: "load", run: 1, scenario });
    if (answer.is !== "loaded") throw new Error(JSON.stringify(answer));
    return answer;
  };
  const shown = (answer: FromSim): Shown => {
    if (answer.is !== "shown") throw new Error(JSON.stringify(answer));
    return answer;
  };
  const show = (atUs: number, budgetMs = Number.POSITIVE_INFINITY): Shown =>
    shown(ask({ is: "show", run: 1, atUs, budgetMs }));
  return { served, ask, load, show, shown, story, samples };
}

/** The whole run in one go: what every other way of getting there has to agree with. */
function straight(scenario = orderSystem(), untilUs = END_US) {
  const { load, show, story, samples } = worker();
  load(scenario);
  const { frame } = show(untilUs);
  return { frame, story, samples };
}

describe("the worker's answers", () => {
  it("are the same frame, story and samples played in small steps, in tiny slices", () => {
    const { load, show, story, samples } = worker(5);
    load(orderSystem());
    for (let atUs = 0; atUs < END_US; atUs += 16_667) show(atUs, 1);
    let last = show(END_US, 1);
    while (!last.reached) last = show(END_US, 1);
    expect({ frame: last.frame, story, samples }).toEqual(straight());
  });

  it("are the same after going back and forth", () => {
    const { load, show, story, samples } = worker();
    load(orderSystem());
    for (const second of [31, 2, 17, 39, 0, 25, 24.999, 40.5, 8]) show(second * SECOND);
    const { frame, headUs } = show(END_US);
    const once = straight();
    expect(frame).toEqual(once.frame);
    expect(headUs).toBe(40.5 * SECOND);
    // It was half a second further, and nothing was told twice.
    expect(story).toEqual(straight(orderSystem(), 40.5 * SECOND).story);
    expect(samples).toEqual(straight(orderSystem(), 40.5 * SECOND).samples);
  });

  it("are the same after stepping from fact to fact", () => {
    const { load, show, shown, ask, story } = worker();
    load(orderSystem());
    for (let i = 0; i < 300; i++) {
      shown(ask({ is: "step", run: 1, facts: [], budgetMs: 50 }));
      if (i % 50 === 0) shown(ask({ is: "step", run: 1, facts: ["committed"], budgetMs: 5 }));
    }
    const { frame } = show(END_US);
    expect(frame).toEqual(straight().frame);
    expect(story).toEqual(straight().story);
  });

  it("are the same wherever things stand and whatever they are called", () => {
    const scenario = orderSystem();
    const first = scenario.nodes[0]?.id ?? "";
    const moved = moveNodes(
      renameNode(scenario, first, "something-else"),
      new Map([[first, { x: -7, y: 99 }]]),
    );
    const shuffled = { ...moved, nodes: moved.nodes.toReversed(), wires: moved.wires.toReversed() };
    expect(straight(shuffled).frame).toEqual(straight(scenario).frame);
  });

  it("stop at a step's fact and say when there is none", () => {
    const { load, shown, ask } = worker();
    load(orderSystem());
    const first = shown(ask({ is: "step", run: 1, facts: ["rebalanceStarted"], budgetMs: 1e9 }));
    expect(first.found).toBe(true);
    expect(first.story.at(-ROW_STRIDE)).toBe(first.frame.atUs);
    const none = shown(ask({ is: "step", run: 1, facts: ["lost"], budgetMs: 1e9 }));
    expect(none).toMatchObject({ found: false, reached: true, frame: { outcome: { is: "finished" } } });
  });

  it("keep the past when an intervention is added, and end as if it had always been there", () => {
    const scenario = orderSystem();
    const target = scenario.nodes.find(({ kind, id }) => kind === "service" && id.includes("payment"))?.id;
    expect(target).toBeDefined();
    const crash = {
      id: "crash-9",
      atMs: 20_000.5,
      kind: "crash",
      target: target ?? "",
      config: { instance: 1 },
    };
    const crashed = addIntervention(scenario, crash);
    const { load, show, ask, story, samples } = worker();
    load(scenario);
    show(END_US);
    show(10 * SECOND);
    const fromUs = 20_000_500;
    expect(ask({ is: "amend", run: 1, scenario: crashed, fromUs })).toMatchObject({
      is: "loaded",
      keptUs: fromUs - 1,
    });
    show(5 * SECOND);
    const { frame } = show(END_US);
    expect({ frame, story, samples }).toEqual(straight(crashed));
    expect(frame.traceHash).not.toBe(straight(scenario).frame.traceHash);
    ask({ is: "amend", run: 1, scenario, fromUs });
    expect({ frame: show(END_US).frame, story, samples }).toEqual(straight(scenario));
  });

  it("begin anew where partitions are added that were not to be, and end as if they always had been to come", () => {
    const scenario = orderSystem();
    const topic = scenario.nodes.find(({ kind }) => kind === "topic")!;
    const grown = addIntervention(scenario, {
      id: "more",
      atMs: 20_000,
      kind: "add-partitions",
      target: topic.id,
      config: { partitions: Number(topic.config["partitions"] ?? 6) + 3 },
    });
    const { load, show, ask, story, samples } = worker();
    load(scenario);
    show(END_US);
    expect(ask({ is: "amend", run: 1, scenario: grown, fromUs: 20 * SECOND })).toMatchObject({
      is: "loaded",
      keptUs: -1,
    });
    const { frame } = show(END_US);
    expect({ frame, story, samples }).toEqual(straight(grown));
  });

  it("say what is wrong with a scenario that cannot run, and load the next one", () => {
    const scenario = orderSystem();
    const { ask, load, show } = worker();
    const topic = scenario.nodes.find(({ kind }) => kind === "topic")?.id ?? "";
    const bad = setConfig(scenario, topic, "partitions", -3);
    const answer = ask({ is: "load", run: 1, scenario: bad });
    expect(answer.is).toBe("refused");
    expect(answer.is === "refused" && answer.problems[0]?.path).toContain("partitions");
    load(scenario);
    expect(show(SECOND).reached).toBe(true);
  });

  it("tell what one message is, and that there is no such message", () => {
    const { load, show, ask } = worker();
    load(orderSystem());
    show(10 * SECOND);
    expect(ask({ is: "inspect", run: 1, message: 0 })).toMatchObject({
      is: "message",
      info: { message: 0, amountCents: 1_000, parent: -1, poisoned: false },
    });
    expect(ask({ is: "inspect", run: 1, message: 1e9 })).toMatchObject({ is: "message", info: null });
    expect(ask({ is: "inspect", run: 1, message: -1 })).toMatchObject({ is: "message", info: null });
  });

  it("report a failure of ours with the scenario that replays it, and start anew afterwards", () => {
    const { load, show, ask, served } = worker();
    load(orderSystem());
    show(5 * SECOND);
    const sim = served.sim;
    if (sim === null) throw new Error("no run");
    sim.kernel.runCalls = () => {
      throw new TypeError("planted");
    };
    expect(ask({ is: "show", run: 1, atUs: 9 * SECOND, budgetMs: 10 })).toMatchObject({
      is: "crashed",
      report: { says: expect.stringContaining("planted"), scenario: { name: orderSystem().name } },
    });
    load(orderSystem());
    expect(show(END_US).frame).toEqual(straight().frame);
  });

  it("hand over every buffer once", () => {
    const { load, show } = worker();
    load(orderSystem());
    const answer = show(20 * SECOND);
    const buffers = transferables(answer);
    expect(new Set(buffers).size).toBe(buffers.length);
    const arrays = Object.values(answer.frame).filter((value) => ArrayBuffer.isView(value)).length + 2;
    expect(buffers).toHaveLength(arrays);
    structuredClone(answer, { transfer: buffers });
    expect(answer.frame.partitions.length).toBe(0);
  });
});
