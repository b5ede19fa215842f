import { describe, expect, it } from "vitest";
import type { Judge, Resolved } from "#schema/registry-judge.ts";
import { content, ToyRegistry } from "./registry.fixture.ts";

/** A judge that notes the texts it is handed, and takes a text with its references written out for the same. */
function noting(): { judge: Judge; parsed: Resolved[] } {
  const parsed: Resolved[] = [];
  return {
    parsed,
    judge: {
      parse: (resolved) => {
        parsed.push(resolved);
        const normal = [...resolved.references].reduce(
          (text, [name, inner]) => text.replace(name, inner),
          resolved.content.text,
        );
        return { ok: true, normal };
      },
      incompatibilities: () => [],
    },
  };
}

describe("references", () => {
  it("hand over the texts of all that is referred to, also indirectly", () => {
    const { judge, parsed } = noting();
    const registry = new ToyRegistry("confluent", judge);
    registry.register("currency", "code");
    registry.register("money", "Currency amount", {
      references: [{ name: "Currency", subject: "currency", version: 1 }],
    });
    registry.register("orders-value", "Money", {
      references: [{ name: "Money", subject: "money", version: 1 }],
    });
    expect([...(parsed.at(-1)?.references ?? [])]).toEqual([
      ["Money", "Currency amount"],
      ["Currency", "code"],
    ]);
  });

  it("that lead nowhere make the schema invalid: 42201", () => {
    const registry = new ToyRegistry();
    expect(
      registry.register("s", "a", { references: [{ name: "Money", subject: "money", version: 3 }] }),
    ).toBe("42201 Invalid schema: no schema reference found for {name='Money', subject='money', version=3}");
  });

  it("to -1 are fixed to the latest version of the moment; a later one changes no referrer", () => {
    const registry = new ToyRegistry();
    registry.register("money", "amount");
    registry.register("orders-value", "a", {
      references: [{ name: "Money", subject: "money", version: -1 }],
    });
    registry.register("money", "amount currency?");
    expect(registry.state.schemas.find(({ text }) => text === "a")?.references[0]?.version).toBe(1);
    expect(
      registry.register("orders-value", "a", {
        references: [{ name: "Money", subject: "money", version: -1 }],
      }),
    ).toBe("v2 id 4");
  });

  it("written out are found as the same schema", () => {
    const registry = new ToyRegistry("confluent", noting().judge);
    registry.register("money", "amount");
    registry.register("orders-value", "id Money", {
      references: [{ name: "Money", subject: "money", version: 1 }],
    });
    expect(registry.ask({ kind: "lookup", subject: "orders-value", content: content("id amount") })).toBe(
      "v1 id 2",
    );
    expect(registry.register("orders-value", "id amount")).toBe("v1 id 2");
    expect(registry.code({ kind: "lookup", subject: "orders-value", content: content("amount") })).toBe(
      40403,
    );
  });
});
