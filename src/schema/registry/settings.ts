/** Compatibility, write modes and rules: set globally, for a context or group, for a subject; the narrowest wins. */
import { registries } from "#schema/registries/index.ts";
import { modeNamed, REFUSAL_CODES, type RegistryProfile } from "#schema/registry-profile.ts";
import {
  answered,
  contextOf,
  INTEGRITY_RULES,
  refusedWith,
  VALIDITY_RULES,
  versionsOf,
  withEntry,
  WRITE_MODES,
  type Answer,
  type IntegrityRule,
  type RegistryState,
  type Settings,
  type ValidityRule,
  type WriteMode,
} from "#schema/registry-state.ts";

/** Every setting, from the narrowest place that has it. */
export type SettingsInForce = Required<Settings>;

/** What is in force for a subject: its own settings, its context's or group's, the global ones, the profile's. */
export function settingsFor(state: RegistryState, subject: string): SettingsInForce {
  const profile: RegistryProfile = registries[state.profile];
  const scopes = scopesOf(profile, subject).map((scope) => ownSettings(state, scope));
  const find = <K extends keyof Settings>(key: K): Settings[K] | undefined =>
    scopes.find((settings) => settings[key] !== undefined)?.[key];
  const initial = modeNamed(profile, profile.initialMode)?.mode ?? null;
  const compatibility = find("compatibility");
  return {
    compatibility: compatibility === undefined ? initial : compatibility,
    policy: find("policy") ?? "STRICT",
    compatibilityGroup: find("compatibilityGroup") ?? "",
    normalise: find("normalise") ?? false,
    writeMode: find("writeMode") ?? "READWRITE",
    // Only Apicurio lets a text pass that is none, until a rule is configured.
    validity: find("validity") ?? (profile.name === "apicurio" ? "NONE" : "FULL"),
    integrity: find("integrity") ?? "NONE",
  };
}

function scopesOf(profile: RegistryProfile, subject: string): readonly string[] {
  if (profile.name === "apicurio") {
    const group = subject.slice(0, subject.indexOf("/") + 1);
    return group === "" ? [subject, ""] : [subject, group, ""];
  }
  const context = contextOf(subject);
  return context === "" ? [subject, ""] : [subject, `:${context}:`, ""];
}

/** What is set at one place itself. */
export function ownSettings(state: RegistryState, scope: string): Settings {
  return state.settings.find(([name]) => name === scope)?.[1] ?? {};
}

/** Sets the compatibility of a scope by the profile's name of it, or takes it away (null). */
export function setCompatibility(
  state: RegistryState,
  scope: string,
  name: string | null,
  more: Pick<Settings, "policy" | "compatibilityGroup" | "normalise"> = {},
): Answer<Settings> {
  const own = ownSettings(state, scope);
  if (name === null) {
    if (scope !== "" && own.compatibility === undefined) {
      const message = `Subject '${scope}' does not have subject-level compatibility configured`;
      return refusedWith(REFUSAL_CODES.noSubjectCompatibility, scope, message);
    }
    const { compatibility: _, ...rest } = own;
    return store(state, scope, rest);
  }
  const mode = modeNamed(registries[state.profile], name);
  if (mode === undefined) {
    const known = registries[state.profile].modes.map((known) => known.name).join(", ");
    return refusedWith(
      REFUSAL_CODES.invalidCompatibility,
      scope,
      `Invalid compatibility level. Valid values are ${known}`,
    );
  }
  return store(state, scope, { ...own, ...more, compatibility: mode.mode });
}

/** The compatibility set for a subject itself, by the profile's name of it. */
export function compatibilityOf(state: RegistryState, subject: string): Answer<string> {
  const { compatibility } = ownSettings(state, subject);
  const mode = registries[state.profile].modes.find((known) => known.mode === compatibility);
  if (compatibility === undefined || mode === undefined) {
    const message = `Subject '${subject}' does not have subject-level compatibility configured`;
    return refusedWith(REFUSAL_CODES.noSubjectCompatibility, subject, message);
  }
  return answered(state, mode.name);
}

/** Sets the write mode of a scope, or takes it away (null). IMPORT wants no version there, unless forced. */
export function setWriteMode(
  state: RegistryState,
  scope: string,
  name: string | null,
  isForced = false,
): Answer<Settings> {
  const own = ownSettings(state, scope);
  if (name === null) {
    if (own.writeMode === undefined) {
      const message = `Subject '${scope}' does not have subject-level mode configured`;
      return refusedWith(REFUSAL_CODES.noSubjectMode, scope, message);
    }
    const { writeMode: _, ...rest } = own;
    return store(state, scope, rest);
  }
  const writeMode = oneOf<WriteMode>(WRITE_MODES, name);
  if (writeMode === undefined) {
    const message = `Invalid mode. Valid values are ${WRITE_MODES.join(", ")}`;
    return refusedWith(REFUSAL_CODES.invalidMode, scope, message);
  }
  if (writeMode === "IMPORT" && !isForced && hasVersions(state, scope)) {
    return refusedWith(REFUSAL_CODES.notPermitted, scope, "Cannot import since found existing subjects");
  }
  return store(state, scope, { ...own, writeMode });
}

function hasVersions(state: RegistryState, scope: string): boolean {
  if (scope === "") return state.versions.some(({ isDeleted }) => !isDeleted);
  return versionsOf(state, scope).length > 0;
}

/** Sets one of Apicurio's other two rules for a scope. */
export function setRule(
  state: RegistryState,
  scope: string,
  rule: "VALIDITY" | "INTEGRITY",
  name: string,
): Answer<Settings> {
  const own = ownSettings(state, scope);
  const validity = oneOf<ValidityRule>(VALIDITY_RULES, name);
  if (rule === "VALIDITY" && validity !== undefined) return store(state, scope, { ...own, validity });
  const integrity = oneOf<IntegrityRule>(INTEGRITY_RULES, name);
  if (rule === "INTEGRITY" && integrity !== undefined) return store(state, scope, { ...own, integrity });
  return refusedWith(REFUSAL_CODES.invalidCompatibility, scope, `${name} is no configuration of ${rule}`);
}

function oneOf<T extends string>(known: readonly T[], name: string): T | undefined {
  return known.find((value) => value === name.toUpperCase());
}

function store(state: RegistryState, scope: string, settings: Settings): Answer<Settings> {
  const kept = Object.keys(settings).length === 0 ? undefined : settings;
  return answered({ ...state, settings: withEntry(state.settings, scope, kept) }, settings);
}
