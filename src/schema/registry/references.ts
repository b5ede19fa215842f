/** Schemas that refer to schemas of other subjects. */
import { REFUSAL_CODES } from "#schema/registry-profile.ts";
import type { Resolved } from "#schema/registry-judge.ts";
import {
  answered,
  contextOf,
  refusedWith,
  schemaOf,
  versionsOf,
  type Answer,
  type Reference,
  type RegistryState,
  type SchemaContent,
  type Version,
} from "#schema/registry-state.ts";

/** How deep references are followed; deeper ones stay unknown to the parser. */
const DEPTH_MAX = 64;

/** A version that a reference names; -1 is the latest that is not deleted. Soft-deleted ones can be referred to. */
function versionOf(state: RegistryState, { subject, version }: Reference): Version | undefined {
  if (version === -1) return versionsOf(state, subject).at(-1);
  return versionsOf(state, subject, true).find((known) => known.version === version);
}

/** The same content with the latest version in the place of each -1: the version is fixed when it is registered. */
export function pinned(state: RegistryState, content: SchemaContent): SchemaContent {
  if (content.references.every(({ version }) => version !== -1)) return content;
  const references = content.references.map((reference) => ({
    ...reference,
    version: versionOf(state, reference)?.version ?? reference.version,
  }));
  return { ...content, references };
}

/** With the texts of all that it refers to, or 42201 for the first that does not exist. */
export function resolved(state: RegistryState, subject: string, content: SchemaContent): Answer<Resolved> {
  const { resolved: found, missing } = resolvedAsFarAsKnown(state, content);
  if (missing === undefined) return answered(state, found);
  const { name, subject: referred, version } = missing;
  const message = `Invalid schema: no schema reference found for {name='${name}', subject='${referred}', version=${version}}`;
  return refusedWith(REFUSAL_CODES.invalidSchema, subject, message);
}

/** With the texts of what is there, and the first reference that leads nowhere. */
export function resolvedAsFarAsKnown(
  state: RegistryState,
  content: SchemaContent,
): { readonly resolved: Resolved; readonly missing: Reference | undefined } {
  const references = new Map<string, string>();
  const missing = gather(state, content.references, references, 0);
  return { resolved: { content, references }, missing };
}

/** Fills in texts by reference name, the nearest first; the first reference that leads nowhere, if any. */
function gather(
  state: RegistryState,
  wanted: readonly Reference[],
  texts: Map<string, string>,
  depth: number,
): Reference | undefined {
  for (const reference of wanted) {
    if (texts.has(reference.name)) continue;
    const version = versionOf(state, reference);
    const schema = version === undefined ? undefined : schemaOf(state, version);
    if (schema === undefined) return reference;
    texts.set(reference.name, schema.text);
    const missing = depth < DEPTH_MAX ? gather(state, schema.references, texts, depth + 1) : undefined;
    if (missing !== undefined) return missing;
  }
  return undefined;
}

/** Versions of others, not deleted, that refer to a version; such a one cannot be deleted (42206). */
export function referrersOf(state: RegistryState, subject: string, version: number): readonly Version[] {
  return state.versions.filter(
    (other) =>
      !other.isDeleted &&
      schemaOf(state, other)?.references.some(
        (reference) => reference.subject === subject && reference.version === version,
      ) === true,
  );
}

/** Whether a new version of `subject` would, over its references, refer to its own subject. */
export function isCircular(state: RegistryState, subject: string, content: SchemaContent): boolean {
  const seen = new Set<string>();
  const waiting = [...content.references];
  for (let reference = waiting.pop(); reference !== undefined; reference = waiting.pop()) {
    if (reference.subject === subject && contextOf(reference.subject) === contextOf(subject)) return true;
    const version = versionOf(state, reference);
    const key = JSON.stringify([reference.subject, version?.version]);
    if (version === undefined || seen.has(key)) continue;
    seen.add(key);
    waiting.push(...(schemaOf(state, version)?.references ?? []));
  }
  return false;
}
