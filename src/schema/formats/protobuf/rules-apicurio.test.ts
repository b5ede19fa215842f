/** Apicurio's rules, after protolock: stricter on names, labels and types, blind to packages and oneofs. */
import { describe, expect, it } from "vitest";
import { shop, verdict } from "./proto.fixture.ts";

function codes(old: string, now: string): readonly string[] {
  return verdict(shop(now), shop(old), "apicurio").filter((code) => code.startsWith("!"));
}

const two = (body: string): string => `syntax = "proto2"; package shop; ${body}`;

describe("Apicurio refuses", () => {
  it.each([
    [
      "a renamed field",
      "message M { int32 a = 1; }",
      "message M { int32 b = 1; }",
      ["!NO_REMOVING_FIELDS_WITHOUT_RESERVE", "!NO_CHANGING_FIELD_NAMES"],
    ],
    [
      "a renamed field with its name reserved",
      "message M { int32 a = 1; }",
      'message M { int32 b = 1; reserved "a"; }',
      ["!NO_CHANGING_FIELD_NAMES"],
    ],
    [
      "a removed field",
      "message M { int32 a = 1; }",
      "message M {}",
      ["!NO_REMOVING_FIELDS_WITHOUT_RESERVE"],
    ],
    [
      "a removed field with only its number reserved",
      "message M { int32 a = 1; }",
      "message M { reserved 1; }",
      ["!NO_REMOVING_FIELDS_WITHOUT_RESERVE"],
    ],
    [
      "a removed map, even reserved",
      "message M { map<string, int32> a = 1; }",
      'message M { reserved 1; reserved "a"; }',
      ["!NO_REMOVING_FIELDS_WITHOUT_RESERVE"],
    ],
    [
      "a renumbered field",
      "message M { int32 a = 1; }",
      "message M { int32 a = 2; }",
      ["!NO_CHANGING_FIELD_IDS"],
    ],
    [
      "int32 to int64",
      "message M { int32 a = 1; }",
      "message M { int64 a = 1; }",
      ["!NO_CHANGING_FIELD_TYPES"],
    ],
    [
      "values of a map",
      "message M { map<string, int32> a = 1; }",
      "message M { map<string, int64> a = 1; }",
      ["!NO_CHANGING_FIELD_TYPES"],
    ],
    [
      "a list out of one value",
      "message M { int32 a = 1; }",
      "message M { repeated int32 a = 1; }",
      ["!NO_CHANGING_FIELD_TYPES"],
    ],
    [
      "a reserved name used",
      'message M { reserved "a"; }',
      "message M { int32 a = 1; }",
      ["!NO_USING_RESERVED_FIELDS", "!NO_REMOVING_RESERVED_FIELDS"],
    ],
    [
      "a reserved number used",
      "message M { reserved 1 to 5; }",
      "message M { int32 a = 3; reserved 1, 2, 4, 5; }",
      ["!NO_USING_RESERVED_FIELDS", "!NO_REMOVING_RESERVED_FIELDS"],
    ],
    [
      "a reservation taken back",
      "message M { reserved 1 to 5; }",
      "message M { reserved 1 to 4; }",
      ["!NO_REMOVING_RESERVED_FIELDS"],
    ],
    [
      "a removed message with fields",
      "message M { int32 a = 1; } message N {}",
      "message N {}",
      ["!NO_REMOVING_FIELDS_WITHOUT_RESERVE"],
    ],
    ["a removed constant", "enum E { A = 0; B = 1; }", "enum E { A = 0; }", ["!NO_CHANGING_FIELD_NAMES"]],
    ["a renamed constant", "enum E { A = 0; }", "enum E { B = 0; }", ["!NO_CHANGING_FIELD_NAMES"]],
    [
      "a required field added",
      two("message M {}"),
      two("message M { required int32 a = 1; }"),
      ["!NO_ADDING_REQUIRED_FIELDS"],
    ],
    [
      "a removed call",
      "message M {} service S { rpc A(M) returns (M); }",
      "message M {} service S {}",
      ["!NO_REMOVING_RPCS"],
    ],
    [
      "a changed call",
      "message M {} service S { rpc A(M) returns (M); }",
      "message M {} service S { rpc A(M) returns (stream M); }",
      ["!NO_CHANGING_RPC_SIGNATURE"],
    ],
  ])("%s", (_change, old, now, expected) => {
    expect(codes(old, now)).toEqual(expected);
  });
});

describe("Apicurio accepts", () => {
  it.each([
    ["an added field", "message M {}", "message M { int32 a = 1; }"],
    [
      "a removed field with number and name reserved",
      "message M { int32 a = 1; }",
      'message M { reserved 1; reserved "a"; }',
    ],
    ["an added message", "message M {}", "message M {} message N { int32 a = 1; }"],
    ["a removed empty message", "message M {} message N {}", "message M {}"],
    [
      "a field that moves into a oneof",
      "message M { int32 a = 1; int32 b = 2; }",
      "message M { oneof o { int32 a = 1; int32 b = 2; } }",
    ],
    [
      "another package of scalars",
      "message M { int32 a = 1; }",
      'syntax = "proto3"; package b; message M { int32 a = 1; }',
    ],
    ["optional written or not", "message M { int32 a = 1; }", "message M { optional int32 a = 1; }"],
    [
      "the same reservation in other words",
      "message M { reserved 1 to 3; }",
      "message M { reserved 1, 2 to 3; }",
    ],
    [
      "a type by its full name",
      "message M { N a = 1; } message N {}",
      "message M { .shop.N a = 1; } message N {}",
    ],
  ])("%s", (_change, old, now) => {
    expect(codes(old, now)).toEqual([]);
  });

  it("but an added field fails the other direction, as a removed one without reservation", () => {
    const old = shop("message M {}");
    const now = shop("message M { int32 a = 1; }");
    expect(verdict(old, now, "apicurio")).toEqual(["!NO_REMOVING_FIELDS_WITHOUT_RESERVE"]);
  });
});
