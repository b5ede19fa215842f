import { describe, expect, it } from "vitest";
import type { OutlineNode } from "#schema/outline.ts";
import { normaliseAvro } from "./normalise.ts";
import { outlineOfAvro } from "./outline.ts";
import { parseAvro } from "./parse.ts";
import type { AvroSchema } from "./schema.ts";

function schema(json: unknown): AvroSchema {
  const text = typeof json === "string" ? json : JSON.stringify(json);
  const { schema: parsed, problems } = parseAvro(text, { isNew: false });
  if (parsed === null) throw new Error(problems[0]?.says);
  return parsed;
}

const ORDER = {
  type: "record",
  name: "Order",
  namespace: "shop",
  doc: "What a customer buys.",
  fields: [
    { name: "id", type: "long", doc: "Its number." },
    { name: "coupon", type: ["null", "string"], default: null, aliases: ["voucher"] },
    { name: "status", type: { type: "enum", name: "Status", symbols: ["NEW", "PAID"], default: "NEW" } },
    { name: "again", type: { type: "array", items: "Status" }, default: [], order: "ignore" },
    { name: "parent", type: ["null", "Order"], default: null },
  ],
};

describe("the outline", () => {
  const lines = (nodes: readonly OutlineNode[], depth = 0): readonly string[] =>
    nodes.flatMap(({ kind, name, type, facts, doc, children }) => [
      `${"  ".repeat(depth)}${[kind, name, type, ...facts, doc].filter((part) => part !== "").join(" · ")}`,
      ...lines(children, depth + 1),
    ]);

  it("has every part once, with its type and what is to be known of it", () => {
    expect(lines(outlineOfAvro(schema(ORDER)))).toEqual([
      "record · Order · namespace shop · What a customer buys.",
      "  field · id · long · required · Its number.",
      "  field · coupon · union of null and string · default null · once voucher",
      "  field · status · shop.Status · required",
      "    enum · Status · namespace shop · default NEW",
      "      symbol · NEW",
      "      symbol · PAID",
      "  field · again · array of shop.Status · default [] · order ignore",
      "  field · parent · union of null and shop.Order · default null",
    ]);
  });

  it("knows where each name stands", () => {
    const text = JSON.stringify(ORDER);
    const [order] = outlineOfAvro(schema(ORDER));
    const names = order?.children.map(({ range }) => text.slice(range.start, range.end));
    expect(names).toEqual(['"id"', '"coupon"', '"status"', '"again"', '"parent"']);
  });

  it("of a schema without names is empty", () => {
    expect(outlineOfAvro(schema('["null", "int"]'))).toEqual([]);
  });
});

describe("the normal form", () => {
  it("does not tell space, order of keys, short names and equal defaults of properties apart", () => {
    const text = `{"fields": [{"type": "E", "name": "a"}], "type": "record", "namespace": "x", "name": "R", "b": 1, "a": {"d": 1, "c": 2}}`;
    const withEnum = (json: string) => json.replace('"E"', '{"symbols": ["A"], "type": "enum", "name": "E"}');
    expect(normaliseAvro(schema(withEnum(text)))).toBe(
      '{"name":"x.R","type":"record","fields":[{"name":"a","type":{"name":"x.E","type":"enum","symbols":["A"]},"order":"ASCENDING"}],"a":{"c":2,"d":1},"b":1}',
    );
  });

  it("keeps docs, defaults, the order of fields, and aliases sorted", () => {
    const json = {
      type: "record",
      name: "R",
      doc: "D",
      aliases: ["Z", "A"],
      fields: [{ name: "f", type: "int", doc: "d", default: 1, aliases: ["y", "b"], order: "ignore" }],
    };
    expect(normaliseAvro(schema(json))).toBe(
      '{"name":"R","type":"record","fields":[{"name":"f","type":"int","order":"IGNORE","doc":"d","aliases":["b","y"],"default":1}],"doc":"D","aliases":["A","Z"]}',
    );
  });

  it("puts a logical type first, and leaves out a scale of none", () => {
    const json = { type: "bytes", x: 1, scale: 0, precision: 4, logicalType: "decimal" };
    expect(normaliseAvro(schema(json))).toBe('{"type":"bytes","logicalType":"decimal","precision":4,"x":1}');
  });

  it("is read again as the same schema", () => {
    const normal = normaliseAvro(schema(ORDER));
    expect(normaliseAvro(schema(normal))).toBe(normal);
  });
});
