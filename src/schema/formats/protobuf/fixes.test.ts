/** Fixes: what is edited is a schema again, and the difference is gone. */
import { describe, expect, it } from "vitest";
import type { Difference, Fix, Side } from "#schema/difference.ts";
import type { RuleSet } from "#schema/format.ts";
import { applyEdits } from "#schema/text-range.ts";
import { compareProtobuf } from "./compare.ts";
import { fixesOf } from "./fixes.ts";
import { parseProtobuf } from "./parse.ts";
import { schemaOf, shop } from "./proto.fixture.ts";
import { FIELD_CASES, ONEOF_CASES, TYPE_CASES } from "./rules-confluent-cases.fixture.ts";
import type { ProtoSchema } from "./schema.ts";

const RULES: readonly RuleSet[] = ["confluent", "confluent-8.3", "apicurio", "buf-wire"];

/** A removal stays one when its number and name are reserved; then nothing is left to reserve. */
function isStill(found: Difference, was: Difference, fix: Fix, again: readonly Fix[]): boolean {
  const same = found.code === was.code && found.location === was.location;
  if (was.code === "FIELD_REMOVED" && fix.title.startsWith("Reserve")) {
    return same && again.some(({ title }) => title === fix.title);
  }
  return same;
}

function mended(schema: ProtoSchema, fix: Fix): ProtoSchema {
  const text = applyEdits(schema.text, fix.edits);
  const { schema: result, problems } = parseProtobuf(text, { isNew: true });
  if (result === null) throw new Error(`${fix.title}\n${text}\n${JSON.stringify(problems)}`);
  return result;
}

function titles(old: string, now: string, code: string, rules: RuleSet = "confluent"): readonly string[] {
  const reader = shop(now);
  const writer = shop(old);
  const found = compareProtobuf(reader, writer, { rules }).find((each) => each.code === code);
  return found === undefined
    ? ["not found"]
    : fixesOf(found, reader, writer, "reader").map(({ title }) => title);
}

function fixed(old: string, now: string, title: string, rules: RuleSet = "confluent"): string {
  const reader = schemaOf(now);
  const writer = schemaOf(old);
  for (const found of compareProtobuf(reader, writer, { rules })) {
    const fix = fixesOf(found, reader, writer, "reader").find((each) => each.title === title);
    if (fix !== undefined) return applyEdits(now, fix.edits);
  }
  return "no such fix";
}

describe("every fix of every case", () => {
  it.each(RULES)("makes the difference go away under %s, on either side", (rules) => {
    let tried = 0;
    for (const { change, old, now } of [...FIELD_CASES, ...TYPE_CASES, ...ONEOF_CASES]) {
      for (const [reader, writer] of [
        [shop(now), shop(old)],
        [shop(old), shop(now)],
      ] as const) {
        for (const difference of compareProtobuf(reader, writer, { rules })) {
          for (const side of ["reader", "writer"] satisfies Side[]) {
            for (const fix of fixesOf(difference, reader, writer, side)) {
              tried += 1;
              const [newReader, newWriter] =
                side === "reader" ? [mended(reader, fix), writer] : [reader, mended(writer, fix)];
              const still = compareProtobuf(newReader, newWriter, { rules }).filter((found) =>
                isStill(found, difference, fix, fixesOf(found, newReader, newWriter, side)),
              );
              expect(still, `${change}: ${difference.code}: ${fix.title}`).toEqual([]);
            }
          }
        }
      }
    }
    expect(tried).toBeGreaterThan(50);
  });
});

describe("what is offered", () => {
  it("a removed field: reserve it, or restore it", () => {
    expect(titles("message M { int32 a = 1; }", "message M {}", "FIELD_REMOVED")).toEqual([
      'Reserve number 1 and the name "a"',
      'Restore the field "a"',
    ]);
  });

  it("another type: back to the old one, or a new number", () => {
    expect(
      titles("message M { int32 a = 1; }", "message M { string a = 1; }", "FIELD_SCALAR_KIND_CHANGED"),
    ).toEqual(['Make "a" int32 again', 'Give "a" the new number 2']);
  });

  it("a removed message, a removed member, a changed label, a renumbered field", () => {
    expect(titles("message M {} message N {}", "message M {}", "MESSAGE_REMOVED")).toEqual([
      "Restore the message N",
    ]);
    const oneof = "message M { oneof o { int32 a = 1; int32 b = 2; } }";
    expect(titles(oneof, "message M { oneof o { int32 a = 1; } }", "ONEOF_FIELD_REMOVED")).toEqual([
      'Restore the field "b"',
    ]);
    const one = "message M { optional int32 a = 1; }";
    expect(titles(one, "message M { repeated int32 a = 1; }", "FIELD_NUMERIC_LABEL_CHANGED")).toEqual([
      'Make "a" optional',
    ]);
    expect(titles("message M { int32 a = 1; }", "message M { int32 a = 2; }", "FIELD_RENUMBERED")).toEqual([
      'Give "a" its number 1 back',
    ]);
  });

  it("fields that became exclusive are moved out again", () => {
    const old = 'syntax = "proto3";\nmessage M {\n  int32 a = 1;\n  int32 b = 2;\n}\n';
    const now =
      'syntax = "proto3";\nmessage M {\n  oneof o {\n    int32 a = 1;\n    int32 b = 2;\n    int32 c = 3;\n  }\n}\n';
    const text = fixed(old, now, 'Move "a", "b" out of the oneof "o"');
    expect(text).toContain("  }\n  optional int32 a = 1;\n  optional int32 b = 2;\n}");
  });

  it("only what is missing of a reservation comes back", () => {
    const old = 'syntax = "proto3"; message M { reserved 1 to 5; reserved "a"; }';
    const now = 'syntax = "proto3"; message M { reserved 1 to 3; }';
    expect(fixed(old, now, "Reserve again what M reserved", "buf-wire")).toBe(
      'syntax = "proto3"; message M { reserved 1 to 3; reserved 4 to 5; reserved "a"; }',
    );
  });

  it("new lines are indented like their neighbours", () => {
    const old = 'syntax = "proto3";\nmessage M {\n  int32 a = 1;\n  string b = 2; // note\n}\n';
    const now = 'syntax = "proto3";\nmessage M {\n  int32 a = 1;\n}\n';
    expect(fixed(old, now, 'Reserve number 2 and the name "b"')).toBe(
      'syntax = "proto3";\nmessage M {\n  int32 a = 1;\n  reserved 2;\n  reserved "b";\n}\n',
    );
    expect(fixed(old, now, 'Restore the field "b"')).toBe(
      'syntax = "proto3";\nmessage M {\n  int32 a = 1;\n  string b = 2;\n}\n',
    );
  });
});
