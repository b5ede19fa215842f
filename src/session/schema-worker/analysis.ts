/** What is to be said about one subject while somebody writes in one of its versions. */
import { checkVersion, type Check, type Comparison, type Finding } from "#schema/check.ts";
import type { Fix, Place, SchemaProblem } from "#schema/difference.ts";
import type { SchemaFormat } from "#schema/format.ts";
import type { CompatibilityMode, Direction } from "#schema/modes.ts";
import type { OutlineNode } from "#schema/outline.ts";
import type { TextRange } from "#schema/text-range.ts";
import { worked } from "./pace.ts";
import { comparable, readVersions, type ReadVersion, type VersionText } from "./reading.ts";

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
  /** null: not worked out yet, see `restOf`. */
  readonly fixes: readonly Fix[] | null;
}

/** How a version stands to those before it; `unknown`: not worked out yet. */
export type Standing = "fine" | "breaks" | "ill-formed" | "unknown";

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

/** What of an analysis takes longer and can come later. */
export interface Rest {
  /** Of the notes, in their order. */
  readonly fixes: readonly (readonly Fix[])[];
  readonly standings: readonly Standing[];
}

/** An analysis, and what is needed to work out its rest. */
export interface Analysed {
  readonly analysis: Analysis;
  readonly versions: readonly ReadVersion[];
  readonly comparison: Comparison;
  readonly mode: CompatibilityMode;
  /** What each note was first made of. */
  readonly findings: readonly Finding[];
  readonly written: ReadVersion;
}

/** Notes beyond this have no fixes worked out: who has so many mends the first ones first. */
const MENDED_MAX = 12;

/** Judges one version, and reads of the others what the mode looks at (`version` from 1) under the mode in force. */
export function analysisOf(format: SchemaFormat, subject: SubjectInput, version: number): Analysed {
  const versions = readVersions(format, subject.versions);
  const written = versions[version - 1];
  if (written === undefined) throw new RangeError(`There is no version ${version}.`);
  const { mode } = subject;
  const comparison: Comparison = { format, options: { rules: subject.rules, policy: subject.policy } };
  const check = checkOf(comparison, mode, versions, version - 1);
  const gatheredNotes = check === null ? [] : gathered(check.findings);
  const analysis: Analysis = {
    text: written.text,
    problems: written.parsed.problems,
    isReadable: written.schema !== null,
    checkedAgainst: check?.checkedAgainst ?? [],
    notes: gatheredNotes.map(({ note }) => note),
    outline: written.schema === null ? [] : format.outline(written.schema),
    standings: versions.map((each, index) => (index === version - 1 ? standingOf(check, each) : "unknown")),
  };
  return {
    analysis,
    versions,
    comparison,
    mode,
    written,
    findings: gatheredNotes.map(({ finding }) => finding),
  };
}

/**
 * Fixes, and as many standings as can be worked out while `hasTime`; what was compared is remembered, so asking again
 * gets further. At least one more standing is known after each call.
 */
export function restOf(
  { analysis, versions, comparison, mode, findings, written }: Analysed,
  hasTime: () => boolean,
): Rest {
  const { format } = comparison;
  const fixes = findings.map(({ difference, direction, version }, index) => {
    if (index >= MENDED_MAX || analysis.notes[index]?.weight === "differs") return [];
    const older = versions.find(({ name }) => name === version)?.schema;
    return direction === "backward"
      ? format.fixes(difference, written.schema, older, "reader")
      : format.fixes(difference, older, written.schema, "writer");
  });
  let isFirst = true;
  const standings = analysis.standings.map((known, index): Standing => {
    if (known !== "unknown" || (!isFirst && !hasTime())) return known;
    isFirst = false;
    return standingOf(checkOf(comparison, mode, versions, index), versions[index]);
  });
  return { fixes, standings };
}

function checkOf(
  comparison: Comparison,
  mode: CompatibilityMode,
  versions: readonly ReadVersion[],
  index: number,
): Check | null {
  const candidate = versions[index];
  if (candidate === undefined || candidate.schema === null) return null;
  const older = comparable(versions, index, mode);
  return checkVersion({ ...comparison, mode, versions: older, candidate, worked });
}

function standingOf(check: Check | null, version: ReadVersion | undefined): Standing {
  const isIllFormed = version?.parsed.problems.some(({ severity }) => severity === "error") === true;
  if (check === null || isIllFormed) return "ill-formed";
  return check.compatible ? "fine" : "breaks";
}

const ORDER: readonly Weight[] = ["breaks", "changes", "differs"];

/** The same thing at the same place against several versions is said once. What breaks first, then by place. */
function gathered(
  findings: readonly Finding[],
): readonly { readonly note: Note; readonly finding: Finding }[] {
  const found = new Map<string, { readonly note: Note; readonly finding: Finding }>();
  for (const finding of findings) {
    const { difference, direction, version } = finding;
    const place = direction === "backward" ? difference.reader : difference.writer;
    const key = JSON.stringify([difference.code, direction, difference.breaks, place]);
    const known = found.get(key);
    const note = known === undefined ? noteOf(finding, place) : withVersion(known.note, version);
    found.set(key, { note, finding: known?.finding ?? finding });
  }
  return [...found.values()].toSorted(
    ({ note: a }, { note: b }) =>
      ORDER.indexOf(a.weight) - ORDER.indexOf(b.weight) || a.range.start - b.range.start,
  );
}

function withVersion(note: Note, version: string): Note {
  return { ...note, against: [...note.against, version] };
}

function noteOf({ difference, direction, version, explanation }: Finding, { path, range }: Place): Note {
  return {
    weight: difference.breaks ? "breaks" : difference.dataEffect === undefined ? "differs" : "changes",
    code: difference.code,
    direction,
    against: [version],
    path,
    range,
    ...explanation,
    dataEffect: difference.dataEffect ?? "",
    fixes: null,
  };
}
