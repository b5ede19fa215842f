import { describe, expect, it } from "vitest";
import { ask } from "./index.ts";
import { versionUuid } from "#schema/version-uuid.ts";
import { content, ToyRegistry } from "./registry.fixture.ts";

describe("AWS Glue", () => {
  it("keeps an incompatible version with status FAILURE and compares later ones with those available", () => {
    const registry = new ToyRegistry("glue");
    expect(registry.register("orders", "a")).toBe("v1 id 1");
    expect(registry.register("orders", "a b")).toBe("v2 id 2 FAILURE");
    expect(registry.register("orders", "a b c?")).toBe("v3 id 3 FAILURE");
    expect(registry.register("orders", "a b?")).toBe("v4 id 4");
    expect(registry.register("orders", "a b")).toBe("v2 id 2 FAILURE");
  });

  it("takes no version after the first where the mode is DISABLED", () => {
    const registry = new ToyRegistry("glue");
    registry.ask({ kind: "set-compatibility", scope: "orders", mode: "DISABLED" });
    expect(registry.register("orders", "a")).toBe("v1 id 1");
    expect(registry.register("orders", "a")).toBe("v1 id 1");
    expect(registry.register("orders", "a b?")).toBe("42205 Compatibility DISABLED takes no new version.");
  });

  it("knows no references and no invalid definitions", () => {
    const registry = new ToyRegistry("glue");
    expect(registry.register("orders", "a!").slice(0, 5)).toBe("42201");
    expect(
      registry.register("orders", "a", { references: [{ name: "M", subject: "m", version: 1 }] }),
    ).toContain("not supported");
  });

  it("names versions by UUIDs that are always the same", () => {
    expect(versionUuid("orders", 1)).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    expect(versionUuid("orders", 1)).toBe(versionUuid("orders", 1));
    const uuids = Array.from({ length: 1000 }, (_, index) => versionUuid("orders", index));
    expect(new Set(uuids).size).toBe(1000);
  });
});

describe("Apicurio", () => {
  it("checks nothing until a rule is configured", () => {
    const registry = new ToyRegistry("apicurio");
    expect(registry.register("shop/orders", "a")).toBe("v1 id 1");
    expect(registry.register("shop/orders", "a b")).toBe("v2 id 2");
    expect(registry.register("shop/orders", "no! schema")).toBe("v3 id 3");
  });

  it("refuses what is no schema once VALIDITY is SYNTAX_ONLY or FULL, as a 409 with its causes", () => {
    const registry = new ToyRegistry("apicurio");
    registry.ask({ kind: "set-rule", scope: "", rule: "VALIDITY", value: "SYNTAX_ONLY" });
    const response = ask(
      registry.state,
      { kind: "register", subject: "shop/orders", content: content("a!") },
      registry.judge,
    );
    expect(response).toMatchObject({
      ok: false,
      answer: {
        status: 409,
        body: { name: "RuleViolationException", causes: [{ description: "A name has no !." }] },
      },
    });
  });

  it("takes a rule of the artifact before one of its group before the global one", () => {
    const registry = new ToyRegistry("apicurio");
    registry.ask({ kind: "set-compatibility", scope: "", mode: "BACKWARD" });
    registry.ask({ kind: "set-compatibility", scope: "shop/", mode: "NONE" });
    registry.ask({ kind: "set-compatibility", scope: "shop/refunds", mode: "FULL" });
    const second = (subject: string) => {
      registry.register(subject, "a");
      return registry.register(subject, "a b").slice(0, 5);
    };
    expect([second("other/orders"), second("shop/orders").slice(0, 2), second("shop/refunds")]).toEqual([
      "40901",
      "v2",
      "40901",
    ]);
  });

  it.each([
    ["REFS_EXIST", [{ name: "M", subject: "nobody", version: 1 }]],
    [
      "NO_DUPLICATES",
      [
        { name: "M", subject: "money", version: 1 },
        { name: "M", subject: "money", version: 2 },
      ],
    ],
    ["NO_CIRCULAR_REFERENCES", [{ name: "M", subject: "money", version: 2 }]],
  ] as const)("refuses by INTEGRITY %s and FULL, and takes with NONE", (rule, references) => {
    const registry = new ToyRegistry("apicurio");
    registry.register("orders", "a");
    registry.register("money", "b");
    registry.register("money", "c", { references: [{ name: "O", subject: "orders", version: 1 }] });
    const before = registry.state;
    const under = (value: string): string => {
      registry.state = before;
      registry.ask({ kind: "set-rule", scope: "orders", rule: "INTEGRITY", value });
      return registry.register("orders", "d", { references });
    };
    expect(under("NONE")).toBe("v2 id 4");
    expect(under(rule)).toBe("42201 Integrity rule violated");
    expect(under("FULL")).toBe("42201 Integrity rule violated");
  });

  it("knows the configurations of its rules only", () => {
    const registry = new ToyRegistry("apicurio");
    expect(registry.code({ kind: "set-rule", scope: "", rule: "VALIDITY", value: "REFS_EXIST" })).toBe(42203);
    expect(registry.code({ kind: "set-rule", scope: "", rule: "INTEGRITY", value: "SYNTAX_ONLY" })).toBe(
      42203,
    );
  });
});
