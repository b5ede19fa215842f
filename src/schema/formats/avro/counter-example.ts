/** Finding a record of the writer that the reader cannot read, or reads as something else, because of one difference. */
import type { Codec, CounterExample } from "#schema/codec.ts";
import type { Difference } from "#schema/difference.ts";
import type { JsonValue, ReadOutcome } from "#schema/payload.ts";
import { datumFromJson, fieldPath, jsonOfBranch, rootPath, shown } from "./reads-json.ts";
import { meaningShift } from "./reads-meaning.ts";
import { goodValue } from "./sample-good.ts";
import type { AvroSchema, AvroType } from "./schema.ts";
import { traceRead } from "./trace.ts";
import { branchFor, misfitOf, recordPlan } from "./trace-plan.ts";

/** Pairs of types looked at and records tried in one search. */
const PLACES_MAX = 5000;
const TRIES_MAX = 400;

/** A pair of types that some records lead to. */
interface Place {
  readonly reader: AvroType;
  readonly writer: AvroType;
  /** In the reader, without positions in lists: `Order.lines.price`. */
  readonly path: string;
  /** A whole record with a value at this place; undefined where none can be made. */
  record(value: JsonValue): JsonValue | undefined;
}

interface Candidate {
  readonly value: JsonValue;
  readonly place: Place;
  readonly outcome: Exclude<ReadOutcome, { kind: "same" }>;
}

/** null: no record suffers from the difference. */
export function findCounterExample(
  reader: AvroSchema,
  writer: AvroSchema,
  difference: Difference,
  codec: Pick<Codec<AvroSchema>, "encode" | "decode">,
): CounterExample | null {
  const found = bestCandidate(reader.root.type, writer.root.type, difference);
  if (found === undefined) return null;
  const { bytes } = codec.encode(writer, found.value);
  const decoded = codec.decode(reader, writer, bytes);
  if (decoded.outcome.kind === "same") return null;
  const verb = decoded.outcome.kind === "failed" ? "cannot be read" : "is read as something else";
  return {
    value: found.value,
    bytes,
    decoded,
    says: `${shown(found.value)} ${verb}: ${decoded.outcome.says}`,
  };
}

/** The record that shows the difference best: the same code at the same place before anything near it. */
function bestCandidate(reader: AvroType, writer: AvroType, difference: Difference): Candidate | undefined {
  let best: Candidate | undefined;
  let bestRank = 0;
  let tries = 0;
  // Values of their own tell more than a record that something in it happens to change in.
  const places = placesOf(reader, writer);
  const [plain, records] = [places.filter(isNoRecord), places.filter((one) => !isNoRecord(one))];
  for (const place of [...plain, ...records]) {
    if (rankOfPath(place.path, difference.reader.path) === 0) continue;
    for (const value of badValues(place)) {
      const record = place.record(value);
      if (record === undefined) continue;
      if (tries++ >= TRIES_MAX) return best;
      const outcome = outcomeOf(reader, writer, record);
      if (outcome.kind === "same") continue;
      const candidate = { value: record, place, outcome };
      const rank = rankOf(candidate, difference);
      if (rank > bestRank) [best, bestRank] = [candidate, rank];
      if (bestRank === RANK_MAX) return best;
    }
  }
  return best;
}

function isNoRecord({ reader, writer }: Place): boolean {
  return writer.kind !== "record" || misfitOf(reader, writer) !== undefined;
}

const RANK_MAX = 7;

/** 0: says nothing about the difference. */
function rankOf({ outcome, place }: Candidate, difference: Difference): number {
  const wanted = difference.breaks ? "failed" : "differs";
  if (outcome.kind !== wanted) return 0;
  const path = rankOfPath(withoutPositions(outcome.path), difference.reader.path);
  const code = outcome.kind === "differs" || outcome.code === difference.code ? 4 : 0;
  if (path > 0) return path + 1 + code;
  // Something else stops the reader before it comes here: no record shows this difference alone.
  return rankOfPath(place.path, difference.reader.path) === 2 ? 1 : 0;
}

/** 2: the same place; 1: one within the other; 0: elsewhere. */
function rankOfPath(path: string, wanted: string): number {
  const asked = withoutPositions(wanted);
  if (path === asked) return 2;
  return within(path, asked) || within(asked, path) ? 1 : 0;
}

function within(inner: string, outer: string): boolean {
  return outer === "" || inner.startsWith(`${outer}.`);
}

function withoutPositions(path: string): string {
  return path.replaceAll(/\[(?:\d+|"(?:[^"\\]|\\.)*")?\]|\{\}/g, "");
}

function outcomeOf(reader: AvroType, writer: AvroType, record: JsonValue): ReadOutcome {
  const datum = datumFromJson(writer, record, rootPath(writer));
  return traceRead(reader, datum, rootPath(reader), false).outcome;
}

/** Every pair of types that values meet in, the outer ones first. */
function placesOf(reader: AvroType, writer: AvroType): readonly Place[] {
  const places: Place[] = [{ reader, writer, path: rootPath(reader), record: (value) => value }];
  const seen = new Map<AvroType, Set<AvroType>>();
  for (const place of places) {
    for (const inner of innerPlaces(place)) {
      if (places.length >= PLACES_MAX) return places;
      let writers = seen.get(inner.reader);
      if (writers === undefined) seen.set(inner.reader, (writers = new Set()));
      if (writers.has(inner.writer)) continue;
      writers.add(inner.writer);
      places.push(inner);
    }
  }
  return places;
}

function innerPlaces(place: Place): readonly Place[] {
  const { reader, writer, path } = place;
  const inside = (
    to: AvroType,
    from: AvroType,
    at: string,
    around: (value: JsonValue) => JsonValue | undefined,
  ): Place => ({
    reader: to,
    writer: from,
    path: at,
    record: (value) => {
      const wrapped = around(value);
      return wrapped === undefined ? undefined : place.record(wrapped);
    },
  });
  if (writer.kind === "union") {
    return writer.branches.map(({ type }) =>
      inside(reader, type, path, (value) => jsonOfBranch(type, value)),
    );
  }
  if (reader.kind === "union") {
    const branch = reader.branches[branchFor(reader, writer)];
    return branch === undefined ? [] : [inside(branch.type, writer, path, (value) => value)];
  }
  if (reader.kind === "array" && writer.kind === "array") {
    return [inside(reader.items.type, writer.items.type, path, (value) => [value])];
  }
  if (reader.kind === "map" && writer.kind === "map") {
    return [inside(reader.values.type, writer.values.type, path, (value) => ({ key: value }))];
  }
  if (reader.kind !== "record" || writer.kind !== "record") return [];
  const plan = recordPlan(reader, writer);
  return writer.fields.flatMap((field, i) => {
    const target = plan.targets[i];
    if (target === undefined) return [];
    const { name, type } = target.field;
    return inside(type.type, field.type.type, fieldPath(path, reader, name), (value) => {
      const rest = goodValue(reader, writer, field.name);
      if (typeof rest !== "object" || rest === null || Array.isArray(rest)) return undefined;
      const entries = Object.entries(rest as Record<string, JsonValue>);
      return Object.fromEntries(entries.map(([key, old]) => [key, key === field.name ? value : old]));
    });
  });
}

/** Values of the writer's type that the reader's has trouble with, for all that the types themselves tell. */
function badValues({ reader, writer }: Place): readonly JsonValue[] {
  if (writer.kind === "union" || reader.kind === "union") {
    if (misfitOf(reader, writer) === undefined) return [];
  }
  const plain = goodValue(reader, writer);
  if (plain === undefined) return [];
  if (misfitOf(reader, writer) !== undefined) return [plain];
  if (meaningShift(reader, writer) !== undefined) return [telling(writer)];
  switch (writer.kind) {
    case "enum":
      return reader.kind === "enum"
        ? writer.symbols.map(({ name }) => name).filter((name) => !reader.symbolNames.has(name))
        : [];
    case "int":
      return reader.kind === "float" ? [16_777_217] : [];
    case "long":
      if (reader.kind === "float") return [16_777_217];
      return reader.kind === "double" ? ["9007199254740993"] : [];
    case "bytes":
      return reader.kind === "string" ? ["\u00ff\u00fe"] : [];
    case "record":
      // A default that does not fit shows in every record.
      return [plain];
    default:
      return [];
  }
}

/** A number that means another thing in another unit. */
function telling(writer: AvroType): JsonValue {
  switch (writer.kind) {
    case "bytes":
      return "\u0004\u00d2";
    case "fixed":
      return "\u0001".padStart(writer.size, "\u0000");
    case "long":
      return 1_767_225_600_000;
    default:
      return 20_454;
  }
}
