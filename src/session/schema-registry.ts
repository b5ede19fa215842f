/** What the scenario's registry says of a subject: whose rules judge, and the mode in force. */
import { present } from "#base/assert.ts";
import type { Scenario, SchemaSubject, SchemaVersion } from "#scenario/document.ts";
import { FORMAT_NAMES, type CompareOptions, type FormatName } from "#schema/format.ts";
import type { CompatibilityMode } from "#schema/modes.ts";
import { modeNamed, type ProfileMode, type RegistryProfile } from "#schema/registry-profile.ts";
import { registries, type RegistryName } from "#schema/registries/index.ts";
import type { SubjectInput } from "./schema-worker/analysis.ts";

/** The node of this kind, if one is drawn, says what the registry is like. */
const REGISTRY_KIND = "schema-registry";
/** What such a node's setting is at first, and what holds without a node. */
const INITIAL_MODE: CompatibilityMode = "BACKWARD";

/** A registry as a scenario has it. Without a node it is Confluent's, with its defaults. */
export interface RegistryNow {
  readonly profile: RegistryProfile;
  /** Of subjects that have none of their own. */
  readonly mode: ProfileMode;
  readonly policy: CompareOptions["policy"];
}

/** The mode that judges a subject's new versions. */
export interface ModeNow extends ProfileMode {
  /** It is the registry's, not the subject's own. */
  readonly isDefault: boolean;
}

/** The scenario's registry. */
export function registryOf(scenario: Scenario): RegistryNow {
  const config = scenario.nodes.find(({ kind }) => kind === REGISTRY_KIND)?.config ?? {};
  const { profile: named, mode, policy } = config as Readonly<Record<string, unknown>>;
  const isKnown = typeof named === "string" && Object.hasOwn(registries, named);
  const profile = registries[isKnown ? (named as RegistryName) : "confluent"];
  const chosen = typeof mode === "string" ? ownMode(profile, mode) : undefined;
  return {
    profile,
    mode: chosen ?? present(ownMode(profile, INITIAL_MODE), "a profile that knows BACKWARD"),
    policy: policy === "LENIENT" && profile.hasLenientPolicy ? "LENIENT" : "STRICT",
  };
}

/** Documents name modes as Confluent does, whatever the profile calls them. */
function ownMode(profile: RegistryProfile, name: string): ProfileMode | undefined {
  return profile.modes.find(({ mode }) => mode === name) ?? modeNamed(profile, name);
}

/** The mode in force for a subject; one that the profile does not know counts as none of its own. */
export function modeOf({ profile, mode }: RegistryNow, subject: SchemaSubject): ModeNow {
  const own = subject.mode === "" ? undefined : ownMode(profile, subject.mode);
  return { ...(own ?? mode), isDefault: own === undefined };
}

/** Whether a subject's format is one that is known. */
export function isFormat(name: string): name is FormatName {
  return FORMAT_NAMES.some((each) => each === name);
}

const inputs = new WeakMap<SchemaSubject, { readonly scenario: Scenario; readonly input: SubjectInput }>();

/** A subject as the worker is asked about it; null for a format that nobody knows. The same object while nothing changed for it. */
export function subjectInput(scenario: Scenario, subject: SchemaSubject): SubjectInput | null {
  if (!isFormat(subject.format)) return null;
  const known = inputs.get(subject);
  if (known?.scenario === scenario) return known.input;
  const registry = registryOf(scenario);
  const input: SubjectInput = {
    format: subject.format,
    versions: subject.versions.map((version) => ({
      text: version.text,
      references: referencedTexts(scenario, version),
    })),
    mode: modeOf(registry, subject).mode ?? "NONE",
    rules: registry.profile.rules[subject.format],
    policy: registry.policy,
  };
  const isSame = known !== undefined && JSON.stringify(known.input) === JSON.stringify(input);
  const kept = isSame ? known.input : input;
  inputs.set(subject, { scenario, input: kept });
  return kept;
}

/** Names and texts of all that a version refers to, directly or through others; each name once. */
function referencedTexts(
  scenario: Scenario,
  version: SchemaVersion,
): readonly (readonly [name: string, text: string])[] {
  const texts = new Map<string, string>();
  const open = [...(version.references ?? [])];
  for (let reference = open.shift(); reference !== undefined; reference = open.shift()) {
    const { name, subject: id, version: number } = reference;
    const named = scenario.subjects.find((subject) => subject.id === id)?.versions[number - 1];
    if (named === undefined || texts.has(name)) continue;
    texts.set(name, named.text);
    open.push(...(named.references ?? []));
  }
  return [...texts];
}
