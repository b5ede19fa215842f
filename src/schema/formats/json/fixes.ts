/**
 * Ways to mend a difference by editing one of the texts. Candidates are made by what the difference is about; each is
 * tried out, and only those are offered after which the difference is gone and fewer differences break than before.
 */
import type { Difference, Fix, Side } from "#schema/difference.ts";
import { applyEdits } from "#schema/text-range.ts";
import { comparedJson, type Compared } from "./compare.ts";
import { candidatesFor } from "./fix-candidates.ts";
import { parse } from "./parse.ts";
import type { JsonSchema } from "./schema.ts";

const RULES = [
  { rules: "confluent", policy: "STRICT" },
  { rules: "confluent", policy: "LENIENT" },
  { rules: "apicurio", policy: "STRICT" },
] as const;

const FIXES_MAX = 5;

/** Edits of the side's text, the most useful first; at most five. */
export function fixesForJson(
  difference: Difference,
  reader: JsonSchema,
  writer: JsonSchema,
  editable: Side,
): readonly Fix[] {
  if (!difference.breaks) return [];
  const isSame = ({ difference: other }: Compared): boolean =>
    other.code === difference.code && other.location === difference.location && other.breaks;
  for (const options of RULES) {
    const all = comparedJson(reader, writer, options);
    const compared = all.find(isSame);
    if (compared === undefined) continue;
    const breaking = all.filter((one) => one.difference.breaks).length;
    const helps = (fix: Fix): boolean => {
      const edited = editable === "reader" ? reader : writer;
      const schema = parsedAgain(edited, applyEdits(edited.text, fix.edits));
      if (schema === null) return false;
      const after =
        editable === "reader" ? comparedJson(schema, writer, options) : comparedJson(reader, schema, options);
      return !after.some(isSame) && after.filter((one) => one.difference.breaks).length < breaking;
    };
    return candidatesFor(compared.found, editable).filter(helps).slice(0, FIXES_MAX);
  }
  return [];
}

function parsedAgain({ references }: JsonSchema, text: string): JsonSchema | null {
  const texts = new Map(Array.from(references, ([name, document]) => [name, document.text]));
  return parse(text, { isNew: false, references: texts }).schema;
}
