/**
 * What is kept of a document: a head that says how far it has come, snapshots (which are also its versions), and the
 * journal's lines since. Every record carries the schema that it was written in and a checksum.
 */
import { canonicalJson } from "#scenario/canonical.ts";
import { crc32 } from "./checksum.ts";

/** The schema that this app writes. A record of a higher one is a newer app's: it is left alone. */
export const KEEPING_SCHEMA = 1;

/** A place in a document's history: how many lines, and the hash of them all (`chainHash`). */
export interface Mark {
  readonly rev: number;
  readonly hash: string;
}

interface Sealed {
  readonly schema: number;
  readonly crc: number;
}

/** One for each document; every write compares `rev` and `hash` before it sets them. */
export interface Head extends Sealed, Mark {
  readonly id: string;
  readonly name: string;
  readonly nodes: number;
  /** Size of the document as text, in UTF-16 units. */
  readonly size: number;
  /** Wall clock in ms, for people to read; nothing is decided by it. */
  readonly at: number;
  /** Counts all writes of this browser: what was written later has the higher one. */
  readonly order: number;
  /** Deleted, but not yet gone. */
  readonly binned: boolean;
}

/** One group of edits: leads from `rev - 1` to `rev`. */
export interface Line extends Sealed {
  readonly id: string;
  readonly rev: number;
  readonly prevHash: string;
  /** A patch (`scenario/patch.ts`) as JSON. */
  readonly patch: string;
}

export const SNAPSHOT_REASONS = ["first", "regular", "restore", "migrated"] as const;
/** Why a version was kept: it began, some time went by, it was restored, it was brought up or repaired as it was opened. */
export type SnapshotReason = (typeof SNAPSHOT_REASONS)[number];

/** The whole document at `rev`, and so one of its versions. */
export interface Snapshot extends Sealed, Mark {
  readonly id: string;
  /** Canonical JSON. */
  readonly text: string;
  readonly why: SnapshotReason;
  readonly name: string;
  readonly nodes: number;
  readonly at: number;
}

/** A record that cannot be read, taken out of the way but kept as it is. */
export interface Quarantined {
  readonly key: string;
  readonly id: string;
  readonly store: string;
  readonly record: unknown;
  readonly why: string;
  readonly at: number;
}

/** The document that was written last, and the count of all writes. */
export interface LastWritten {
  readonly key: "last";
  readonly id: string;
  readonly order: number;
}

/** Adds schema and checksum. */
export function seal<T extends object>(fields: T, schema: number = KEEPING_SCHEMA): T & Sealed {
  const whole = { ...fields, schema };
  return { ...whole, crc: crc32(canonicalJson(whole)) };
}

/** `newer`: of an app after this one; `damaged`: it is not what was written. */
export type Unsealed<T> =
  | { readonly is: "whole"; readonly record: T }
  | { readonly is: "newer" }
  | { readonly is: "damaged"; readonly why: string };

/** What a stored value is, whatever it turns out to be. */
export function unsealed<T extends Head | Line | Snapshot>(value: unknown, kind: Kind<T>): Unsealed<T> {
  if (!isObject(value)) return { is: "damaged", why: "it is no record" };
  const { crc, ...rest } = value;
  // The schema first: what a newer app writes need not look like ours.
  if (typeof rest["schema"] === "number" && rest["schema"] > KEEPING_SCHEMA) return { is: "newer" };
  for (const [name, type] of Object.entries(kind)) {
    if (typeof rest[name] !== type) return { is: "damaged", why: `its ${name} is missing` };
  }
  if (crc !== checksumOf(rest)) return { is: "damaged", why: "its checksum does not match" };
  return { is: "whole", record: value as unknown as T };
}

type Kind<T> = Readonly<Record<Exclude<keyof T, "crc">, "string" | "number" | "boolean">>;

export const HEAD: Kind<Head> = {
  schema: "number",
  id: "string",
  rev: "number",
  hash: "string",
  name: "string",
  nodes: "number",
  size: "number",
  at: "number",
  order: "number",
  binned: "boolean",
};

export const LINE: Kind<Line> = {
  schema: "number",
  id: "string",
  rev: "number",
  prevHash: "string",
  patch: "string",
};

export const SNAPSHOT: Kind<Snapshot> = {
  schema: "number",
  id: "string",
  rev: "number",
  hash: "string",
  text: "string",
  why: "string",
  name: "string",
  nodes: "number",
  at: "number",
};

/** Whether two places in a history are the same. */
export function isSameMark(a: Mark, b: Mark): boolean {
  return a.rev === b.rev && a.hash === b.hash;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function checksumOf(fields: object): number {
  try {
    return crc32(canonicalJson(fields));
  } catch {
    // A value that JSON cannot say was not written by us.
    return -1;
  }
}
