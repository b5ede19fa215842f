/** Schema files for a command: read, decoded and parsed, or everything that is wrong with them, at its place. */
import { refused, ok, type Problem, type Result } from "#base/result.ts";
import type { NamedSchema } from "#schema/check.ts";
import type { SchemaProblem } from "#schema/difference.ts";
import type { SchemaFormat } from "#schema/format.ts";
import { SCHEMA_TEXT_MAX } from "#schema/limits.ts";
import { lineAndColumn } from "#schema/text-range.ts";
import type { Io } from "./io.ts";

/** A version read from a file; its name is the file's. */
export interface SchemaFile extends NamedSchema {
  readonly text: string;
  /** Problems that do not keep it from being used. */
  readonly warnings: readonly PlacedProblem[];
}

/** A problem of a file; its path is `FILE:LINE:COLUMN`, or the file where it has no place. */
export interface PlacedProblem extends Problem {
  readonly file: string;
  /** From 1; null for a file that cannot be read. */
  readonly line: number | null;
  readonly column: number | null;
}

/** The text of a schema file ("-" for the standard input): UTF-8, of bounded size. */
export function readSchemaText(file: string, io: Io): Result<string> {
  let bytes: Uint8Array;
  try {
    bytes = io.read(file, SCHEMA_TEXT_MAX);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return fileRefused(file, "unreadable", `it cannot be read: ${why}.`, "Check the path.");
  }
  if (bytes.length > SCHEMA_TEXT_MAX) {
    const most = `${SCHEMA_TEXT_MAX / 1024} kB`;
    return fileRefused(
      file,
      "too-large",
      `it is larger than ${most}.`,
      "Split it into schemas that refer to each other.",
    );
  }
  try {
    return ok(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    const at = `byte ${validLength(bytes) + 1}`;
    return fileRefused(file, "not-utf-8", `it is not UTF-8 at or just before ${at}.`, "Save it as UTF-8.");
  }
}

/** How many bytes from the start are UTF-8, perhaps ending within a character. */
function validLength(bytes: Uint8Array): number {
  let [from, to] = [0, bytes.length];
  while (from + 1 < to) {
    const middle = Math.floor((from + to) / 2);
    try {
      new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(0, middle), { stream: true });
      from = middle;
    } catch {
      to = middle;
    }
  }
  return from;
}

function fileRefused(file: string, code: string, says: string, tryThis: string): Result<never> {
  const problem: PlacedProblem = { code, path: file, says, tryThis, file, line: null, column: null };
  return refused([problem]);
}

/** Reads and parses a version; refused with all its problems if nothing can be compared with it. */
export function readSchema(
  file: string,
  format: SchemaFormat,
  options: { readonly references: ReadonlyMap<string, string>; readonly isNew: boolean },
  io: Io,
): Result<SchemaFile> {
  const read = readSchemaText(file, io);
  if (!read.ok) return read;
  return parsedSchema(file, read.value, format, options);
}

/** Parses a version called `name`; refused with all its problems if nothing can be compared with it. */
export function parsedSchema(
  name: string,
  text: string,
  format: SchemaFormat,
  options: { readonly references: ReadonlyMap<string, string>; readonly isNew: boolean },
): Result<SchemaFile> {
  const { schema, problems } = format.parse(text, options);
  const errors = problems.filter(({ severity }) => severity === "error");
  if (errors.length > 0) return refused(errors.map((problem) => placed(problem, name, text)));
  if (schema === null)
    return fileRefused(name, "unusable", "no schema can be read from it.", "Check the format.");
  return ok({ name, schema, text, warnings: problems.map((problem) => placed(problem, name, text)) });
}

function placed({ code, says, tryThis, range }: SchemaProblem, file: string, text: string): PlacedProblem {
  const { line, column } = lineAndColumn(text, range.start);
  return { code, path: `${file}:${line}:${column}`, says, tryThis, file, line, column };
}

/** Texts by reference name from `NAME=FILE` arguments, or all that is wrong with them. */
export function readReferences(args: readonly string[], io: Io): Result<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  const problems: Problem[] = [];
  for (const arg of args) {
    const at = arg.indexOf("=");
    if (at <= 0) {
      problems.push({
        code: "bad-reference",
        path: "--reference",
        says: `"${arg}" is not NAME=FILE.`,
        tryThis: "Name it as the schema does: a full type name, an import path or a $ref's URL.",
      });
      continue;
    }
    const read = readSchemaText(arg.slice(at + 1), io);
    if (read.ok) texts.set(arg.slice(0, at), read.value);
    else problems.push(...read.problems);
  }
  return problems.length > 0 ? refused(problems) : ok(texts);
}
