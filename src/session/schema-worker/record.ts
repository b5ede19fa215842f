/** One record: made up or typed, written as bytes behind a registry's frame, and read with another version. */
import { differencesOf } from "#schema/check.ts";
import { EncodeError, type ByteSpan, type Codec, type DecodeStep, type Encoded } from "#schema/codec.ts";
import type { SchemaFormat } from "#schema/format.ts";
import { parseJsonText, type JsonNode } from "#schema/json-text.ts";
import { SCHEMA_DEPTH_MAX } from "#schema/limits.ts";
import type { JsonValue, Random, ReadOutcome } from "#schema/payload.ts";
import type { TextRange } from "#schema/text-range.ts";
import { wireFormat } from "#schema/wire/index.ts";
import type { SubjectInput } from "./analysis.ts";
import { codecOf } from "./codecs.ts";
import { readVersions } from "./reading.ts";
import { placeOfPath } from "./record-place.ts";

/** Longer records are refused: they are looked at byte by byte. */
const RECORD_TEXT_MAX = 65_536;

/** The frame around a record's bytes. */
export interface FrameAsked {
  /** A name of `schema/wire`. */
  readonly wire: string;
  /** A number as text, or a UUID, as the frame has it. */
  readonly id: string;
}

export interface RecordAsked {
  readonly subject: SubjectInput;
  /** Versions from 1. */
  readonly writer: number;
  readonly reader: number;
  /** The record as JSON, perhaps wrong. */
  readonly text: string;
  readonly frame: FrameAsked;
}

/** What comes of writing a record. */
export type Written =
  | {
      readonly kind: "bytes";
      /** With the frame. */
      readonly bytes: Uint8Array;
      readonly spans: readonly ByteSpan[];
      /** How many of them are the frame's. */
      readonly frameLength: number;
    }
  /** The text is no such record; `range` in it. */
  | { readonly kind: "wrong"; readonly says: string; readonly path: string; readonly range: TextRange }
  /** Nothing can be written with this version, or by this format. */
  | { readonly kind: "impossible"; readonly says: string };

/** What a reader makes of it. */
export interface ReadRecord {
  /** Bytes counted with the frame; empty where there are no bytes. */
  readonly steps: readonly DecodeStep[];
  readonly outcome: ReadOutcome;
  /** What the reader's program gets, as JSON; "" if it failed. */
  readonly value: string;
}

export interface RecordAnswer {
  readonly written: Written;
  /** null: there is nothing to read, or nobody who can. */
  readonly read: ReadRecord | null;
}

/** A made-up record of a version as JSON text; "" where the version is ill-formed. The same for the same seed. */
export function sampleText(
  format: SchemaFormat,
  subject: SubjectInput,
  { version, seed }: { readonly version: number; readonly seed: number },
): string {
  const schema = readVersions(format, subject.versions)[version - 1]?.schema ?? null;
  return schema === null ? "" : pretty(format.payloads.sample(schema, randomOf(seed)));
}

/** Writes a record and reads it; the codec must have been loaded, without it only the outcome is told. */
export function recordAnswer(
  format: SchemaFormat,
  { subject, writer, reader, text, frame }: RecordAsked,
): RecordAnswer {
  const versions = readVersions(format, subject.versions);
  const [writing, reading] = [versions[writer - 1]?.schema ?? null, versions[reader - 1]?.schema ?? null];
  if (writing === null) return impossible(`v${writer} is ill-formed: nothing can be written with it.`);
  const parsed = parseRecord(text);
  if ("kind" in parsed) return { written: parsed, read: null };
  const codec = codecOf(format);
  if (codec === null) {
    const outcome = reading === null ? null : format.payloads.reads(reading, writing, parsed.value);
    const read = outcome === null ? null : { steps: [], outcome, value: "" };
    return { ...impossible(`Records of ${format.title} cannot be encoded yet.`), read };
  }
  const encoded = encode(codec, writing, parsed);
  if ("kind" in encoded) return { written: encoded, read: null };
  const header = frameOf(format, writing, frame);
  const shift = header.bytes.length;
  const bytes = new Uint8Array(shift + encoded.bytes.length);
  bytes.set(header.bytes);
  bytes.set(encoded.bytes, shift);
  const spans = [...header.spans, ...encoded.spans.map((span) => shifted(span, shift))];
  const written: Written = { kind: "bytes", bytes, spans, frameLength: shift };
  if (reading === null) return { written, read: null };
  const { steps, outcome, value } = codec.decode(reading, writing, encoded.bytes);
  return {
    written,
    read: {
      steps: steps.map((step) => shifted(step, shift)),
      outcome,
      value: value === undefined ? "" : pretty(value),
    },
  };
}

/** A difference that was found before, by what tells it apart. Versions from 1. */
export interface FindingAsked {
  readonly reader: number;
  readonly writer: number;
  readonly code: string;
  /** In the reader's or the writer's text. */
  readonly path: string;
}

/** A record that proves a finding. */
export interface Proof {
  /** As JSON. */
  readonly text: string;
  readonly says: string;
}

/** A record of the writer that the reader cannot read, or reads otherwise, because of a finding; null: none suffers from it. */
export function proofOf(format: SchemaFormat, subject: SubjectInput, finding: FindingAsked): Proof | null {
  const versions = readVersions(format, subject.versions);
  const [reader, writer] = [finding.reader, finding.writer].map((at) => versions[at - 1]?.schema ?? null);
  const codec = codecOf(format);
  if (reader === null || writer === null || codec === null) return null;
  const options = { rules: subject.rules, policy: subject.policy };
  const difference = differencesOf({ format, options }, reader, writer).find(
    (each) => each.code === finding.code && [each.reader.path, each.writer.path].includes(finding.path),
  );
  const found = difference === undefined ? null : codec.counterExample(reader, writer, difference);
  return found === null ? null : { text: pretty(found.value), says: found.says };
}

interface ParsedRecord {
  readonly value: JsonValue;
  readonly root: JsonNode;
}

type Wrong = Extract<Written, { kind: "wrong" }>;

function parseRecord(text: string): ParsedRecord | Wrong {
  const all = { start: 0, end: Math.min(text.length, 1) };
  if (text.length > RECORD_TEXT_MAX) {
    const says = `A record has ${RECORD_TEXT_MAX / 1_024} kB at most here.`;
    return { kind: "wrong", says, path: "", range: all };
  }
  const { root, flaws } = parseJsonText(text, { depthMax: SCHEMA_DEPTH_MAX, comments: false });
  const flaw = flaws.find(({ code }) => code !== "json-duplicate-key");
  if (flaw !== undefined) return { kind: "wrong", says: flaw.says, path: "", range: flaw.range };
  try {
    if (root !== null) return { root, value: JSON.parse(text) as JsonValue };
  } catch {
    // Said below: our own reader takes some texts that are no JSON.
  }
  return { kind: "wrong", says: "This is no JSON.", path: "", range: all };
}

function encode(codec: Codec<unknown>, schema: unknown, { value, root }: ParsedRecord): Encoded | Wrong {
  try {
    return codec.encode(schema, value);
  } catch (error) {
    if (!(error instanceof EncodeError)) throw error;
    const { message, path } = error;
    return { kind: "wrong", says: message, path, range: placeOfPath(root, path) };
  }
}

/** The codecs write a file's first message: Confluent's index 0, Glue's place among all of them by full name. */
function frameOf(format: SchemaFormat, schema: unknown, { wire, id }: FrameAsked): Encoded {
  const names = format.typeNames(schema);
  const place = wire === "glue" ? names.toSorted().indexOf(names[0] ?? "") : 0;
  const messageIndexes = format.name === "protobuf" ? [Math.max(0, place)] : null;
  return (
    wireFormat(wire)?.write({ schemaId: id, messageIndexes, compressed: false }) ?? {
      bytes: new Uint8Array(0),
      spans: [],
    }
  );
}

function impossible(says: string): RecordAnswer {
  return { written: { kind: "impossible", says }, read: null };
}

function shifted<T extends { readonly start: number; readonly end: number }>(part: T, by: number): T {
  return { ...part, start: part.start + by, end: part.end + by };
}

function pretty(value: JsonValue): string {
  return JSON.stringify(value, null, 2);
}

/** A small generator (mulberry32): made-up records need no more. */
function randomOf(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
