/** How much faster a sweep is on two workers than on one: 64 runs of the order system, the workers warm. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { admit } from "#scenario/admit.ts";
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
  const admitted = admit(readFileSync(join(gallery, "order-system.json")));
  if (!admitted.ok) throw new Error(admitted.problems[0]?.says);
  const scenario = admitted.value;
  const service = scenario.nodes.find(({ name }) => name === "payment-service");
  const knob = { of: "node", nodeId: service?.id ?? "", setting: "instances" } as const;
  const planned = planSweep({
    scenario,
    axes: [{ knob, values: [1, 2, 3, 4] }],
    seeds: 16,
    load: 1,
    warmUpMs: 0,
    groupId: "",
  });
  if (!planned.ok) throw new Error(planned.problems[0]?.says);
  return planned.value;
}

interface Took {
  readonly wallMs: number;
  /** Of all threads together: what working beside each other costs, whatever else the machine does. */
  readonly cpuMs: number;
}

async function timed(crew: Crew, plan: SweepPlan): Promise<Took> {
  const before = process.cpuUsage();
  const began = performance.now();
  await sweepAll(crew, plan, () => undefined);
  const wallMs = performance.now() - began;
  const { user, system } = process.cpuUsage(before);
  return { wallMs, cpuMs: (user + system) / 1_000 };
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
  const times: readonly [Took[], Took[]] = [[], []];
  for (let round = 0; round <= ROUNDS; round++) {
    for (const which of [0, 1] as const) {
      // In turn: beside each other they would measure each other.
      // oxlint-disable-next-line no-await-in-loop
      const took = await timed(crews[which], plan);
      if (round > 0) times[which].push(took);
    }
  }
  for (const crew of crews) crew.end();
  const wall = (which: 0 | 1): number => median(times[which].map(({ wallMs }) => wallMs));
  const cpu = (which: 0 | 1): number => median(times[which].map(({ cpuMs }) => cpuMs));
  const [one, two] = [wall(0), wall(1)];
  return [
    {
      figure: `sweep, ${runsOf(plan)} runs of “${plan.scenario.name}” on 2 warm workers against 1, ${ROUNDS} rounds in turn, medians`,
      measured: `${(one / two).toFixed(2)} x (${one.toFixed(0)} and ${two.toFixed(0)} ms; CPU ${(cpu(1) / cpu(0)).toFixed(2)} x)`,
      target: `>= ${TARGET} x`,
      holds: one / two >= TARGET,
    },
  ];
}
