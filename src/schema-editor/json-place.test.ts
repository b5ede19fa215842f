import { describe, expect, it } from "vitest";
import { jsonPlace } from "./json-place.ts";

/** The place at the mark `|`. */
function at(text: string) {
  return jsonPlace(text.replace("|", ""), text.indexOf("|"));
}

describe("a place in a JSON text", () => {
  it.each([
    ['{"ty|', { isKey: true, inString: true, start: 2, key: "", path: [] }],
    ['{"type": "re|', { isKey: false, inString: true, start: 10, key: "type" }],
    ['{"type": ["null", "st|', { isKey: false, inString: true, key: "type" }],
    ['{"type": |', { isKey: false, inString: false, start: 9, key: "type" }],
    ['{"type": "record", |', { isKey: true, inString: false, key: "" }],
    ['{"fields": [{"name": "a", "ty|', { isKey: true, path: ["fields"] }],
    ['{"properties": {"type": {"ty|', { isKey: true, path: ["properties", "type"] }],
    ['{"a": "x", "b": {"c": 1}, "|', { isKey: true, path: [] }],
    ['"|', { isKey: false, inString: true, key: "" }],
    ["|", { isKey: false, inString: false, key: "" }],
  ])("%s", (text, place) => {
    expect(at(text)).toMatchObject(place);
  });

  it("is in a text that does not end on its line, up to its end and no further", () => {
    expect(at('{"type": "int|\n  "name": 1}')).toMatchObject({ inString: true, key: "type" });
    expect(at('{"type": "int\n "na|me": 1}')).toMatchObject({ inString: true, start: 16 });
  });

  it("reads over quotes with a backslash before them, and over comments", () => {
    expect(at(String.raw`{"a": "\"", "b|`)).toMatchObject({ isKey: true });
    expect(at('{"a": 1, // "x": {\n "b|')).toMatchObject({ isKey: true, path: [] });
    expect(at('{"a": 1, /* "b|')).toBeNull();
  });
});
