/** `buf breaking`, category WIRE: a second opinion on what changes bytes. */
import { describe, expect, it } from "vitest";
import { shop, verdict } from "./proto.fixture.ts";

function codes(old: string, now: string): readonly string[] {
  return verdict(shop(now), shop(old), "buf-wire").filter((code) => code.startsWith("!"));
}

const two = (body: string): string => `syntax = "proto2"; package shop; ${body}`;

describe("buf WIRE refuses", () => {
  it.each([
    [
      "a removed field whose number is free",
      "message M { int32 a = 1; }",
      "message M {}",
      ["!FIELD_NO_DELETE_UNLESS_NUMBER_RESERVED"],
    ],
    [
      "a renumbered field",
      "message M { int32 a = 1; }",
      "message M { int32 a = 2; }",
      ["!FIELD_NO_DELETE_UNLESS_NUMBER_RESERVED"],
    ],
    [
      "bytes to string",
      "message M { bytes a = 1; }",
      "message M { string a = 1; }",
      ["!FIELD_WIRE_COMPATIBLE_TYPE"],
    ],
    [
      "int32 to sint32",
      "message M { int32 a = 1; }",
      "message M { sint32 a = 1; }",
      ["!FIELD_WIRE_COMPATIBLE_TYPE"],
    ],
    [
      "a number to an enum",
      "message M { int32 a = 1; } enum E { Z = 0; }",
      "message M { E a = 1; } enum E { Z = 0; }",
      ["!FIELD_WIRE_COMPATIBLE_TYPE"],
    ],
    [
      "another message",
      "message M { N a = 1; } message N {} message O {}",
      "message M { O a = 1; } message N {} message O {}",
      ["!FIELD_WIRE_COMPATIBLE_TYPE"],
    ],
    [
      "values of a map",
      "message M { map<string, int32> a = 1; }",
      "message M { map<string, string> a = 1; }",
      ["!FIELD_WIRE_COMPATIBLE_TYPE"],
    ],
    [
      "a list out of one value",
      "message M { int32 a = 1; }",
      "message M { repeated int32 a = 1; }",
      ["!FIELD_WIRE_COMPATIBLE_CARDINALITY"],
    ],
    [
      "a field into a oneof",
      "message M { int32 a = 1; }",
      "message M { oneof o { int32 a = 1; } }",
      ["!FIELD_SAME_ONEOF"],
    ],
    [
      "another default",
      two("message M { optional int32 a = 1 [default = 1]; }"),
      two("message M { optional int32 a = 1; }"),
      ["!FIELD_SAME_DEFAULT"],
    ],
    [
      "a required field added",
      two("message M {}"),
      two("message M { required int32 a = 1; }"),
      ["!MESSAGE_SAME_REQUIRED_FIELDS"],
    ],
    [
      "a removed constant",
      "enum E { A = 0; B = 1; }",
      "enum E { A = 0; }",
      ["!ENUM_VALUE_NO_DELETE_UNLESS_NUMBER_RESERVED"],
    ],
    [
      "a reservation taken back",
      'message M { reserved 1; reserved "a"; }',
      "message M { }",
      ["!RESERVED_MESSAGE_NO_DELETE", "!RESERVED_MESSAGE_NO_DELETE"],
    ],
    [
      "a reservation of an enum taken back",
      "enum E { A = 0; reserved 1; }",
      "enum E { A = 0; }",
      ["!RESERVED_ENUM_NO_DELETE"],
    ],
    ["another package", "message M {}", 'syntax = "proto3"; package b; message M {}', ["!FILE_SAME_PACKAGE"]],
    [
      "a stream where there was none",
      "message M {} service S { rpc A(M) returns (M); }",
      "message M {} service S { rpc A(stream M) returns (M); }",
      ["!RPC_SAME_CLIENT_STREAMING"],
    ],
    [
      "what a call takes",
      "message M {} message N {} service S { rpc A(M) returns (M); }",
      "message M {} message N {} service S { rpc A(N) returns (M); }",
      ["!RPC_SAME_REQUEST_TYPE"],
    ],
  ])("%s", (_change, old, now, expected) => {
    expect(codes(old, now)).toEqual(expected);
  });
});

describe("buf WIRE accepts", () => {
  it.each([
    ["a renamed field", "message M { int32 a = 1; }", "message M { int32 b = 1; }"],
    ["a removed field whose number is reserved", "message M { int32 a = 1; }", "message M { reserved 1; }"],
    ["string to bytes", "message M { string a = 1; }", "message M { bytes a = 1; }"],
    ["int32 to int64", "message M { int32 a = 1; }", "message M { int64 a = 1; }"],
    ["a removed message", "message M {} message N { int32 a = 1; }", "message M {}"],
    ["optional written or not", "message M { int32 a = 1; }", "message M { optional int32 a = 1; }"],
    [
      "a removed constant whose number is reserved",
      "enum E { A = 0; B = 1; }",
      "enum E { A = 0; reserved 1; }",
    ],
  ])("%s", (_change, old, now) => {
    expect(codes(old, now)).toEqual([]);
  });
});
