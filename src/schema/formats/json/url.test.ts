import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { resolveUrl } from "./url.ts";

describe("a reference is resolved against its base", () => {
  // RFC 3986, section 5.4.
  const base = "http://a/b/c/d;p?q";
  it.each([
    ["g:h", "g:h"],
    ["g", "http://a/b/c/g"],
    ["./g", "http://a/b/c/g"],
    ["g/", "http://a/b/c/g/"],
    ["/g", "http://a/g"],
    ["?y", "http://a/b/c/d;p?y"],
    ["g?y", "http://a/b/c/g?y"],
    ["#s", "http://a/b/c/d;p?q#s"],
    ["g#s", "http://a/b/c/g#s"],
    ["g?y#s", "http://a/b/c/g?y#s"],
    ["", "http://a/b/c/d;p?q"],
    [".", "http://a/b/c/"],
    ["./", "http://a/b/c/"],
    ["..", "http://a/b/"],
    ["../g", "http://a/b/g"],
    ["../..", "http://a/"],
    ["../../g", "http://a/g"],
    ["../../../g", "http://a/g"],
    ["//g", "http://g/"],
  ])("%j is %j", (reference, absolute) => {
    expect(resolveUrl(base, reference)).toBe(absolute);
  });
});

it("without a base a name has a place of its own", () => {
  expect(resolveUrl("", "address.json")).toBe("mem://input/address.json");
  expect(resolveUrl("mem://input/orders/order.json", "../address.json")).toBe("mem://input/address.json");
  expect(resolveUrl("urn:example:order", "urn:example:address")).toBe("urn:example:address");
});

it("agrees with the platform on paths of names and dots", () => {
  const step = fc.constantFrom("a", "b-1", "..", ".", "c.json", "$defs");
  const path = fc.array(step, { minLength: 1, maxLength: 6 }).map((steps) => steps.join("/"));
  const rooted = fc.tuple(fc.boolean(), path).map(([root, steps]) => (root ? `/${steps}` : steps));
  const reference = fc.tuple(rooted, fc.constantFrom("", "?x", "#y", "?x#y")).map(([a, b]) => a + b);
  const bases = rooted.map((steps) => `https://example.com/${steps.replace(/^\//, "")}`);
  fc.assert(
    fc.property(bases, reference, (base, relative) => {
      expect(resolveUrl(base, relative)).toBe(new URL(relative, base).href);
    }),
  );
});

it("never throws", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (base, url) => {
      expect(typeof resolveUrl(base, url)).toBe("string");
    }),
  );
});
