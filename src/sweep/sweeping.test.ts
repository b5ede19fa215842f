import { setImmediate as nextTurn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { createCrew, SweepEnded, type Sweeper } from "./crew.ts";
import { planSweep, type SweepPlan } from "./plan.ts";
import { sweeperHere } from "./serve.ts";
import type { Question } from "./sizing.ts";
import { shop } from "./sweep.fixture.ts";
import { sweepAll, sweepFor, type Results } from "./sweeping.ts";

const nothing = (): void => undefined;

/** A worker in this thread that gives way between slices. */
function here(): Sweeper {
  return sweeperHere({
    loadParts: () => Promise.resolve(),
    pause: () => nextTurn(),
    run: {},
  });
}

function plan(values: readonly number[], seeds: number, load = 1): SweepPlan {
  const knob = { of: "node", nodeId: "paying", setting: "instances" } as const;
  const axes = [{ knob, values }];
  const planned = planSweep({ scenario: shop(8_000), axes, seeds, load, warmUpMs: 2_000, groupId: "" });
  if (!planned.ok) throw new Error(planned.problems[0]!.says);
  return planned.value;
}

const sorted = (results: Results) => [...results].toSorted(([a], [b]) => a - b);

describe("a sweep", () => {
  it("gives the same numbers with one worker and with two", async () => {
    const wanted = plan([1, 2], 3);
    const one = await sweepAll(createCrew(here, 1), wanted, nothing);
    const two = await sweepAll(createCrew(here, 2), wanted, nothing);
    expect(sorted(one).map(([run]) => run)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(sorted(two)).toEqual(sorted(one));
  });

  it("tells of each run as it comes", async () => {
    const heard: string[] = [];
    await sweepAll(createCrew(here, 2), plan([1, 2], 2), (done, most) => heard.push(`${done}/${most}`));
    expect(heard).toEqual(["1/4", "2/4", "3/4", "4/4"]);
  });

  it("keeps its workers for the next question", async () => {
    let spawned = 0;
    const crew = createCrew(() => {
      spawned += 1;
      return here();
    }, 2);
    await sweepAll(crew, plan([1], 2), nothing);
    await sweepAll(crew, plan([2], 3), nothing);
    expect(spawned).toBe(2);
  });

  it("ends at once when somebody wants it to, and says so", async () => {
    const crew = createCrew(here, 2);
    const sweep = sweepAll(crew, plan([1, 2, 3], 10), () => crew.end());
    await expect(sweep).rejects.toThrow(SweepEnded);
    await expect(sweepAll(crew, plan([1], 1), nothing)).rejects.toThrow(SweepEnded);
  });

  it("fails where a worker fails, with what it said", async () => {
    const broken = (): Sweeper => {
      let hear: Parameters<Sweeper["listen"]>[0] = nothing;
      return {
        listen: (listener) => (hear = listener),
        send: ({ is }) => is === "run" && hear({ is: "failed", says: "out of memory" }),
        end: nothing,
      };
    };
    await expect(sweepAll(createCrew(broken, 1), plan([1], 1), nothing)).rejects.toThrow("out of memory");
  });
});

describe("how many instances keep p99 under a second", () => {
  const question: Question = { measure: "latencyP99", below: 1_000, share: 0.8, search: "bisection" };

  it("are two at the load that is drawn, and more at three times the load", async () => {
    const crew = createCrew(here, 1);
    const drawn = await sweepFor(crew, plan([1, 2, 3, 4, 5, 6], 5), question, nothing);
    const more = await sweepFor(crew, plan([1, 2, 3, 4, 5, 6], 5, 2.5), question, nothing);
    expect(drawn.answer.first).toBe(1);
    expect(more.answer.first!).toBeGreaterThan(1);
    expect(drawn.results.size).toBeLessThan(30);
  });
});
