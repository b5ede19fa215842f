/**
 * What the schemas' worker answers, one function a question: plain data in, plain data out. A further question is a
 * further line here; `client.ask` is typed by it.
 */
import { present } from "#base/assert.ts";
import type { SchemaFormat } from "#schema/format.ts";
import { formatNamed } from "#schema/formats/index.ts";
import {
  analysisOf,
  restOf,
  type Analysed,
  type Analysis,
  type Rest,
  type SubjectInput,
} from "./analysis.ts";
import { changesOf, type Changes } from "./changes.ts";
import { fieldHistory, type FieldHistory } from "./history-of-field.ts";
import { loadCodecOf } from "./codecs.ts";
import { matrixRow, verdictsOn, type MatrixEntry, type Verdicts } from "./matrix.ts";
import type { Asked } from "./protocol.ts";
import {
  proofOf,
  recordAnswer,
  sampleText,
  type FindingAsked,
  type Proof,
  type RecordAnswer,
  type RecordAsked,
} from "./record.ts";
import { upgradeAdvice, type UpgradeAdvice, type UpgradeAsked } from "./upgrading.ts";

/** One subject, and a place in one of its versions (from 1). */
interface At {
  readonly subject: SubjectInput;
  readonly version: number;
}

/** A reader, and the first and last of the writers; all from 1. */
interface MatrixRowAsked {
  readonly subject: SubjectInput;
  readonly reader: number;
  readonly from: number;
  readonly to: number;
}

function formatOf({ format }: SubjectInput): SchemaFormat {
  return present(formatNamed(format), `the format ${format}`);
}

/** So long the rest of an analysis may keep others waiting. */
const REST_MS = 200;

/** What `rest` goes on with. */
let latest: Analysed | null = null;

export const questions = {
  /** What is to be said at once while a version is written. */
  analyse: ({ subject, version }: At): Analysis => {
    latest = analysisOf(formatOf(subject), subject, version);
    return latest.analysis;
  },
  /** What takes longer, of the analysis before, if it was of this text; null if not. Some standings may still be unknown. */
  rest: ({ text }: { readonly text: string }): Rest | null => {
    if (latest === null || latest.analysis.text !== text) return null;
    const untilMs = performance.now() + REST_MS;
    const rest = restOf(latest, () => performance.now() < untilMs);
    latest = { ...latest, analysis: { ...latest.analysis, standings: rest.standings } };
    return rest;
  },
  /** The history of the named part at a character of a version's text. */
  fieldAt: ({ subject, version, offset }: At & { readonly offset: number }): FieldHistory | null =>
    fieldHistory(formatOf(subject), subject.versions, version, offset),
  /** One row of the matrix; a whole matrix of many versions would keep others waiting. */
  matrixRow: (asked: MatrixRowAsked): readonly MatrixEntry[] =>
    matrixRow(formatOf(asked.subject), asked.subject, asked),
  /** What the seven modes, and other registries, say of a version. */
  verdicts: ({ subject, version }: At): Verdicts => verdictsOn(formatOf(subject), subject, version),
  /** A made-up record as JSON text. */
  sampleRecord: (asked: At & { readonly seed: number }): string =>
    sampleText(formatOf(asked.subject), asked.subject, asked),
  /** A record as bytes, and what a reader makes of them. */
  record: (asked: RecordAsked): RecordAnswer => recordAnswer(formatOf(asked.subject), asked),
  /** A record that proves a finding. */
  proof: ({ subject, ...finding }: FindingAsked & { readonly subject: SubjectInput }): Proof | null =>
    proofOf(formatOf(subject), subject, finding),
  /** What two versions mean differently, and their lines. */
  changes: (asked: { readonly subject: SubjectInput; readonly from: number; readonly to: number }): Changes =>
    changesOf(formatOf(asked.subject), asked.subject, asked),
  /** In which order the services that use the subject can move to a version. */
  upgrade: (asked: UpgradeAsked): UpgradeAdvice => upgradeAdvice(formatOf(asked.subject), asked),
} as const;

/** Loads what a question needs, before its time is measured. */
export async function prepare(ask: Asked, input: unknown): Promise<void> {
  if (ask !== "record" && ask !== "proof") return;
  await loadCodecOf(formatOf((input as { readonly subject: SubjectInput }).subject));
}
