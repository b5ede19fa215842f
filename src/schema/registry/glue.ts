/** Registration as AWS Glue does it: an incompatible version is kept with status FAILURE, ids are UUIDs. */
import { REFUSAL_CODES } from "#schema/registry-profile.ts";
import { isSame } from "./identity.ts";
import type { Judge } from "./judge.ts";
import { incompatibilities, storeVersion, type Registration } from "./register.ts";
import { settingsFor } from "./settings.ts";
import {
  answered,
  refusedWith,
  schemaOf,
  versionsOf,
  type Answer,
  type RegistryState,
  type Version,
} from "./state.ts";

/**
 * The version of the same definition if there is one; else a new one, AVAILABLE or, where the mode is not kept,
 * FAILURE without a reason. DISABLED takes a first version and no other.
 */
export function registerAtGlue(state: RegistryState, wanted: Registration, judge: Judge): Answer<Version> {
  const { subject, content } = wanted;
  if (content.references.length > 0) {
    return refusedWith(REFUSAL_CODES.invalidSchema, subject, "Schema references are not supported.");
  }
  const candidate = { content, references: new Map<string, string>() };
  const parsed = judge.parse(candidate, true);
  if (!parsed.ok)
    return refusedWith(
      REFUSAL_CODES.invalidSchema,
      subject,
      `Schema definition is invalid: ${parsed.message}`,
    );
  const versions = versionsOf(state, subject);
  const existing = versions.find((version) => {
    const schema = schemaOf(state, version);
    return schema !== undefined && isSame(schema, content);
  });
  if (existing !== undefined) return answered(state, existing);
  const settings = settingsFor(state, subject);
  if (settings.compatibility === null && versions.length > 0) {
    return refusedWith(REFUSAL_CODES.notPermitted, subject, "Compatibility DISABLED takes no new version.");
  }
  const details = incompatibilities(state, subject, candidate, settings, judge);
  return storeVersion(state, wanted, content, details.length === 0 ? "AVAILABLE" : "FAILURE");
}

/** The id of a version on the wire, a UUID that always is the same for a subject and number (version 8: our own making). */
export function versionUuid(subject: string, version: number): string {
  const text = `${subject}\u0000${version}`;
  const hex = [0x811c9dc5, 0x01000193, 0x9e3779b9, 0x85ebca6b]
    .map((seed) => (fnv1a(text, seed) >>> 0).toString(16).padStart(8, "0"))
    .join("");
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join("-");
}

/** FNV-1a over UTF-16 units, with a seed in the place of its offset, and MurmurHash3's end so that all bits move. */
function fnv1a(text: string, seed: number): number {
  let hash = seed;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
