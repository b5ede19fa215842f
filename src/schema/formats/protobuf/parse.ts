/** Text to schema: read, link, check. */
import type { Parsed, SchemaProblem } from "#schema/difference.ts";
import type { ParseOptions } from "#schema/format.ts";
import { PROBLEMS_MAX, SCHEMA_TEXT_MAX } from "#schema/limits.ts";
import { checkDraft } from "./check.ts";
import { link } from "./link.ts";
import { parseFile } from "./parse-file.ts";
import type { ProtoSchema } from "./schema.ts";

/**
 * A schema, or all that is wrong with the text. A stored version (`isNew` false) was accepted once by somebody: what can
 * be read of it can be compared, and what protoc would refuse today is a warning.
 */
export function parseProtobuf(text: string, options: ParseOptions): Parsed<ProtoSchema> {
  if (text.length > SCHEMA_TEXT_MAX) return { schema: null, problems: [tooLong()] };
  const draft = parseFile(text);
  const linked = link(draft, options.references ?? new Map());
  const found = [...linked.problems, ...checkDraft(draft, linked.typesByName)];
  const lenient = found.map((problem): SchemaProblem =>
    options.isNew ? problem : { ...problem, severity: "warning" },
  );
  const all = [...draft.cursor.problems, ...lenient].map((problem) => ({
    ...problem,
    range: notEmpty(problem.range, text),
  }));
  const errors = all.filter(({ severity }) => severity === "error");
  const warnings = all.filter(({ severity }) => severity === "warning");
  // Errors are never pushed out by warnings.
  const problems = [...inOrder(errors), ...inOrder(warnings)].slice(0, PROBLEMS_MAX);
  if (errors.length > 0) return { schema: null, problems: inOrder(problems) };
  return {
    schema: { text, file: draft.file, typesByName: linked.typesByName },
    problems: inOrder(problems),
  };
}

function inOrder(problems: readonly SchemaProblem[]): readonly SchemaProblem[] {
  return problems.toSorted((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
}

function tooLong(): SchemaProblem {
  return {
    code: "too-long",
    severity: "error",
    says: `The text has more than ${String(SCHEMA_TEXT_MAX / 1024)} kB.`,
    tryThis: "Split it into files that import each other.",
    range: { start: SCHEMA_TEXT_MAX, end: SCHEMA_TEXT_MAX + 1 },
  };
}

/** An underlined place has a character, if the text has one. */
function notEmpty(range: SchemaProblem["range"], text: string): SchemaProblem["range"] {
  if (range.start < range.end) return range;
  return range.end < text.length
    ? { start: range.start, end: range.start + 1 }
    : { start: Math.max(0, text.length - 1), end: text.length };
}
