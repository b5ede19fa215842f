/** What a reader makes of all records of a writer, change by change. */
import { describe, expect, it } from "vitest";
import type { Understanding } from "#schema/payload.ts";
import { parseProtobuf } from "./parse.ts";
import { protobufPayloads } from "./payloads.ts";
import type { ProtoSchema } from "./schema.ts";

function proto(body: string, syntax: string): ProtoSchema {
  const { schema, problems } = parseProtobuf(`syntax = "${syntax}"; ${body}`, { isNew: false });
  if (schema === null) throw new Error(JSON.stringify(problems));
  return schema;
}

/** The second reads the first; then the first reads the second. */
type Row = [string, string, string, Understanding, Understanding];

function check([, one, other, forward, back]: Row, syntax: string, more = ""): void {
  const [a, b] = [one, other].map((fields) => proto(`message Order { ${fields} } ${more}`, syntax));
  if (a === undefined || b === undefined) throw new Error("two schemas");
  expect(protobufPayloads.understands(b, a)).toBe(forward);
  expect(protobufPayloads.understands(a, b)).toBe(back);
}

const ENUMS =
  "enum Two { A = 0; B = 1; } enum Three { A3 = 0; B3 = 1; C3 = 2; } message Line { int32 n = 1; } message Wide { int64 n = 1; }";

describe("proto3", () => {
  it.each<Row>([
    ["a field more, a field less", "int32 a = 1;", "int32 a = 1; int32 b = 2;", "same", "same"],
    ["another name", "int32 a = 1;", "int32 b = 1;", "same", "same"],
    ["another number", "int32 a = 1;", "int32 a = 2;", "differs", "differs"],
    ["two names swapped", "int32 a = 1; int32 b = 2;", "int32 b = 1; int32 a = 2;", "differs", "differs"],
    ["int32 and int64", "int32 a = 1;", "int64 a = 1;", "same", "differs"],
    ["int64 and bool", "int64 a = 1;", "bool a = 1;", "differs", "same"],
    ["int32 and sint32", "int32 a = 1;", "sint32 a = 1;", "differs", "differs"],
    ["uint32 and int64", "uint32 a = 1;", "int64 a = 1;", "same", "differs"],
    ["fixed32 and sfixed32", "fixed32 a = 1;", "sfixed32 a = 1;", "differs", "differs"],
    ["int32 and an open enum", "int32 a = 1;", "Two a = 1;", "same", "same"],
    ["another wire type", "int32 a = 1;", "string a = 1;", "differs", "differs"],
    ["string and bytes", "string a = 1;", "bytes a = 1;", "same", "by-payload"],
    ["bytes and a message", "bytes a = 1;", "Line a = 1;", "by-payload", "differs"],
    ["a message of wider fields", "Line a = 1;", "Wide a = 1;", "same", "differs"],
    ["one and many numbers, packed", "int32 a = 1;", "repeated int32 a = 1;", "same", "differs"],
    ["one and many texts", "string a = 1;", "repeated string a = 1;", "same", "differs"],
    ["packed or not", "repeated int32 a = 1;", "repeated int32 a = 1 [packed = false];", "same", "same"],
    ["implicit and optional", "int32 a = 1;", "optional int32 a = 1;", "same", "same"],
    ["one field into a oneof", "int32 a = 1;", "oneof x { int32 a = 1; }", "same", "same"],
    [
      "two fields into a oneof",
      "int32 a = 1; int32 b = 2;",
      "oneof x { int32 a = 1; int32 b = 2; }",
      "differs",
      "same",
    ],
    ["values of a map", "map<string, int32> a = 1;", "map<string, int64> a = 1;", "same", "differs"],
    ["keys of a map", "map<int32, bool> a = 1;", "map<string, bool> a = 1;", "differs", "differs"],
  ])("%s", (...row) => check(row, "proto3", ENUMS));
});

describe("proto2", () => {
  const enums = ENUMS.replaceAll("int32 n", "optional int32 n").replaceAll("int64 n", "optional int64 n");
  it.each<Row>([
    [
      "a required field",
      "optional int32 a = 1;",
      "optional int32 a = 1; required int32 b = 2;",
      "never",
      "same",
    ],
    ["required and optional", "required int32 a = 1;", "optional int32 a = 1;", "same", "by-payload"],
    ["a required field inside", "optional Line a = 1;", "optional Need a = 1;", "by-payload", "same"],
    [
      "a required field inside a required one",
      "required Line a = 1;",
      "required Need a = 1;",
      "never",
      "same",
    ],
    ["closed enums", "optional Two a = 1;", "optional Three a = 1;", "same", "differs"],
    ["a closed enum and int32", "optional Two a = 1;", "optional int32 a = 1;", "same", "differs"],
    ["another default", "optional int32 a = 1;", "optional int32 a = 1 [default = 5];", "differs", "differs"],
    ["a group and a message", "optional group G = 1 {}", "optional Line g = 1;", "differs", "differs"],
    ["text that may be no UTF-8", "optional bytes a = 1;", "optional string a = 1;", "differs", "same"],
  ])("%s", (...row) => {
    check(row, "proto2", `${enums} message Need { optional int32 n = 1; required int32 m = 2; }`);
  });
});

it("messages that lead back to themselves come to an end", () => {
  const one = proto("message A { B b = 1; int32 n = 2; } message B { A a = 1; repeated B b = 2; }", "proto3");
  const other = proto(
    "message A { B b = 1; bool n = 2; } message B { A a = 1; repeated B b = 2; }",
    "proto3",
  );
  expect(protobufPayloads.understands(one, one)).toBe("same");
  expect(protobufPayloads.understands(other, one)).toBe("differs");
});

it("the reader takes the message of the same name, wherever it is in its file", () => {
  const one = proto("message A { int32 n = 1; } message B { string t = 1; }", "proto3");
  const moved = proto("message B { string t = 1; } message A { int32 n = 1; }", "proto3");
  expect(protobufPayloads.understands(moved, one)).toBe("same");
  expect(protobufPayloads.reads(moved, one, { n: 5 })).toEqual({ kind: "same" });
});

it("a file without messages has nothing to misread", () => {
  const none = proto("enum E { A = 0; }", "proto3");
  expect(protobufPayloads.understands(none, none)).toBe("same");
  expect(protobufPayloads.sample(none, () => 0)).toEqual({});
});

it("a value that is no record of the writer is told at its place", () => {
  const one = proto("message A { int32 n = 1; }", "proto3");
  expect(protobufPayloads.reads(one, one, { n: "x" })).toEqual({
    kind: "failed",
    code: "NOT_A_RECORD",
    path: "A.n",
    says: 'Expected a whole number, not "x".',
  });
});
