/** Texts of schemas, parsed once for as long as they are asked about. */
import type { Parsed } from "#schema/difference.ts";
import type { SchemaFormat } from "#schema/format.ts";

/** One version as the document has it. */
export interface VersionText {
  readonly text: string;
  /** Texts of all that it refers to, directly or not, by reference name. */
  readonly references: readonly (readonly [name: string, text: string])[];
}

/** What a version's text says. */
export interface ReadVersion {
  /** `v1`, `v2` … */
  readonly name: string;
  readonly text: string;
  /** As at registration: its problems are all that a registry would find. */
  readonly parsed: Parsed<unknown>;
  /** What it can be compared by; null if it is so ill-formed that it cannot. */
  readonly schema: unknown;
}

/** Results that are kept, most recently used last. 200 versions, strict and not, and what was typed between. */
const KEPT_MAX = 1_000;
const kept = new Map<string, Parsed<unknown>>();

function parsed(format: SchemaFormat, version: VersionText, isNew: boolean): Parsed<unknown> {
  const references = version.references.length === 0 ? "" : JSON.stringify(version.references);
  const key = `${format.name} ${isNew} ${references}\n${version.text}`;
  const known = kept.get(key);
  const result = known ?? format.parse(version.text, { references: new Map(version.references), isNew });
  kept.delete(key);
  kept.set(key, result);
  for (const oldest of kept.keys()) {
    if (kept.size <= KEPT_MAX) break;
    kept.delete(oldest);
  }
  return result;
}

/**
 * Reads all versions, oldest first. A text that would be refused today may stand in a registry since it was less
 * strict: what can be read leniently still counts in comparisons.
 */
export function readVersions(format: SchemaFormat, versions: readonly VersionText[]): readonly ReadVersion[] {
  return versions.map((version, index) => {
    const strict = parsed(format, version, true);
    const schema = strict.schema ?? parsed(format, version, false).schema;
    return { name: `v${index + 1}`, text: version.text, parsed: strict, schema };
  });
}
