/** What becomes of records in a reader, as the matrix shows it: by shape, word and colour. */
import type { MatrixEntry } from "#session/schema-analysis.ts";

interface FateLook {
  /** A shape that is told apart without colour. */
  readonly sign: string;
  /** Fits into a cell. */
  readonly word: string;
  /** In the legend and for those who hear it. */
  readonly title: string;
}

export const FATES: Readonly<Record<MatrixEntry["fate"], FateLook>> = {
  same: { sign: "●", word: "reads", title: "reads" },
  differs: { sign: "▲", word: "changes", title: "reads, but data changes" },
  "by-payload": { sign: "◐", word: "depends", title: "depends on the record" },
  never: { sign: "✕", word: "cannot", title: "cannot" },
  unreadable: { sign: "–", word: "unknown", title: "cannot be compared" },
};

/** The registry judges types, readers see bytes: where the two part, a cell says so. */
export function registrySays({ fate, accepted, reader, writer }: MatrixEntry): string {
  if (fate === "unreadable" || reader === writer) return "";
  if (accepted) return fate === "same" ? "" : "The registry accepts it all the same.";
  return fate === "same" || fate === "differs"
    ? "The registry refuses it all the same."
    : "The registry refuses it.";
}
