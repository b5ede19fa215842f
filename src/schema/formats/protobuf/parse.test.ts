/** Reading `.proto` texts: what a schema says, and every mistake at its place. */
import { describe, expect, it } from "vitest";
import { applyEdits } from "#schema/text-range.ts";
import { parseProtobuf } from "./parse.ts";
import { schemaOf, shop } from "./proto.fixture.ts";
import { mainMessage, type ProtoField, type ProtoSchema } from "./schema.ts";
import { WELL_KNOWN_PATHS, wellKnownText } from "./well-known-types.ts";

/** `code "underlined text"` of all problems. */
function problems(text: string, isNew = true): readonly string[] {
  return parseProtobuf(text, { isNew }).problems.map(
    ({ code, range }) => `${code} ${JSON.stringify(text.slice(range.start, range.end))}`,
  );
}

function inMessage(body: string): readonly string[] {
  return problems(`syntax = "proto3"; message M { ${body} }`);
}

function field(schema: ProtoSchema, name: string): ProtoField {
  const found = mainMessage(schema)?.fieldsByName.get(name);
  if (found === undefined) throw new Error(`no field ${name}`);
  return found;
}

describe("a well-formed file", () => {
  const schema = shop(`
    // Not a comment of the message.

    // An order.
    // Two lines.
    message Order {
      string id = 1; // who
      optional int32 count = 0x2;
      repeated sint64 parts = 3;
      map<string, Line> lines = 4 [deprecated = true];
      oneof payment { string card = 5; int64 cash_value = 6 [json_name = "cash"]; }
      message Line { State state = 1; }
      reserved 8, 10 to 12, 20 to max;
      reserved "old", 'older';
    }
    enum State { OPEN = 0; DONE = -1; }
    service Orders { rpc Get(stream Order) returns (Order.Line); }
  `);

  it("knows names, numbers, labels and types", () => {
    const order = mainMessage(schema);
    expect(order?.fullName).toBe("shop.Order");
    expect(order?.fields.map(({ name, number, label, typeText }) => [name, number, label, typeText])).toEqual(
      [
        ["id", 1, null, "string"],
        ["count", 2, "optional", "int32"],
        ["parts", 3, "repeated", "sint64"],
        ["lines", 4, null, "map<string,Line>"],
        ["card", 5, null, "string"],
        ["cash_value", 6, null, "int64"],
      ],
    );
  });

  it("resolves types from the innermost scope outwards", () => {
    const { type } = field(schema, "lines");
    expect(type.kind === "map" && type.value.kind === "message" && type.value.message.fullName).toBe(
      "shop.Order.Line",
    );
  });

  it("tells presence, packing and oneofs as proto3 has them", () => {
    expect(field(schema, "id").presence).toBe("implicit");
    expect(field(schema, "count").presence).toBe("explicit");
    expect(field(schema, "count").oneof?.synthetic).toBe(true);
    expect(field(schema, "card").presence).toBe("explicit");
    expect(field(schema, "parts").packed).toBe(true);
    expect(field(schema, "lines").presence).toBe("repeated");
  });

  it("derives names in JSON and keeps written ones", () => {
    expect(field(shop("message M { int32 a_b__c = 1; }"), "a_b__c").jsonName).toBe("aBC");
    expect(field(schema, "cash_value").jsonName).toBe("cash");
  });

  it("takes the comment right before a statement, else the one behind it", () => {
    expect(mainMessage(schema)?.doc).toBe("An order.\nTwo lines.");
    expect(field(schema, "id").doc).toBe("who");
    expect(field(schema, "parts").doc).toBe("");
  });

  it("keeps reservations with their ranges", () => {
    const numbers = mainMessage(schema)?.reservedNumbers.map(({ start, end }) => [start, end]);
    expect(numbers).toEqual([
      [8, 8],
      [10, 12],
      [20, 536_870_911],
    ]);
    expect(mainMessage(schema)?.reservedNames.map(({ name }) => name)).toEqual(["old", "older"]);
  });
});

describe("proto2 and editions", () => {
  it("proto2 has groups, defaults, required fields, extensions and closed enums", () => {
    const schema = schemaOf(`
      message M {
        required int32 a = 1 [default = -7];
        repeated group Line = 2 { optional string s = 1; }
        repeated int32 list = 3;
        optional E e = 4 [default = ONE];
        extensions 100 to 199;
      }
      enum E { ONE = 1; }
      extend M { optional string note = 100; }
    `);
    expect(field(schema, "a").presence).toBe("required");
    expect(field(schema, "a").defaultValue).toEqual({ kind: "number", value: -7, text: "-7" });
    expect(field(schema, "line").type.kind).toBe("group");
    expect(field(schema, "list").packed).toBe(false);
    expect(schema.file.enums[0]?.closed).toBe(true);
    expect(schema.file.extends[0]?.target?.name).toBe("M");
  });

  it("editions say by features what the syntax said", () => {
    const schema = schemaOf(`
      edition = "2023";
      option features.enum_type = CLOSED;
      message M {
        int32 told = 1;
        int32 plain = 2 [features.field_presence = IMPLICIT];
        repeated int32 loose = 3 [features = { repeated_field_encoding: EXPANDED }];
        N apart = 4 [features.message_encoding = DELIMITED];
        reserved gone, 9;
      }
      message N {}
      enum E { ONE = 1; }
    `);
    expect(field(schema, "told").presence).toBe("explicit");
    expect(field(schema, "plain").presence).toBe("implicit");
    expect(field(schema, "loose").packed).toBe(false);
    expect(field(schema, "apart").type.kind).toBe("group");
    expect(schema.file.enums[0]?.closed).toBe(true);
  });
});

describe("names with a dot in front", () => {
  it("are read behind every word of the language", () => {
    const schema = schemaOf(`syntax = "proto2"; package shop; import "google/protobuf/descriptor.proto";
      message M { optional .shop.M m = 1; map<string, .shop.M> all = 2; extensions 9;
        extend .shop.M { optional int32 x = 9; } }
      extend .google.protobuf.FieldOptions { optional bool pii = 50001; }
      service S { rpc Get(stream .shop.M) returns (stream .shop.M); }`);
    expect(schema.file.services[0]?.rpcs[0]).toMatchObject({ inputStreams: true, outputStreams: true });
    expect(schema.file.messages[0]?.extends[0]?.target?.fullName).toBe("shop.M");
    expect(field(schema, "m").label).toBe("optional");
  });
});

describe("broken texts", () => {
  it("all mistakes are told, each at its place, and reading goes on behind each", () => {
    const text = [
      'syntax = "proto3";',
      "message M {",
      "  string a = 1",
      "  string b = ;",
      "  Strin c = 3;",
      "  bool d;",
      "  string e = 5;",
      "}",
      "foo bar;",
      "message N { int32 a = 0; }",
    ].join("\n");
    expect(problems(text)).toEqual([
      'missing-semicolon "1"',
      'syntax ";"',
      'unknown-type "Strin"',
      'missing-number "d"',
      'syntax "foo"',
      'number-out-of-range "0"',
    ]);
  });

  it.each([
    ["message M {", 'syntax "{"'],
    ["message M { } }", 'syntax "}"'],
    ['import "a', 'unclosed-string "\\"a"'],
    ["/* never", 'unclosed-comment "/*"'],
    ["message M { optional int32 ü = 1; }", 'strange-character "ü"'],
    ["message M { optional int32 a = 08; }", 'bad-number "08"'],
    ["message M { optional int32 a = 1.5; }", 'bad-number "1.5"'],
    ['syntax = "proto4";', 'unknown-syntax "\\"proto4\\""'],
    ['message M {} syntax = "proto3";', 'late-syntax "syntax = \\"proto3\\";"'],
  ])("%s", (text, problem) => {
    expect(problems(text)).toContain(problem);
  });

  it("says nothing but one problem for a text that is too long", () => {
    expect(problems(" ".repeat(300_000)).map((problem) => problem.split(" ")[0])).toEqual(["too-long"]);
  });

  it("no text makes it fail, however it is cut or doubled", () => {
    const text =
      'syntax = "proto3"; import "x"; message A { map<string, A> m = 1 [a = {b: "c"}]; oneof o { A a = 2; } } enum E { Z = 0; }';
    for (let cut = 0; cut <= text.length; cut++) {
      expect(() => parseProtobuf(text.slice(0, cut), { isNew: true })).not.toThrow();
      expect(() => parseProtobuf(text.slice(cut) + text, { isNew: true })).not.toThrow();
    }
  });

  it("names that objects have are names like others", () => {
    const schema = shop(
      "message constructor { string __proto__ = 1; toString hasOwnProperty = 2; } message toString {}",
    );
    expect([...(mainMessage(schema)?.fieldsByName.keys() ?? [])]).toEqual(["__proto__", "hasOwnProperty"]);
  });

  it("nesting beyond 64, 2,000 fields and 20,000 parts are problems, not hangs", () => {
    const deep = "message M { ".repeat(70) + "}".repeat(70);
    expect(problems(deep)).toEqual(['too-deep "M"']);
    const fields = Array.from(
      { length: 10_000 },
      (_, index) => `int32 f${String(index)} = ${String(index + 1)};`,
    );
    expect(inMessage(fields.slice(0, 2_001).join(" "))).toContain('too-many-fields "M"');
    const many = Array.from({ length: 21_000 }, () => "message M{}").join("");
    expect(parseProtobuf(many.slice(0, 262_000), { isNew: true }).problems).toHaveLength(100);
  });
});

describe("what protoc refuses", () => {
  it.each([
    ["reserved 1; int32 a = 1;", 'reserved-number "1"'],
    ["int32 a = 1; reserved 1;", 'reserved-number "1"'],
    ['int32 a = 1; reserved "a";', 'reserved-name "a"'],
    ["int32 a = 19000;", 'number-internal "19000"'],
    ["int32 a = 0;", 'number-out-of-range "0"'],
    ["int32 a = -1;", 'number-out-of-range "-1"'],
    ["int32 a = 536870912;", 'number-out-of-range "536870912"'],
    ["int32 a = 1; int32 b = 1;", 'duplicate-number "1"'],
    ["int32 a = 1; int32 a = 2;", 'duplicate-name "a"'],
    ["int32 a_b = 1; int32 aB = 2;", 'json-name-clash "aB"'],
    ["int32 a = 1 [default = 1];", 'default-in-proto3 "default = 1"'],
    ["required int32 a = 1;", 'required-in-proto3 "required"'],
    ["repeated group G = 1 {}", 'group-outside-proto2 "group"'],
    ["oneof o { repeated int32 a = 1; }", 'label-in-oneof "repeated"'],
    ["oneof o { map<string, int32> a = 1; }", 'map-in-oneof "map<string, int32>"'],
    ["oneof o { }", 'empty-oneof "o"'],
    ["repeated map<string, int32> a = 1;", 'label-on-map "repeated"'],
    ["map<float, int32> a = 1;", 'map-key-type "float"'],
    ["map<bytes, int32> a = 1;", 'map-key-type "bytes"'],
    ["map<M, int32> a = 1;", 'map-key-type "M"'],
    ["extensions 100 to 200;", 'extensions-in-proto3 "100 to 200"'],
    ["reserved 1 to 5, 3;", 'ranges-overlap "3"'],
    ["reserved 5 to 3;", 'range-backwards "5 to 3"'],
    ['reserved "a", "a";', 'reserved-twice "\\"a\\""'],
    ["int32 a = 1; message a {}", 'duplicate-name "a"'],
    ["map<string, int32> foo = 1; message FooEntry {}", 'map-entry-clash "foo"'],
    ["string a = 1 [packed = true];", 'packed-misplaced "packed = true"'],
    ["string a = 1 [dprecated = true];", 'unknown-option "dprecated"'],
    ["enum E { }", 'empty-enum "E"'],
    ["enum E { A = 1; }", 'first-enum-constant "1"'],
    ["enum E { A = 0; B = 0; }", 'enum-alias "0"'],
    ["enum E { option allow_alias = true; A = 0; }", 'no-alias "allow_alias = true"'],
    ["enum E { A = 0; B = 3000000000; }", 'enum-number-out-of-range "3000000000"'],
    ["enum E { A = 0; reserved 0; }", 'reserved-number "0"'],
    ["enum E { A = 0; } enum F { A = 0; }", 'duplicate-name "A"'],
    ["enum E { A = 0; E_A = 1; }", 'enum-names-alike "E_A"'],
  ])("in a proto3 message: %s", (body, problem) => {
    expect(inMessage(body)).toContain(problem);
  });

  it.each([
    ["message M { int32 a = 1; }", 'missing-label "int32"'],
    ['message M { optional int32 a = 1 [default = "x"]; }', 'default-wrong "\\"x\\""'],
    ["message M { optional int32 a = 1 [default = 3000000000]; }", 'default-wrong "3000000000"'],
    ["message M { optional E a = 1 [default = B]; } enum E { A = 1; }", 'default-wrong "B"'],
    ["message M { repeated int32 a = 1 [default = 1]; }", 'default-misplaced "default = 1"'],
    ["message M { extensions 5 to 9; } extend M { optional int32 a = 4; }", 'extension-number "4"'],
    ["message M { extensions 5 to 9; } extend M { required int32 a = 5; }", 'required-extension "required"'],
    ["message M { extensions 5; optional int32 a = 5; }", 'number-of-extensions "5"'],
    ["message M {} message M {}", 'duplicate-name "M"'],
    ["package a; package b;", 'second-package "b"'],
    [
      'import "google/protobuf/any.proto"; import "google/protobuf/any.proto";',
      'second-import "\\"google/protobuf/any.proto\\""',
    ],
    ["service S { rpc A(M) returns (E); } message M {} enum E { A_ = 0; }", 'not-a-message "E"'],
  ])("in a proto2 file: %s", (text, problem) => {
    expect(problems(text)).toContain(problem);
  });

  it("a stored version with such mistakes can still be compared", () => {
    const text = 'syntax = "proto3"; message M { Unknown a = 1; int32 b = 1; }';
    const { schema, problems: found } = parseProtobuf(text, { isNew: false });
    expect(schema).not.toBeNull();
    expect(found.map(({ severity }) => severity)).toEqual(["warning", "warning"]);
  });
});

describe("imports", () => {
  it("built-in files need no reference, and are without problems themselves", () => {
    for (const path of WELL_KNOWN_PATHS) {
      expect(parseProtobuf(wellKnownText(path) ?? "", { isNew: true }).problems, path).toEqual([]);
      expect(problems(`syntax = "proto3"; import "${path}";`), path).toEqual([]);
    }
  });

  it("types of references are found by import path, public imports of theirs too", () => {
    const references = new Map([
      ["a.proto", 'syntax = "proto3"; package a; import public "b.proto"; message A {}'],
      ["b.proto", 'syntax = "proto3"; package b; message B {}'],
    ]);
    const schema = schemaOf(
      'syntax = "proto3"; import "a.proto"; message M { a.A a = 1; b.B b = 2; }',
      references,
    );
    const { type } = field(schema, "b");
    expect(type.kind === "message" && type.message.fullName).toBe("b.B");
  });

  it("what a reference imports for itself is not seen", () => {
    const references = new Map([
      ["a.proto", 'syntax = "proto3"; package a; import "b.proto"; message A {}'],
      ["b.proto", 'syntax = "proto3"; package b; message B {}'],
    ]);
    const text = 'syntax = "proto3"; import "a.proto"; message M { b.B b = 1; }';
    const found = parseProtobuf(text, { isNew: true, references }).problems;
    expect(found.map(({ code }) => code)).toEqual(["unknown-type"]);
  });

  it("a file nobody knows is told, with a similar one where there is one", () => {
    const text = 'syntax = "proto3"; import "google/protobuf/timestmp.proto";';
    const [problem] = parseProtobuf(text, { isNew: true }).problems;
    expect(problem?.code).toBe("unknown-import");
    expect(applyEdits(text, problem?.fix?.edits ?? [])).toBe(
      'syntax = "proto3"; import "google/protobuf/timestamp.proto";',
    );
  });

  it("a type of a built-in file that is not imported says which import is missing", () => {
    const text = 'syntax = "proto3"; message M { google.protobuf.Timestamp at = 1; }';
    const [problem] = parseProtobuf(text, { isNew: true }).problems;
    expect(problem?.tryThis).toBe('Add import "google/protobuf/timestamp.proto"; at the top of the file.');
  });

  it("references that import each other are a problem, not a hang", () => {
    const references = new Map([
      ["a.proto", 'syntax = "proto3"; import "b.proto";'],
      ["b.proto", 'syntax = "proto3"; import "a.proto";'],
    ]);
    const found = parseProtobuf('syntax = "proto3"; import "a.proto";', { isNew: true, references }).problems;
    expect(found.map(({ code }) => code)).toEqual(["import-broken"]);
  });
});

describe("fixes of problems", () => {
  it.each([
    "message M { string a = 1 string b = 2; }".replace("1 s", "1\n s"),
    "message M { string a; int32 b = 7; }",
    "message M { string a = 1; string b = 1; }",
    "message M { required string a = 1; }",
    'message M { string a = 1 [default = "x"]; }',
    'message M { string a = 1 [deprecated = true, default = "x"]; }',
    "message M { reserved 1 to 4; string a = 1; }",
    "message M { map<double, string> a = 1; }",
    "message M { Lin a = 1; } message Line {}",
    "message M { int32 a = 1; int32 a = 2; }",
    "enum E { A = 1; }",
    "enum E { A = 0; B = 0; }",
    "enum E { A = 0; } enum F { A = 0; }",
    "message M { reserved 9 to 4; }",
    "message M { oneof o { optional int32 a = 1; } }",
    "message M { int32 a = 1 [dprecated = true]; }",
  ])("mend %s", (statements) => {
    const text = `syntax = "proto3"; ${statements}`;
    const [problem] = parseProtobuf(text, { isNew: true }).problems;
    expect(problem?.fix).toBeDefined();
    const mended = applyEdits(text, problem?.fix?.edits ?? []);
    expect(problems(mended), mended).toEqual([]);
  });
});
