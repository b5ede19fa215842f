import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { compare } from "./commands/compare.ts";
import type { Io } from "./io.ts";

const shop = readFileSync("public/gallery/order-system.json", "utf8");

/** Calls the command on two texts, called a.json and b.json. */
async function compared(a: string, b: string, ...options: readonly string[]) {
  let out = "";
  const io: Io = {
    out: (text) => (out += text),
    err: (text) => (out += text),
    isTerminal: false,
    read: (path) => new TextEncoder().encode(path === "a.json" ? a : b),
    write: () => undefined,
    nowMs: () => 0,
  };
  return { code: await compare.run(["a.json", "b.json", "--until", "20s", ...options], io), out };
}

describe("eventyard compare", () => {
  it("ends with 0 for a scenario and itself, whatever seed the second has, and says on how many rows that rests", async () => {
    const { code, out } = await compared(shop, shop.replace(/"seed": "[^"]*"/, '"seed": "another"'));
    expect(code).toBe(0);
    expect(out).toMatch(/Both runs are the same, in all [\d,]+ rows of their traces\./);
    expect(out).not.toContain("What differs in settings");
  });

  it("ends with 1 and tells the first difference, the settings and both results where one is slower", async () => {
    const slower = JSON.parse(shop) as { nodes: { kind: string; name: string; config: object }[] };
    const payment = slower.nodes.find(({ name }) => name === "payment-service")!;
    payment.config = { ...payment.config, serviceTimeMs: 2_000 };
    const { code, out } = await compared(shop, JSON.stringify(slower), "--json");
    expect(code).toBe(1);
    const said = JSON.parse(out);
    expect(Object.keys(said)).toEqual(["seed", "same", "firstDifference", "changes", "a", "b"]);
    expect(said.same).toBe(false);
    expect(said.firstDifference.a.says).toContain("payment-service");
    expect(said.firstDifference.b.says).toMatch(/^Nothing at 0:\d\d\.\d+\. What comes next/);
    expect(said.firstDifference.atMs).toBeGreaterThan(0);
    expect(said.changes).toHaveLength(1);
    expect(said.changes[0]).toMatchObject({ b: "2 s" });
    const p50 = (side: { groups: { name: string; p50Ms: number }[] }) =>
      side.groups.find(({ name }) => name === "payment")!.p50Ms;
    expect(p50(said.b)).toBeGreaterThan(p50(said.a));
    expect(said.a.produced).toBe(said.b.produced);
  });

  it("writes tables with both columns and the difference in words", async () => {
    const { out } = await compared(shop, shop, "--seed", "7");
    expect(out).toContain("Seed of both: 7");
    expect(out).toMatch(/Instance seconds +[\d.,]+ s +[\d.,]+ s +the same/);
  });

  it("says which of the two is refused", async () => {
    const { code, out } = await compared(shop, "{}", "--json");
    expect(code).toBe(2);
    expect(JSON.parse(out).problems[0].says).toMatch(/^B: This is JSON but no scenario/);
  });
});
