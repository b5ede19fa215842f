/** A scenario's schemas, every version judged as `compat` judges a file: against the older ones, under the mode in force. */
import type { Scenario, SchemaSubject } from "#scenario/document.ts";
import { checkVersion } from "#schema/check.ts";
import type { SchemaFormat } from "#schema/format.ts";
import { formatNamed } from "#schema/formats/index.ts";
import { registries } from "#schema/registries/index.ts";
import type { RegistryProfile } from "#schema/registry-profile.ts";
import { registryConfig } from "#sim/schemas/plan.ts";
import { modeOf } from "#sim/schemas/port.ts";
import { referencesOf } from "#sim/schemas/references.ts";
import { parsedSchema, type PlacedProblem, type SchemaFile } from "./compat-files.ts";
import { issuesOf, type Issue } from "./compat-report.ts";

/** What is said of one version; names and order are those of the JSON. */
export interface CheckedVersion {
  readonly subject: string;
  /** From 1. */
  readonly version: number;
  readonly compatible: boolean;
  readonly format: string;
  readonly mode: string;
  /** Versions by name, e.g. `orders-value v1`, newest first. */
  readonly checkedAgainst: readonly string[];
  readonly issues: readonly Issue[];
  readonly warnings: readonly Issue[];
  /** What is wrong with the text itself; then nothing can be compared with it. */
  readonly problems: readonly PlacedProblem[];
}

/** Every version of every subject, in the order of the document. The modes are the document's, not those that a run changes. */
export async function checkSubjects(scenario: Scenario): Promise<readonly CheckedVersion[]> {
  const { profile: profileName, mode, policy } = registryConfig(scenario);
  const profile = registries[profileName];
  const checked: CheckedVersion[] = [];
  for (const subject of scenario.subjects) {
    const format = formatNamed(subject.format);
    if (format === undefined) continue;
    const modeName = subject.mode === "" ? mode : subject.mode;
    checked.push(...(await checkSubject(scenario, subject, { format, profile, modeName, policy })));
  }
  return checked;
}

interface Judging {
  readonly format: SchemaFormat;
  readonly profile: RegistryProfile;
  readonly modeName: string;
  readonly policy: "STRICT" | "LENIENT";
}

async function checkSubject(
  scenario: Scenario,
  subject: SchemaSubject,
  { format, profile, modeName, policy }: Judging,
): Promise<CheckedVersion[]> {
  const known = scenario.subjects.map(({ id, versions }) => ({
    id,
    texts: versions.map(({ text, references = [] }) => ({ text, references })),
  }));
  const mode = modeOf(profile, modeName);
  const older: SchemaFile[] = [];
  const checked: CheckedVersion[] = [];
  for (const [index, { text, references = [] }] of subject.versions.entries()) {
    const version = index + 1;
    const name = `${subject.name} v${version}`;
    const parsed = parsedSchema(name, text, format, {
      references: referencesOf(known, references),
      isNew: true,
    });
    const about = { subject: subject.name, version, format: format.name, mode: modeName };
    const nothing = { checkedAgainst: [], issues: [], warnings: [] };
    if (!parsed.ok) {
      const problems = parsed.problems as readonly PlacedProblem[];
      checked.push({ ...about, compatible: false, ...nothing, problems });
      continue;
    }
    const candidate = parsed.value;
    if (mode === null || mode === undefined) {
      checked.push({ ...about, compatible: older.length === 0, ...nothing, problems: candidate.warnings });
    } else {
      const options = { rules: profile.rules[format.name], policy };
      const check = checkVersion({ format, options, mode, versions: older, candidate });
      checked.push({
        ...about,
        compatible: check.compatible,
        checkedAgainst: check.checkedAgainst,
        ...(await issuesOf(format, check, older, candidate)),
        problems: candidate.warnings,
      });
    }
    older.push(candidate);
  }
  return checked;
}
