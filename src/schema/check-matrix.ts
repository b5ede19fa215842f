/** Every version as a reader against every version as a writer. */
import { differencesOf, type Comparison, type NamedSchema } from "./check.ts";
import type { Difference } from "./difference.ts";
import type { Understanding } from "./payload.ts";

/** What becomes of the records of one version in readers on another (or the same). */
export interface MatrixCell {
  readonly reader: string;
  readonly writer: string;
  /** Whether the registry's rules let `reader` read `writer`. */
  readonly compatible: boolean;
  readonly differences: readonly Difference[];
  /** What really happens to the records, whatever the registry says. */
  readonly understanding: Understanding;
  /** The reason in the cell: `v3 reads v2`, `v3 cannot always read v2: Field "total" …`. */
  readonly says: string;
}

/** Rows are readers, columns writers, both in the order of `versions`. */
export function matrix(
  comparison: Comparison,
  versions: readonly NamedSchema[],
): readonly (readonly MatrixCell[])[] {
  return versions.map((reader) => versions.map((writer) => matrixCell(comparison, reader, writer)));
}

/** What becomes of the records of `writer` in `reader`: one cell of the matrix. */
export function matrixCell(comparison: Comparison, reader: NamedSchema, writer: NamedSchema): MatrixCell {
  const { format } = comparison;
  const differences = differencesOf(comparison, reader.schema, writer.schema);
  const breaking = differences.filter(({ breaks }) => breaks);
  const understanding = format.payloads.understands(reader.schema, writer.schema);
  const cell = {
    reader: reader.name,
    writer: writer.name,
    compatible: breaking.length === 0,
    differences,
    understanding,
  };
  const first = breaking[0] ?? differences.find(({ dataEffect }) => dataEffect !== undefined);
  const why =
    first === undefined
      ? ""
      : first.breaks
        ? `: ${format.explain(first, { reader: reader.name, writer: writer.name }).says}`
        : `: ${first.dataEffect ?? ""}`;
  const more = breaking.length > 1 ? ` And ${breaking.length - 1} more.` : "";
  return { ...cell, says: `${understandingInWords(understanding, reader.name, writer.name)}${why}${more}` };
}

/** `v3 reads all records of v2 as they were written`, and so on. */
export function understandingInWords(understanding: Understanding, reader: string, writer: string): string {
  switch (understanding) {
    case "same":
      return `${reader} reads all records of ${writer} as they were written`;
    case "differs":
      return `${reader} reads all records of ${writer}, some with other values than were written`;
    case "by-payload":
      return `${reader} reads some records of ${writer} and fails on others`;
    case "never":
      return `${reader} can read no record of ${writer}`;
  }
}
