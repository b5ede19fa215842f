/** The schemas of a program: plain data, made by `schemas/plan.ts`. */
import type { Micros } from "#base/units.ts";
import type { SchemaReference } from "#scenario/document.ts";
import type { RegistryName } from "#schema/registries/index.ts";

/** A deployed version that stands for the newest of whatever subject. */
export const NEWEST = 1_000;

export interface SubjectPlan {
  readonly id: string;
  readonly name: string;
  readonly format: string;
  /** Its own mode, "" for the registry's. */
  readonly mode: string;
  /** Schema number of version 1. */
  readonly first: number;
  readonly texts: readonly { readonly text: string; readonly references: readonly SchemaReference[] }[];
  /** Versions 1 to this one are registered before the run begins. */
  readonly atStart: number;
}

export interface SchemasPlan {
  readonly profile: RegistryName;
  readonly mode: string;
  readonly policy: "STRICT" | "LENIENT";
  readonly latencyUs: Micros;
  readonly seed: string;
  /** By id. */
  readonly subjects: readonly SubjectPlan[];
  /** By schema number: index of its subject; the first stands for no schema. */
  readonly subjectOf: readonly number[];
  /** By topic: index of the subject, -1 for none; and whether an envelope says the version. */
  readonly valueOf: readonly number[];
  readonly keyOf: readonly number[];
  readonly hasEnvelope: readonly boolean[];
}
