import type { CompareOptions } from "#schema/format.ts";
import { compareJson } from "./compare.ts";
import { confluentDifferences } from "./confluent.ts";
import { parse } from "./parse.ts";
import type { JsonSchema } from "./schema.ts";

/** The schema of a value, as text with two blanks of indent; throws where it has errors. */
export function schemaOf(value: unknown): JsonSchema {
  return schemaOfText(typeof value === "string" ? value : JSON.stringify(value, null, 2));
}

export function schemaOfText(text: string, references?: ReadonlyMap<string, string>): JsonSchema {
  const { schema, problems } = parse(text, {
    isNew: false,
    ...(references === undefined ? {} : { references }),
  });
  if (schema === null) throw new Error(problems.map(({ says }) => says).join(" "));
  return schema;
}

export const DRAFT_2020 = "https://json-schema.org/draft/2020-12/schema";

/** All that Confluent's rules find from an old to a new schema, as `CODE path`. */
export function found(original: unknown, update: unknown, policy: "STRICT" | "LENIENT" = "STRICT"): string[] {
  return confluentDifferences(schemaOf(original), schemaOf(update), policy).map(({ code, path }) =>
    `${code} ${path}`.trim(),
  );
}

/** Whether what `writer` wrote may be read by `reader`. */
export function accepts(reader: unknown, writer: unknown, options: Partial<CompareOptions> = {}): boolean {
  const all = { rules: "confluent", policy: "STRICT", ...options } as const;
  return compareJson(schemaOf(reader), schemaOf(writer), all).every(({ breaks }) => !breaks);
}
