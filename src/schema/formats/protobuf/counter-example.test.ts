/** For a difference the record that suffers from it, or none. */
import { describe, expect, it } from "vitest";
import { protobufCodec } from "./codec.ts";
import { compareProtobuf } from "./compare.ts";
import { parseProtobuf } from "./parse.ts";
import type { ProtoSchema } from "./schema.ts";

function proto(body: string, syntax = "proto3"): ProtoSchema {
  const { schema, problems } = parseProtobuf(`syntax = "${syntax}"; ${body}`, { isNew: false });
  if (schema === null) throw new Error(JSON.stringify(problems));
  return schema;
}

/** The counter-example of the finding with that code. */
function example(writer: ProtoSchema, reader: ProtoSchema, code: string) {
  const found = compareProtobuf(reader, writer, { rules: "confluent" });
  const difference = found.find((one) => one.code === code);
  if (difference === undefined) throw new Error(found.map((one) => one.code).join());
  return protobufCodec.counterExample(reader, writer, difference);
}

describe("a counter-example", () => {
  it("is the smallest record that loses the field, really written and read", () => {
    const v1 = proto("message Order { int32 id = 1; int32 qty = 2; }");
    const v2 = proto("message Order { int32 id = 1; string qty = 2; }");
    const found = example(v1, v2, "FIELD_SCALAR_KIND_CHANGED");
    expect(found).toMatchObject({
      value: { qty: 7 },
      says: 'Order {"qty":7} is read otherwise: Order.qty: 7 is written and "" is read.',
    });
    expect(Buffer.from(found?.bytes ?? []).toString("hex")).toBe("1007");
    expect(found?.decoded.value).toEqual({ id: 0, qty: "" });
  });

  it("goes down to a field in a message in a list in a map", () => {
    const body = (type: string) =>
      `message Order { map<string, Basket> baskets = 1; } message Basket { repeated Line lines = 1; } message Line { ${type} price = 3; }`;
    const found = example(proto(body("int64")), proto(body("sint64")), "FIELD_SCALAR_KIND_CHANGED");
    expect(found).toMatchObject({
      value: { baskets: { "1": { lines: [{ price: "7" }] } } },
      decoded: { outcome: { kind: "differs", path: 'Order.baskets["1"].lines[0].price' } },
    });
  });

  it("has a number beyond 32 bits where 64 become 32, bytes that are no UTF-8 where they become text", () => {
    const long = example(
      proto("message Order { int64 id = 1; }"),
      proto("message Order { int32 id = 1; }"),
      "FIELD_TYPE_CHANGED",
    );
    expect(long?.value).toEqual({ id: "9007199254740993" });
    const text = example(
      proto("message Order { bytes note = 1; }"),
      proto("message Order { string note = 1; }"),
      "FIELD_TYPE_CHANGED",
    );
    expect(text).toMatchObject({ value: { note: "/w==" }, decoded: { outcome: { kind: "failed" } } });
  });

  it("is none for a removed message that nothing holds, whatever else was changed", () => {
    const v1 = proto("message Order { int64 id = 1; } message Extra { int32 a = 1; }");
    const v2 = proto("message Order { string id = 1; }");
    expect(example(v1, v2, "MESSAGE_REMOVED")).toBeNull();
  });

  it("is an empty record where a required field was added", () => {
    const v1 = proto("message Order { optional int32 id = 1; }", "proto2");
    const v2 = proto("message Order { optional int32 id = 1; required int32 qty = 2; }", "proto2");
    expect(example(v1, v2, "REQUIRED_FIELD_ADDED")).toMatchObject({
      value: {},
      decoded: { outcome: { kind: "failed", code: "MISSING_REQUIRED_FIELD", path: "Order.qty" } },
    });
  });

  it("sets two fields where a oneof keeps one", () => {
    const v1 = proto("message Order { int32 a = 1; int32 b = 2; }");
    const v2 = proto("message Order { oneof one { int32 a = 1; int32 b = 2; } }");
    expect(example(v1, v2, "MULTIPLE_FIELDS_MOVED_TO_ONEOF")).toMatchObject({ value: { a: 7, b: 7 } });
  });

  it("has the constant that is missing in a closed enum", () => {
    const body = (more: string) => `message Order { optional State s = 1; } enum State { NEW = 0; ${more} }`;
    const found = example(
      proto(body("PAID = 1;"), "proto2"),
      proto(body(""), "proto2"),
      "ENUM_CONST_REMOVED",
    );
    expect(found?.value).toEqual({ s: "PAID" });
  });

  it("is of another message of the file if the main one does not use what changed", () => {
    const body = (type: string) => `message Order {} message Refund { ${type} sum = 1; }`;
    const found = example(proto(body("double")), proto(body("float")), "FIELD_SCALAR_KIND_CHANGED");
    expect(found?.says).toMatch(/^Refund {"sum":1.5} is read otherwise/);
  });

  it("shows its own difference, not another one", () => {
    const v1 = proto("message Order { int32 a = 1; int32 b = 2; }");
    const v2 = proto("message Order { string a = 1; string b = 2; }");
    const values = compareProtobuf(v2, v1, { rules: "confluent" }).map(
      (difference) => protobufCodec.counterExample(v2, v1, difference)?.value,
    );
    expect(values).toEqual([{ a: 7 }, { b: 7 }]);
    const proto2 = proto("message Order { optional int32 a = 1; }", "proto2");
    const never = proto("message Order { optional string a = 1; required int32 b = 2; }", "proto2");
    expect(example(proto2, never, "FIELD_SCALAR_KIND_CHANGED")).toBeNull();
  });

  it("is none where the registry refuses what no record suffers from", () => {
    const v1 = proto("message Order { int32 id = 1; } message Unused {}");
    const v2 = proto("message Order { int32 id = 1; }");
    expect(example(v1, v2, "MESSAGE_REMOVED")).toBeNull();
    expect(
      example(
        proto("package a; message Order { int32 id = 1; }"),
        proto("package b; message Order { int32 id = 1; }"),
        "PACKAGE_CHANGED",
      ),
    ).toBeNull();
  });
});
