/** Fixes: after the first one the difference is no more, the text is a schema, and it looks as before. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Difference, Side } from "#schema/difference.ts";
import { applyEdits } from "#schema/text-range.ts";
import { compareAvro } from "./compare.ts";
import { fixesForAvro } from "./fixes.ts";
import { parseAvro } from "./parse.ts";
import { changedSchema, randomFrom, randomSchema } from "./random-schema.fixture.ts";
import type { AvroSchema } from "./schema.ts";

const OPTIONS = { rules: "confluent", policy: "STRICT" } as const;

function schema(text: string): AvroSchema {
  const { schema: parsed, problems } = parseAvro(text, { isNew: false });
  if (parsed === null) throw new Error(`${problems[0]?.says ?? ""} ${text}`);
  return parsed;
}

/** Title and edited text of each fix for the first difference. */
function fixes(reader: string, writer: string, editable: Side) {
  const [first] = compareAvro(schema(reader), schema(writer), OPTIONS);
  if (first === undefined) throw new Error("no difference");
  const text = editable === "reader" ? reader : writer;
  return fixesForAvro(first, schema(reader), schema(writer), editable).map(
    ({ title, edits }): [string, string] => [title, applyEdits(text, edits)],
  );
}

const key = ({ code, location, message }: Difference) => `${code} ${location} ${message}`;

const ORDER = `{
  "type": "record",
  "name": "Order",
  "fields": [
    {"name": "id", "type": "long"}
  ]
}`;
const WITH_TOTAL = `{
  "type": "record",
  "name": "Order",
  "fields": [
    {"name": "id", "type": "long"},
    {"name": "total", "type": "int"}
  ]
}`;

describe("a field without default", () => {
  it("gets one of its type, or becomes optional", () => {
    expect(fixes(WITH_TOTAL, ORDER, "reader")).toEqual([
      ['Give "total" the default 0', WITH_TOTAL.replace('"type": "int"', '"type": "int", "default": 0')],
      [
        'Make "total" optional: a union with null, default null',
        WITH_TOTAL.replace('"type": "int"', '"type": ["null", "int"], "default": null'),
      ],
    ]);
  });

  it("is said to be renamed where the writer has another one of its type", () => {
    const before = WITH_TOTAL.replace("total", "sum");
    expect(fixes(WITH_TOTAL, before, "reader")).toContainEqual([
      'Say that "total" was called "sum" before',
      WITH_TOTAL.replace('"name": "total"', '"name": "total", "aliases": ["sum"]'),
    ]);
  });

  it("is kept in the writer, on a line of its own as the others", () => {
    expect(fixes(WITH_TOTAL, ORDER, "writer")).toEqual([['Keep the field "total"', WITH_TOTAL]]);
  });

  it("of one line a member gets its default on a line of its own", () => {
    const spread = ORDER.replace(
      '{"name": "id", "type": "long"}',
      '{\n      "name": "id",\n      "type": "long"\n    }',
    );
    const [first] = fixes(spread, '{"type":"record","name":"Order","fields":[]}', "reader");
    expect(first?.[1]).toBe(spread.replace('"type": "long"', '"type": "long",\n      "default": 0'));
  });
});

describe("other differences", () => {
  const enumOf = (symbols: string, more = "") =>
    `{"type": "enum", "name": "E", "symbols": [${symbols}]${more}}`;

  it.each([
    [
      "symbols are kept, or get a default",
      enumOf('"A"'),
      enumOf('"A", "B"'),
      "reader",
      [
        ['Keep "B"', enumOf('"A", "B"')],
        ['Take "A" for unknown symbols', enumOf('"A"', ', "default": "A"')],
      ],
    ],
    [
      "new symbols are left out",
      enumOf('"B", "D"'),
      enumOf('"A", "B", "C", "D", "E"'),
      "writer",
      [["Leave out the new symbols", enumOf('"B", "D"')]],
    ],
    [
      "a name becomes an alias, or goes back",
      '{"type": "record", "name": "New", "fields": []}',
      '{"type": "record", "name": "Old", "fields": []}',
      "reader",
      [
        [
          'Say that "New" was called "Old" before',
          '{"type": "record", "name": "New", "aliases": ["Old"], "fields": []}',
        ],
        ['Call it "Old" again', '{"type": "record", "name": "Old", "fields": []}'],
      ],
    ],
    ["a type goes back", '"int"', '"long"', "reader", [["Go back to long", '"long"']]],
    ["a type goes back in the writer", '"int"', '"long"', "writer", [["Go back to int", '"int"']]],
    [
      "a branch is added",
      '["null", "int"]',
      '["null", "string"]',
      "reader",
      [["Add the branch string", '["null", "int", "string"]']],
    ],
    [
      "a branch is left out",
      '"int"',
      '["null", "int"]',
      "writer",
      [["Leave out the branch null", '["int"]']],
    ],
    [
      "a size goes back",
      '{"type": "fixed", "name": "F", "size": 4}',
      '{"type": "fixed", "name": "F", "size": 2}',
      "reader",
      [["Make it 2 bytes again", '{"type": "fixed", "name": "F", "size": 2}']],
    ],
    [
      "an int is read as double, which holds it",
      '"float"',
      '"int"',
      "reader",
      [
        ["Use double, which holds every int", '"double"'],
        ["Go back to int", '"int"'],
      ],
    ],
    [
      "a logical type goes back",
      '{"type": "long", "logicalType": "timestamp-micros"}',
      '{"type": "long", "logicalType": "timestamp-millis"}',
      "reader",
      [["Go back to long (timestamp-millis)", '{"type": "long", "logicalType": "timestamp-millis"}']],
    ],
  ] as const)("%s", (_title, reader, writer, editable, expected) => {
    const found = fixes(reader, writer, editable);
    for (const one of expected) expect(found).toContainEqual(one);
    expect(found[0]).toEqual(expected[0]);
  });

  it("mend a branch from the inside, all of it at once where more than one thing is wrong", () => {
    const type = (size: number, fields: string) =>
      `["null", {"type": "record", "name": "R", "fields": [{"name": "f", "type": {"type": "fixed", "name": "F", "size": ${String(size)}}}${fields}]}]`;
    expect(fixes(type(4, ""), type(2, ""), "reader")[0]).toEqual(["Make it 2 bytes again", type(2, "")]);
    expect(fixes(type(4, ', {"name": "g", "type": "int"}'), type(2, ""), "reader")[0]).toEqual([
      "Mend the branch R: 2 changes",
      type(2, ', {"name": "g", "type": "int", "default": 0}'),
    ]);
  });

  it("rename a type wherever it is used", () => {
    const type = (name: string) =>
      `{"type": "record", "name": "${name}", "namespace": "x", "fields": [{"name": "next", "type": ["null", "${name}"]}]}`;
    const [, back] = fixes(type("New"), type("Old"), "reader");
    expect(schema(back?.[1] ?? "").named.has("x.Old")).toBe(true);
  });

  it("have no fix where what differs is in another text", () => {
    const json = '{"type": "record", "name": "R", "fields": [{"name": "c", "type": "C"}]}';
    const read = (type: string) => {
      const references = new Map([
        ["C", `{"type": "record", "name": "C", "fields": [{"name": "x", "type": "${type}"}]}`],
      ]);
      const { schema: parsed } = parseAvro(json, { isNew: false, references });
      if (parsed === null) throw new Error("not read");
      return parsed;
    };
    const [reader, writer] = [read("int"), read("string")];
    const [first] = compareAvro(reader, writer, OPTIONS);
    expect(first === undefined ? null : fixesForAvro(first, reader, writer, "reader")).toEqual([]);
  });
});

describe("in random schemas", () => {
  it("every fix makes its difference vanish, and nearly every difference has one", () => {
    let differencesSeen = 0;
    let mendable = 0;
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2 ** 31 }),
        fc.constantFrom<Side>("reader", "writer"),
        (seed, editable) => {
          const random = randomFrom(seed);
          const old = randomSchema(random);
          const next = changedSchema(old, random);
          const texts = { reader: JSON.stringify(next, null, 2), writer: JSON.stringify(old) };
          const parsed = parseAvro(texts.reader, { isNew: false }).schema;
          if (parsed === null) return;
          const writer = schema(texts.writer);
          for (const difference of compareAvro(parsed, writer, OPTIONS)) {
            if (!difference.breaks) continue;
            const found = fixesForAvro(difference, parsed, writer, editable);
            differencesSeen++;
            if (found.length > 0) mendable++;
            for (const { edits } of found) {
              const edited = schema(applyEdits(texts[editable], edits));
              const again =
                editable === "reader"
                  ? compareAvro(edited, writer, OPTIONS)
                  : compareAvro(parsed, edited, OPTIONS);
              expect(again.map(key)).not.toContain(key(difference));
            }
          }
        },
      ),
      { numRuns: 400 },
    );
    expect(differencesSeen).toBeGreaterThan(100);
    expect(mendable / differencesSeen).toBeGreaterThan(0.95);
  });
});
