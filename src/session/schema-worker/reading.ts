/** Texts of schemas, parsed once for as long as they are asked about. */
import type { Parsed } from "#schema/difference.ts";
import type { SchemaFormat } from "#schema/format.ts";
import { isTransitive, type CompatibilityMode } from "#schema/modes.ts";
import { worked } from "./pace.ts";

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

/** Texts whose results are kept, most recently used last: 200 versions, and what was typed between. */
const KEPT_MAX = 600;
/** By text, and then by how it was read: a key of both would copy and hash every text at every question. */
const kept = new Map<string, Map<string, Parsed<unknown>>>();

function parsed(format: SchemaFormat, version: VersionText, isNew: boolean): Parsed<unknown> {
  const { text, references } = version;
  const how = `${format.name} ${isNew} ${references.length === 0 ? "" : JSON.stringify(references)}`;
  const results = kept.get(text) ?? new Map<string, Parsed<unknown>>();
  kept.delete(text);
  kept.set(text, results);
  for (const oldest of kept.keys()) {
    if (kept.size <= KEPT_MAX) break;
    kept.delete(oldest);
  }
  const known = results.get(how);
  if (known !== undefined) return known;
  const result = format.parse(text, { references: new Map(references), isNew });
  results.set(how, result);
  worked();
  return result;
}

/** A version that is read when somebody looks at what its text says: a mode may look at two of 200. */
class LazyVersion implements ReadVersion {
  readonly name: string;
  readonly text: string;
  readonly #format: SchemaFormat;
  readonly #version: VersionText;
  #strict: Parsed<unknown> | undefined;
  #schema: unknown;

  constructor(format: SchemaFormat, version: VersionText, name: string) {
    this.name = name;
    this.text = version.text;
    this.#format = format;
    this.#version = version;
  }

  get parsed(): Parsed<unknown> {
    this.#strict ??= parsed(this.#format, this.#version, true);
    return this.#strict;
  }

  get schema(): unknown {
    this.#schema ??= this.parsed.schema ?? parsed(this.#format, this.#version, false).schema;
    return this.#schema;
  }
}

/**
 * All versions, oldest first; each is read when it is looked at. A text that would be refused today may stand in a registry since it was less
 * strict: what can be read leniently still counts in comparisons.
 */
export function readVersions(format: SchemaFormat, versions: readonly VersionText[]): readonly ReadVersion[] {
  return versions.map((version, index) => new LazyVersion(format, version, `v${index + 1}`));
}

/**
 * Of the versions before `index`, those that a mode looks at and that can be compared, oldest first: all of them, or the
 * last one alone, and then no others are read.
 */
export function comparable(
  versions: readonly ReadVersion[],
  index: number,
  mode: CompatibilityMode,
): readonly ReadVersion[] {
  const older = versions.slice(0, index);
  if (mode === "NONE") return [];
  if (isTransitive(mode)) return older.filter(({ schema }) => schema !== null);
  const last = older.findLast(({ schema }) => schema !== null);
  return last === undefined ? [] : [last];
}
