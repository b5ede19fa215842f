/** Every version against every other: rows of the matrix, the seven modes' verdicts, and what other registries would say. */
import { checkAllModes, type CheckRequest, type Comparison, type ModeVerdict } from "#schema/check.ts";
import { opinions, type Opinion } from "#schema/check-disagreements.ts";
import { matrixCell } from "#schema/check-matrix.ts";
import type { SchemaFormat } from "#schema/format.ts";
import type { Understanding } from "#schema/payload.ts";
import type { TextRange } from "#schema/text-range.ts";
import type { SubjectInput } from "./analysis.ts";
import { worked } from "./pace.ts";
import { readVersions } from "./reading.ts";

/** What becomes of one version's records in a reader. Versions from 1. */
export interface MatrixEntry {
  readonly reader: number;
  readonly writer: number;
  /** `unreadable`: one of the two texts cannot be compared. */
  readonly fate: Understanding | "unreadable";
  /** Whether the registry's rules let the reader read the writer. */
  readonly accepted: boolean;
  /** One sentence, with the first reason. */
  readonly says: string;
  /** Where the first reason stands: in the newer of the two texts. null: there is none. */
  readonly at: { readonly version: number; readonly range: TextRange } | null;
}

/** One row: `reader` (from 1) reads what the versions `from` to `to` (inclusive) wrote. */
export function matrixRow(
  format: SchemaFormat,
  subject: SubjectInput,
  { reader, from, to }: { readonly reader: number; readonly from: number; readonly to: number },
): readonly MatrixEntry[] {
  const versions = readVersions(format, subject.versions);
  const comparison = comparisonOf(format, subject);
  const entries: MatrixEntry[] = [];
  for (let writer = from; writer <= to; writer++) {
    const [reading, written] = [versions[reader - 1], versions[writer - 1]];
    if (reading === undefined || written === undefined) continue;
    if (reading.schema === null || written.schema === null) {
      const broken = reading.schema === null ? reading.name : written.name;
      const says = `${broken} is ill-formed: nothing can be compared with it`;
      entries.push({ reader, writer, fate: "unreadable", accepted: false, says, at: null });
      continue;
    }
    const cell = matrixCell(comparison, reading, written);
    const first =
      cell.differences.find(({ breaks }) => breaks) ??
      cell.differences.find(({ dataEffect }) => dataEffect !== undefined);
    const isReaderNewer = reader >= writer;
    const at =
      first === undefined
        ? null
        : {
            version: isReaderNewer ? reader : writer,
            range: (isReaderNewer ? first.reader : first.writer).range,
          };
    entries.push({
      reader,
      writer,
      fate: cell.understanding,
      accepted: cell.compatible,
      says: cell.says,
      at,
    });
  }
  return entries;
}

/** What is thought of one version after all before it. */
export interface Verdicts {
  /** Of the seven modes, in their order; null for a text that cannot be compared. */
  readonly modes: readonly ModeVerdict[] | null;
  /** Of everybody whose rules are known, under the mode in force; empty for a text that cannot be compared. */
  readonly opinions: readonly Opinion[];
}

/** The verdicts on `version` (from 1). */
export function verdictsOn(format: SchemaFormat, subject: SubjectInput, version: number): Verdicts {
  const versions = readVersions(format, subject.versions);
  const candidate = versions[version - 1];
  if (candidate === undefined || candidate.schema === null) return { modes: null, opinions: [] };
  const older = versions.slice(0, version - 1).filter(({ schema }) => schema !== null);
  const request: Omit<CheckRequest, "mode"> = {
    ...comparisonOf(format, subject),
    versions: older,
    candidate,
    worked,
  };
  return { modes: checkAllModes(request), opinions: opinions({ ...request, mode: subject.mode }) };
}

function comparisonOf(format: SchemaFormat, { rules, policy }: SubjectInput): Comparison {
  return { format, options: { rules, policy } };
}
