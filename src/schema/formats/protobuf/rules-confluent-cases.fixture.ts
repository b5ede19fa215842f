/** Changes of a Protobuf schema, and what Confluent's registry says to each, in both directions and both releases. */

export interface Case {
  readonly change: string;
  readonly old: string;
  readonly now: string;
  /** Codes when the new version reads the old one's records; "!" marks those that break. */
  readonly backward: readonly string[];
  /** Codes when the old version reads the new one's records. */
  readonly forward: readonly string[];
  /** The same up to 8.3.1, where it differs. */
  readonly backward83?: readonly string[];
  readonly forward83?: readonly string[];
}

const two = (body: string): string => `syntax = "proto2"; package shop; ${body}`;

const same = (change: string, old: string, now: string): Case => ({
  change,
  old,
  now,
  backward: [],
  forward: [],
});

const both = (change: string, old: string, now: string, ...codes: readonly string[]): Case => ({
  change,
  old,
  now,
  backward: codes,
  forward: codes,
});

export const FIELD_CASES: readonly Case[] = [
  {
    change: "a field is added",
    old: "message M { int32 a = 1; }",
    now: "message M { int32 a = 1; string b = 2; }",
    backward: ["FIELD_ADDED"],
    forward: ["FIELD_REMOVED"],
  },
  both(
    "a field is renamed",
    "message M { int32 a = 1; }",
    "message M { int32 b = 1; }",
    "FIELD_NAME_CHANGED",
  ),
  {
    change: "a field is renumbered",
    old: "message M { int32 a = 1; }",
    now: "message M { int32 a = 2; }",
    backward: ["FIELD_REMOVED", "FIELD_ADDED"],
    forward: ["FIELD_ADDED", "FIELD_REMOVED"],
  },
  both(
    "a number is used again in another group",
    "message M { int32 a = 1; }",
    "message M { string b = 1; }",
    "FIELD_NAME_CHANGED",
    "!FIELD_SCALAR_KIND_CHANGED",
  ),
  both(
    "a number is used again in the same group",
    "message M { int32 a = 1; }",
    "message M { bool b = 1; }",
    "FIELD_NAME_CHANGED",
  ),
  same("int32 becomes int64", "message M { int32 a = 1; }", "message M { int64 a = 1; }"),
  same("int64 becomes bool", "message M { int64 a = 1; }", "message M { bool a = 1; }"),
  same(
    "int32 becomes an enum",
    "message M { int32 a = 1; } enum E { ZERO = 0; }",
    "message M { E a = 1; } enum E { ZERO = 0; }",
  ),
  same("string becomes bytes", "message M { string a = 1; }", "message M { bytes a = 1; }"),
  same("fixed32 becomes sfixed32", "message M { fixed32 a = 1; }", "message M { sfixed32 a = 1; }"),
  same("fixed64 becomes sfixed64", "message M { fixed64 a = 1; }", "message M { sfixed64 a = 1; }"),
  same("sint32 becomes sint64", "message M { sint32 a = 1; }", "message M { sint64 a = 1; }"),
  both(
    "int32 becomes sint32",
    "message M { int32 a = 1; }",
    "message M { sint32 a = 1; }",
    "!FIELD_SCALAR_KIND_CHANGED",
  ),
  both(
    "float becomes double",
    "message M { float a = 1; }",
    "message M { double a = 1; }",
    "!FIELD_SCALAR_KIND_CHANGED",
  ),
  both(
    "fixed32 becomes float",
    "message M { fixed32 a = 1; }",
    "message M { float a = 1; }",
    "!FIELD_SCALAR_KIND_CHANGED",
  ),
  both(
    "fixed32 becomes fixed64",
    "message M { fixed32 a = 1; }",
    "message M { fixed64 a = 1; }",
    "!FIELD_SCALAR_KIND_CHANGED",
  ),
  both(
    "bytes become a message",
    "message M { bytes a = 1; } message N {}",
    "message M { N a = 1; } message N {}",
    "!FIELD_KIND_CHANGED",
  ),
  both(
    "a list of messages becomes a map",
    "message M { repeated N a = 1; } message N {}",
    "message M { map<string, N> a = 1; } message N {}",
    "!FIELD_KIND_CHANGED",
  ),
  both(
    "a message becomes another one",
    "message M { N a = 1; } message N {} message O {}",
    "message M { O a = 1; } message N {} message O {}",
    "!FIELD_NAMED_TYPE_CHANGED",
  ),
  same(
    "an enum becomes another one",
    "message M { E a = 1; } enum E { A = 0; } enum F { B = 0; }",
    "message M { F a = 1; } enum E { A = 0; } enum F { B = 0; }",
  ),
  same("a proto3 number becomes a list", "message M { int32 a = 1; }", "message M { repeated int32 a = 1; }"),
  same(
    "a message field becomes a list",
    "message M { optional N a = 1; } message N {}",
    "message M { repeated N a = 1; } message N {}",
  ),
  both(
    "an optional number becomes a list",
    "message M { optional int32 a = 1; }",
    "message M { repeated int32 a = 1; }",
    "!FIELD_NUMERIC_LABEL_CHANGED",
  ),
  both(
    "an optional string becomes a list",
    "message M { optional string a = 1; }",
    "message M { repeated string a = 1; }",
    "FIELD_STRING_OR_BYTES_LABEL_CHANGED",
  ),
  both(
    "a required number becomes optional",
    two("message M { required int32 a = 1; }"),
    two("message M { optional int32 a = 1; }"),
    "!FIELD_NUMERIC_LABEL_CHANGED",
  ),
  both(
    "a required string becomes optional",
    two("message M { required string a = 1; }"),
    two("message M { optional string a = 1; }"),
    "FIELD_STRING_OR_BYTES_LABEL_CHANGED",
  ),
  {
    change: "a required field is added",
    old: two("message M {}"),
    now: two("message M { required int32 a = 1; }"),
    backward: ["!REQUIRED_FIELD_ADDED"],
    forward: ["!REQUIRED_FIELD_REMOVED"],
  },
  same(
    "values of a map stay in their group",
    "message M { map<string, int32> a = 1; }",
    "message M { map<bytes_, int64> a = 1; }".replace("bytes_", "string"),
  ),
  both(
    "values of a map change their group",
    "message M { map<string, int32> a = 1; }",
    "message M { map<string, string> a = 1; }",
    "!FIELD_SCALAR_KIND_CHANGED",
  ),
  same(
    "a map is written out as its entries",
    "message M { map<string, int32> a = 1; }",
    "message M { repeated AEntry_ a = 1; message AEntry_ { option map_entry = true; string key = 1; int32 value = 2; } }",
  ),
  same(
    "a default changes",
    two("message M { optional int32 a = 1 [default = 1]; }"),
    two("message M { optional int32 a = 1 [default = 2]; }"),
  ),
  same(
    "syntax, options, json_name and services change",
    'syntax = "proto3"; package shop; message M { int32 a = 1; } service S { rpc R(M) returns (M); }',
    two(
      'option java_package = "x"; message M { optional int32 a = 1 [json_name = "z", deprecated = true]; }',
    ),
  ),
  same("a reservation is used", 'message M { reserved 2; reserved "b"; }', "message M { reserved 3; }"),
];

export const TYPE_CASES: readonly Case[] = [
  {
    change: "an unused message is added",
    old: "message M {}",
    now: "message M {} message N {}",
    backward: ["MESSAGE_ADDED"],
    forward: ["!MESSAGE_REMOVED"],
  },
  {
    change: "a nested message is added",
    old: "message M {}",
    now: "message M { message N {} }",
    backward: ["MESSAGE_ADDED"],
    forward: ["!MESSAGE_REMOVED"],
  },
  both("a message is renamed", "message M {}", "message N {}", "!MESSAGE_REMOVED", "MESSAGE_ADDED"),
  both(
    "messages change places",
    "message M {} message N {}",
    "message N {} message M {}",
    "MESSAGE_MOVED",
    "MESSAGE_MOVED",
  ),
  both(
    "the package changes",
    "message M { N a = 1; } message N {}",
    'syntax = "proto3"; package other; message M { N a = 1; } message N {}',
    "!PACKAGE_CHANGED",
  ),
  {
    change: "an enum is added",
    old: "message M {}",
    now: "message M {} enum E { A = 0; }",
    backward: ["ENUM_ADDED"],
    forward: ["ENUM_REMOVED"],
  },
  {
    change: "a constant is added",
    old: "enum E { A = 0; }",
    now: "enum E { A = 0; B = 1; }",
    backward: ["ENUM_CONST_ADDED"],
    forward: ["ENUM_CONST_REMOVED"],
  },
  both("a constant is renamed", "enum E { A = 0; }", "enum E { Z = 0; }", "ENUM_CONST_CHANGED"),
];

const ONEOF = "message M { oneof o { int32 a = 1; int32 b = 2; } }";
const PLAIN = "message M { int32 a = 1; int32 b = 2; }";

export const ONEOF_CASES: readonly Case[] = [
  {
    change: "a oneof gets a member",
    old: ONEOF,
    now: "message M { oneof o { int32 a = 1; int32 b = 2; int32 c = 3; } }",
    backward: ["ONEOF_FIELD_ADDED"],
    forward: ["!ONEOF_FIELD_REMOVED"],
  },
  {
    change: "a whole oneof is added",
    old: "message M {}",
    now: ONEOF,
    backward: ["ONEOF_ADDED", "ONEOF_FIELD_ADDED", "ONEOF_FIELD_ADDED"],
    forward: ["ONEOF_REMOVED"],
    backward83: ["ONEOF_ADDED"],
    forward83: ["ONEOF_REMOVED"],
  },
  {
    change: "a oneof is renamed",
    old: ONEOF,
    now: "message M { oneof p { int32 a = 1; int32 b = 2; } }",
    backward: ["ONEOF_REMOVED", "ONEOF_ADDED"],
    forward: ["ONEOF_REMOVED", "ONEOF_ADDED"],
  },
  {
    change: "a oneof is renamed and loses a member",
    old: ONEOF,
    now: "message M { oneof p { int32 a = 1; } }",
    backward: ["ONEOF_REMOVED", "ONEOF_ADDED", "!ONEOF_FIELD_REMOVED"],
    forward: ["ONEOF_REMOVED", "ONEOF_ADDED", "ONEOF_FIELD_ADDED"],
    backward83: ["ONEOF_REMOVED", "ONEOF_ADDED"],
    forward83: ["ONEOF_REMOVED", "ONEOF_ADDED"],
  },
  {
    change: "a type changes inside a renamed oneof",
    old: ONEOF,
    now: "message M { oneof p { string a = 1; int32 b = 2; } }",
    backward: ["ONEOF_REMOVED", "ONEOF_ADDED", "!FIELD_SCALAR_KIND_CHANGED"],
    forward: ["ONEOF_REMOVED", "ONEOF_ADDED", "!FIELD_SCALAR_KIND_CHANGED"],
    backward83: ["ONEOF_REMOVED", "ONEOF_ADDED"],
    forward83: ["ONEOF_REMOVED", "ONEOF_ADDED"],
  },
  {
    change: "one field moves into a new oneof",
    old: "message M { int32 a = 1; }",
    now: "message M { oneof o { int32 a = 1; } }",
    backward: ["ONEOF_ADDED"],
    forward: ["ONEOF_REMOVED", "ONEOF_FIELD_MOVED_TO_TOP_LEVEL"],
    forward83: ["ONEOF_REMOVED", "FIELD_ADDED"],
  },
  {
    change: "two fields move into a new oneof",
    old: PLAIN,
    now: ONEOF,
    backward: ["!MULTIPLE_FIELDS_MOVED_TO_ONEOF", "ONEOF_ADDED"],
    forward: ["ONEOF_REMOVED", "ONEOF_FIELD_MOVED_TO_TOP_LEVEL", "ONEOF_FIELD_MOVED_TO_TOP_LEVEL"],
    forward83: ["ONEOF_REMOVED", "FIELD_ADDED", "FIELD_ADDED"],
  },
  {
    change: "a field moves into an existing oneof",
    old: "message M { oneof o { int32 a = 1; } int32 b = 2; }",
    now: ONEOF,
    backward: ["!FIELD_MOVED_TO_EXISTING_ONEOF"],
    forward: ["ONEOF_FIELD_MOVED_TO_TOP_LEVEL"],
    backward83: ["!FIELD_MOVED_TO_EXISTING_ONEOF", "ONEOF_FIELD_ADDED"],
    forward83: ["!ONEOF_FIELD_REMOVED", "FIELD_ADDED"],
  },
  {
    change: "two oneofs become one",
    old: "message M { oneof o { int32 a = 1; } oneof p { int32 b = 2; } }",
    now: ONEOF,
    backward: ["!FIELD_MOVED_TO_EXISTING_ONEOF", "ONEOF_REMOVED"],
    forward: ["ONEOF_ADDED"],
    backward83: ["ONEOF_REMOVED", "ONEOF_FIELD_ADDED"],
    forward83: ["ONEOF_ADDED", "!ONEOF_FIELD_REMOVED"],
  },
  {
    change: "a field moves out of a oneof that stays",
    old: ONEOF,
    now: "message M { oneof o { int32 a = 1; } int32 b = 2; }",
    backward: ["ONEOF_FIELD_MOVED_TO_TOP_LEVEL"],
    forward: ["!FIELD_MOVED_TO_EXISTING_ONEOF"],
    backward83: ["!ONEOF_FIELD_REMOVED", "FIELD_ADDED"],
    forward83: ["!FIELD_MOVED_TO_EXISTING_ONEOF", "ONEOF_FIELD_ADDED"],
  },
  {
    change: "proto3's optional comes: it is no oneof to the registry",
    old: "message M { int32 a = 1; }",
    now: "message M { optional int32 a = 1; }",
    backward: [],
    forward: [],
  },
];
