/** Comparing two JSON Schemas under a registry's rules. */
import type { Difference } from "#schema/difference.ts";
import type { CompareOptions } from "#schema/format.ts";
import { apicurioDifferences } from "./apicurio.ts";
import { isRefusedByApicurio } from "./apicurio-types.ts";
import { confluentDifferences } from "./confluent.ts";
import { acceptedUnder } from "./confluent-types.ts";
import { confluentEffect, shown, unseenEffect } from "./effects.ts";
import type { Found } from "./found.ts";
import { placeOf } from "./places.ts";
import type { JsonSchema } from "./schema.ts";
import { unseenDifferences } from "./unseen.ts";

/** A difference with the nodes that it was found at. */
export interface Compared {
  readonly found: Found;
  readonly difference: Difference;
}

/**
 * What the registry refuses, and what it accepts although documents or programs suffer. The releases of Confluent's
 * registry judge JSON Schemas alike. Glue: as Confluent's (closed source; an approximation). buf knows no JSON Schema.
 */
export function compareJson(
  reader: JsonSchema,
  writer: JsonSchema,
  options: CompareOptions,
): readonly Difference[] {
  return comparedJson(reader, writer, options).map(({ difference }) => difference);
}

/** The same with the nodes, for who edits them. */
export function comparedJson(
  reader: JsonSchema,
  writer: JsonSchema,
  { rules, policy }: CompareOptions,
): readonly Compared[] {
  if (rules === "apicurio") {
    return apicurioDifferences(writer, reader).flatMap((found) => {
      const breaks = isRefusedByApicurio(found.code);
      return breaks ? [compared(found, breaks, undefined)] : [];
    });
  }
  const accepted = acceptedUnder(policy);
  const seen = confluentDifferences(writer, reader, policy).flatMap((found) => {
    const breaks = !accepted.has(found.code);
    const effect = breaks ? undefined : confluentEffect(found);
    return breaks || effect !== undefined ? [compared(found, breaks, effect)] : [];
  });
  const unseen = unseenDifferences(writer.root, reader.root).map((found) =>
    compared(found, false, unseenEffect(found)),
  );
  return unseen.length === 0 ? seen : [...seen, ...unseen];
}

function compared(found: Found, breaks: boolean, dataEffect: string | undefined): Compared {
  const { code, path, original, update } = found;
  const difference: Difference = {
    code,
    breaks,
    location: `#/${path}`,
    message: messageOf(found),
    reader: placeOf(update),
    writer: placeOf(original),
    ...(dataEffect === undefined ? {} : { dataEffect }),
  };
  return { found, difference };
}

/** `maxLength: 10 → 5`, or the code in words. */
function messageOf({ code, original, update }: Found): string {
  const keyword = update.keyword ?? original.keyword;
  if (keyword !== null && keyword === (original.keyword ?? keyword)) {
    const before = shown(original.node, keyword);
    const after = shown(update.node, keyword);
    if (before !== after) return `${keyword}: ${before} → ${after}`;
  }
  return code.toLowerCase().replaceAll("_", " ");
}
