/** Trials of who comes late, or has been away. */
import { scenarioOn } from "#checklist/sketch.fixture.ts";
import { setRunSetting } from "#scenario/edits.ts";
import { START_REASONS } from "#sim/fact-tables.ts";
import { sketch, type Trial } from "./trial.fixture.ts";

const HOUR_MS = 3_600_000;

export const REPLAY_TRIALS: readonly Trial[] = [
  {
    pattern: "starting-point",
    says: "what was published before the group had formed is never read",
    scenario: sketch({
      durationMs: 60_000,
      shop: { ratePerSecond: 10 },
      topics: { orders: { partitions: 2 } },
      group: { initialRebalanceDelayMs: 3_000 },
    }),
    at: ["worker"],
    fails: ["latest"],
    holds: ["earliest"],
    reads: ["positioned"],
    harm: (played) =>
      played.rows
        .filter(({ fact, extra }) => fact === "positioned" && START_REASONS[extra] === "latest")
        .reduce((sum, { offset }) => sum + offset, 0),
  },
  {
    pattern: "retention",
    says: "messages are deleted while the one who reads them is down",
    scenario: (seed) => {
      const drawing = scenarioOn(
        {
          shop: { ratePerSecond: 0.5 },
          topics: { orders: { partitions: 2, segmentMs: HOUR_MS / 6 } },
          group: { autoOffsetReset: "earliest" },
          deeds: [
            [HOUR_MS / 6, "stop", "worker", { instance: 1 }],
            [3 * HOUR_MS, "restart", "worker", { instance: 1 }],
          ],
        },
        seed,
      );
      return setRunSetting(drawing, "durationMs", 3.2 * HOUR_MS);
    },
    at: ["worker"],
    fails: ["short"],
    holds: ["week"],
    harm: (played) => played.surprises("skipped-records").reduce((sum, { count }) => sum + count, 0),
  },
];
