import { describe, expect, it } from "vitest";
import { formatOfFile, schemaFileName, starterText, typeNameFor } from "./schema-starters.ts";

describe("starter schemas", () => {
  it.each([
    ["order-events-value", "OrderEvent"],
    ["orders", "Order"],
    ["1st topic!", "Record1stTopic"],
    ["", "Record"],
    ["日本", "Record"],
  ])("name their type after %j: %s", (name, type) => {
    expect(typeNameFor(name)).toBe(type);
  });

  it("are well-formed", () => {
    expect(JSON.parse(starterText("avro", "orders"))).toMatchObject({ type: "record", name: "Order" });
    expect(JSON.parse(starterText("json", "orders"))).toMatchObject({ type: "object", title: "Order" });
    expect(starterText("protobuf", "orders")).toContain("message Order {");
  });
});

describe("a schema's file", () => {
  it.each([
    ["a.avsc", "", "avro"],
    ["a.proto", "", "protobuf"],
    ["a.json", '{"type": "record", "name": "A", "fields": []}', "avro"],
    ["a.json", '{"type": "object", "properties": {"fields": {"type": "array"}}}', "json"],
    ["a.json", '{"$schema": "x", "type": "object"}', "json"],
    ["a.schema.json", "{}", "json"],
    ["a.txt", '// x\nsyntax = "proto3";', "protobuf"],
    ["a.png", "\u0000", null],
  ])("%s with %j is %s", (name, text, format) => {
    expect(formatOfFile(name, text)).toBe(format);
  });

  it("is called after subject and version", () => {
    expect(schemaFileName("../orders value", 2, "avro")).toBe("..-orders-value-v2.avsc");
  });
});
