/** What a check of schemas found, as the issues of `--json` and as lines for people. */
import type { Check, Finding } from "#schema/check.ts";
import type { Codec, CounterExample } from "#schema/codec.ts";
import type { Difference } from "#schema/difference.ts";
import type { SchemaFormat } from "#schema/format.ts";
import type { JsonValue } from "#schema/payload.ts";
import { lineAndColumn } from "#schema/text-range.ts";
import type { PlacedProblem, SchemaFile } from "./compat-files.ts";
import { printable } from "./text.ts";

/** A record that proves an issue. */
export interface ShownExample {
  readonly record: JsonValue;
  /** In hex, without a registry's frame. */
  readonly bytes: string;
  readonly says: string;
}

/** One finding; names and order are those of the JSON. */
export interface Issue {
  /** The reference's own name for it. */
  readonly code: string;
  /** In the new schema, as people say it; the reference's own path where the schema as a whole is meant. */
  readonly path: string;
  readonly message: string;
  readonly readerFile: string;
  readonly writerFile: string;
  /** In the new file, from 1. */
  readonly line: number;
  readonly column: number;
  readonly fix: string;
  readonly counterExample: ShownExample | null;
  readonly severity: "error" | "warning";
  /** The new file. */
  readonly file: string;
  readonly direction: "backward" | "forward";
  /** The reference's own path. */
  readonly location: string;
  readonly forWhom: string;
}

/** Counter-examples of one report; each is really encoded and decoded. */
const EXAMPLES_MAX = 200;

/** The findings that break, and those that only change data, in the order of the check. */
export async function issuesOf(
  format: SchemaFormat,
  { findings }: Check,
  versions: readonly SchemaFile[],
  candidate: SchemaFile,
): Promise<{ readonly issues: readonly Issue[]; readonly warnings: readonly Issue[] }> {
  const told = findings.filter(({ difference }) => difference.breaks || difference.dataEffect !== undefined);
  const codec = told.length > 0 ? await codecOf(format) : null;
  const byName = new Map(versions.map((version) => [version.name, version]));
  const all = told.map((finding, index) =>
    issueOf(finding, candidate, byName.get(finding.version), index < EXAMPLES_MAX ? codec : null),
  );
  return {
    issues: all.filter(({ severity }) => severity === "error"),
    warnings: all.filter(({ severity }) => severity === "warning"),
  };
}

/** null where the format has none: a verdict is worth more than its proof. */
async function codecOf(format: SchemaFormat): Promise<Codec<unknown> | null> {
  try {
    return await format.loadCodec();
  } catch {
    return null;
  }
}

function issueOf(
  { direction, reader, writer, difference, explanation }: Finding,
  candidate: SchemaFile,
  version: SchemaFile | undefined,
  codec: Codec<unknown> | null,
): Issue {
  const place = direction === "backward" ? difference.reader : difference.writer;
  const [readerFile, writerFile] = direction === "backward" ? [candidate, version] : [version, candidate];
  const example = exampleOf(codec, readerFile, writerFile, difference);
  const { breaks, code, location, dataEffect } = difference;
  return {
    code,
    path: place.path === "" ? location : place.path,
    message: breaks ? explanation.says : (dataEffect ?? explanation.says),
    readerFile: reader,
    writerFile: writer,
    ...lineAndColumn(candidate.text, place.range.start),
    fix: explanation.tryThis,
    counterExample: example === null ? null : shownExample(example),
    severity: breaks ? "error" : "warning",
    file: candidate.name,
    direction,
    location,
    forWhom: explanation.forWhom,
  };
}

function exampleOf(
  codec: Codec<unknown> | null,
  reader: SchemaFile | undefined,
  writer: SchemaFile | undefined,
  difference: Difference,
): CounterExample | null {
  if (codec === null || reader === undefined || writer === undefined) return null;
  try {
    return codec.counterExample(reader.schema, writer.schema, difference);
  } catch {
    // A schema that is odd beyond what the codec knows still has its verdict.
    return null;
  }
}

function shownExample({ value, bytes, says }: CounterExample): ShownExample {
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0"));
  return { record: value, bytes: hex.join(" "), says };
}

/** One issue as lines: where and what, for whom, how to mend it, and a record that proves it. */
export function issueText(issue: Issue): string {
  const { file, line, column, code, message, forWhom, fix, counterExample, severity } = issue;
  const lines = [
    `${file}:${line}:${column}: ${severity === "warning" ? "warning: " : ""}${message} [${code}]`,
    ...(forWhom === "" ? [] : [`  ${forWhom}`]),
    ...(fix === "" ? [] : [`  Fix: ${fix}`]),
    ...(counterExample === null ? [] : [`  For example: ${counterExample.says}`]),
  ];
  return lines.map((text) => `${printable(text)}\n`).join("");
}

/** A problem that does not keep a file from being used. */
export function warningText({ path, says, tryThis }: PlacedProblem): string {
  return `${printable(`${path}: warning: ${says}`)}\n  ${printable(tryThis)}\n`;
}
