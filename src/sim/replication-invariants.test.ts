import { expect, it } from "vitest";
import { acksAllIsReplicated } from "./checkers/acks-all-is-replicated.ts";
import { acksAllSurvives } from "./checkers/acks-all-survives.ts";
import { check, rowsOf, violationText } from "./checkers/check.ts";
import { highWatermarkRises } from "./checkers/high-watermark-rises.ts";
import { leaderInSync } from "./checkers/leader-in-sync.ts";
import { offsetsWithoutGaps } from "./checkers/offsets-without-gaps.ts";
import { oneLeaderAnEpoch } from "./checkers/one-leader-an-epoch.ts";
import { readsWithinLog } from "./checkers/reads-within-log.ts";
import { strongIsr } from "./checkers/strong-isr.ts";
import { timeGoesOn } from "./checkers/time-goes-on.ts";
import { truncatesToLeader } from "./checkers/truncates-to-leader.ts";
import { watermarksInOrder } from "./checkers/watermarks-in-order.ts";
import { compile } from "./compile.ts";
import { RandomStreams } from "./kernel/random.ts";
import { withCluster } from "./random-cluster.fixture.ts";
import { randomScenario } from "./random-scenario.fixture.ts";
import { advance, startRun } from "./run.ts";

/** EVENTYARD_FUZZ=2000 looks at that many runs. */
const RUNS = Number(import.meta.env["EVENTYARD_FUZZ"] ?? 120);

const checkers = [
  timeGoesOn,
  offsetsWithoutGaps,
  readsWithinLog,
  watermarksInOrder,
  highWatermarkRises,
  oneLeaderAnEpoch,
  leaderInSync,
  strongIsr,
  acksAllIsReplicated,
  acksAllSurvives,
  truncatesToLeader,
];

it(
  "what brokers promise holds in every random cluster, and none of it vacuously",
  { timeout: 1_200_000 },
  () => {
    const exercised = new Map(checkers.map(({ name }) => [name, 0]));
    const found: string[] = [];
    for (let number = 0; number < RUNS; number++) {
      const seed = `brokers-${number}`;
      const random = new RandomStreams(seed);
      const stream = random.open("test", "cluster");
      const whole = (from: number, to: number): number => from + random.below(stream, to - from + 1);
      const compiled = compile(
        withCluster(
          {
            whole,
            chance: (percent) => random.chance(stream, percent),
            pick: (...of) => of[whole(0, of.length - 1)]!,
          },
          randomScenario(seed),
        ),
      );
      if (!compiled.ok) throw new Error(`${seed}: ${compiled.problems[0]?.says}`);
      const run = startRun(compiled.value, { keepAllRows: true, isForwardOnly: true });
      expect(advance(run, compiled.value.durationUs), seed).toBe("ended");
      expect(run.outcome.is, seed).toBe("finished");
      for (const verdict of check(compiled.value, rowsOf(run.kernel.trace), run.atUs, checkers)) {
        const { name } = verdict.checker;
        if (verdict.exercised > 0) exercised.set(name, exercised.get(name)! + 1);
        for (const violation of verdict.violations.slice(0, 2))
          found.push(`${seed}: ${violationText(violation)}`);
      }
    }
    expect(found.slice(0, 40)).toEqual([]);
    expect([...exercised].filter(([, runs]) => runs === 0)).toEqual([]);
  },
);
