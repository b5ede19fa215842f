/** When two contents are the same schema, and so have one id. */
import type { FormatName } from "#schema/format.ts";
import type { Resolved } from "#schema/registry-judge.ts";
import { schemaOf, type RegistryState, type SchemaContent, type Version } from "#schema/registry-state.ts";
import { resolvedAsFarAsKnown } from "./references.ts";

/**
 * The text by which a content is recognised: JSON without white space, in the order in which it is written; .proto as
 * it is. So another order of keys, or white space in .proto, is another schema unless it is normalised first.
 */
export function canonicalText(format: FormatName, text: string): string {
  if (format === "protobuf") return text;
  // Strings stay as they are; between them, white space goes.
  return text.replace(/("(?:[^"\\]|\\.)*")|\s+/g, "$1");
}

/** Whether two contents have one id: text, references and metadata. */
export function isSame(a: SchemaContent, b: SchemaContent): boolean {
  return keyOf(a) === keyOf(b);
}

function keyOf({ format, text, references, properties }: SchemaContent): string {
  return JSON.stringify([
    format,
    canonicalText(format, text),
    references.map(({ name, subject, version }) => [name, subject, version]),
    properties.toSorted(([a], [b]) => (a < b ? -1 : 1)),
  ]);
}

/**
 * Whether a content with its references written out is what a version says with references: same properties, same
 * normal form.
 */
export function isSameInline(
  state: RegistryState,
  version: Version,
  candidate: Resolved,
  normal: (resolved: Resolved) => string | undefined,
): boolean {
  const stored = schemaOf(state, version);
  if (stored === undefined || stored.references.length === 0) return false;
  if (candidate.content.references.length > 0 || stored.format !== candidate.content.format) return false;
  if (!isSame({ ...stored, text: "", references: [] }, { ...candidate.content, text: "" })) return false;
  const { resolved } = resolvedAsFarAsKnown(state, stored);
  return normal(resolved) !== undefined && normal(resolved) === normal(candidate);
}
