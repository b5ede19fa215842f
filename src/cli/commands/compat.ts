import type { Problem } from "#base/result.ts";
import { readArgsOfMany } from "#cli/args.ts";
import { readReferences, readSchema, type SchemaFile } from "#cli/compat-files.ts";
import { issuesOf, issueText, warningText, type Issue } from "#cli/compat-report.ts";
import { Exit, UsageError, type Command, type ExitCode } from "#cli/command.ts";
import type { Io } from "#cli/io.ts";
import { reportProblems } from "#cli/report.ts";
import { printable } from "#cli/text.ts";
import { checkVersion, type Check } from "#schema/check.ts";
import { FORMAT_NAMES, type FormatName, type SchemaFormat } from "#schema/format.ts";
import { modeNamed, type ProfileMode, type RegistryProfile } from "#schema/registry-profile.ts";
import { registries } from "#schema/registries/index.ts";

const OPTIONS = {
  format: { type: "string" },
  mode: { type: "string" },
  profile: { type: "string" },
  policy: { type: "string" },
  reference: { type: "string", multiple: true },
  json: { type: "boolean" },
} as const;

interface Wanted {
  readonly format: SchemaFormat;
  readonly profile: RegistryProfile;
  readonly mode: ProfileMode;
  readonly policy: "STRICT" | "LENIENT";
  readonly isJson: boolean;
}

/** Whether a new version of a schema may follow the old ones, for these formats. */
export function compatOf(formats: Readonly<Record<FormatName, SchemaFormat>>): Command {
  return {
    usage:
      "compat --format avro|protobuf|json --mode MODE [--profile PROFILE] [--policy strict|lenient] [--reference NAME=FILE]... [--json] OLD... NEW",
    summary:
      "Tell whether a new version of a schema is compatible with the old ones, who breaks, and the fix.",
    details: [
      "OLD... NEW             schema files, the oldest first; with one file alone: whether it is well-formed",
      "--mode MODE            NONE, BACKWARD, FORWARD, FULL, or the last three with _TRANSITIVE (Glue: _ALL; also DISABLED)",
      `--profile PROFILE      whose rules: ${Object.keys(registries).join(", ")}; confluent if left out`,
      "--policy POLICY        strict or lenient; matters for JSON Schema in Confluent's registry only",
      "--reference NAME=FILE  a schema that these refer to, by full type name, import path or $ref's URL",
      "--json                 print one JSON object: { compatible, format, mode, checkedAgainst, issues, ... }",
      "Exit: 0 compatible, 1 not compatible, 2 a file or an argument is wrong.",
    ],
    async run(args, io) {
      const { values, positionals } = readArgsOfMany(args, OPTIONS, "OLD... NEW");
      const wanted = wantedOf(values, formats);
      const read = readVersions(positionals, values.reference ?? [], wanted.format, io);
      if (read.problems.length > 0) return reportProblems(read.problems, wanted.isJson, io);
      const candidate = read.versions.at(-1);
      if (candidate === undefined) throw new UsageError("OLD... NEW is missing.");
      return report(wanted, read.versions.slice(0, -1), candidate, io);
    },
  };
}

function wantedOf(
  values: { readonly format?: string; mode?: string; profile?: string; policy?: string; json?: boolean },
  formats: Readonly<Record<FormatName, SchemaFormat>>,
): Wanted {
  const format = FORMAT_NAMES.find((name) => name === values.format?.toLowerCase());
  if (format === undefined) throw wrong("--format", values.format, FORMAT_NAMES);
  const profiles: Readonly<Record<string, RegistryProfile>> = registries;
  const profileName = (values.profile ?? "confluent").toLowerCase();
  const profile = Object.hasOwn(profiles, profileName) ? profiles[profileName] : undefined;
  if (profile === undefined) throw wrong("--profile", values.profile, Object.keys(profiles));
  const mode = modeNamed(profile, values.mode ?? "");
  if (mode === undefined) {
    const known = profile.modes.map(({ name }) => name);
    throw wrong("--mode", values.mode, known, ` with the profile ${profile.name}`);
  }
  const policy = (values.policy ?? "strict").toUpperCase();
  if (policy !== "STRICT" && policy !== "LENIENT")
    throw wrong("--policy", values.policy, ["strict", "lenient"]);
  return { format: formats[format], profile, mode, policy, isJson: values.json === true };
}

function wrong(option: string, got: string | undefined, known: readonly string[], where = ""): UsageError {
  const what = got === undefined ? "is missing" : `is "${got}"`;
  return new UsageError(`${option} ${what}, must be one of ${known.join(", ")}${where}.`);
}

/** All versions, or the problems of all files; a file or reference that is wrong does not hide what is wrong with others. */
function readVersions(
  files: readonly string[],
  references: readonly string[],
  format: SchemaFormat,
  io: Io,
): { readonly versions: readonly SchemaFile[]; readonly problems: readonly Problem[] } {
  const texts = readReferences(references, io);
  if (!texts.ok) return { versions: [], problems: texts.problems };
  const versions: SchemaFile[] = [];
  const problems: Problem[] = [];
  for (const [index, file] of files.entries()) {
    const isNew = index === files.length - 1;
    const read = readSchema(file, format, { references: texts.value, isNew }, io);
    if (read.ok) versions.push(read.value);
    else problems.push(...read.problems);
  }
  return { versions, problems };
}

async function report(
  wanted: Wanted,
  versions: readonly SchemaFile[],
  candidate: SchemaFile,
  io: Io,
): Promise<ExitCode> {
  const { format, profile, mode, policy } = wanted;
  const check = checked(wanted, versions, candidate);
  const { issues, warnings } = await issuesOf(format, check, versions, candidate);
  const told = mode.mode === null && !check.compatible ? [refusedAsDisabled(candidate, versions)] : issues;
  if (wanted.isJson) {
    const answer = {
      compatible: check.compatible,
      format: format.name,
      mode: mode.name,
      checkedAgainst: check.checkedAgainst,
      issues: told,
      warnings,
      schemaWarnings: candidate.warnings,
      profile: profile.name,
      policy,
    };
    io.out(`${JSON.stringify(answer, null, 2)}\n`);
  } else {
    io.out([...told, ...warnings].map(issueText).join("") + candidate.warnings.map(warningText).join(""));
    io.out(verdictText(wanted, check, candidate));
  }
  return check.compatible ? Exit.ok : Exit.finding;
}

function checked(
  { format, profile, mode, policy }: Wanted,
  versions: readonly SchemaFile[],
  candidate: SchemaFile,
): Check {
  if (mode.mode === null) return { compatible: versions.length === 0, checkedAgainst: [], findings: [] };
  const options = { rules: profile.rules[format.name], policy };
  return checkVersion({ format, options, mode: mode.mode, versions, candidate });
}

function refusedAsDisabled({ name }: SchemaFile, versions: readonly SchemaFile[]): Issue {
  return {
    code: "DISABLED",
    path: "/",
    message: "The mode DISABLED takes no new version at all.",
    readerFile: name,
    writerFile: versions.at(-1)?.name ?? name,
    line: 1,
    column: 1,
    fix: "Choose another mode for the schema.",
    counterExample: null,
    severity: "error",
    file: name,
    direction: "backward",
    location: "/",
    forWhom: "",
  };
}

function verdictText(
  { profile, mode }: Wanted,
  { compatible, checkedAgainst, findings }: Check,
  { name }: SchemaFile,
): string {
  const breaking = findings.filter(({ difference }) => difference.breaks).length;
  const verdict = compatible ? "compatible" : "NOT compatible";
  const against =
    checkedAgainst.length === 0
      ? "no older version was asked"
      : `checked against ${checkedAgainst.join(", ")}`;
  const count =
    breaking === 0 ? "" : ` ${breaking} ${breaking === 1 ? "difference breaks" : "differences break"}.`;
  return `${printable(`${name} is ${verdict} under ${mode.name} of ${profile.title}; ${against}.${count}`)}\n`;
}
