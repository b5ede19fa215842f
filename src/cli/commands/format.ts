import { fileText } from "#scenario/canonical.ts";
import { readArgs } from "#cli/args.ts";
import { Exit, type Command } from "#cli/command.ts";
import { loadScenario } from "#cli/load.ts";
import { reportProblems } from "#cli/report.ts";
import { problemText } from "#cli/text.ts";

/** Prints a scenario as the app would save it. */
export const format: Command = {
  usage: "format SCENARIO",
  summary: "Print a scenario as the app saves it: newest format, repaired, keys in order.",
  details: [
    "SCENARIO        a scenario file, or - for the standard input",
    "What was repaired is listed on the error stream.",
  ],
  run(args, io) {
    const { positionals } = readArgs(args, {}, ["SCENARIO"]);
    const loaded = loadScenario(positionals[0] ?? "", io);
    if (!loaded.ok) return reportProblems(loaded.problems, false, io);
    if (loaded.warnings.length > 0) io.err(loaded.warnings.map(problemText).join(""));
    io.out(fileText(loaded.value));
    return Exit.ok;
  },
};
