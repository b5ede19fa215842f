/** Google's own messages in their own JSON. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EncodeError } from "#schema/codec.ts";
import type { JsonValue } from "#schema/payload.ts";
import { protobufCodec } from "./codec.ts";
import { parseProtobuf } from "./parse.ts";
import { protobufPayloads } from "./payloads.ts";
import type { ProtoSchema } from "./schema.ts";

function order(type: string, file: string): ProtoSchema {
  const text = `syntax = "proto3"; import "google/protobuf/${file}.proto"; message Order { google.protobuf.${type} v = 1; }`;
  const { schema, problems } = parseProtobuf(text, { isNew: true });
  if (schema === null) throw new Error(JSON.stringify(problems));
  return schema;
}

/** The bytes in hex, and what is read of them. */
function through(schema: ProtoSchema, v: JsonValue): { hex: string; v: unknown } {
  const { bytes } = protobufCodec.encode(schema, { v });
  const { value } = protobufCodec.decode(schema, schema, bytes);
  return { hex: Buffer.from(bytes).toString("hex"), v: (value as { v?: unknown }).v };
}

const time = order("Timestamp", "timestamp");

describe("a Timestamp", () => {
  it.each([
    ["1970-01-01T00:00:00Z", "0a00", "1970-01-01T00:00:00Z"],
    ["1970-01-01T00:00:01.5Z", "0a0808011080cab5ee01", "1970-01-01T00:00:01.500Z"],
    ["2024-02-29T23:59:59+01:00", undefined, "2024-02-29T22:59:59Z"],
    ["0001-01-01T00:00:00Z", undefined, "0001-01-01T00:00:00Z"],
    ["9999-12-31T23:59:59.999999999Z", undefined, "9999-12-31T23:59:59.999999999Z"],
  ])("%s", (text, hex, back) => {
    const found = through(time, text);
    if (hex !== undefined) expect(found.hex).toBe(hex);
    expect(found.v).toBe(back);
  });

  it("is the second that the calendar says", () => {
    fc.assert(
      fc.property(fc.integer({ min: -62_135_596_800, max: 253_402_300_799 }), (seconds) => {
        // A witness of the calendar, no clock.
        // oxlint-disable-next-line no-restricted-globals
        const text = new Date(seconds * 1000).toISOString().replace(".000Z", "Z");
        expect(through(time, text).v).toBe(text);
        expect(through(time, { seconds: String(seconds) }).v).toBe(text);
      }),
    );
  });

  it.each(["2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-01-01", "now", 7])("is not %s", (value) => {
    expect(() => protobufCodec.encode(time, { v: value })).toThrow(EncodeError);
  });

  it("is shown by its fields where it is out of range", () => {
    expect(through(time, { seconds: "999999999999999" }).v).toEqual({
      seconds: "999999999999999",
      nanos: 0,
    });
  });
});

it.each(["0s", "1.500s", "-3.000000001s", "-0.500s", "315576000000s"])("a Duration of %s", (text) => {
  expect(through(order("Duration", "duration"), text).v).toBe(text);
});

it.each<[string, JsonValue]>([
  ["Int64Value", "-9007199254740993"],
  ["UInt32Value", 0],
  ["BoolValue", false],
  ["StringValue", ""],
  ["BytesValue", "QUI="],
  ["DoubleValue", "NaN"],
])("a %s of %j", (type, value) => {
  expect(through(order(type, "wrappers"), value).v).toEqual(value);
});

it.each<[string, JsonValue]>([
  ["Struct", { a: 1, b: [null, true, { c: "x" }], __proto__x: {} }],
  ["Value", null],
  ["Value", [1, "a", null]],
  ["ListValue", [{}, []]],
])("a %s of %j", (type, value) => {
  expect(through(order(type, "struct"), value).v).toEqual(value);
});

it("samples are in that form", () => {
  expect(protobufPayloads.sample(time, () => 0.3)).toEqual({ v: "2026-03-13T12:00:00Z" });
  expect(protobufPayloads.sample(order("Int32Value", "wrappers"), () => 0.3)).toEqual({ v: 3000 });
});
