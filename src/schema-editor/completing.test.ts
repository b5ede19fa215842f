import { describe, expect, it } from "vitest";
import type { OutlineNode } from "#schema/outline.ts";
import { completionsAt } from "./completing.ts";

function node(name: string, kind: string, children: readonly OutlineNode[] = []): OutlineNode {
  return { key: name, name, kind, type: "", facts: [], doc: "", range: { start: 0, end: 0 }, children };
}

const outline = [node("Order", "record", [node("Address", "record"), node("total", "field")])];

/** What is offered at the mark `|`: labels, or what is put in where that differs. */
function offered(format: string, text: string, nodes = outline): readonly string[] {
  const { items } = completionsAt(format, text.replace("|", ""), text.indexOf("|"), nodes);
  return items.map(({ label, insert }) => insert ?? label);
}

describe("how a text may go on", () => {
  it("is by types and the schema's own names where Avro wants a type", () => {
    expect(offered("avro", '{"type": "|')).toEqual(
      expect.arrayContaining(["string", "record", "Order", "Address"]),
    );
    expect(offered("avro", '{"type": ["null", "|')).toContain("Address");
    expect(offered("avro", '{"type": "|')).not.toContain("total");
  });

  it("is by Avro's attributes where a name is wanted, with quotes where there are none yet", () => {
    expect(offered("avro", '{"|')).toContain("logicalType");
    expect(offered("avro", "{|")).toContain('"type": ');
    expect(offered("avro", '{"logicalType": "|')).toContain("timestamp-millis");
    expect(offered("avro", '{"doc": "|')).toEqual([]);
  });

  it("is by JSON Schema's keywords, but not where people choose the names", () => {
    expect(offered("json", '{"|')).toContain("additionalProperties");
    expect(offered("json", '{"properties": {"|')).toEqual([]);
    expect(offered("json", '{"properties": {"a": {"type": "|')).toContain("integer");
    expect(offered("json", "{|")).toContain('"\\$ref": ');
  });

  it("names what can be required and referred to", () => {
    const nodes = [node("", "object", [node("id", "property"), node("money", "definition")])];
    expect(offered("json", '{"required": ["|', nodes)).toEqual(["id"]);
    expect(offered("json", '{"$ref": "|', nodes)).toEqual(["#/$defs/money"]);
  });

  it("is by Protobuf's types, messages and keywords at the start of a line", () => {
    const nodes = [node("Order", "message")];
    expect(offered("protobuf", "message A {\n  |", nodes)).toEqual(
      expect.arrayContaining(["int64", "Order", "repeated"]),
    );
    expect(offered("protobuf", "message A {\n  repeated |", nodes)).not.toContain("message");
    expect(offered("protobuf", "message |", nodes)).toEqual([]);
    expect(offered("protobuf", "  int32 a = |", nodes)).toEqual([]);
    expect(offered("protobuf", "// |", nodes)).toEqual([]);
  });
});
