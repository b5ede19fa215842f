/** Where checks put what they find. */
import type { Fix, SchemaProblem } from "#schema/difference.ts";
import type { TextRange } from "#schema/text-range.ts";

export class Report {
  readonly problems: SchemaProblem[] = [];

  error(code: string, range: TextRange, says: string, tryThis: string, fix?: Fix): void {
    this.#add("error", code, range, says, tryThis, fix);
  }

  warning(code: string, range: TextRange, says: string, tryThis: string, fix?: Fix): void {
    this.#add("warning", code, range, says, tryThis, fix);
  }

  #add(
    severity: SchemaProblem["severity"],
    code: string,
    range: TextRange,
    says: string,
    tryThis: string,
    fix: Fix | undefined,
  ): void {
    const problem = { code, severity, says, tryThis, range: { start: range.start, end: range.end } };
    this.problems.push(fix === undefined ? problem : { ...problem, fix });
  }
}

/** A fix of one edit. */
export function replace(title: string, range: TextRange, text: string): Fix {
  return { title, edits: [{ range: { start: range.start, end: range.end }, text }] };
}
