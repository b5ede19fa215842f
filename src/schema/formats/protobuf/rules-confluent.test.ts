/** Confluent's rules: every kind of change, both directions, both releases. */
import { describe, expect, it } from "vitest";
import { compareProtobuf } from "./compare.ts";
import { schemaOf, shop, verdict } from "./proto.fixture.ts";
import { type Case, FIELD_CASES, ONEOF_CASES, TYPE_CASES } from "./rules-confluent-cases.fixture.ts";

function judge(cases: readonly Case[]): void {
  for (const each of cases) {
    it(each.change, () => {
      const old = shop(each.old);
      const now = shop(each.now);
      expect(verdict(now, old, "confluent")).toEqual(each.backward);
      expect(verdict(old, now, "confluent")).toEqual(each.forward);
      expect(verdict(now, old, "confluent-8.3")).toEqual(each.backward83 ?? each.backward);
      expect(verdict(old, now, "confluent-8.3")).toEqual(each.forward83 ?? each.forward);
      expect(verdict(now, old, "glue")).toEqual(each.backward);
    });
  }
}

describe("Confluent, fields", () => {
  judge(FIELD_CASES);
});

describe("Confluent, types", () => {
  judge(TYPE_CASES);
});

describe("Confluent, oneofs", () => {
  judge(ONEOF_CASES);
});

describe("paths and places", () => {
  it("names fields by message and number, members of a oneof by the oneof too", () => {
    const old = shop("message M { message N { int32 a = 7; } oneof o { int32 b = 1; int32 c = 2; } }");
    const now = shop("message M { message N { string a = 7; } oneof o { int32 b = 1; } }");
    const paths = compareProtobuf(now, old, { rules: "confluent" }).map(
      ({ code, location }) => `${code} ${location}`,
    );
    expect(paths).toEqual(["ONEOF_FIELD_REMOVED #/M/o/2", "FIELD_SCALAR_KIND_CHANGED #/M/N/7"]);
  });

  it("marks both types of a changed field, and the message's name where a field is gone", () => {
    const old = shop("message Order { int32 a = 1; int32 gone = 2; }");
    const now = shop("message Order { string a = 1; }");
    const found = compareProtobuf(now, old, { rules: "confluent" });
    const marks = found.map(({ reader, writer }) => [
      now.text.slice(reader.range.start, reader.range.end),
      old.text.slice(writer.range.start, writer.range.end),
      reader.path,
      writer.path,
    ]);
    expect(marks).toEqual([
      ["string", "int32", "Order.a", "Order.a"],
      ["Order", "gone", "Order", "Order.gone"],
    ]);
  });

  it("marks the package where a message is gone", () => {
    const old = shop("message Order {} message Gone {}");
    const now = shop("message Order {}");
    const [found] = compareProtobuf(now, old, { rules: "confluent" });
    expect(found?.code).toBe("MESSAGE_REMOVED");
    expect(now.text.slice(found?.reader.range.start, found?.reader.range.end)).toBe("shop");
  });
});

describe("references", () => {
  const order = 'syntax = "proto3"; package shop; import "money.proto"; message Order { Money total = 1; }';
  const money = (fields: string) =>
    new Map([["money.proto", `syntax = "proto3"; package shop; message Money { ${fields} }`]]);

  it("a field whose message changed in a newer version of a reference", () => {
    const old = schemaOf(order, money("int64 units = 1;"));
    const now = schemaOf(order, money("string units = 1;"));
    expect(verdict(now, old, "confluent")).toEqual([
      "!FIELD_SCALAR_KIND_CHANGED",
      "!FIELD_NAMED_TYPE_CHANGED",
    ]);
    const [inside] = compareProtobuf(now, old, { rules: "confluent" });
    expect(inside?.location).toBe("#/Money/1");
    expect(now.text.slice(inside?.reader.range.start, inside?.reader.range.end)).toBe('"money.proto"');
  });

  it("a compatible newer version of a reference is fine", () => {
    const old = schemaOf(order, money("int64 units = 1;"));
    const now = schemaOf(order, money("int64 units = 1; int32 nanos = 2;"));
    expect(verdict(now, old, "confluent")).toEqual(["FIELD_ADDED"]);
  });

  it("messages that refer to each other across a reference end", () => {
    const node = (type: string) =>
      new Map([
        ["n.proto", `syntax = "proto3"; message A { B b = 1; } message B { A a = 1; ${type} x = 2; }`],
      ]);
    const text = 'syntax = "proto3"; import "n.proto"; message M { A a = 1; }';
    const found = verdict(schemaOf(text, node("string")), schemaOf(text, node("int32")), "confluent");
    expect(found).toContain("!FIELD_NAMED_TYPE_CHANGED");
  });
});
