import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matchesTopic, parseTopicPattern } from "./topic-pattern.ts";

function matches(pattern: string, name: string): boolean {
  const parsed = parseTopicPattern(pattern);
  if (!parsed.ok) throw new Error(parsed.problems[0]!.says);
  return matchesTopic(parsed.value, name);
}

describe("a subscription by pattern", () => {
  it.each([
    ["orders", "orders", true],
    ["orders", "orders-eu", false],
    ["orders.*", "orders-eu", true],
    ["orders\\..+", "orders-eu", false],
    ["orders\\.(eu|us)", "orders.us", true],
    ["(?:orders|payments)-[a-z]{2}", "payments-eu", true],
    ["[^.]+", "a.b", false],
    ["t\\d{1,3}", "t1234", false],
    ["^orders$", "orders", true],
    ["a|", "", true],
    ["[\\w-]+", "my-topic_1", true],
    ["x{0}y", "y", true],
  ])("%s takes %s: %s", (pattern, name, expected) => {
    expect(matches(pattern, name)).toBe(expected);
  });

  it("matches whole names as the language's own engine does", () => {
    const unit = fc.constantFrom("a", "b", ".", "[ab]", "[^a]", "\\w", "(a|b)", "(?:ab|)");
    const many = fc.constantFrom("", "*", "+", "?", "{2}", "{1,2}", "{0,}", "*?");
    const piece = fc.tuple(unit, many).map((pair) => pair.join(""));
    const pattern = fc.array(piece, { maxLength: 5 }).map((pieces) => pieces.join(""));
    const either = fc.array(pattern, { minLength: 1, maxLength: 3 }).map((options) => options.join("|"));
    const name = fc.string({ unit: fc.constantFrom("a", "b", "c", "-"), maxLength: 8 });
    fc.assert(
      fc.property(either, name, (text, topic) => {
        expect(matches(text, topic)).toBe(new RegExp(`^(?:${text})$`).test(topic));
      }),
      { numRuns: 2000 },
    );
  });

  it.each(["(", "a)", "[a", "*", "a{2,1}", "a{x}", "\\1", "(?=a)", "[b-a]", "a++", "(a{1000}){1000}", "\\"])(
    "refuses %s and says why",
    (pattern) => {
      const parsed = parseTopicPattern(pattern);
      expect(parsed.ok).toBe(false);
      if (!parsed.ok) expect(parsed.problems[0]!.says).toContain("cannot be read");
    },
  );

  it("takes no longer over a pattern that was made to take for ever", () => {
    expect(matches("(a+)+(a*)*(.*.*)*b", "a".repeat(200))).toBe(false);
  });

  it("reads any text as a pattern or refuses it", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), fc.string({ maxLength: 10 }), (text, name) => {
        const parsed = parseTopicPattern(text);
        if (parsed.ok) matchesTopic(parsed.value, name);
      }),
    );
  });
});
