/** How much faster a sweep is on two workers than on one: 64 runs of the order system, the workers warm. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Scenario } from "#scenario/document.ts";
import { spawnSweeper } from "#cli/sweep-threads.ts";
import { createCrew, type Crew } from "#sweep/crew.ts";
import { planSweep, runsOf, type SweepPlan } from "#sweep/plan.ts";
import { sweepAll } from "#sweep/sweeping.ts";
import { bundleForNode } from "../scripts/bundle-node.mjs";
import { median } from "./statistics.ts";
import type { Row } from "./table.ts";

const ROUNDS = 5;
const TARGET = 1.8;

/** 4 values × 16 seeds. */
function planOf(gallery: string): SweepPlan {
  const scenario = JSON.parse(readFileSync(join(gallery, "order-system.json"), "utf8")) as Scenario;
  const service = scenario.nodes.find(({ name }) => name === "payment-service");
  const knob = { of: "node", nodeId: service?.id ?? "", setting: "instances" } as const;
  const planned = planSweep({
    scenario: { ...scenario, subjects: [], frames: [] },
    axes: [{ knob, values: [1, 2, 3, 4] }],
    seeds: 16,
    load: 1,
    warmUpMs: 0,
    groupId: "",
  });
  if (!planned.ok) throw new Error(planned.problems[0]?.says);
  return planned.value;
}

async function timeMs(crew: Crew, plan: SweepPlan): Promise<number> {
  const began = performance.now();
  await sweepAll(crew, plan, () => undefined);
  return performance.now() - began;
}

/** One and two workers in turn, so that what else the machine does hits both. */
export async function sweepRows(gallery: string): Promise<Row[]> {
  const plan = planOf(gallery);
  // The threads run what is delivered; the bundle of the benchmarks has more in it, which a thread would start.
  const bundle = pathToFileURL(await bundleForNode("src/cli/main.ts", "eventyard")).href;
  const crews = [
    createCrew(() => spawnSweeper(bundle), 1),
    createCrew(() => spawnSweeper(bundle), 2),
  ] as const;
  const times: readonly [number[], number[]] = [[], []];
  for (let round = 0; round <= ROUNDS; round++) {
    for (const which of [0, 1] as const) {
      // In turn: beside each other they would measure each other.
      // oxlint-disable-next-line no-await-in-loop
      const tookMs = await timeMs(crews[which], plan);
      if (round > 0) times[which].push(tookMs);
    }
  }
  for (const crew of crews) crew.end();
  const [one, two] = [median(times[0]), median(times[1])];
  return [
    {
      figure: `sweep, ${runsOf(plan)} runs of “${plan.scenario.name}” on 2 warm workers against 1, ${ROUNDS} rounds in turn, medians`,
      measured: `${(one / two).toFixed(2)} x (${one.toFixed(0)} and ${two.toFixed(0)} ms)`,
      target: `>= ${TARGET} x`,
      holds: one / two >= TARGET,
    },
  ];
}
