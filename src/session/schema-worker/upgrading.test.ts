import { describe, expect, it } from "vitest";
import { toy } from "#schema/toy.fixture.ts";
import type { CompatibilityMode } from "#schema/modes.ts";
import { upgradeAdvice, type UserNow } from "./upgrading.ts";

const user = (name: string, role: UserNow["role"], version: number, upcasts = false): UserNow => ({
  name,
  role,
  version,
  upcasts,
});

/** `shop` writes and `payment` reads with v1; all go to v2. A text of the toy format: `a b?`, where b has a default. */
function advice(
  texts: readonly string[],
  {
    mode = "BACKWARD" as CompatibilityMode,
    upcasts = false,
    stored = [] as readonly number[],
    at = 1,
    to = 2,
  } = {},
) {
  const versions = texts.map((text) => ({ text, references: [] }));
  return upgradeAdvice(toy, {
    subject: { format: "avro", versions, mode, rules: "confluent", policy: "STRICT" },
    users: [user("shop", "writes", at), user("payment", "reads", at, upcasts)],
    to,
    stored,
  });
}

describe("who upgrades first", () => {
  it("is the consumers where a field goes, and it says what fails in the other order", () => {
    const { kind, steps, otherwise, refusal } = advice(["id note", "id"]);
    expect(kind).toBe("ordered");
    expect(steps.map(({ role, services }) => `${role} ${services.join()}`)).toEqual([
      "consumers payment",
      "producers shop",
    ]);
    expect(otherwise).toEqual([
      'If shop moves before payment: payment fails at the first record of v2 that it cannot read. v1 can read no record of v2: Field "note" has no default.',
    ]);
    expect(refusal).toBe("");
  });

  it("is the producers where a field comes without a default, which BACKWARD refuses", () => {
    const { steps, otherwise, refusal } = advice(["id", "id total"]);
    expect(steps.map(({ role }) => role)).toEqual(["producers", "consumers"]);
    expect(otherwise[0]).toMatch(/^If payment moves before shop: payment fails at the next record of v1/);
    expect(refusal).toBe('The registry does not take v2 under BACKWARD: Field "total" has no default.');
  });

  it("is anybody where all read all", () => {
    expect(advice(["id", "id total?"])).toMatchObject({ kind: "any-order", otherwise: [] });
  });

  it("is nobody where neither reads the other", () => {
    const { kind, otherwise } = advice(["id note", "id total"]);
    expect(kind).toBe("none");
    expect(otherwise).toHaveLength(2);
  });

  it("is the consumers where they have upcasters, whatever the schemas are", () => {
    const { kind, steps, otherwise } = advice(["id note", "id total"], { mode: "NONE", upcasts: true });
    expect(kind).toBe("ordered");
    expect(steps[0]).toMatchObject({ role: "consumers", afterRecordsOf: [] });
    expect(otherwise).toEqual([
      "If shop moves before payment: payment fails at the first record of v2 that it cannot read. v2 is unknown to v1 with upcasters.",
    ]);
  });

  it("waits until old records that the new version cannot read are gone", () => {
    const { steps } = advice(["id", "id total?", "id total"], { at: 2, to: 3, stored: [1] });
    expect(steps.find(({ role }) => role === "consumers")?.afterRecordsOf).toContain("v1");
  });

  it("is not known where a text is ill-formed", () => {
    expect(advice(["id", "id!"])).toMatchObject({
      kind: "unreadable",
      says: ["v2 is ill-formed: nobody can write or read with it."],
    });
  });
});
