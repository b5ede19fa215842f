/**
 * What the simulator asks about schemas. Schemas are numbered through over all subjects, from 1; 0 is none. Answered by
 * `schemas/port.ts`, a part that is loaded only where the scenario has subjects, so that the simulator holds no codec.
 */
import type { ReadOutcome } from "#schema/payload.ts";
import type { SchemaReason } from "./layout.ts";
import type { SchemasPlan } from "./schemas-plan.ts";

/** Why a registration is refused. */
export interface SchemaVerdict {
  /** The registered schema that it does not go with; 0 where it is wrong in itself, or nothing new is taken at all. */
  readonly against: number;
  /** Index into SCHEMA_ERRORS. */
  readonly error: number;
}

export interface SchemaPort {
  /** Whether a schema is well-formed enough to be used. */
  isUsable(schema: number): boolean;
  /** Whether a registry takes `candidate` after `registered` (oldest first) under a mode by the profile's name; null: it does. */
  refuses(candidate: number, registered: readonly number[], mode: string): SchemaVerdict | null;
  /** What a reader makes of a message's bytes, which follow from its number. */
  reads(reader: number, writer: number, message: number): ReadOutcome;
  /** The first difference that explains why a reader fails or reads something else; null where nothing differs. */
  reason(reader: number, writer: number): SchemaReason | null;
  /** Whether two schemas are the same content, and so have one id. */
  isSame(a: number, b: number): boolean;
}

/** What a client of the registry may get instead of an id. */
export const SCHEMA_ERRORS = [
  "NONE",
  "incompatible",
  "invalid",
  "disabled",
  "not-found",
  "unreachable",
] as const;
export type SchemaError = (typeof SCHEMA_ERRORS)[number];

/** The number of an error in columns and calls. */
export function schemaError(error: SchemaError): number {
  return SCHEMA_ERRORS.indexOf(error);
}

/** Two schema numbers in one column of a row: a scenario has at most 20,000 of them. */
const PAIR_BASE = 32_768;

/** A reader and a writer as one number. */
export function packSchemas(reader: number, writer: number): number {
  return reader * PAIR_BASE + writer;
}

/** What `packSchemas` has put together. */
export function unpackSchemas(pair: number): { readonly reader: number; readonly writer: number } {
  return { reader: Math.floor(pair / PAIR_BASE), writer: pair % PAIR_BASE };
}

/** The schema number of a version of a subject; one that is above the last stands for the last, 0 for what holds at the start. */
export function schemaNumber(plan: SchemasPlan, subject: number, version: number): number {
  const { first, texts, atStart } = plan.subjects[subject]!;
  if (texts.length === 0) return 0;
  return first + Math.min(version === 0 ? Math.max(1, atStart) : version, texts.length) - 1;
}
