import { readArgs } from "#cli/args.ts";
import { checkFindings, findingText, isAsBadAs } from "#cli/check-findings.ts";
import { checkSubjects, type CheckedVersion } from "#cli/check-subjects.ts";
import { Exit, UsageError, type Command } from "#cli/command.ts";
import { issueText, warningText } from "#cli/compat-report.ts";
import { loadScenario } from "#cli/load.ts";
import { reportProblems } from "#cli/report.ts";
import { printable } from "#cli/text.ts";
import { SEVERITIES, type Severity } from "#checklist/rule.ts";

/** Judges all schemas of a scenario, and holds the production checklist against its drawing. */
export const check: Command = {
  usage: "check SCENARIO [--prove] [--fail-on SEVERITY] [--json]",
  summary:
    "Hold the production checklist against a scenario, and check every schema version against the older ones.",
  details: [
    "SCENARIO            a scenario file, or - for the standard input",
    "--prove             run each finding: with a fault at the right moment, and again with the fix",
    "--fail-on SEVERITY  end with 1 also for findings of this severity or worse: danger, warning or advice",
    "--json              print one JSON object: { compatible, versions: [what compat prints, with subject and version],",
    "                    findings: [{ rule, severity, title, node, nodeId, says, why, tryThis, fix, proof }] }",
    "Findings are warnings: they end with 0 unless --fail-on says otherwise.",
    "Exit: 0 all schemas are compatible under the modes of the document, 1 some are not or are ill-formed, or --fail-on",
    "found something, 2 it cannot be read.",
  ],
  async run(args, io) {
    const { values, positionals } = readArgs(
      args,
      { json: { type: "boolean" }, prove: { type: "boolean" }, "fail-on": { type: "string" } },
      ["SCENARIO"],
    );
    const isJson = values.json === true;
    const least = severityNamed(values["fail-on"]);
    const loaded = loadScenario(positionals[0] ?? "", io);
    if (!loaded.ok) return reportProblems(loaded.problems, isJson, io);
    const versions = await checkSubjects(loaded.value);
    const compatible = versions.every((version) => version.compatible);
    const findings = checkFindings(loaded.value, values.prove === true);
    if (isJson) io.out(`${JSON.stringify({ compatible, versions, findings }, null, 2)}\n`);
    else {
      io.out(versions.length === 0 ? "The scenario has no schemas.\n" : versions.map(versionText).join(""));
      io.out(
        findings.length === 0 ? "The checklist finds nothing.\n" : `\n${findings.map(findingText).join("")}`,
      );
    }
    const isBad = least !== null && findings.some((finding) => isAsBadAs(finding, least));
    return compatible && !isBad ? Exit.ok : Exit.finding;
  },
};

function severityNamed(name: string | undefined): Severity | null {
  if (name === undefined) return null;
  const severity = SEVERITIES.find((each) => each === name);
  if (severity === undefined)
    throw new UsageError(`--fail-on takes ${SEVERITIES.join(", ")}, not "${name}".`);
  return severity;
}

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
