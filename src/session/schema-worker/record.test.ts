import { beforeAll, describe, expect, it } from "vitest";
import { formats } from "#schema/formats/index.ts";
import { toy } from "#schema/toy.fixture.ts";
import type { SubjectInput } from "./analysis.ts";
import { loadCodecOf } from "./codecs.ts";
import { proofOf, recordAnswer, sampleText } from "./record.ts";

const order = (...fields: readonly string[]): string =>
  `{"type": "record", "name": "Order", "fields": [${fields.join(", ")}]}`;
const ID = '{"name": "id", "type": "string"}';
const TOTAL = '{"name": "total", "type": "int"}';
const TOTALS = '{"name": "total", "type": "long"}';

const { avro: avroFormat, protobuf: protobufFormat } = formats;

function subject(format: string, ...texts: readonly string[]): SubjectInput {
  const versions = texts.map((text) => ({ text, references: [] }));
  return { format, versions, mode: "BACKWARD", rules: "confluent", policy: "STRICT" };
}

const frame = { wire: "confluent-id", id: "258" };
const avro = (text: string, texts: readonly string[], writer = 1, reader = 2) =>
  recordAnswer(avroFormat, { subject: subject("avro", ...texts), writer, reader, text, frame });

beforeAll(async () => {
  await loadCodecOf(avroFormat);
  await loadCodecOf(protobufFormat);
});

describe("a record", () => {
  it("is written behind the registry's frame, whose spans come first", () => {
    const { written } = avro('{"id": "Ada", "total": 7}', [order(ID, TOTAL), order(ID, TOTAL)]);
    if (written.kind !== "bytes") throw new Error(written.says);
    expect([...written.bytes]).toEqual([0, 0, 0, 1, 2, 6, 65, 100, 97, 14]);
    expect(written.frameLength).toBe(5);
    expect(written.spans.map(({ start, end }) => [start, end])).toEqual([
      [0, 1],
      [1, 5],
      [5, 6],
      [6, 9],
      [9, 10],
    ]);
  });

  it("is read step by step, each step at bytes counted with the frame", () => {
    const { read } = avro('{"id": "Ada", "total": 7}', [order(ID, TOTAL), order(ID, TOTALS)]);
    expect(read?.steps).toMatchObject([
      { path: "Order.id", action: "taken", start: 5, end: 9 },
      { path: "Order.total", action: "promoted", start: 9, end: 10 },
    ]);
    expect(read?.outcome).toEqual({ kind: "same" });
    expect(JSON.parse(read?.value ?? "")).toEqual({ id: "Ada", total: 7 });
  });

  it("is wrong at its field: where it stands, or where it is missing", () => {
    const texts = [order(ID, TOTAL)];
    const text = '{"id": "Ada", "total": "much"}';
    const { written } = avro(text, texts, 1, 1);
    expect(written).toMatchObject({ kind: "wrong", path: "Order.total", range: { start: 23, end: 29 } });
    expect(avro('{"id": "Ada"}', texts, 1, 1).written).toMatchObject({ range: { start: 0, end: 13 } });
  });

  it("is wrong where its JSON is", () => {
    expect(avro('{"id": }', [order(ID)], 1, 1)).toMatchObject({ written: { kind: "wrong" }, read: null });
    expect(avro("", [order(ID)], 1, 1).written.kind).toBe("wrong");
    expect(avro(`"${"x".repeat(70_000)}"`, [order(ID)], 1, 1).written).toMatchObject({
      says: "A record has 64 kB at most here.",
    });
  });

  it("has bytes also where the reader's version is ill-formed, and none where the writer's is", () => {
    expect(avro('{"id": "a"}', [order(ID), "{"])).toMatchObject({ written: { kind: "bytes" }, read: null });
    expect(avro('{"id": "a"}', ["{", order(ID)]).written).toMatchObject({
      kind: "impossible",
      says: "v1 is ill-formed: nothing can be written with it.",
    });
  });

  it("of a format without a codec has an outcome, and a sentence in the place of bytes", () => {
    const asked = { subject: subject("json", "a", "a b"), writer: 1, reader: 2, text: "{}", frame };
    const { written, read } = recordAnswer({ ...toy, name: "json", title: "Toy" }, asked);
    expect(written).toEqual({ kind: "impossible", says: "Records of Toy cannot be encoded yet." });
    expect(read?.steps).toEqual([]);
  });

  it("of Protobuf names its message: by place for Confluent, by full name for Glue", () => {
    const text = 'syntax = "proto3"; message Order { string id = 1; } message Address {}';
    const asked = { subject: subject("protobuf", text), writer: 1, reader: 1, text: '{"id": "a"}' };
    const says = (wire: string, id: string) => {
      const { written } = recordAnswer(protobufFormat, { ...asked, frame: { wire, id } });
      if (written.kind !== "bytes") throw new Error(written.says);
      return written.spans.find(({ role }) => role.startsWith("message index"))?.says;
    };
    expect(says("confluent-id", "1")).toContain("[0]");
    expect(says("glue", "01234567-89ab-8def-8123-456789abcdef")).toBe("message 1 by full name");
  });
});

describe("a made-up record", () => {
  const shop = subject("avro", order(ID, TOTAL), "{");

  it("is the same for the same seed, another one for another, and fits its version", () => {
    const [first, again, other] = [1, 1, 2].map((seed) => sampleText(avroFormat, shop, { version: 1, seed }));
    expect(first).toBe(again);
    expect(first).not.toBe(other);
    expect(avro(first ?? "", [order(ID, TOTAL)], 1, 1).written.kind).toBe("bytes");
  });

  it("is none for an ill-formed version", () => {
    expect(sampleText(avroFormat, shop, { version: 2, seed: 1 })).toBe("");
  });
});

describe("the proof of a finding", () => {
  const shop = subject("avro", order(ID), order(ID, TOTAL));
  const code = "READER_FIELD_MISSING_DEFAULT_VALUE";

  it("is a record of the writer that the reader cannot read", () => {
    const proof = proofOf(avroFormat, shop, { reader: 2, writer: 1, code, path: "Order.total" });
    expect(proof?.says).toContain("cannot be read");
    expect(avro(proof?.text ?? "", [order(ID), order(ID, TOTAL)]).read?.outcome.kind).toBe("failed");
  });

  it("is none for a finding that is no more, or whose versions are gone", () => {
    expect(proofOf(avroFormat, shop, { reader: 1, writer: 2, code, path: "Order.total" })).toBeNull();
    expect(proofOf(avroFormat, shop, { reader: 9, writer: 1, code, path: "Order.total" })).toBeNull();
  });
});
