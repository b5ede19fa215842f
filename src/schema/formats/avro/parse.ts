/** Reads an Avro schema as Java's Avro 1.12 in a Confluent registry does, but tells all problems at their places. */
import type { Parsed } from "#schema/difference.ts";
import type { ParseOptions } from "#schema/format.ts";
import { parseJsonText, type JsonFlaw, type JsonNode } from "#schema/json-text.ts";
import { SCHEMA_TEXT_MAX } from "#schema/limits.ts";
import type { TextRange } from "#schema/text-range.ts";
import { Problems, type BuildContext } from "./build-context.ts";
import { Builder, resolveNames } from "./build.ts";
import { checkDefaults } from "./defaults.ts";
import { endlessRecords } from "./endless.ts";
import { checkFieldKeys } from "./field-keys.ts";
import { quoted } from "./names.ts";
import type { AvroSchema, RecordType } from "./schema.ts";

/** Objects and lists in each other: 64 types deep are some 200 of them, and defaults come on top. */
const JSON_DEPTH_MAX = 400;

type Shared = Pick<BuildContext, "named" | "pending" | "unions" | "isNew">;

/**
 * `isNew`: names are strict and defaults must fit, as at registration; without, as for stored versions, whatever Java's
 * parser takes without validation. Referenced texts are read in their order, before the schema itself.
 */
export function parseAvro(text: string, options: ParseOptions): Parsed<AvroSchema> {
  const shared: Shared = { named: new Map(), pending: [], unions: [], isNew: options.isNew };
  const texts = options.references ?? new Map<string, string>();
  const references = [...texts].map(([name, referenced]) => {
    const foreign = { ...shared, isNew: false, foreign: true, problems: new Problems() };
    build(referenced, foreign);
    return { name, problems: foreign.problems };
  });
  const problems = new Problems();
  const use = build(text, { ...shared, foreign: false, problems });
  resolveNames(shared);
  tellReferences(references, problems, text);
  const own = [...shared.named.values()].filter((type) => !type.foreign);
  const records = own.filter((type): type is RecordType => type.kind === "record");
  if (!problems.hasErrors) {
    for (const record of endlessRecords(shared.named.values())) {
      if (record.foreign) continue;
      problems.warning(
        "endless-record",
        record.nameRange,
        `A ${record.name} contains another one without end, so none can be written.`,
        "Make one of the fields on the way optional: a union with null, a list or a map.",
      );
    }
    if (options.isNew) checkDefaults(records, problems);
  }
  checkFieldKeys(records, problems);
  const schema: AvroSchema | null =
    use === null || problems.hasErrors ? null : { text, root: use, named: shared.named, references: texts };
  return { schema, problems: problems.sorted() };
}

function build(text: string, context: Omit<BuildContext, "typeOf">): ReturnType<Builder["typeOf"]> {
  const { problems } = context;
  if (text.length > SCHEMA_TEXT_MAX) {
    problems.error(
      "text-too-long",
      { start: SCHEMA_TEXT_MAX, end: text.length },
      `The schema has ${String(text.length)} characters; Eventyard reads ${String(SCHEMA_TEXT_MAX)}.`,
      "Split it into several schemas.",
    );
    return null;
  }
  const { root, flaws } = parseJsonText(text, { depthMax: JSON_DEPTH_MAX, comments: true });
  const isBroken = flaws.some(({ code }) => code !== "json-duplicate-key");
  // What is missing after a syntax error is missing for that reason.
  const beyond = isBroken ? new Problems() : problems;
  const use = root === null ? null : typeAtRoot(root, { ...context, problems: beyond });
  for (const flaw of flaws) tellFlaw(flaw, problems);
  if (isBroken) {
    for (const { code, severity, range, says, tryThis, fix } of beyond.sorted()) {
      if (!code.startsWith("no-") && severity === "error") problems.error(code, range, says, tryThis, fix);
    }
  }
  return use;
}

function typeAtRoot(root: JsonNode, context: Omit<BuildContext, "typeOf">) {
  return new Builder(context).typeOf(root, "");
}

function tellFlaw({ code, range, says, tryThis }: JsonFlaw, problems: Problems): void {
  if (code === "json-duplicate-key") problems.warning(code, range, says, tryThis);
  else problems.error(code, range, says, tryThis);
}

function tellReferences(
  references: readonly { name: string; problems: Problems }[],
  problems: Problems,
  text: string,
): void {
  const range: TextRange = { start: 0, end: Math.min(1, text.length) };
  for (const reference of references) {
    const first = reference.problems.sorted().find(({ severity }) => severity === "error");
    if (first === undefined) continue;
    problems.error(
      "broken-reference",
      range,
      `The referenced schema ${quoted(reference.name)} cannot be read: ${first.says}`,
      "Refer to a version of it that can be read.",
    );
  }
}
