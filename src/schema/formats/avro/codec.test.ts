/** Bytes, spans and decoding: against avsc wherever avsc has an opinion, and against what is said without bytes. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EncodeError } from "#schema/codec.ts";
import type { JsonValue } from "#schema/payload.ts";
import { avscBytes, encodeWithAvsc } from "./codec-avsc.ts";
import { avscWithoutEval } from "./avsc-without-eval.ts";
import { avroCodec } from "./codec.ts";
import { encodeDatum } from "./encode-bytes.ts";
import { parseAvro } from "./parse.ts";
import { avroPayloads } from "./payloads.ts";
import { changedSchema, randomFrom, randomSchema, randomValue } from "./random-schema.fixture.ts";
import { datumFromJson } from "./reads-json.ts";
import type { AvroSchema, AvroType } from "./schema.ts";

/** How many pairs of schemas are tried, and how many records of each; EVENTYARD_LONG=1 for the long run. */
const PAIRS = 400;
const RECORDS = import.meta.env["EVENTYARD_LONG"] === undefined ? 20 : 1000;

function schema(json: unknown): AvroSchema {
  return schemaOf(JSON.stringify(json));
}

function schemaOf(text: string): AvroSchema {
  const parsed = parseAvro(text, { isNew: false });
  if (parsed.schema === null) throw new Error(`${text}: ${parsed.problems[0]?.says}`);
  return parsed.schema;
}

const record = (fields: unknown, more: object = {}) =>
  schema({ type: "record", name: "Order", fields, ...more });

function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
}

const told = (steps: readonly { path: string; action: string; says: string; start: number; end: number }[]) =>
  steps.map(({ path, action, says, start, end }) => `${start}-${end} ${path} ${action}: ${says}`);

describe("encoding", () => {
  it("says what every byte is", () => {
    const order = record([
      { name: "id", type: "long" },
      { name: "coupon", type: ["null", "string"] },
      { name: "lines", type: { type: "array", items: "int" } },
    ]);
    const { bytes, spans } = avroCodec.encode(order, { id: 1, coupon: { string: "Hi" }, lines: [3] });
    expect(hex(bytes)).toBe("02 02 04 48 69 02 06 00");
    expect(
      spans.map(({ start, end, path, role, says }) => `${start}-${end} ${path} ${role}: ${says}`),
    ).toEqual([
      "0-1 Order.id value: 1",
      "1-2 Order.coupon union branch: branch 1: string",
      "2-3 Order.coupon length: 2 bytes",
      '3-5 Order.coupon value: "Hi"',
      "5-6 Order.lines count: 1 item follows",
      "6-7 Order.lines[0] value: 3",
      "7-8 Order.lines end: no more follow",
    ]);
  });

  it("names the place of what is no record", () => {
    const order = record([{ name: "lines", type: { type: "array", items: "int" } }]);
    const place = (value: JsonValue) => {
      try {
        avroCodec.encode(order, value);
        return "fine";
      } catch (error) {
        if (error instanceof EncodeError) return `${error.path}: ${error.message}`;
        throw error;
      }
    };
    expect(place({ lines: [1, "x"] })).toBe('Order.lines[1]: "x" is not a whole number.');
    expect(place({ lines: [2147483648] })).toBe("Order.lines[0]: 2147483648 is beyond the range of int.");
    expect(place({})).toBe('Order.lines: The field "lines" of Order has no value.');
    expect(place({ lines: [], more: 1 })).toBe('Order.more: Order has no field "more".');
    expect(place(null)).toBe("Order: null is not a record of Order.");
  });

  it("gives the bytes that avsc gives, covers them with spans, and reads its own values back", () => {
    let byAvsc = 0;
    fc.assert(
      fc.property(fc.integer(), fc.boolean(), (seed, tame) => {
        const random = randomFrom(seed);
        const writer = schema(randomSchema(random));
        const value = randomValue(writer.root.type, random, tame);
        const datum = datumFromJson(writer.root.type, value, "");
        const own = encodeDatum(datum, "");
        const theirs = encodeWithAvsc(datum);
        if (theirs !== null) byAvsc += 1;
        expect(hex(theirs ?? own.bytes)).toBe(hex(own.bytes));
        let at = 0;
        for (const span of own.spans) {
          expect(span.start).toBe(at);
          at = span.end;
        }
        expect(at).toBe(own.bytes.length);
        const decoded = avroCodec.decode(writer, writer, own.bytes);
        expect(decoded.outcome).toEqual({ kind: "same" });
        expect(decoded.value).toEqual(value);
        expect(decoded.steps.at(-1)?.end ?? 0).toBe(own.bytes.length);
      }),
      { numRuns: PAIRS },
    );
    expect(byAvsc).toBe(PAIRS);
  });

  it("does without avsc where names or unions are none to it", () => {
    const odd = schemaOf(
      '{"type": "record", "name": "O", "fields": [{"name": "__proto__", "type": "string"}, {"name": "u", "type": ["int", "long"], "default": 5}]}',
    );
    const value = JSON.parse('{"__proto__": "x", "u": {"long": 9}}') as JsonValue;
    const { bytes } = avroCodec.encode(odd, value);
    expect(hex(bytes)).toBe("02 78 02 12");
    expect(JSON.stringify(avroCodec.decode(odd, odd, bytes).value)).toBe(JSON.stringify(value));
  });
});

describe("decoding with another version", () => {
  it("tells each step", () => {
    const writer = record([
      { name: "id", type: "int" },
      { name: "note", type: "string" },
      { name: "state", type: { type: "enum", name: "State", symbols: ["NEW", "GONE"] } },
      { name: "who", type: ["null", "string"] },
    ]);
    const reader = record([
      { name: "number", aliases: ["id"], type: "long" },
      { name: "state", type: { type: "enum", name: "State", symbols: ["NEW"], default: "NEW" } },
      { name: "who", type: ["string", "null"] },
      { name: "coupon", type: ["null", "string"], default: null },
    ]);
    const { bytes } = avroCodec.encode(writer, { id: 7, note: "ab", state: "GONE", who: { string: "A" } });
    const { steps, outcome, value } = avroCodec.decode(reader, writer, bytes);
    expect(told(steps)).toEqual([
      '0-0 Order.number alias: "id" is read as "number", which has it as an alias',
      "0-1 Order.number promoted: int 7 is read as long",
      "1-4 Order.note skipped: 3 bytes skipped: the reader has no such field",
      '4-5 Order.state enum-default: "GONE" is unknown to State: its default "NEW"',
      "5-6 Order.who branch: branch 1: string, the reader's branch 0",
      '6-8 Order.who taken: "A"',
      '8-8 Order.coupon default: default null, since what was written has no "coupon"',
    ]);
    expect(outcome.kind).toBe("differs");
    expect(value).toEqual({ number: 7, state: "NEW", who: { string: "A" }, coupon: null });
  });

  it("ends at the field and the byte where the reader gives up", () => {
    const writer = record([
      { name: "id", type: "long" },
      { name: "u", type: ["int", "string"] },
    ]);
    const reader = record([
      { name: "id", type: "long" },
      { name: "u", type: "int" },
    ]);
    const { bytes } = avroCodec.encode(writer, { id: 1, u: { string: "x" } });
    const { steps, outcome, value } = avroCodec.decode(reader, writer, bytes);
    expect(told(steps)).toEqual([
      "0-1 Order.id taken: 1",
      "1-2 Order.u branch: branch 1: string",
      "2-2 Order.u failed: string was written, int is expected.",
    ]);
    expect(outcome).toMatchObject({ kind: "failed", code: "TYPE_MISMATCH", path: "Order.u" });
    expect(value).toBeUndefined();
  });

  it("gives what avsc gives wherever avsc resolves the pair, and what is said without bytes", () => {
    const counts = { read: 0, failed: 0, refused: 0 };
    fc.assert(
      fc.property(fc.integer(), fc.boolean(), (seed, tame) => {
        const random = randomFrom(seed);
        const writerJson = randomSchema(random);
        const readerJson = changedSchema(writerJson, random);
        const [writer, reader] = [schema(writerJson), schema(readerJson)];
        const resolve = tame ? avscResolver(readerJson, writerJson) : undefined;
        const understanding = avroPayloads.understands(reader, writer);
        for (let i = 0; i < RECORDS; i++) {
          const value = randomValue(writer.root.type, random, tame);
          const { bytes } = avroCodec.encode(writer, value);
          const { outcome, value: read } = avroCodec.decode(reader, writer, bytes);
          expect(avroPayloads.reads(reader, writer, value)).toEqual(outcome);
          if (understanding === "same") expect(outcome).toEqual({ kind: "same" });
          if (understanding === "differs") expect(outcome.kind).not.toBe("failed");
          if (understanding === "never") expect(outcome.kind).toBe("failed");
          if (outcome.kind === "failed") counts.failed += 1;
          else if (resolve === undefined) counts.refused += 1;
          if (resolve === undefined) continue;
          counts.read += 1;
          expect(outcome.kind).not.toBe("failed");
          expect(bare(reader.root.type, read ?? null)).toEqual(bare(reader.root.type, resolve(bytes)));
        }
      }),
      { numRuns: PAIRS },
    );
    expect(counts.read).toBeGreaterThan(1000);
    expect(counts.failed).toBeGreaterThan(1000);
  });

  it("survives bytes of any kind", () => {
    fc.assert(
      fc.property(fc.integer(), fc.uint8Array({ maxLength: 60 }), fc.nat(60), (seed, junk, cut) => {
        const random = randomFrom(seed);
        const writerJson = randomSchema(random);
        const [writer, reader] = [schema(writerJson), schema(changedSchema(writerJson, random))];
        const { bytes } = avroCodec.encode(writer, randomValue(writer.root.type, random, false));
        for (const broken of [
          junk,
          bytes.slice(0, Math.min(cut, bytes.length)),
          Uint8Array.of(...bytes, ...junk),
        ]) {
          const { outcome, steps } = avroCodec.decode(reader, writer, broken);
          for (const { start, end } of steps) {
            expect(start).toBeLessThanOrEqual(end);
            expect(end).toBeLessThanOrEqual(broken.length);
          }
          expect(["same", "differs", "failed"]).toContain(outcome.kind);
        }
      }),
      { numRuns: PAIRS },
    );
  });

  it.each([
    ["a list of 2^40 nothings", [0x80, 0x80, 0x80, 0x80, 0x80, 0x40], { type: "array", items: "null" }],
    ["a string of -1 bytes", [0x01], "string"],
    ["a string of 2^60 bytes", [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x20], "string"],
    ["a block of negative size", [0x01, 0x01, 0x00], { type: "array", items: "int" }],
    ["an int of six bytes", [0x80, 0x80, 0x80, 0x80, 0x80, 0x01], "int"],
    ["a long of eleven bytes", [...Array.from({ length: 10 }, () => 0xff), 0x01], "long"],
    ["branch 9 of 2", [0x12], ["null", "int"]],
    ["nothing at all", [], "double"],
  ])("refuses %s", (_, bytes, type) => {
    const { outcome } = avroCodec.decode(schema(type), schema(type), Uint8Array.from(bytes));
    expect(outcome).toMatchObject({ kind: "failed", code: "MALFORMED" });
  });

  it("refuses values nested without end", () => {
    const list = record([{ name: "next", type: ["null", "Order"] }]);
    const { outcome } = avroCodec.decode(list, list, new Uint8Array(100_000).fill(2));
    expect(outcome).toMatchObject({ kind: "failed", code: "MALFORMED" });
  });
});

/** Reading with avsc's resolver, the result in Avro's JSON encoding; undefined where avsc refuses the pair. */
function avscResolver(readerJson: unknown, writerJson: unknown) {
  try {
    const { Type } = avscWithoutEval;
    const reader = Type.forSchema(readerJson, { wrapUnions: true });
    const resolver = reader.createResolver(Type.forSchema(writerJson, { wrapUnions: true }));
    return (bytes: Uint8Array) =>
      JSON.parse(reader.toString(reader.fromBuffer(avscBytes(bytes), resolver))) as JsonValue;
  } catch {
    return undefined;
  }
}

/** Without the names of branches: avsc takes the first branch that a value can go to, Java the one of its own kind. */
function bare(type: AvroType, value: JsonValue): unknown {
  if (type.kind === "union") {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    const [name, inner] = Object.entries(value)[0] ?? [];
    const branch = type.branches.find(
      (one) => ("fullName" in one.type ? one.type.fullName : one.type.kind) === name,
    );
    return branch === undefined ? value : bare(branch.type, (inner ?? null) as JsonValue);
  }
  if (Array.isArray(value))
    return type.kind === "array" ? value.map((item: JsonValue) => bare(type.items.type, item)) : value;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => {
      const of =
        type.kind === "record"
          ? type.fieldsByName.get(key)?.type.type
          : type.kind === "map"
            ? type.values.type
            : undefined;
      return [key, of === undefined ? part : bare(of, part as JsonValue)];
    }),
  );
}
