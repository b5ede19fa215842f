/** Soft and hard deletion. */
import { REFUSAL_CODES } from "#schema/registry-profile.ts";
import { referrersOf } from "./references.ts";
import { settingsFor } from "./settings.ts";
import {
  answered,
  contextOf,
  refusedWith,
  versionsOf,
  withEntry,
  type Answer,
  type RegistryState,
} from "#schema/registry-state.ts";

/**
 * Deletes a subject; answers the versions deleted. Softly (`isPermanent` false): hidden from lists and checks, the ids
 * still resolve. For good only after softly (40405); version numbers then start at 1 again, ids go on.
 */
export function deleteSubject(
  state: RegistryState,
  subject: string,
  isPermanent: boolean,
): Answer<readonly number[]> {
  const all = versionsOf(state, subject, true);
  const live = all.filter(({ isDeleted }) => !isDeleted);
  if (all.length === 0) {
    return refusedWith(REFUSAL_CODES.subjectNotFound, subject, `Subject '${subject}' not found.`);
  }
  if (settingsFor(state, subject).writeMode === "READONLY") return readOnly(subject);
  if (isPermanent && live.length > 0) {
    const message = `Subject '${subject}' was not deleted first before being permanently deleted`;
    return refusedWith(REFUSAL_CODES.subjectNotSoftDeleted, subject, message);
  }
  if (!isPermanent && live.length === 0) {
    const message = `Subject '${subject}' was soft deleted.Set permanent=true to delete permanently`;
    return refusedWith(REFUSAL_CODES.subjectSoftDeleted, subject, message);
  }
  const going = (isPermanent ? all : live).map(({ version }) => version);
  const referred = going.find((version) => referrersOf(state, subject, version).length > 0);
  if (referred !== undefined) return referenceExists(subject, referred);
  const after = isPermanent ? removed(state, subject, going) : hidden(state, subject, going);
  return answered({ ...after, settings: withEntry(after.settings, subject, undefined) }, going);
}

/** Deletes one version, softly or, after that, for good (40407). */
export function deleteVersion(
  state: RegistryState,
  subject: string,
  wanted: number | "latest",
  isPermanent: boolean,
): Answer<number> {
  const all = versionsOf(state, subject, true);
  if (all.length === 0) {
    return refusedWith(REFUSAL_CODES.subjectNotFound, subject, `Subject '${subject}' not found.`);
  }
  const found =
    wanted === "latest"
      ? all.findLast(({ isDeleted }) => !isDeleted)
      : all.find(({ version }) => version === wanted);
  if (found === undefined) {
    return refusedWith(REFUSAL_CODES.versionNotFound, subject, `Version ${wanted} not found.`);
  }
  const { version, isDeleted } = found;
  if (settingsFor(state, subject).writeMode === "READONLY") return readOnly(subject);
  if (isPermanent && !isDeleted) {
    const message = `Subject '${subject}' Version ${version} was not deleted first before being permanently deleted`;
    return refusedWith(REFUSAL_CODES.versionNotSoftDeleted, subject, message);
  }
  if (!isPermanent && isDeleted) {
    const message = `Subject '${subject}' Version ${version} was soft deleted.Set permanent=true to delete permanently`;
    return refusedWith(REFUSAL_CODES.versionSoftDeleted, subject, message);
  }
  if (referrersOf(state, subject, version).length > 0) return referenceExists(subject, version);
  const after = isPermanent ? removed(state, subject, [version]) : hidden(state, subject, [version]);
  return answered(after, version);
}

function readOnly(subject: string): ReturnType<typeof refusedWith> {
  return refusedWith(REFUSAL_CODES.notPermitted, subject, `Subject ${subject} is in read-only mode`);
}

function referenceExists(subject: string, version: number): ReturnType<typeof refusedWith> {
  const message = `One or more references exist to the schema {magic=1,keytype=SCHEMA,subject=${subject},version=${version}}.`;
  return refusedWith(REFUSAL_CODES.referenceExists, subject, message);
}

function hidden(state: RegistryState, subject: string, going: readonly number[]): RegistryState {
  const versions = state.versions.map((version) =>
    version.subject === subject && going.includes(version.version)
      ? { ...version, isDeleted: true }
      : version,
  );
  return { ...state, versions };
}

function removed(state: RegistryState, subject: string, going: readonly number[]): RegistryState {
  const versions = state.versions.filter(
    (version) => version.subject !== subject || !going.includes(version.version),
  );
  const used = new Set(versions.map((version) => JSON.stringify([contextOf(version.subject), version.id])));
  return {
    ...state,
    versions,
    schemas: state.schemas.filter(({ context, id }) => used.has(JSON.stringify([context, id]))),
  };
}
