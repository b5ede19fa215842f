/** A schema registry as a machine: a state and a request in, a state and an answer out; the profile says whose. */
import { unreachable } from "#base/assert.ts";
import { registries } from "#schema/registries/index.ts";
import { REFUSAL_CODES, type ErrorAnswer, type Refusal } from "#schema/registry-profile.ts";
import { deleteSubject, deleteVersion } from "./delete.ts";
import { registerAtGlue } from "./glue.ts";
import type { Judge } from "#schema/registry-judge.ts";
import { lookup, register, testCompatibility, type Registration } from "./register.ts";
import { compatibilityOf, setCompatibility, setRule, setWriteMode } from "./settings.ts";
import {
  answered,
  refusedWith,
  schemaOf,
  versionsOf,
  type Answer,
  type RegistryState,
  type Settings,
  type StoredSchema,
  type Version,
} from "#schema/registry-state.ts";

/** What clients and people ask of a registry. */
export type RegistryRequest =
  | ({ readonly kind: "register" } & Registration)
  | ({ readonly kind: "test-compatibility" } & Registration)
  | ({ readonly kind: "lookup"; readonly withDeleted?: boolean } & Registration)
  /** As consumers do for an id that they do not know yet. */
  | { readonly kind: "schema-by-id"; readonly id: number; readonly context?: string }
  | {
      readonly kind: "version";
      readonly subject: string;
      readonly version: number | "latest";
      readonly withDeleted?: boolean;
    }
  | { readonly kind: "subjects"; readonly withDeleted?: boolean }
  | { readonly kind: "versions"; readonly subject: string; readonly withDeleted?: boolean }
  | {
      readonly kind: "delete-version";
      readonly subject: string;
      readonly version: number | "latest";
      readonly isPermanent: boolean;
    }
  | { readonly kind: "delete-subject"; readonly subject: string; readonly isPermanent: boolean }
  /** `scope`: "" is global. `mode`: by the profile's name; null takes it away. */
  | {
      readonly kind: "set-compatibility";
      readonly scope: string;
      readonly mode: string | null;
      readonly more?: Pick<Settings, "policy" | "compatibilityGroup" | "normalise">;
    }
  | { readonly kind: "compatibility"; readonly subject: string }
  | {
      readonly kind: "set-write-mode";
      readonly scope: string;
      readonly mode: string | null;
      readonly isForced?: boolean;
    }
  /** Apicurio's. */
  | {
      readonly kind: "set-rule";
      readonly scope: string;
      readonly rule: "VALIDITY" | "INTEGRITY";
      readonly value: string;
    };

/** What a request that was done answers. */
export type RegistryValue =
  | { readonly kind: "version"; readonly version: Version; readonly schema: StoredSchema }
  | { readonly kind: "schema"; readonly schema: StoredSchema }
  | { readonly kind: "compatible"; readonly isCompatible: boolean; readonly messages: readonly string[] }
  | { readonly kind: "names"; readonly names: readonly string[] }
  | { readonly kind: "numbers"; readonly numbers: readonly number[] }
  | { readonly kind: "settings"; readonly settings: Settings }
  | { readonly kind: "mode"; readonly mode: string };

export type RegistryResponse =
  | { readonly ok: true; readonly state: RegistryState; readonly value: RegistryValue }
  | {
      readonly ok: false;
      /** As it was. */
      readonly state: RegistryState;
      readonly refusal: Refusal;
      /** What the client gets, in the profile's own form. */
      readonly answer: ErrorAnswer;
    };

/** Answers one request. Pure; `judge` alone knows what schemas mean, and may remember what it judged. */
export function ask(state: RegistryState, request: RegistryRequest, judge: Judge): RegistryResponse {
  const answer = answerOf(state, request, judge);
  if (answer.ok) return answer;
  return {
    ok: false,
    state,
    refusal: answer.refusal,
    answer: registries[state.profile].refuse(answer.refusal),
  };
}

function answerOf(state: RegistryState, request: RegistryRequest, judge: Judge): Answer<RegistryValue> {
  switch (request.kind) {
    case "register":
      return versionAnswer((state.profile === "glue" ? registerAtGlue : register)(state, request, judge));
    case "test-compatibility":
      return map(testCompatibility(state, request, judge), (value) => ({ kind: "compatible", ...value }));
    case "lookup":
      return versionAnswer(lookup(state, request, judge, request.withDeleted));
    case "schema-by-id":
      return schemaById(state, request.id, request.context ?? "");
    case "version":
      return versionAnswer(
        versionNumbered(state, request.subject, request.version, request.withDeleted ?? false),
      );
    case "subjects":
      return answered(state, { kind: "names", names: subjectsOf(state, request.withDeleted ?? false) });
    case "versions":
      return versionNumbers(state, request.subject, request.withDeleted ?? false);
    case "delete-version":
      return map(deleteVersion(state, request.subject, request.version, request.isPermanent), (number) => ({
        kind: "numbers",
        numbers: [number],
      }));
    case "delete-subject":
      return map(deleteSubject(state, request.subject, request.isPermanent), (numbers) => ({
        kind: "numbers",
        numbers,
      }));
    case "set-compatibility":
      return settingsAnswer(setCompatibility(state, request.scope, request.mode, request.more));
    case "compatibility":
      return map(compatibilityOf(state, request.subject), (mode) => ({ kind: "mode", mode }));
    case "set-write-mode":
      return settingsAnswer(setWriteMode(state, request.scope, request.mode, request.isForced));
    case "set-rule":
      return settingsAnswer(setRule(state, request.scope, request.rule, request.value));
    default:
      return unreachable(request);
  }
}

function map<A, B>(answer: Answer<A>, change: (value: A) => B): Answer<B> {
  return answer.ok ? answered(answer.state, change(answer.value)) : answer;
}

function settingsAnswer(answer: Answer<Settings>): Answer<RegistryValue> {
  return map(answer, (settings) => ({ kind: "settings", settings }));
}

function versionAnswer(answer: Answer<Version>): Answer<RegistryValue> {
  if (!answer.ok) return answer;
  const schema = schemaOf(answer.state, answer.value);
  if (schema !== undefined) return answered(answer.state, { kind: "version", version: answer.value, schema });
  return refusedWith(REFUSAL_CODES.schemaNotFound, answer.value.subject, "Schema not found");
}

/** Also of versions that are soft-deleted: consumers must read what was written with them. */
function schemaById(state: RegistryState, id: number, context: string): Answer<RegistryValue> {
  const schema = state.schemas.find((known) => known.id === id && known.context === context);
  if (schema !== undefined) return answered(state, { kind: "schema", schema });
  return refusedWith(REFUSAL_CODES.schemaNotFound, "", `Schema ${id} not found`);
}

function versionNumbered(
  state: RegistryState,
  subject: string,
  wanted: number | "latest",
  withDeleted: boolean,
): Answer<Version> {
  if (wanted !== "latest" && wanted !== -1 && !(Number.isInteger(wanted) && wanted >= 1)) {
    const message = `The specified version '${wanted}' is not a valid version id. Allowed values are between [1, 2^31-1] and the string "latest"`;
    return refusedWith(REFUSAL_CODES.invalidVersion, subject, message);
  }
  const versions = versionsOf(state, subject, withDeleted);
  if (versions.length === 0) {
    return refusedWith(REFUSAL_CODES.subjectNotFound, subject, `Subject '${subject}' not found.`);
  }
  const isLatest = wanted === "latest" || wanted === -1;
  const found = isLatest ? versions.at(-1) : versions.find(({ version }) => version === wanted);
  if (found !== undefined) return answered(state, found);
  return refusedWith(REFUSAL_CODES.versionNotFound, subject, `Version ${wanted} not found.`);
}

function subjectsOf(state: RegistryState, withDeleted: boolean): readonly string[] {
  const live = state.versions.filter(({ isDeleted }) => withDeleted || !isDeleted);
  return [...new Set(live.map(({ subject }) => subject))].toSorted((a, b) => (a < b ? -1 : 1));
}

function versionNumbers(state: RegistryState, subject: string, withDeleted: boolean): Answer<RegistryValue> {
  const numbers = versionsOf(state, subject, withDeleted).map(({ version }) => version);
  if (numbers.length > 0) return answered(state, { kind: "numbers", numbers });
  return refusedWith(REFUSAL_CODES.subjectNotFound, subject, `Subject '${subject}' not found.`);
}
