import { readArgs } from "#cli/args.ts";
import { checkSubjects, type CheckedVersion } from "#cli/check-subjects.ts";
import { Exit, type Command } from "#cli/command.ts";
import { issueText, warningText } from "#cli/compat-report.ts";
import { loadScenario } from "#cli/load.ts";
import { reportProblems } from "#cli/report.ts";
import { printable } from "#cli/text.ts";

/** Judges all schemas of a scenario. */
export const check: Command = {
  usage: "check SCENARIO [--json]",
  summary: "Check every schema version of a scenario against the older ones, as compat does for files.",
  details: [
    "SCENARIO        a scenario file, or - for the standard input",
    "--json          print one JSON object: { compatible, versions: [what compat prints, with subject and version] }",
    "Exit: 0 all are compatible under the modes of the document, 1 some are not or are ill-formed, 2 it cannot be read.",
  ],
  async run(args, io) {
    const { values, positionals } = readArgs(args, { json: { type: "boolean" } }, ["SCENARIO"]);
    const isJson = values.json === true;
    const loaded = loadScenario(positionals[0] ?? "", io);
    if (!loaded.ok) return reportProblems(loaded.problems, isJson, io);
    const versions = await checkSubjects(loaded.value);
    const compatible = versions.every((version) => version.compatible);
    if (isJson) io.out(`${JSON.stringify({ compatible, versions }, null, 2)}\n`);
    else if (versions.length === 0) io.out("The scenario has no schemas.\n");
    else io.out(versions.map(versionText).join(""));
    return compatible ? Exit.ok : Exit.finding;
  },
};

function versionText({ subject, version, mode, ...checked }: CheckedVersion): string {
  const { compatible, checkedAgainst, issues, warnings, problems } = checked;
  const against =
    checkedAgainst.length === 0
      ? "no older version was asked"
      : `checked against ${checkedAgainst.join(", ")}`;
  const verdict = compatible ? "is compatible" : "is NOT compatible";
  return [
    ...problems.map(warningText),
    ...[...issues, ...warnings].map(issueText),
    `${printable(`${subject} v${version} ${verdict} under ${mode}; ${against}.`)}\n`,
  ].join("");
}
