/** Problems of one text, found by several passes and told in the order of their places. */
import type { Fix, SchemaProblem } from "#schema/difference.ts";
import { PROBLEMS_MAX } from "#schema/limits.ts";
import type { TextRange } from "#schema/text-range.ts";

export class Problems {
  readonly #found: SchemaProblem[] = [];

  error(code: string, range: TextRange, says: string, tryThis: string, fix?: Fix): void {
    this.#add({ code, severity: "error", says, tryThis, range, ...(fix === undefined ? {} : { fix }) });
  }

  warning(code: string, range: TextRange, says: string, tryThis: string, fix?: Fix): void {
    this.#add({ code, severity: "warning", says, tryThis, range, ...(fix === undefined ? {} : { fix }) });
  }

  get hasErrors(): boolean {
    return this.#found.some(({ severity }) => severity === "error");
  }

  /** The first error, for who can only say one. */
  get firstError(): SchemaProblem | undefined {
    return this.#found.find(({ severity }) => severity === "error");
  }

  /** Errors are never cut off in favour of warnings. */
  inOrder(): readonly SchemaProblem[] {
    const kept =
      this.#found.length <= PROBLEMS_MAX
        ? this.#found
        : this.#found
            .toSorted((a, b) => (a.severity === b.severity ? 0 : a.severity === "error" ? -1 : 1))
            .slice(0, PROBLEMS_MAX);
    return kept.toSorted((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
  }

  #add(problem: SchemaProblem): void {
    if (this.#found.length < PROBLEMS_MAX * 20) this.#found.push(problem);
  }
}

/** A name in quotes as people read it, cut where it is long. */
export function quoted(name: string): string {
  return JSON.stringify(name.length > 60 ? `${name.slice(0, 59)}…` : name);
}
