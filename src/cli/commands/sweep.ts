import { createCrew, SweepEnded } from "#sweep/crew.ts";
import { runsOf } from "#sweep/plan.ts";
import { sweepAll, sweepFor, type Progress } from "#sweep/sweeping.ts";
import { readArgs } from "#cli/args.ts";
import { Exit, UsageError, type Command, type ExitCode } from "#cli/command.ts";
import type { Io } from "#cli/io.ts";
import { loadScenario } from "#cli/load.ts";
import { reportProblems } from "#cli/report.ts";
import { sweepOptions, type SweepOptions } from "#cli/sweep-options.ts";
import { stoppedOf, sweepCsv, sweepJson, sweepText, type Outcome } from "#cli/sweep-report.ts";
import { spawnSweeper } from "#cli/sweep-threads.ts";

/** Progress is drawn this often. */
const PROGRESS_EVERY_MS = 200;

/** Runs a scenario with several values of its settings and many seeds, on all cores. */
export const sweep: Command = {
  usage:
    "sweep SCENARIO --vary NODE.SETTING=VALUES [--vary ...] [--seeds N] [--needs CONDITION] [--json | --csv]",
  summary: "Run a scenario with several values of a setting and many seeds; how many are needed.",
  details: [
    "SCENARIO              a scenario file, or - for the standard input",
    "--vary NODE.SETTING=VALUES  what is varied, once or twice: payment.instances=1,2,4 or =1..8,",
    "                      settings.networkLatencyMs=2,20, load=1,1.5,2 (times all own rates)",
    "--seeds N             seeds for each combination of values (default 10); the first is the scenario's",
    "--seed SEED           use this first seed instead of the scenario's",
    "--load FACTOR         times all own rates, e.g. 2 for twice the load",
    '--needs CONDITION     find the first value that gives it, e.g. "latencyP99 < 2s" or "lagEnd < 100";',
    "                      VALUES from the cheapest to the dearest; by halves, with Wilson's 95 % interval",
    "--share PERCENT       of the seeds that must meet the condition (default 90)",
    "--every               ask for every value instead of by halves",
    "--group NAME          measure this consumer group (default: all; highest latency and lag, sums of counts)",
    "--measure LIST        latencyP50, latencyP95, latencyP99, latencyMax, each also with Waiting at its end",
    "                      (what still waits counts with its age), lagMax, lagEnd, lost, duplicates,",
    "                      deadLettered, throughput",
    "--warm-up TIME        leave out what happens before, e.g. 10s",
    "--until TIME          end each run then instead of at the scenario's length",
    "--workers N           threads (default: all cores); the numbers do not depend on it",
    "--json, --csv         one JSON object; one line a run",
    "Exit: 0 done, 1 no value gives the condition or a run stopped at a limit, 2 bad input, 130 interrupted.",
  ],
  async run(args, io) {
    const { values, positionals } = readArgs(
      args,
      {
        vary: { type: "string", multiple: true },
        seeds: { type: "string" },
        seed: { type: "string" },
        load: { type: "string" },
        needs: { type: "string" },
        share: { type: "string" },
        every: { type: "boolean" },
        group: { type: "string" },
        measure: { type: "string" },
        "warm-up": { type: "string" },
        until: { type: "string" },
        workers: { type: "string" },
        json: { type: "boolean" },
        csv: { type: "boolean" },
      },
      ["SCENARIO"],
    );
    const isJson = values.json === true;
    if (isJson && values.csv === true) throw new UsageError("--json and --csv: choose one.");
    const loaded = loadScenario(positionals[0] ?? "", io);
    if (!loaded.ok) return reportProblems(loaded.problems, isJson, io);
    const options = sweepOptions(loaded.value, values);
    if (!options.ok) return reportProblems(options.problems, isJson, io);
    const warnings = [...loaded.warnings, ...options.warnings].map(({ path, says }) =>
      path === "" ? says : `${path}: ${says}`,
    );
    const outcome = await carryOut(options.value, warnings, io);
    if (outcome === null) return Exit.interrupted;
    io.out(isJson ? sweepJson(outcome) : values.csv === true ? sweepCsv(outcome) : sweepText(outcome));
    return exitOf(outcome);
  },
};

function exitOf(outcome: Outcome): ExitCode {
  const isUnmet = outcome.sized !== null && outcome.sized.answer.first === null;
  return isUnmet || stoppedOf(outcome).length > 0 ? Exit.finding : Exit.ok;
}

/** All of it; null where somebody interrupted it. */
async function carryOut(options: SweepOptions, warnings: readonly string[], io: Io): Promise<Outcome | null> {
  const { plan, question, workers } = options;
  const crew = createCrew(() => spawnSweeper(), Math.min(workers, runsOf(plan)));
  const bar = progressBar(io);
  const letGo = io.onInterrupt?.(() => crew.end());
  try {
    if (question === null) {
      return { options, results: await sweepAll(crew, plan, bar.draw), sized: null, warnings };
    }
    const sized = await sweepFor(crew, plan, question, bar.draw);
    return { options, results: sized.results, sized, warnings };
  } catch (error) {
    if (!(error instanceof SweepEnded)) throw error;
    bar.clear();
    io.err(`Interrupted after ${bar.done()} runs.\n`);
    return null;
  } finally {
    letGo?.();
    bar.clear();
    crew.end();
  }
}

/** One line that is drawn over itself, on a terminal only. */
function progressBar(io: Io) {
  const startMs = io.nowMs();
  let drawnMs = startMs;
  let isDrawn = false;
  let count = 0;
  const draw: Progress = (done, most) => {
    count = done;
    const nowMs = io.nowMs();
    if (!io.isTerminal || nowMs - drawnMs < PROGRESS_EVERY_MS) return;
    drawnMs = nowMs;
    isDrawn = true;
    const leftSeconds = Math.ceil(((nowMs - startMs) / 1000) * (most / done - 1));
    io.err(`\r${done} of ${most} runs, at most ${leftSeconds} s left\u001b[K`);
  };
  return {
    draw,
    done: () => count,
    clear: () => {
      if (isDrawn) io.err("\r\u001b[K");
      isDrawn = false;
    },
  };
}
