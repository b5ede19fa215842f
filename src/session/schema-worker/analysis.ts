/** What is to be said about one subject while somebody writes in one of its versions. */
import { checkVersion, type Check, type Comparison, type Finding } from "#schema/check.ts";
import type { Fix, SchemaProblem } from "#schema/difference.ts";
import type { SchemaFormat } from "#schema/format.ts";
import type { CompatibilityMode, Direction } from "#schema/modes.ts";
import type { OutlineNode } from "#schema/outline.ts";
import type { TextRange } from "#schema/text-range.ts";
import { readVersions, type ReadVersion, type VersionText } from "./reading.ts";

/** A subject as a question carries it; see `session/schema-question.ts`. */
export interface SubjectInput {
  readonly format: string;
  readonly versions: readonly VersionText[];
  /** In force; NONE also where the registry takes no new version at all. */
  readonly mode: CompatibilityMode;
  readonly rules: Comparison["options"]["rules"];
  readonly policy: Comparison["options"]["policy"];
}

/** `breaks`: the registry refuses. `changes`: accepted, but readers get other data. `differs`: accepted, good to know. */
export type Weight = "breaks" | "changes" | "differs";

/** What one text has against one or several older versions; said of the newest of them. */
export interface Note {
  readonly weight: Weight;
  readonly code: string;
  readonly direction: Direction;
  /** Names of the older versions, newest first. */
  readonly against: readonly string[];
  readonly path: string;
  /** In the text that is written. */
  readonly range: TextRange;
  readonly says: string;
  readonly forWhom: string;
  readonly tryThis: string;
  /** What happens to the bytes; "" where nothing does. */
  readonly dataEffect: string;
  readonly fixes: readonly Fix[];
}

/** How a version stands to those before it. */
export type Standing = "fine" | "breaks" | "ill-formed";

export interface Analysis {
  /** The text that was read: ranges belong to it. */
  readonly text: string;
  /** Of the version that is written. */
  readonly problems: readonly SchemaProblem[];
  /** Whether it could be compared at all. */
  readonly isReadable: boolean;
  readonly checkedAgainst: readonly string[];
  readonly notes: readonly Note[];
  /** Empty where it is not readable. */
  readonly outline: readonly OutlineNode[];
  /** Of all versions, oldest first. */
  readonly standings: readonly Standing[];
}

/** Reads all versions and judges one of them (`version` from 1) under the mode in force. */
export function analysisOf(format: SchemaFormat, subject: SubjectInput, version: number): Analysis {
  const versions = readVersions(format, subject.versions);
  const written = versions[version - 1];
  if (written === undefined) throw new RangeError(`There is no version ${version}.`);
  const comparison: Comparison = { format, options: { rules: subject.rules, policy: subject.policy } };
  const checks = versions.map((candidate, index) =>
    checkOf(comparison, subject.mode, versions, index, candidate),
  );
  const check = checks[version - 1] ?? null;
  return {
    text: written.text,
    problems: written.parsed.problems,
    isReadable: written.schema !== null,
    checkedAgainst: check?.checkedAgainst ?? [],
    notes: check === null ? [] : gathered(check.findings, comparison, versions, written),
    outline: written.schema === null ? [] : format.outline(written.schema),
    standings: checks.map((each, index) => standingOf(each, versions[index])),
  };
}

function checkOf(
  comparison: Comparison,
  mode: CompatibilityMode,
  versions: readonly ReadVersion[],
  index: number,
  candidate: ReadVersion,
): Check | null {
  if (candidate.schema === null) return null;
  const older = versions.slice(0, index).filter(({ schema }) => schema !== null);
  return checkVersion({ ...comparison, mode, versions: older, candidate });
}

function standingOf(check: Check | null, version: ReadVersion | undefined): Standing {
  const isIllFormed = version?.parsed.problems.some(({ severity }) => severity === "error") === true;
  if (check === null || isIllFormed) return "ill-formed";
  return check.compatible ? "fine" : "breaks";
}

/** The same thing at the same place against several versions is said once. Errors first, then by place. */
function gathered(
  findings: readonly Finding[],
  { format }: Comparison,
  versions: readonly ReadVersion[],
  written: ReadVersion,
): readonly Note[] {
  const notes = new Map<string, Note>();
  for (const finding of findings) {
    const { difference, direction, explanation } = finding;
    const isReader = direction === "backward";
    const place = isReader ? difference.reader : difference.writer;
    const key = JSON.stringify([difference.code, direction, difference.breaks, place]);
    const known = notes.get(key);
    if (known !== undefined) {
      notes.set(key, { ...known, against: [...known.against, finding.version] });
      continue;
    }
    const older = versions.find(({ name }) => name === finding.version)?.schema;
    const [reader, writer] = isReader ? [written.schema, older] : [older, written.schema];
    notes.set(key, {
      weight: difference.breaks ? "breaks" : difference.dataEffect === undefined ? "differs" : "changes",
      code: difference.code,
      direction,
      against: [finding.version],
      path: place.path,
      range: place.range,
      ...explanation,
      dataEffect: difference.dataEffect ?? "",
      fixes: format.fixes(difference, reader, writer, isReader ? "reader" : "writer"),
    });
  }
  const order: readonly Weight[] = ["breaks", "changes", "differs"];
  return [...notes.values()].toSorted(
    (a, b) => order.indexOf(a.weight) - order.indexOf(b.weight) || a.range.start - b.range.start,
  );
}
