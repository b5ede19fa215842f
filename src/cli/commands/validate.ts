import { judgeScenario } from "#sim/judge.ts";
import { readArgs } from "#cli/args.ts";
import { Exit, type Command } from "#cli/command.ts";
import { loadScenario } from "#cli/load.ts";
import { reportProblems } from "#cli/report.ts";
import { printable, problemText } from "#cli/text.ts";

/** Says whether a scenario can run, and all that is wrong or odd about it. */
export const validate: Command = {
  usage: "validate SCENARIO [--json]",
  summary: "Check a scenario file without running it.",
  details: [
    "SCENARIO        a scenario file, or - for the standard input",
    "--json          print one JSON object: { ok, warnings } or { ok, problems }",
    "Exit: 0 nothing to say, 1 it can run but something was repaired or looks odd, 2 it cannot run.",
  ],
  run(args, io) {
    const { values, positionals } = readArgs(args, { json: { type: "boolean" } }, ["SCENARIO"]);
    const isJson = values.json === true;
    const loaded = loadScenario(positionals[0] ?? "", io);
    if (!loaded.ok) return reportProblems(loaded.problems, isJson, io);
    const judged = judgeScenario(loaded.value);
    if (!judged.ok) return reportProblems(judged.problems, isJson, io);
    const warnings = [...loaded.warnings, ...judged.warnings];
    const { name, nodes, wires } = judged.value;
    if (isJson) io.out(`${JSON.stringify({ ok: true, warnings }, null, 2)}\n`);
    else {
      io.out(`${printable(name)} can run: ${nodes.length} nodes, ${wires.length} wires.\n`);
      if (warnings.length > 0)
        io.out(`${warnings.length} to look at:\n${warnings.map(problemText).join("")}`);
    }
    return warnings.length > 0 ? Exit.finding : Exit.ok;
  },
};
