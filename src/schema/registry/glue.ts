/** Registration as AWS Glue does it: an incompatible version is kept with status FAILURE, ids are UUIDs. */
import { REFUSAL_CODES } from "#schema/registry-profile.ts";
import { isSame } from "./identity.ts";
import type { Judge } from "#schema/registry-judge.ts";
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
} from "#schema/registry-state.ts";

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
