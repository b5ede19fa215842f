import { describe, expect, it } from "vitest";
import { nodeOf } from "#scenario/edits.ts";
import { connect, wireRefusal } from "#sim/wiring.ts";
import { bankOf } from "./bank.fixture.ts";

describe("a wire to a database", () => {
  const unwired = { ...bankOf({ stores: [], worker: { effect: "none" } }) };

  it("gives a service that reads a balance to keep, and leaves alone what a publisher does", () => {
    const wired = connect(unwired, "worker", "db", (prefix) => `${prefix}-new`);
    if ("refusal" in wired) throw new Error(wired.refusal);
    expect(wired.wires.at(-1)).toEqual({ id: "wire-new", kind: "stores", from: "worker", to: "db" });
    expect(nodeOf(wired, "worker")!.config["effect"]).toBe("add");
    const shop = connect(unwired, "shop", "db", (prefix) => `${prefix}-new`);
    if ("refusal" in shop) throw new Error(shop.refusal);
    expect(nodeOf(shop, "shop")!.config).toEqual(nodeOf(unwired, "shop")!.config);
  });

  it("is one a service, and starts at a service", () => {
    expect(wireRefusal(bankOf(), "worker", "db")).toBe("worker already keeps its state in db.");
    expect(wireRefusal(bankOf(), "db", "worker")).not.toBeNull();
    expect(wireRefusal(bankOf(), "orders", "db")).not.toBeNull();
  });
});
