/** What is wrong with something the user gave us: their mistake or a stranger's, never ours (see assert.ts). */
export interface Problem {
  /** Stable, kebab-case name of the rule, e.g. "out-of-range". */
  readonly code: string;
  /** Where in the document, e.g. `nodes[2].config.ratePerSecond`; "" is the document as a whole. */
  readonly path: string;
  /** One sentence: what was found and what is allowed. */
  readonly says: string;
  /** One sentence: how to mend it. */
  readonly tryThis: string;
}

/** The answer of everything that judges user input: a value with warnings, or all the problems at once. */
export type Result<T> =
  | { readonly ok: true; readonly value: T; readonly warnings: readonly Problem[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** A success, with warnings if there are any. */
export function ok<T>(value: T, warnings: readonly Problem[] = []): Result<T> {
  return { ok: true, value, warnings };
}

/** A refusal with every problem found. */
export function refused(problems: readonly Problem[]): {
  readonly ok: false;
  readonly problems: readonly Problem[];
} {
  return { ok: false, problems };
}
