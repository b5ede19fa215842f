/** Frames around records: bytes in hex there, what they say here. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { WIRE_FORMATS, wireFormat } from "./index.ts";
import { type WireFormat, type WireHeader, headerName } from "./wire-format.ts";

const GUID = "b7b4a7f0-9c96-4e4a-a687-fb5de9ef0c63";
const GUID_HEX = "b7b4a7f09c964e4aa687fb5de9ef0c63";

function format(name: string): WireFormat {
  const found = wireFormat(name);
  if (found === undefined) throw new Error(`no wire format ${name}`);
  return found;
}

function written(name: string, header: Partial<WireHeader>): string {
  const { bytes } = format(name).write({
    schemaId: null,
    messageIndexes: null,
    compressed: false,
    ...header,
  });
  return Buffer.from(bytes).toString("hex");
}

function read(name: string, hex: string, protobuf = false) {
  return format(name).read(Uint8Array.from(Buffer.from(hex, "hex")), protobuf);
}

describe("bytes of headers", () => {
  it("Confluent: 00 and the id, the highest byte first", () => {
    expect(written("confluent-id", { schemaId: "1" })).toBe("0000000001");
    expect(written("confluent-id", { schemaId: "100001" })).toBe("00000186a1");
  });

  it("Confluent for Protobuf: the first message is one byte 00, other paths are a count and zigzag varints", () => {
    expect(written("confluent-id", { schemaId: "7", messageIndexes: [0] })).toBe("000000000700");
    expect(written("confluent-id", { schemaId: "7", messageIndexes: [1, 0] })).toBe("0000000007040200");
    expect(written("confluent-id", { schemaId: "7", messageIndexes: [2] })).toBe("00000000070204");
    expect(written("confluent-id", { schemaId: "7", messageIndexes: [100] })).toBe("000000000702c801");
  });

  it("Confluent with a GUID: 01 and 16 bytes, in front of the payload or in a record header", () => {
    expect(written("confluent-guid", { schemaId: GUID })).toBe(`01${GUID_HEX}`);
    expect(written("confluent-record-header", { schemaId: GUID, messageIndexes: [2] })).toBe(
      `01${GUID_HEX}0204`,
    );
    expect(headerName("value")).toBe("__value_schema_id");
    expect(headerName("key")).toBe("__key_schema_id");
  });

  it("Glue: 03, the compression, the UUID, and for Protobuf one plain varint", () => {
    expect(written("glue", { schemaId: GUID })).toBe(`0300${GUID_HEX}`);
    expect(written("glue", { schemaId: GUID, compressed: true })).toBe(`0305${GUID_HEX}`);
    expect(written("glue", { schemaId: GUID, messageIndexes: [3] })).toBe(`0300${GUID_HEX}03`);
  });

  it("Apicurio: 00 and an id of 4 or 8 bytes", () => {
    expect(written("apicurio-4", { schemaId: "5" })).toBe("0000000005");
    expect(written("apicurio-8", { schemaId: "9007199254740993" })).toBe("000020000000000001");
  });

  it("bare: nothing", () => {
    expect(written("bare", {})).toBe("");
  });

  it("refuse ids and indexes that they cannot hold", () => {
    expect(() => written("confluent-id", { schemaId: "2147483648" })).toThrow(RangeError);
    expect(() => written("confluent-id", { schemaId: GUID })).toThrow(RangeError);
    expect(() => written("confluent-guid", { schemaId: "7" })).toThrow(RangeError);
    expect(() => written("confluent-id", { schemaId: "7", messageIndexes: [] })).toThrow(RangeError);
    expect(() => written("confluent-id", { schemaId: "7", messageIndexes: [-1] })).toThrow(RangeError);
    expect(() => written("glue", { schemaId: GUID, messageIndexes: [1, 0] })).toThrow(RangeError);
  });
});

describe("reading headers", () => {
  it("tells id, indexes and where the payload begins", () => {
    expect(read("confluent-id", "0000000007040200cafe", true)).toMatchObject({
      ok: true,
      header: { schemaId: "7", messageIndexes: [1, 0] },
      payloadStart: 8,
    });
    expect(read("confluent-id", "00000000070204", false)).toMatchObject({
      header: { schemaId: "7", messageIndexes: null },
      payloadStart: 5,
    });
    expect(read("confluent-id", "000000000700", true)).toMatchObject({
      header: { messageIndexes: [0] },
      payloadStart: 6,
    });
  });

  it("leaves a packed payload of Glue alone: its message index is packed too", () => {
    expect(read("glue", `0305${GUID_HEX}789c`, true)).toMatchObject({
      header: { schemaId: GUID, compressed: true, messageIndexes: null },
      payloadStart: 18,
    });
    expect(read("glue", `0300${GUID_HEX}8001ff`, true)).toMatchObject({
      header: { messageIndexes: [128] },
      payloadStart: 20,
    });
  });

  it("says what is wrong, and where", () => {
    expect(read("confluent-id", "7b226964")).toMatchObject({
      ok: false,
      at: 0,
      says: "The first byte is 0x7b, and Confluent's header with an id begins with 0x00.",
    });
    expect(read("confluent-id", "000001")).toMatchObject({
      ok: false,
      at: 1,
      says: "The schema id takes 4 bytes, but only 2 are left.",
    });
    expect(read("confluent-id", "")).toMatchObject({
      says: "The magic byte takes 1 byte, but none is left.",
    });
    expect(read("confluent-id", "000000000701", true)).toMatchObject({
      ok: false,
      says: "-1 message indexes cannot be: there are 1 to 64.",
    });
    expect(read("confluent-id", "00000000070201", true)).toMatchObject({
      says: "A message index is -1; places count from 0.",
    });
    expect(read("confluent-id", "0000000007ffffffffff01", true)).toMatchObject({ ok: false, at: 5 });
    expect(read("glue", `0301${GUID_HEX}`)).toMatchObject({
      says: "The compression byte is 0x01; Glue knows 0x00 (none) and 0x05 (zlib).",
    });
    expect(read("confluent-record-header", `01${GUID_HEX}00`)).toMatchObject({
      says: "The header is 1 byte too long.",
    });
  });
});

const ids = {
  int32: fc.integer({ min: 0 }).map(String),
  int64: fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }).map(String),
  uuid: fc.uuid(),
  none: fc.constant(null),
};

describe.each(WIRE_FORMATS)("$title", (wire) => {
  const indexes =
    wire.idKind === "none"
      ? fc.constant(null)
      : fc.option(fc.array(fc.nat(), { minLength: 1, maxLength: wire.name === "glue" ? 1 : 8 }));
  const headers: fc.Arbitrary<WireHeader> = fc.record({
    schemaId: ids[wire.idKind],
    messageIndexes: indexes,
    compressed: fc.constant(false),
  });

  it("reads what it wrote, and says of every byte what it is", () => {
    fc.assert(
      fc.property(headers, fc.uint8Array({ maxLength: 8 }), (header, payload) => {
        const { bytes, spans } = wire.write(header);
        const record = wire.place === "header" ? bytes : Uint8Array.from([...bytes, ...payload]);
        const back = wire.read(record, header.messageIndexes !== null);
        expect(back).toMatchObject({ ok: true, header, payloadStart: bytes.length });
        expect(back.ok && back.spans).toEqual(spans);
        let at = 0;
        for (const span of spans) {
          expect(span.start).toBe(at);
          expect(span.end).toBeGreaterThan(at);
          at = span.end;
        }
        expect(at).toBe(bytes.length);
      }),
    );
  });

  it("answers for any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.boolean(), (bytes, protobuf) => {
        const back = wire.read(bytes, protobuf);
        if (back.ok) expect(back.payloadStart).toBeLessThanOrEqual(bytes.length);
        else expect(back.says).toMatch(/\.$/);
      }),
    );
  });
});
