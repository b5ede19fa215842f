import type { Problem } from "#base/result.ts";
import { changesBetween, changeText } from "#comparison/changes.ts";
import { DifferenceSearch, type FirstDifference } from "#comparison/first-difference.ts";
import { measureSections, type MeasureSection } from "#comparison/measures.ts";
import { measuresOfRun } from "#comparison/of-run.ts";
import { Limits } from "#scenario/limits.ts";
import { setRunSetting, setSeed } from "#scenario/edits.ts";
import type { Scenario } from "#scenario/document.ts";
import { compile } from "#sim/compile.ts";
import { BYTES_MAX_HEADLESS } from "#sim/limits.ts";
import { advance, type Run } from "#sim/run.ts";
import { amountText, momentText } from "#sim/words.ts";
import { readArgs, readDurationMs } from "#cli/args.ts";
import { Exit, UsageError, type Command } from "#cli/command.ts";
import { loadScenario } from "#cli/load.ts";
import { reportProblems } from "#cli/report.ts";
import { printable, table } from "#cli/text.ts";

/** Runs two scenarios on one seed and says where they part and what comes of it. */
export const compare: Command = {
  usage: "compare A B [--seed SEED] [--until TIME] [--json]",
  summary: "Run two scenarios on the same seed: the first row that differs, and what came of both.",
  details: [
    "A, B            scenario files; - for the standard input, once",
    "--seed SEED     run both with this seed instead of A's",
    "--until TIME    end both runs then, e.g. 60s, 500ms, 2m, instead of at each scenario's length",
    "--json          print one JSON object: { seed, same, firstDifference: { row, atMs, a, b } or null, changes, a, b }",
    "Exit: 0 both runs are the same, 1 they differ, 2 one is not a scenario that can run.",
  ],
  run(args, io) {
    const { values, positionals } = readArgs(
      args,
      { seed: { type: "string" }, until: { type: "string" }, json: { type: "boolean" } },
      ["A", "B"],
    );
    const isJson = values.json === true;
    const [pathA, pathB] = [positionals[0] ?? "", positionals[1] ?? ""];
    if (pathA === "-" && pathB === "-")
      throw new UsageError("Only one of the two can be the standard input.");
    const loadedA = loadScenario(pathA, io);
    if (!loadedA.ok) return reportProblems(of("A", loadedA.problems), isJson, io);
    const loadedB = loadScenario(pathB, io);
    if (!loadedB.ok) return reportProblems(of("B", loadedB.problems), isJson, io);
    const seed = seedOf(values.seed) ?? loadedA.value.seed;
    const [a, b] = [loadedA.value, loadedB.value].map((each) => withOptions(each, seed, values.until)) as [
      Scenario,
      Scenario,
    ];
    const compiledA = compile(a);
    if (!compiledA.ok) return reportProblems(of("A", compiledA.problems), isJson, io);
    const compiledB = compile(b);
    if (!compiledB.ok) return reportProblems(of("B", compiledB.problems), isJson, io);
    const search = new DifferenceSearch(
      { scenario: a, program: compiledA.value },
      { scenario: b, program: compiledB.value },
      BYTES_MAX_HEADLESS,
    );
    while (!search.step());
    const measures = { a: measuresAtEnd(search.runs.a, a), b: measuresAtEnd(search.runs.b, b) };
    const changes = changesBetween(a, b);
    const { found } = search;
    if (isJson) {
      const difference =
        found === null
          ? null
          : { row: found.row, atMs: found.atUs / 1000, a: sideJson(found.a), b: sideJson(found.b) };
      const answer = { seed, same: found === null, firstDifference: difference, changes, ...measures };
      io.out(`${JSON.stringify(answer, null, 2)}\n`);
    } else {
      io.out(printable(`A: ${a.name}\nB: ${b.name}\nSeed of both: ${seed}`).replaceAll("\\u000a", "\n"));
      io.out(`\n\n${differenceText(found, search)}`);
      if (changes.length > 0)
        io.out(
          `\nWhat differs in settings:\n${changes.map((each) => `  ${printable(changeText(each))}\n`).join("")}`,
        );
      io.out(measureSections(measures.a, measures.b).map(sectionText).join(""));
    }
    return found === null ? Exit.ok : Exit.finding;
  },
};

/** Problems of one of the two, so that nobody has to guess which file to mend. */
function of(side: "A" | "B", problems: readonly Problem[]): readonly Problem[] {
  return problems.map((problem) => ({ ...problem, says: `${side}: ${problem.says}` }));
}

function seedOf(seed: string | undefined): string | undefined {
  if (seed !== undefined && (seed.length < 1 || seed.length > Limits.seedLength))
    throw new UsageError(`--seed must have 1 to ${Limits.seedLength} characters.`);
  return seed;
}

function withOptions(scenario: Scenario, seed: string, until: string | undefined): Scenario {
  const seeded = scenario.seed === seed ? scenario : setSeed(scenario, seed);
  return until === undefined
    ? seeded
    : setRunSetting(seeded, "durationMs", readDurationMs(until, "--until", Limits.atMs));
}

function measuresAtEnd(run: Run, scenario: Scenario): ReturnType<typeof measuresOfRun> {
  if (run.outcome.is === "running") advance(run, run.program.durationUs);
  return measuresOfRun(run, scenario);
}

function sideJson({ fact, atUs, says }: FirstDifference["a"]): object {
  return { fact, atMs: atUs / 1000, says };
}

function differenceText(found: FirstDifference | null, { runs }: DifferenceSearch): string {
  if (found === null)
    return `Both runs are the same, in all ${amountText(runs.a.kernel.trace.rows, "row")} of their traces.\n`;
  return [
    `They part at ${momentText(found.atUs)}, after ${amountText(found.row, "row")} that are the same.\n`,
    `  A: ${printable(found.a.says)}\n`,
    `  B: ${printable(found.b.says)}\n`,
  ].join("");
}

function sectionText({ title, rows }: MeasureSection): string {
  const cells = rows.map(({ label, a, b, says }) => [label, a, b, says]);
  return `\n${table([printable(title), "A", "B", "B is"], cells)}`;
}
