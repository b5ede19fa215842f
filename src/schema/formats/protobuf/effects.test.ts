/** What Confluent's registry accepts although readers lose or misread data. */
import { describe, expect, it } from "vitest";
import { compareProtobuf } from "./compare.ts";
import { effects, shop } from "./proto.fixture.ts";

const two = (body: string): string => `syntax = "proto2"; package shop; ${body}`;

/** Codes of the effects when the new version reads the old one's records. */
function codes(old: string, now: string): readonly string[] {
  return effects(shop(now), shop(old)).map((effect) => effect.slice(0, effect.indexOf(":")));
}

function sentence(old: string, now: string): string {
  const [first] = effects(shop(now), shop(old));
  return first?.slice(first.indexOf(":") + 2) ?? "";
}

describe("numbers and names", () => {
  it("a renumbered field loses what was written under the old number", () => {
    expect(codes("message M { int32 a = 1; }", "message M { int32 a = 2; }")).toEqual(["FIELD_RENUMBERED"]);
    expect(sentence("message M { int32 a = 1; }", "message M { int32 a = 2; }")).toBe(
      'Readers find "a" under number 2; values written under number 1 are lost to them, and the field reads as absent.',
    );
  });

  it("a number used again mixes two fields up", () => {
    const old = "message M { int32 quantity = 1; }";
    expect(codes(old, "message M { bool discounted = 1; }")).toEqual([
      "FIELD_NUMBER_REUSED",
      "FIELD_TYPE_CHANGED",
    ]);
    expect(sentence(old, "message M { int32 discount = 1; }")).toBe(
      'Number 1 had "quantity" (int32) and has "discount" (int32) now: values written as the one are read as the other, unless both are the same thing under another name.',
    );
    const swapped = codes(
      "message M { int32 a = 1; int32 b = 2; }",
      "message M { int32 b = 1; int32 a = 2; }",
    );
    expect(swapped).toEqual([
      "FIELD_RENUMBERED",
      "FIELD_NUMBER_REUSED",
      "FIELD_RENUMBERED",
      "FIELD_NUMBER_REUSED",
    ]);
  });

  it.each([
    ["total", "total_amount"],
    ["colour", "color"],
    ["customer_id", "customerId"],
  ])("a new name like the old one is the same field: %s, %s", (old, now) => {
    expect(codes(`message M { int32 ${old} = 1; }`, `message M { int32 ${now} = 1; }`)).toEqual([]);
  });
});

describe("types", () => {
  it.each([
    ["int64", "int32", "Numbers beyond 32 bits are cut: 4294967297 is read as 1."],
    ["int64", "bool", "Every number but 0 is read as true."],
    ["int32", "uint32", "Negative numbers are read as huge positive ones."],
    ["uint32", "int32", "Numbers from 2^31 on are read as negative ones."],
    ["uint64", "int64", "Numbers from 2^63 on are read as negative ones."],
    ["fixed32", "sfixed32", "Numbers from 2^31 on are read as negative ones."],
    ["sint64", "sint32", "Numbers beyond 32 bits are cut: 4294967297 is read as 1."],
    ["bytes", "string", "Bytes that are no valid UTF-8 are refused, or arrive as other text."],
    ["int32", "E", "Numbers that E has no constant for are kept without a name."],
  ])("%s read as %s", (old, now, says) => {
    const withEnum = (type: string): string => `message M { ${type} a = 1; } enum E { Z = 0; }`;
    expect(sentence(withEnum(old), withEnum(now))).toBe(says);
  });

  it.each([
    ["int32", "int64"],
    ["uint32", "int64"],
    ["bool", "int32"],
    ["sint32", "sint64"],
    ["E", "int32"],
  ])("%s read as %s loses nothing", (old, now) => {
    const withEnum = (type: string): string => `message M { ${type} a = 1; } enum E { Z = 0; }`;
    expect(codes(withEnum(old), withEnum(now))).toEqual([]);
  });

  it("releases up to 8.3.1 do not see a type change inside a renamed oneof; readers feel it", () => {
    const old = shop("message M { oneof o { int32 a = 1; } }");
    const now = shop("message M { oneof p { string a = 1; } }");
    const found = compareProtobuf(now, old, { rules: "confluent-8.3" });
    expect(found.some(({ breaks }) => breaks)).toBe(false);
    expect(found.find(({ code }) => code === "FIELD_TYPE_CHANGED")?.dataEffect).toBe(
      "Readers expect the bytes of string and find those of int32: they pass the value over, and the field reads as absent, or fail.",
    );
  });
});

describe("labels, presence and defaults", () => {
  it("a list read as one value, and the other way", () => {
    const one = "message M { int32 a = 1; }";
    const many = "message M { repeated int32 a = 1; }";
    expect(sentence(many, one)).toBe("Of a list, readers keep the last element only.");
    expect(sentence(one, many)).toBe(
      "One value is read as a list of one, and a zero value, which is not written, as an empty list.",
    );
  });

  it("whether zero and not set are told apart", () => {
    const plain = "message M { int32 a = 1; }";
    const told = "message M { optional int32 a = 1; }";
    expect(codes(plain, told)).toEqual(["FIELD_PRESENCE_CHANGED"]);
    expect(codes(told, plain)).toEqual(["FIELD_PRESENCE_CHANGED"]);
  });

  it("a default is not in the records, so a new one changes old records", () => {
    const withDefault = (value: string): string =>
      two(`message M { optional int32 a = 1 [default = ${value}]; }`);
    expect(sentence(withDefault("1"), withDefault("2"))).toBe(
      'A record without "a" meant 1 where it was written and reads as 2.',
    );
    expect(codes(withDefault("0"), two("message M { optional int32 a = 1; }"))).toEqual([]);
  });
});

describe("enums", () => {
  it("a constant that readers do not know: open enums keep the number, closed ones put it aside", () => {
    expect(sentence("enum E { A = 0; B = 1; }", "enum E { A = 0; }")).toBe(
      "B is written but not known to readers: they keep number 1 but have no name for it.",
    );
    expect(sentence(two("enum E { A = 0; B = 1; }"), two("enum E { A = 0; }"))).toBe(
      "B is written but not known to readers: they put number 1 to the unknown fields, so the field reads as absent or as A.",
    );
  });

  it("a constant with quite another name may have another meaning, one with a similar name has not", () => {
    expect(codes("enum E { A = 0; PAID = 1; }", "enum E { A = 0; REFUNDED = 1; }")).toEqual([
      "ENUM_CONST_CHANGED",
    ]);
    expect(codes("enum E { A = 0; PAID = 1; }", "enum E { A = 0; E_PAID = 1; }")).toEqual([]);
    const swapped = codes("enum E { A = 0; B = 1; C = 2; }", "enum E { A = 0; C = 1; B = 2; }");
    expect(swapped).toEqual(["ENUM_CONST_CHANGED", "ENUM_CONST_CHANGED"]);
  });
});

describe("harmless changes", () => {
  it.each([
    ["message M { int32 a = 1; }", "message M { int32 a = 1; string b = 2; }"],
    ["message M { int32 a = 1; }", "// A comment.\nmessage M { int32 a = 1 [deprecated = true]; }"],
    ["message M {} message N {}", "message N {} message M {}"],
    ["message M { int32 a = 1; int32 b = 2; }", "message M { int32 b = 2; int32 a = 1; }"],
  ])("%s → %s", (old, now) => {
    expect(codes(old, now)).toEqual([]);
  });
});
