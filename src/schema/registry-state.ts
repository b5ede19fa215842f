/** What a registry holds: plain data, never changed in place, so that a run may keep and clone it at any moment. */
import type { FormatName } from "./format.ts";
import type { CompatibilityMode } from "./modes.ts";
import type { Refusal, RefusalCode } from "./registry-profile.ts";
import type { RegistryName } from "./registries/index.ts";

/** A schema that another one refers to, under the name that its text uses. -1 at registration: the latest. */
export interface Reference {
  readonly name: string;
  readonly subject: string;
  readonly version: number;
}

/** What a client sends to register. */
export interface SchemaContent {
  readonly format: FormatName;
  readonly text: string;
  readonly references: readonly Reference[];
  /** Metadata's properties; a compatibility group is one of them. */
  readonly properties: readonly (readonly [name: string, value: string])[];
}

/** A schema under its id; the same content has the same id in every subject of a context. */
export interface StoredSchema extends SchemaContent {
  readonly context: string;
  readonly id: number;
}

/** One version of a subject. */
export interface Version {
  readonly subject: string;
  /** From 1. */
  readonly version: number;
  /** Of its schema, in the subject's context. */
  readonly id: number;
  readonly isDeleted: boolean;
  /** Glue's status; the others keep only what they accept. */
  readonly status: "AVAILABLE" | "FAILURE";
}

export const WRITE_MODES = ["READWRITE", "READONLY", "IMPORT"] as const;
/** What a subject lets clients write. */
export type WriteMode = (typeof WRITE_MODES)[number];

export const VALIDITY_RULES = ["NONE", "SYNTAX_ONLY", "FULL"] as const;
export type ValidityRule = (typeof VALIDITY_RULES)[number];

export const INTEGRITY_RULES = [
  "NONE",
  "REFS_EXIST",
  "ALL_REFS_MAPPED",
  "NO_DUPLICATES",
  "NO_CIRCULAR_REFERENCES",
  "FULL",
] as const;
export type IntegrityRule = (typeof INTEGRITY_RULES)[number];

/** What is configured at one place; what is left out is decided by the next wider one. */
export interface Settings {
  /** Glue's DISABLED is null. */
  readonly compatibility?: CompatibilityMode | null;
  readonly policy?: "STRICT" | "LENIENT";
  /** The metadata property whose value groups versions; only those of one value are compared. */
  readonly compatibilityGroup?: string;
  readonly normalise?: boolean;
  readonly writeMode?: WriteMode;
  /** Apicurio's other two rules. */
  readonly validity?: ValidityRule;
  readonly integrity?: IntegrityRule;
}

export interface RegistryState {
  readonly profile: RegistryName;
  /** Of the ids; counts on over what is deleted. One for each context, the default one is "". */
  readonly nextIds: readonly (readonly [context: string, id: number])[];
  readonly schemas: readonly StoredSchema[];
  /** In the order of their registration. */
  readonly versions: readonly Version[];
  /** By scope: "" is global, `:.ctx:` a context, `group/` one of Apicurio's groups, else a subject. */
  readonly settings: readonly (readonly [scope: string, settings: Settings])[];
}

/** A registry with nothing in it, and what its profile starts with. */
export function emptyRegistry(profile: RegistryName): RegistryState {
  return { profile, nextIds: [], schemas: [], versions: [], settings: [] };
}

/** A state with the value that a request answers, or why it is refused; a refusal changes nothing. */
export type Answer<T> =
  | { readonly ok: true; readonly state: RegistryState; readonly value: T }
  | { readonly ok: false; readonly refusal: Refusal };

/** The answer of a request that was done. */
export function answered<T>(state: RegistryState, value: T): Answer<T> {
  return { ok: true, state, value };
}

/** A refusal in Confluent's words. */
export function refusedWith(
  code: RefusalCode,
  subject: string,
  message: string,
  details: readonly string[] = [],
): { readonly ok: false; readonly refusal: Refusal } {
  return { ok: false, refusal: { code, subject, message, details } };
}

/** The context of a subject: `.shop` of `:.shop:orders-value`, "" of a plain name. */
export function contextOf(subject: string): string {
  return /^:(\.[^:]*):/.exec(subject)?.[1] ?? "";
}

/** A subject's versions, oldest first; with the soft-deleted ones if asked. */
export function versionsOf(state: RegistryState, subject: string, withDeleted = false): readonly Version[] {
  return state.versions
    .filter((version) => version.subject === subject && (withDeleted || !version.isDeleted))
    .toSorted((a, b) => a.version - b.version);
}

/** The schema of a version. */
export function schemaOf(state: RegistryState, { subject, id }: Version): StoredSchema | undefined {
  const context = contextOf(subject);
  return state.schemas.find((schema) => schema.id === id && schema.context === context);
}

/** The same state with another entry for a key. */
export function withEntry<V>(
  entries: readonly (readonly [string, V])[],
  key: string,
  value: V | undefined,
): readonly (readonly [string, V])[] {
  const others = entries.filter(([name]) => name !== key);
  return value === undefined ? others : [...others, [key, value]];
}
