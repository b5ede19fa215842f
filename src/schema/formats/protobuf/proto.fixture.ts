/** Schemas for tests, written as short as they go. */
import type { Difference } from "#schema/difference.ts";
import type { RuleSet } from "#schema/format.ts";
import { compareProtobuf } from "./compare.ts";
import { parseProtobuf } from "./parse.ts";
import type { ProtoSchema } from "./schema.ts";

/** A whole text; must be free of errors. */
export function schemaOf(text: string, references?: ReadonlyMap<string, string>): ProtoSchema {
  const options = references === undefined ? { isNew: true } : { isNew: true, references };
  const { schema, problems } = parseProtobuf(text, options);
  if (schema === null) throw new Error(`${text}\n${JSON.stringify(problems, null, 1)}`);
  return schema;
}

/** Statements of a proto3 file of package `shop`; a text that states its syntax is taken as it is. */
export function shop(statements: string): ProtoSchema {
  return schemaOf(
    /^(?:syntax|edition)/.test(statements) ? statements : `syntax = "proto3";\npackage shop;\n${statements}`,
  );
}

/** What the registry finds when `reader` reads what `writer` wrote: codes, those that break with "!" in front. */
export function verdict(reader: ProtoSchema, writer: ProtoSchema, rules: RuleSet): readonly string[] {
  return compareProtobuf(reader, writer, { rules })
    .filter((each) => !isOurs(each))
    .map(marked);
}

/** Codes of accepted differences that readers feel, each with its sentence. */
export function effects(reader: ProtoSchema, writer: ProtoSchema): readonly string[] {
  return compareProtobuf(reader, writer, { rules: "confluent" })
    .filter(({ dataEffect }) => dataEffect !== undefined)
    .map(({ code, dataEffect }) => `${code}: ${dataEffect ?? ""}`);
}

function marked({ code, breaks }: Difference): string {
  return breaks ? `!${code}` : code;
}

function isOurs({ code }: Difference): boolean {
  return [
    "FIELD_RENUMBERED",
    "FIELD_NUMBER_REUSED",
    "FIELD_TYPE_CHANGED",
    "FIELD_LABEL_CHANGED",
    "FIELD_PRESENCE_CHANGED",
    "FIELD_DEFAULT_CHANGED",
  ].includes(code);
}
