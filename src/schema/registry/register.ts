/** Registration as Confluent's registry does it step by step, with Apicurio's rules where it is Apicurio. */
import { directionsOf } from "#schema/modes.ts";
import { versionsOf as lookedAt } from "#schema/check.ts";
import { registries } from "#schema/registries/index.ts";
import { REFUSAL_CODES } from "#schema/registry-profile.ts";
import { isSame, isSameInline } from "./identity.ts";
import type { Judge, Resolved } from "#schema/registry-judge.ts";
import { isCircular, pinned, resolved, resolvedAsFarAsKnown } from "./references.ts";
import { settingsFor, type SettingsInForce } from "./settings.ts";
import {
  answered,
  contextOf,
  refusedWith,
  schemaOf,
  versionsOf,
  withEntry,
  type Answer,
  type IntegrityRule,
  type RegistryState,
  type SchemaContent,
  type StoredSchema,
  type Version,
} from "#schema/registry-state.ts";

export interface Registration {
  readonly subject: string;
  readonly content: SchemaContent;
  /** For IMPORT: under which id and, if it matters, which version. */
  readonly id?: number;
  readonly version?: number;
  /** `?normalize=true`; else as configured. */
  readonly normalise?: boolean;
}

/**
 * Parses (42201); answers the version that is there already; else asks the write mode (42205), reuses the id of the
 * same content elsewhere, asks the compatibility (40901), and counts up version and id.
 */
export function register(state: RegistryState, wanted: Registration, judge: Judge): Answer<Version> {
  const { subject } = wanted;
  const settings = settingsFor(state, subject);
  const prepared = prepare(state, wanted, settings, judge);
  if (!prepared.ok) return prepared;
  const candidate = prepared.value;
  const existing = find(state, subject, candidate, judge);
  if (existing !== undefined && (wanted.id === undefined || wanted.id === existing.id)) {
    return answered(state, existing);
  }
  const forbidden = writeModeForbids(wanted, settings);
  if (forbidden !== undefined) return refusedWith(REFUSAL_CODES.notPermitted, subject, forbidden);
  if (wanted.id !== undefined) return storeVersion(state, wanted, candidate.content);
  const details = incompatibilities(state, subject, candidate, settings, judge);
  if (details.length > 0) {
    const message = `Schema being registered is incompatible with an earlier schema for subject "${subject}"`;
    return refusedWith(REFUSAL_CODES.incompatible, subject, message, details);
  }
  return storeVersion(state, wanted, candidate.content);
}

/** What registration would say on compatibility, without storing: `POST /compatibility/subjects/{s}/versions`. */
export function testCompatibility(
  state: RegistryState,
  wanted: Registration,
  judge: Judge,
): Answer<{ readonly isCompatible: boolean; readonly messages: readonly string[] }> {
  const settings = settingsFor(state, wanted.subject);
  const prepared = prepare(state, wanted, settings, judge);
  if (!prepared.ok) return prepared;
  const messages = incompatibilities(state, wanted.subject, prepared.value, settings, judge);
  return answered(state, { isCompatible: messages.length === 0, messages });
}

/** The version of a subject that holds this content; soft-deleted ones count if asked. 40401, 40403. */
export function lookup(
  state: RegistryState,
  wanted: Registration,
  judge: Judge,
  withDeleted = false,
): Answer<Version> {
  const { subject } = wanted;
  if (versionsOf(state, subject, withDeleted).length === 0) {
    return refusedWith(REFUSAL_CODES.subjectNotFound, subject, `Subject '${subject}' not found.`);
  }
  const prepared = prepare(state, wanted, settingsFor(state, subject), judge);
  if (!prepared.ok) return prepared;
  const found = find(state, subject, prepared.value, judge, withDeleted);
  if (found !== undefined) return answered(state, found);
  return refusedWith(REFUSAL_CODES.schemaNotFound, subject, "Schema not found");
}

function prepare(
  state: RegistryState,
  { subject, content, normalise }: Registration,
  settings: SettingsInForce,
  judge: Judge,
): Answer<Resolved> {
  if (subject.trim() === "") {
    return refusedWith(
      REFUSAL_CODES.invalidSubject,
      subject,
      `The specified subject '${subject}' is not a valid.`,
    );
  }
  const fixed = pinned(state, content);
  const broken =
    state.profile === "apicurio" ? integrityBroken(state, subject, fixed, settings.integrity) : [];
  if (broken.length > 0) {
    return refusedWith(REFUSAL_CODES.invalidSchema, subject, "Integrity rule violated", broken);
  }
  const withTexts =
    state.profile === "apicurio"
      ? answered(state, resolvedAsFarAsKnown(state, fixed).resolved)
      : resolved(state, subject, fixed);
  if (!withTexts.ok || settings.validity === "NONE") return withTexts;
  const parsed = judge.parse(withTexts.value, true);
  if (!parsed.ok) {
    const message = `Invalid schema: ${parsed.message}`;
    return refusedWith(REFUSAL_CODES.invalidSchema, subject, message, [parsed.message]);
  }
  if (!(normalise ?? settings.normalise)) return withTexts;
  return answered(state, { ...withTexts.value, content: { ...fixed, text: parsed.normal } });
}

/** What Apicurio's INTEGRITY says of the references; that all are mapped, the parser finds by itself. */
function integrityBroken(
  state: RegistryState,
  subject: string,
  content: SchemaContent,
  rule: IntegrityRule,
): readonly string[] {
  const asks = (one: IntegrityRule): boolean => rule === one || rule === "FULL";
  const broken: string[] = [];
  const { missing } = resolvedAsFarAsKnown(state, content);
  if (asks("REFS_EXIST") && missing !== undefined) {
    broken.push(
      `${missing.subject} version ${missing.version}, referred to as ${missing.name}, does not exist.`,
    );
  }
  const names = content.references.map(({ name }) => name);
  if (asks("NO_DUPLICATES") && new Set(names).size < names.length) {
    broken.push("Two references have the same name.");
  }
  if (asks("NO_CIRCULAR_REFERENCES") && isCircular(state, subject, content)) {
    broken.push(`${subject} would refer to itself.`);
  }
  return broken;
}

function find(
  state: RegistryState,
  subject: string,
  candidate: Resolved,
  judge: Judge,
  withDeleted = false,
): Version | undefined {
  const versions = versionsOf(state, subject, withDeleted).toReversed();
  const normal = (content: Resolved): string | undefined => {
    const parsed = judge.parse(content, false);
    return parsed.ok ? parsed.normal : undefined;
  };
  return (
    versions.find((version) => {
      const schema = schemaOf(state, version);
      return schema !== undefined && isSame(schema, candidate.content);
    }) ?? versions.find((version) => isSameInline(state, version, candidate, normal))
  );
}

function writeModeForbids({ subject, id }: Registration, { writeMode }: SettingsInForce): string | undefined {
  if (writeMode === "READONLY") return `Subject ${subject} is in read-only mode`;
  if (id !== undefined && writeMode !== "IMPORT") return `Subject ${subject} is not in import mode`;
  if (id === undefined && writeMode !== "READWRITE") return `Subject ${subject} is not in read-write mode`;
  return undefined;
}

/** The registry's lines on why a candidate may not follow the versions that are there. */
export function incompatibilities(
  state: RegistryState,
  subject: string,
  candidate: Resolved,
  settings: SettingsInForce,
  judge: Judge,
): readonly string[] {
  const { compatibility: mode, compatibilityGroup: group, policy } = settings;
  if (mode === null || directionsOf(mode).length === 0) return [];
  const versions = versionsOf(state, subject).flatMap((version) => {
    const content = version.status === "AVAILABLE" ? schemaOf(state, version) : undefined;
    if (content === undefined || valueOf(content, group) !== valueOf(candidate.content, group)) return [];
    return [{ ...resolvedAsFarAsKnown(state, content).resolved, version: version.version }];
  });
  if (versions.length === 0) return [];
  const { format } = candidate.content;
  if (lookedAt(mode, versions).some(({ content }) => content.format !== format)) {
    return ["Incompatible because of different schema type"];
  }
  const rules = registries[state.profile].rules[format];
  // Those of another format are none that the mode looks at.
  const comparable = versions.filter(({ content }) => content.format === format);
  return judge.incompatibilities({ mode, rules, policy, candidate, versions: comparable });
}

/** The value of a compatibility group; null where there is no group, or the content has no such property. */
function valueOf({ properties }: SchemaContent, group: string): string | null {
  return group === "" ? null : (properties.find(([name]) => name === group)?.[1] ?? null);
}

/** Stores content under an id, that of the same content or the next, and as the next version. */
export function storeVersion(
  state: RegistryState,
  { subject, id: wantedId, version: wantedVersion }: Registration,
  content: SchemaContent,
  status: Version["status"] = "AVAILABLE",
): Answer<Version> {
  const context = contextOf(subject);
  const inContext = state.schemas.filter((schema) => schema.context === context);
  const same = inContext.find((schema) => isSame(schema, content));
  if (wantedId !== undefined && same === undefined && inContext.some(({ id }) => id === wantedId)) {
    return refusedWith(
      REFUSAL_CODES.notPermitted,
      subject,
      `Overwrite new schema with id ${wantedId} is not permitted.`,
    );
  }
  if (wantedId !== undefined && same !== undefined && same.id !== wantedId) {
    const message = `Schema already registered with id ${same.id} instead of input id ${wantedId}`;
    return refusedWith(REFUSAL_CODES.idDoesNotMatch, subject, message);
  }
  const next = state.nextIds.find(([name]) => name === context)?.[1] ?? 1;
  const id = same?.id ?? wantedId ?? next;
  const last = versionsOf(state, subject, true).at(-1)?.version ?? 0;
  const version: Version = { subject, version: wantedVersion ?? last + 1, id, isDeleted: false, status };
  const stored: StoredSchema = { ...content, context, id };
  return answered(
    {
      ...state,
      schemas: same === undefined ? [...state.schemas, stored] : state.schemas,
      nextIds: withEntry(state.nextIds, context, Math.max(next, id + 1)),
      versions: [
        ...state.versions.filter(
          (other) => !(other.subject === subject && other.version === version.version),
        ),
        version,
      ],
    },
    version,
  );
}
