/** Outline, names of types, message indexes, normal form and explanations. */
import { describe, expect, it } from "vitest";
import type { OutlineNode } from "#schema/outline.ts";
import { compareProtobuf } from "./compare.ts";
import { explainProtobuf } from "./explain.ts";
import { messageIndexes, typeNamesOf } from "./message-indexes.ts";
import { normaliseProtobuf } from "./normalise.ts";
import { outlineOf } from "./outline.ts";
import { schemaOf, shop } from "./proto.fixture.ts";

const SHOP = shop(`
  // An order.
  message Order {
    string id = 1 [deprecated = true];
    oneof pay { int64 cash = 2; }
    map<string, Line> lines = 3;
    message Line { message Tax { } }
    message Note { }
    reserved 7, 9 to 11; reserved "old";
  }
  message Refund { optional int32 n = 1; }
  enum State { OPEN = 0; }
  service Orders { rpc Get(Order) returns (stream Refund); }
`);

function lines(nodes: readonly OutlineNode[], indent = ""): readonly string[] {
  return nodes.flatMap((node) => [
    `${indent}${node.kind} ${node.key} ${node.name} ${node.type} [${node.facts.join("; ")}]`,
    ...lines(node.children, `${indent}  `),
  ]);
}

describe("outline", () => {
  it("knows fields by number and all else by name", () => {
    expect(lines(outlineOf(SHOP))).toEqual([
      'message Order Order  [reserved 7, 9 to 11, "old"]',
      "  field 1 id string [number 1; deprecated]",
      "  field 2 cash int64 [number 2; member of oneof pay]",
      "  field 3 lines map<string, Line> [number 3]",
      "  message Line Line  []",
      "    message Tax Tax  []",
      "  message Note Note  []",
      "message Refund Refund  []",
      "  field 1 n optional int32 [number 1; presence is told]",
      "enum State State  [open]",
      "  constant OPEN OPEN  [number 0]",
      "service Orders Orders  []",
      "  rpc Get Get Order → stream Refund []",
    ]);
    expect(outlineOf(SHOP)[0]?.doc).toBe("An order.");
  });
});

describe("messages of a file", () => {
  it("are named in order, those inside after what holds them", () => {
    expect(typeNamesOf(SHOP)).toEqual([
      "shop.Order",
      "shop.Order.Line",
      "shop.Order.Line.Tax",
      "shop.Order.Note",
      "shop.Refund",
    ]);
  });

  it("have the indexes that Confluent's wire format tells", () => {
    expect(messageIndexes(SHOP, "shop.Order")).toEqual([0]);
    expect(messageIndexes(SHOP, "shop.Order.Line.Tax")).toEqual([0, 0, 0]);
    expect(messageIndexes(SHOP, "shop.Order.Note")).toEqual([0, 1]);
    expect(messageIndexes(SHOP, "shop.Refund")).toEqual([1]);
    expect(messageIndexes(SHOP, "shop.Nobody")).toEqual([]);
  });

  it("groups do not count", () => {
    const schema = schemaOf("message M { optional group G = 1 { } message N { } }");
    expect(messageIndexes(schema, "M.N")).toEqual([0, 0]);
    expect(messageIndexes(schema, "M.G")).toEqual([]);
  });
});

describe("normal form", () => {
  it("comments, blanks, order of imports and options, and ways to write a type do not count", () => {
    const one = schemaOf(`syntax = "proto3"; package shop;
      import "google/protobuf/timestamp.proto"; import "google/protobuf/any.proto";
      option java_package = "j"; option go_package = "g";
      message M { N n = 0x1 [json_name = "x", deprecated = true]; reserved 9, 3; } message N { }`);
    const other = schemaOf(`syntax = 'proto3';
      // The same.
      package shop;
      option go_package = "g";
      option java_package = "j";
      import "google/protobuf/any.proto";
      import "google/protobuf/timestamp.proto";
      message M { reserved 3, 9; .shop.N n = 1 [deprecated = true, json_name = "x"]; }
      message N {}`);
    expect(normaliseProtobuf(other)).toBe(normaliseProtobuf(one));
  });

  it("order of fields and messages counts", () => {
    const one = normaliseProtobuf(shop("message M { int32 a = 1; int32 b = 2; }"));
    expect(normaliseProtobuf(shop("message M { int32 b = 2; int32 a = 1; }"))).not.toBe(one);
  });

  it("is a schema again, equal to what it came from", () => {
    const texts = [
      SHOP.text,
      `message M { required int32 a = 1 [default = -7]; repeated group G = 2 { optional string s = 1 [default = "a\\"b"]; }
        extensions 100 to max; enum E { option allow_alias = true; A = 0; B = 0; reserved 5 to max; } }
       extend M { optional bytes x = 100; }`,
      'edition = "2023"; message M { reserved gone; int32 a = 1 [features.field_presence = IMPLICIT]; }',
    ];
    for (const text of texts) {
      const schema = schemaOf(text);
      const normal = normaliseProtobuf(schema);
      const again = schemaOf(normal);
      expect(normaliseProtobuf(again)).toBe(normal);
      expect(compareProtobuf(again, schema, { rules: "apicurio" })).toEqual([]);
      expect(compareProtobuf(again, schema, { rules: "confluent" })).toEqual([]);
    }
  });
});

describe("explanations", () => {
  it("say what, for whom and how to mend it", () => {
    const old = shop("message Order { int32 n = 1; }");
    const now = shop("message Order { string n = 1; }");
    const [found] = compareProtobuf(now, old, { rules: "confluent" });
    if (found === undefined) throw new Error("nothing found");
    expect(explainProtobuf(found, { reader: "v2", writer: "v1" })).toEqual({
      says: "Order.n: int32 is now string (v1 writes, v2 reads).",
      forWhom: "Consumers on v2 cannot rely on what is written with v1.",
      tryThis: "Keep the old type, or give the field a new number and reserve the old one.",
    });
  });

  it("tell an accepted difference by what it does to the data", () => {
    const [found] = compareProtobuf(shop("message M { bool a = 1; }"), shop("message M { int64 a = 1; }"), {
      rules: "confluent",
    });
    if (found === undefined) throw new Error("nothing found");
    const { says, forWhom } = explainProtobuf(found, { reader: "v2", writer: "v1" });
    expect(says).toBe("M.a: int64 is now bool (v1 writes, v2 reads). Every number but 0 is read as true.");
    expect(forWhom).toContain("accepts it, but");
  });
});
