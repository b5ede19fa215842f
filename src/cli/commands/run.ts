import { Limits } from "#scenario/limits.ts";
import type { Scenario } from "#scenario/document.ts";
import { setRunSetting, setSeed } from "#scenario/edits.ts";
import { compile } from "#sim/compile.ts";
import { BYTES_MAX_HEADLESS } from "#sim/limits.ts";
import { advance, startRun, type Run } from "#sim/run.ts";
import { summarise, type Summary } from "#sim/summary.ts";
import { readArgs, readDurationMs } from "#cli/args.ts";
import { Exit, UsageError, type Command, type ExitCode } from "#cli/command.ts";
import type { Io } from "#cli/io.ts";
import { loadScenario } from "#cli/load.ts";
import { reportProblems } from "#cli/report.ts";
import { summaryText } from "#cli/summary-text.ts";

/** Calls between two looks at the clock. */
const CALLS_PER_LOOK = 50_000;
/** Runs shorter than this show no progress; then it is drawn this often. */
const PROGRESS_EVERY_MS = 400;

/** Runs a scenario to its end and sums it up. */
export const run: Command = {
  usage: "run SCENARIO [--seed SEED] [--until TIME] [--json]",
  summary: "Run a scenario and print what came out.",
  details: [
    "SCENARIO        a scenario file, or - for the standard input",
    "--seed SEED     use this seed instead of the scenario's",
    "--until TIME    end the run then, e.g. 60s, 500ms, 2m, instead of at the scenario's length",
    "--json          print one JSON object",
    "Invariants of the scenario are judged; --json lists { name, holds, firstViolationMs, explanation } of each.",
    "Exit: 0 ran to the end, 1 an invariant is violated or the run stopped at a limit, 2 not a scenario that can run.",
  ],
  run(args, io) {
    const { values, positionals } = readArgs(
      args,
      { seed: { type: "string" }, until: { type: "string" }, json: { type: "boolean" } },
      ["SCENARIO"],
    );
    const isJson = values.json === true;
    const loaded = loadScenario(positionals[0] ?? "", io);
    if (!loaded.ok) return reportProblems(loaded.problems, isJson, io);
    const scenario = withOptions(loaded.value, values.seed, values.until);
    const compiled = compile(scenario);
    if (!compiled.ok) return reportProblems(compiled.problems, isJson, io);
    const warnings = [...loaded.warnings, ...compiled.warnings].map(({ path, says }) =>
      path === "" ? says : `${path}: ${says}`,
    );
    const finished = runToEnd(
      startRun(compiled.value, { isForwardOnly: true, bytesMax: BYTES_MAX_HEADLESS }),
      io,
    );
    const summary = summarise(finished, scenario, warnings);
    io.out(isJson ? `${JSON.stringify(summary, null, 2)}\n` : summaryText(summary));
    return exitOf(finished, summary);
  },
};

function withOptions(scenario: Scenario, seed: string | undefined, until: string | undefined): Scenario {
  if (seed !== undefined && (seed.length < 1 || seed.length > Limits.seedLength)) {
    throw new UsageError(`--seed must have 1 to ${Limits.seedLength} characters.`);
  }
  const seeded = seed === undefined ? scenario : setSeed(scenario, seed);
  return until === undefined
    ? seeded
    : setRunSetting(seeded, "durationMs", readDurationMs(until, "--until", Limits.atMs));
}

function runToEnd(started: Run, io: Io): Run {
  const { durationUs } = started.program;
  const startMs = io.nowMs();
  let drawnMs = startMs;
  let isDrawn = false;
  while (advance(started, durationUs, CALLS_PER_LOOK) === "paused") {
    const nowMs = io.nowMs();
    if (!io.isTerminal || nowMs - drawnMs < PROGRESS_EVERY_MS) continue;
    drawnMs = nowMs;
    isDrawn = true;
    const share = started.atUs / durationUs;
    const seconds = (started.atUs / 1_000_000).toFixed(1);
    const leftSeconds = share > 0 ? Math.ceil(((nowMs - startMs) / 1000) * (1 / share - 1)) : 0;
    io.err(`\r${Math.floor(share * 100)} %, ${seconds} s simulated, about ${leftSeconds} s left\u001b[K`);
  }
  if (isDrawn) io.err("\r\u001b[K");
  return started;
}

function exitOf({ outcome }: Run, { invariants }: Summary): ExitCode {
  return outcome.is === "limit" || invariants.some(({ holds }) => holds === false) ? Exit.finding : Exit.ok;
}
