/** How long going to a moment of a run takes, and how long a checkpoint of a run with many waiting messages. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { admit } from "#scenario/admit.ts";
import type { Scenario } from "#scenario/document.ts";
import { Checkpoints } from "#sim/checkpoints.ts";
import { compile } from "#sim/compile.ts";
import { frameOf } from "#sim/frame-of.ts";
import { RandomStreams } from "#sim/kernel/random.ts";
import type { Program } from "#sim/program.ts";
import { advance, seekRun, startRun, type Run } from "#sim/run.ts";
import { ordersModel } from "./models.ts";
import { percentile } from "./statistics.ts";

const MINUTES_10 = 600_000;

function programOf(scenario: Scenario): Program {
  const compiled = compile(scenario);
  if (!compiled.ok) throw new Error(compiled.problems.map(({ path, says }) => `${path}: ${says}`).join("\n"));
  return compiled.value;
}

/** A scenario file, through the door that every document takes. */
function admitted(path: string): Scenario {
  const document = admit(readFileSync(path));
  if (!document.ok) throw new Error(`${path}: ${document.problems[0]?.says ?? ""}`);
  return document.value;
}

/** The gallery's scenario with the most calls in ten simulated minutes, run to their end. */
function busiestRun(gallery: string): { readonly name: string; readonly run: Run } {
  let busiest: { readonly name: string; readonly run: Run } | null = null;
  for (const file of readdirSync(gallery).filter((name) => name.endsWith(".json") && name !== "index.json")) {
    const scenario = admitted(join(gallery, file));
    const run = startRun(
      programOf({ ...scenario, settings: { ...scenario.settings, durationMs: MINUTES_10 } }),
    );
    advance(run, Infinity);
    if (busiest === null || run.kernel.calls > busiest.run.kernel.calls)
      busiest = { name: scenario.name, run };
  }
  if (busiest === null) throw new Error(`no scenarios in ${gallery}`);
  return busiest;
}

export interface Seeks {
  readonly scenario: string;
  readonly medianMs: number;
  readonly p95Ms: number;
  readonly maxMs: number;
}

/** 200 random moments, each with the frame that a view draws of it. */
export function seeks(gallery: string): Seeks {
  const { name, run } = busiestRun(gallery);
  const random = new RandomStreams("seeks");
  const stream = random.open("playhead", "moments");
  const times: number[] = [];
  for (let i = 0; i < 200; i++) {
    const toUs = random.below(stream, run.program.durationUs);
    const began = performance.now();
    seekRun(run, toUs);
    frameOf(run);
    times.push(performance.now() - began);
  }
  return {
    scenario: name,
    medianMs: percentile(times, 50),
    p95Ms: percentile(times, 95),
    maxMs: percentile(times, 100),
  };
}

/** Milliseconds for one checkpoint while `waiting` messages lie in the topic that nobody has processed: median of 25. */
export function checkpointMs(waiting: number): number {
  const model = ordersModel(waiting * 2);
  const slow = model.nodes.map((node) =>
    node.id === "c0" ? { ...node, config: { ...node.config, serviceTimeMs: 1_000 } } : node,
  );
  const run = startRun(programOf({ ...model, nodes: slow }), { isForwardOnly: true });
  while (run.kernel.messages.length < waiting * 1.01 && advance(run, Infinity, 10_000) === "paused");
  const times = Array.from({ length: 25 }, () => {
    const checkpoints = new Checkpoints();
    const began = performance.now();
    checkpoints.take(run);
    return performance.now() - began;
  });
  return percentile(times, 50);
}
