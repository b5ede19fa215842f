/** Bytes of Protobuf: what each is, and what a reader with another version makes of them step by step. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EncodeError } from "#schema/codec.ts";
import type { JsonValue } from "#schema/payload.ts";
import { protobufCodec } from "./codec.ts";
import { parseProtobuf } from "./parse.ts";
import type { ProtoSchema } from "./schema.ts";

function proto(text: string): ProtoSchema {
  const { schema, problems } = parseProtobuf(text, { isNew: false });
  if (schema === null) throw new Error(JSON.stringify(problems));
  return schema;
}

function message(fields: string, more = ""): ProtoSchema {
  return proto(`syntax = "proto3"; message Order { ${fields} } ${more}`);
}

function hex(schema: ProtoSchema, value: JsonValue): string {
  return Buffer.from(protobufCodec.encode(schema, value).bytes).toString("hex");
}

function decode(reader: ProtoSchema, writer: ProtoSchema, bytes: string) {
  return protobufCodec.decode(reader, writer, Uint8Array.from(Buffer.from(bytes, "hex")));
}

/** Written with the one, read with the other. */
function across(writer: ProtoSchema, reader: ProtoSchema, value: JsonValue) {
  return protobufCodec.decode(reader, writer, protobufCodec.encode(writer, value).bytes);
}

describe("encoding", () => {
  it("writes fields by number and leaves out implicit zeros", () => {
    const order = message("string name = 2; int32 id = 1; bool paid = 3;");
    expect(hex(order, { name: "Ada", id: 150, paid: false })).toBe("0896011203416461");
    expect(hex(order, {})).toBe("");
  });

  it("writes a proto3 optional zero, packed lists, maps and messages inside", () => {
    expect(hex(message("optional int32 id = 1;"), { id: 0 })).toBe("0800");
    expect(hex(message("repeated int32 n = 4;"), { n: [3, 270, 86942] })).toBe("2206038e029ea705");
    expect(hex(message("map<string, int32> m = 1;"), { m: { a: 1 } })).toBe("0a050a01611001");
    expect(hex(message("Line l = 1;", "message Line { int32 n = 1; }"), { l: {} })).toBe("0a00");
  });

  it("keeps 64 bit numbers exact, as text", () => {
    const order = message("int64 a = 1; uint64 b = 2; sint64 c = 3; fixed64 d = 4; sfixed64 e = 5;");
    const value = {
      a: "-9223372036854775808",
      b: "18446744073709551615",
      c: "-9223372036854775807",
      d: "9007199254740993",
      e: "-1",
    };
    expect(across(order, order, value)).toMatchObject({ outcome: { kind: "same" }, value });
  });

  it("knows fields and messages called __proto__ and constructor", () => {
    const odd = message(
      "int32 __proto__ = 1; string constructor = 2; toString hasOwnProperty = 3; map<string, int32> m = 4;",
      "message toString { int32 valueOf = 1; }",
    );
    const value = JSON.parse(
      '{"__proto__":5,"constructor":"x","hasOwnProperty":{"valueOf":7},"m":{"__proto__":1,"a":2}}',
    ) as JsonValue;
    const back = across(odd, odd, value).value;
    expect(JSON.stringify(back)).toBe(JSON.stringify(value));
  });

  it.each([
    [{ id: 2147483648 }, "Order.id", "2147483648 does not fit 32 bits with a sign."],
    [{ id: "x" }, "Order.id", 'Expected a whole number, not "x".'],
    [{ nope: 1 }, "Order", 'Order has no field "nope".'],
    [{ state: "GONE" }, "Order.state", '"GONE" is no constant of State.'],
    [{ lines: [{ n: 1 }, 5] }, "Order.lines[1]", "Expected an object with the fields of Line."],
    [{ raw: "*" }, "Order.raw", 'Expected bytes as base64 text, not "*".'],
    [{ a: 1, b: 2 }, "Order.b", '"a" and "b" are both given, but the oneof "one" holds one only.'],
    [{ m: { k: "v" } }, 'Order.m["k"]', 'Expected a whole number, not "v".'],
    [[], "Order", "Expected an object with the fields of Order."],
  ])("refuses %j at %s", (value, path, says) => {
    const order = message(
      "int32 id = 1; State state = 2; repeated Line lines = 3; bytes raw = 4; map<string, int32> m = 5; oneof one { int32 a = 6; int32 b = 7; }",
      "enum State { NEW = 0; } message Line { int32 n = 1; }",
    );
    let refused: unknown;
    try {
      protobufCodec.encode(order, value as JsonValue);
    } catch (error) {
      refused = error;
    }
    expect(refused).toBeInstanceOf(EncodeError);
    expect(refused).toMatchObject({ path, message: says });
  });

  it("says of every byte what it is", () => {
    const order = message(
      "int32 id = 1; string name = 2; repeated Line lines = 3; map<string, int32> m = 4; repeated sint32 n = 5;",
      "message Line { double price = 1; }",
    );
    const { bytes, spans } = protobufCodec.encode(order, {
      id: 7,
      name: "Ada",
      lines: [{ price: 1.5 }],
      m: { k: 2 },
      n: [-1, 1],
    });
    expect(
      spans.map(({ start, end, path, role, says }) => `${start}-${end} ${path} ${role}: ${says}`),
    ).toEqual([
      "0-1 Order.id tag: field 1, varint",
      "1-2 Order.id value: 7",
      "2-3 Order.name tag: field 2, length-delimited",
      "3-4 Order.name length: 3 bytes",
      '4-7 Order.name value: "Ada"',
      "7-8 Order.lines[0] tag: field 3, length-delimited",
      "8-9 Order.lines[0] length: 9 bytes",
      "9-10 Order.lines[0].price tag: field 1, 8 bytes",
      "10-18 Order.lines[0].price value: 1.5",
      "18-19 Order.m tag: field 4, length-delimited",
      "19-20 Order.m length: 5 bytes",
      "20-21 Order.m tag: field 1, length-delimited",
      "21-22 Order.m length: 1 byte",
      '22-23 Order.m key: "k"',
      '23-24 Order.m["k"] tag: field 2, varint',
      '24-25 Order.m["k"] value: 2',
      "25-26 Order.n tag: field 5, length-delimited",
      "26-27 Order.n length: 2 bytes",
      "27-28 Order.n[0] value: -1",
      "28-29 Order.n[1] value: 1",
    ]);
    expect(spans.at(-1)?.end).toBe(bytes.length);
  });
});

describe("decoding with another version", () => {
  it("keeps what it does not know, fills in what nobody wrote", () => {
    const v1 = message("int32 id = 1; string coupon = 2;");
    const v2 = message("int32 id = 1; int32 total = 3;");
    const { steps, outcome, value } = across(v1, v2, { id: 7, coupon: "TEN" });
    expect(outcome).toEqual({ kind: "same" });
    expect(value).toEqual({ id: 7, total: 0 });
    expect(steps).toEqual([
      { path: "Order.id", action: "taken", says: "7", start: 0, end: 2 },
      {
        path: "Order",
        action: "unknown-kept",
        says: 'field 2 ("coupon") is unknown to the reader: 4 bytes kept unread',
        start: 2,
        end: 7,
      },
      {
        path: "Order.total",
        action: "default",
        says: "default 0: the writer has no field 3",
        start: 7,
        end: 7,
      },
    ]);
  });

  it("loses a field of another wire type without a word", () => {
    const { outcome, value, steps } = across(message("int32 qty = 1;"), message("string qty = 1;"), {
      qty: 5,
    });
    expect(outcome).toEqual({ kind: "differs", path: "Order.qty", says: '5 is written and "" is read.' });
    expect(value).toEqual({ qty: "" });
    expect(steps[0]).toMatchObject({ action: "skipped", start: 0, end: 2 });
  });

  it.each([
    ["int64", "int32", "4294967297", 1],
    ["int64", "bool", "2", true],
    ["int32", "sint32", 1, -1],
    ["sint32", "int32", -1, 1],
    ["fixed32", "sfixed32", 4294967295, -1],
    ["int32", "uint64", -1, "18446744073709551615"],
  ])("reads %s as %s otherwise than written", (from, to, value, read) => {
    const decoded = across(message(`${from} n = 1;`), message(`${to} n = 1;`), { n: value });
    expect(decoded.outcome.kind).toBe("differs");
    expect(decoded.value).toEqual({ n: read });
    expect(decoded.steps[0]?.action).toBe("changed");
  });

  it.each([
    ["int32", "int64", 7, "7"],
    ["bool", "int32", true, 1],
    ["uint32", "uint64", 4294967295, "4294967295"],
    ["string", "bytes", "Ada", "QWRh"],
    ["bytes", "string", "QWRh", "Ada"],
  ])("widens %s to %s", (from, to, value, read) => {
    const decoded = across(message(`${from} n = 1;`), message(`${to} n = 1;`), { n: value });
    expect(decoded.outcome).toEqual({ kind: "same" });
    expect(decoded.value).toEqual({ n: read });
    expect(decoded.steps[0]?.action).toBe("promoted");
  });

  it("fails on bytes that are no UTF-8 in proto3, and replaces them in proto2", () => {
    const bytes = message("bytes note = 1;");
    expect(across(bytes, message("string note = 1;"), { note: "/w==" })).toMatchObject({
      outcome: { kind: "failed", code: "INVALID_UTF8", path: "Order.note" },
      value: undefined,
    });
    const proto2 = proto('syntax = "proto2"; message Order { optional string note = 1; }');
    expect(across(bytes, proto2, { note: "/w==" })).toMatchObject({
      outcome: { kind: "differs" },
      value: { note: "\ufffd" },
    });
  });

  it("keeps the last of several values where one can be, if they come one by one", () => {
    const writer = message("repeated string tag = 1;");
    expect(across(writer, message("string tag = 1;"), { tag: ["a", "b"] })).toMatchObject({
      outcome: { kind: "differs", says: "2 values are written and only one can be read." },
      value: { tag: "b" },
    });
  });

  it("loses a packed run where one value can be", () => {
    const writer = message("repeated int32 n = 1;");
    expect(across(writer, message("int32 n = 1;"), { n: [4] })).toMatchObject({
      outcome: { kind: "differs", path: "Order.n" },
      value: { n: 0 },
    });
  });

  it("reads lists packed or not", () => {
    const packed = message("repeated int32 n = 1;");
    const plain = message("repeated int32 n = 1 [packed = false];");
    for (const [writer, reader] of [
      [packed, plain],
      [plain, packed],
    ] as const) {
      expect(across(writer, reader, { n: [1, -1, 300] })).toMatchObject({
        outcome: { kind: "same" },
        value: { n: [1, -1, 300] },
      });
    }
  });

  it("keeps an unknown constant of an open enum, and sets one of a closed enum aside", () => {
    const writer = message("State s = 1;", "enum State { NEW = 0; PAID = 5; }");
    const open = message("State s = 1;", "enum State { NEW = 0; }");
    expect(across(writer, open, { s: "PAID" })).toMatchObject({
      outcome: { kind: "same" },
      value: { s: 5 },
    });
    const closed = proto(
      'syntax = "proto2"; message Order { optional State s = 1; } enum State { NEW = 0; }',
    );
    const { outcome, steps } = across(writer, closed, { s: "PAID" });
    expect(outcome).toMatchObject({ kind: "differs", path: "Order.s" });
    expect(steps[0]).toMatchObject({ action: "unknown-kept", start: 0, end: 2 });
  });

  it("fails where a required field is missing, also inside", () => {
    const writer = proto('syntax = "proto2"; message Order { optional Line l = 1; } message Line {}');
    const reader = proto(
      'syntax = "proto2"; message Order { optional Line l = 1; } message Line { required int32 n = 1; }',
    );
    expect(across(writer, reader, {}).outcome).toEqual({ kind: "same" });
    expect(across(writer, reader, { l: {} }).outcome).toMatchObject({
      kind: "failed",
      code: "MISSING_REQUIRED_FIELD",
      path: "Order.l.n",
    });
  });

  it("gives the reader's default to an absent field", () => {
    const v1 = proto('syntax = "proto2"; message Order { optional int32 n = 1 [default = 5]; }');
    const v2 = proto('syntax = "proto2"; message Order { optional int32 n = 1 [default = 7]; }');
    expect(across(v1, v2, {}).outcome).toMatchObject({ kind: "differs", path: "Order.n" });
    expect(across(v1, v2, { n: 5 }).outcome).toEqual({ kind: "same" });
  });

  it("keeps one member of a oneof that two fields were put into", () => {
    const writer = message("int32 a = 1; string b = 2;");
    const reader = message("oneof one { int32 a = 1; string b = 2; }");
    expect(across(writer, reader, { a: 1, b: "x" })).toMatchObject({
      outcome: { kind: "differs", path: "Order.a" },
      value: { b: "x" },
    });
  });

  it("reads nothing of a renumbered field, and mixes up a reused number", () => {
    const v1 = message("int32 qty = 1; int32 price = 2;");
    expect(across(v1, message("int32 qty = 3; int32 price = 2;"), { qty: 5 })).toMatchObject({
      outcome: { kind: "differs", path: "Order.qty" },
    });
    expect(across(v1, message("int32 qty = 2; int32 price = 1;"), { qty: 5 })).toMatchObject({
      outcome: { kind: "differs", path: "Order.qty", says: "5 is written and 0 is read." },
    });
    expect(across(v1, message("int32 amount = 1; int32 price = 2;"), { qty: 5 })).toMatchObject({
      outcome: { kind: "same" },
      value: { amount: 5 },
    });
  });

  it("reads groups, extensions and merged messages", () => {
    const text = `syntax = "proto2"; package shop;
      message Order {
        repeated group Line = 1 { optional int32 n = 1; }
        extensions 100 to 200;
        optional Part part = 2;
      }
      message Part { optional int32 a = 1; optional int32 b = 2; }
      extend Order { optional string note = 100; }`;
    const order = proto(text);
    const value = { line: [{ n: 1 }, { n: 2 }], part: { a: 3 }, "[shop.note]": "x" };
    expect(across(order, order, value)).toMatchObject({ outcome: { kind: "same" }, value });
    expect(hex(order, value)).toBe("0b08010c0b08020c12020803a2060178");
    expect(decode(order, order, "1202080112021002").value).toMatchObject({ part: { a: 1, b: 2 } });
  });
});

describe("bytes that are broken", () => {
  const order = message(
    "int32 id = 1; string name = 2; Order inner = 3; repeated fixed32 f = 4; map<string, Order> m = 5;",
  );

  it.each([
    ["08", "in the midst of a value", "Order.id"],
    ["08ffffffffffffffffffff01", "longer than 10 bytes", "Order.id"],
    ["1205416461", "runs 2 bytes past the end", "Order.name"],
    ["12ffffffff0f", "no length", "Order.name"],
    ["00", "No field has the tag", "Order"],
    ["0c", "ends without having begun", "Order.id"],
    ["7f", "No value has the wire type 7", "Order"],
    ["5b08", "in the midst", "Order"],
    ["5b64", "ends as group 12", "Order"],
    ["2203010203", "in the midst", "Order.f[0]"],
    ["1a021205", "past the end", "Order.inner.name"],
    ["1202ff41", "no UTF-8", "Order.name"],
  ])("%s fails: %s", (bytes, says, path) => {
    const { outcome, value, steps } = decode(order, order, bytes);
    expect(value).toBeUndefined();
    expect(outcome).toMatchObject({ kind: "failed", path, says: expect.stringContaining(says) as string });
    expect(steps.at(-1)).toMatchObject({ action: "failed", path });
  });

  it("100 messages inside each other are read, 101 and bombs of groups are refused", () => {
    const nested = (depth: number): string => {
      let bytes = new Uint8Array(0);
      for (let i = 0; i < depth; i++) {
        const length = bytes.length < 128 ? [bytes.length] : [(bytes.length & 127) | 128, bytes.length >> 7];
        bytes = Uint8Array.from([0x1a, ...length, ...bytes]);
      }
      return Buffer.from(bytes).toString("hex");
    };
    expect(decode(order, order, nested(100)).outcome).toEqual({ kind: "same" });
    expect(decode(order, order, nested(101)).outcome).toMatchObject({ code: "TOO_DEEP" });
    expect(decode(order, order, "5b".repeat(50_000)).outcome).toMatchObject({ code: "TOO_DEEP" });
  });

  it("never throws, and steps stay within the bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        const { steps } = protobufCodec.decode(order, order, bytes);
        for (const { start, end } of steps) {
          expect(start).toBeLessThanOrEqual(end);
          expect(end).toBeLessThanOrEqual(bytes.length);
        }
      }),
      { numRuns: 500 },
    );
  });
});
