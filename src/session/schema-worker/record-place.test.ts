import { describe, expect, it } from "vitest";
import { parseJsonText } from "#schema/json-text.ts";
import { placeOfPath } from "./record-place.ts";

/** The text that stands at a path. */
function at(text: string, path: string): string {
  const { root } = parseJsonText(text, { depthMax: 64, comments: false });
  if (root === null) throw new Error("no JSON");
  const { start, end } = placeOfPath(root, path);
  return text.slice(start, end);
}

describe("the place of a path in a record", () => {
  it("goes through fields and items, with the record's name in front or without", () => {
    const text = '{"lines": [{"price": 1}, {"price": 2}]}';
    expect(at(text, "Order.lines[1].price")).toBe("2");
    expect(at(text, "lines[1].price")).toBe("2");
    expect(at("[1, 2]", "[1]")).toBe("2");
  });

  it("passes the branches of unions, which no path names", () => {
    expect(at('{"to": {"shop.Address": {"street": "x"}}}', "Order.to.street")).toBe('"x"');
  });

  it("is the innermost thing on the way where a field is missing", () => {
    expect(at('{"to": {"zip": "1", "city": "y"}}', "Order.to.street")).toBe('{"zip": "1", "city": "y"}');
    const two = '{"zip": {"street": "x"}, "city": "y"}';
    expect(at(`{"to": ${two}}`, "Order.to.street")).toBe(two);
    expect(at('{"to": 3}', "Order.to.street")).toBe("3");
    expect(at("7", "Order.id")).toBe("7");
  });

  it("is the last of members with one name, and no member that an object has by birth", () => {
    expect(at('{"id": 1, "id": 2}', "Order.id")).toBe("2");
    expect(at('{"id": 1, "no": 2}', "Order.constructor")).toBe('{"id": 1, "no": 2}');
  });
});
