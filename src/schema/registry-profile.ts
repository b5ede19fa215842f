/** What sets one schema registry apart from another: one file a profile, one line in `index.ts`. */
import type { FormatName, RuleSet } from "./format.ts";
import type { CompatibilityMode } from "./modes.ts";

/** `mode: null` is Glue's DISABLED: no new version at all. */
export interface ProfileMode {
  /** As this registry calls it. */
  readonly name: string;
  readonly mode: CompatibilityMode | null;
}

/** Why a registry refused a request; `code` is Confluent's, also where another registry says it in its own words. */
export interface Refusal {
  readonly code: RefusalCode;
  /** One sentence, in Confluent's words. */
  readonly message: string;
  /** For `incompatible`: the registry's lines on each difference. */
  readonly details: readonly string[];
  readonly subject: string;
}

/** Confluent's error codes, of those that a simulated registry can answer. */
export const REFUSAL_CODES = {
  subjectNotFound: 40401,
  versionNotFound: 40402,
  schemaNotFound: 40403,
  subjectSoftDeleted: 40404,
  subjectNotSoftDeleted: 40405,
  versionSoftDeleted: 40406,
  versionNotSoftDeleted: 40407,
  noSubjectCompatibility: 40408,
  noSubjectMode: 40409,
  incompatible: 40901,
  invalidSchema: 42201,
  invalidVersion: 42202,
  invalidCompatibility: 42203,
  invalidMode: 42204,
  notPermitted: 42205,
  referenceExists: 42206,
  idDoesNotMatch: 42207,
  invalidSubject: 42208,
} as const;
export type RefusalCode = (typeof REFUSAL_CODES)[keyof typeof REFUSAL_CODES];

/** What a client gets for a refused request. */
export interface ErrorAnswer {
  /** HTTP status; null where the registry does not refuse over HTTP but lets the version fail (Glue). */
  readonly status: number | null;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface RegistryProfile {
  readonly name: string;
  readonly title: string;
  /** What is uncertain about the profile; "" for a registry whose source is open. */
  readonly approximation: string;
  readonly modes: readonly ProfileMode[];
  /** The name of the mode in force where nobody chose one. */
  readonly initialMode: string;
  readonly formats: readonly FormatName[];
  /** Whose rules judge a format. */
  readonly rules: Readonly<Record<FormatName, RuleSet>>;
  /** Whether `compatibilityPolicy` LENIENT is known. */
  readonly hasLenientPolicy: boolean;
  readonly hasReferences: boolean;
  /** The frame around a record's bytes, and the id in it. */
  readonly wire: "confluent" | "glue";
  /** What the latest version is that the modes without _TRANSITIVE look at. */
  readonly last: string;
  refuse(refusal: Refusal): ErrorAnswer;
}

/** A profile's mode of a name, in whatever case it is written; undefined if it has none. */
export function modeNamed(profile: RegistryProfile, name: string): ProfileMode | undefined {
  const wanted = name.toUpperCase();
  return profile.modes.find((mode) => mode.name === wanted);
}
