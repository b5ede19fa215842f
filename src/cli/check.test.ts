import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { review } from "#checklist/review.ts";
import { fileText } from "#scenario/canonical.ts";
import { emptyScenario, type Scenario } from "#scenario/document.ts";
import { check } from "./commands/check.ts";
import type { Io } from "./io.ts";

/** Calls the command on a scenario of the gallery, changed. */
async function checked(
  name: string,
  change: (text: string) => string = (text) => text,
  ...options: readonly string[]
) {
  let out = "";
  const io: Io = {
    out: (text) => (out += text),
    err: (text) => (out += text),
    isTerminal: false,
    read: () => new TextEncoder().encode(change(readFileSync(`public/gallery/${name}.json`, "utf8"))),
    write: () => undefined,
    nowMs: () => 0,
  };
  return { code: await check.run(["scenario.json", "--json", ...options], io), said: JSON.parse(out) };
}

describe("eventyard check", () => {
  it("ends with 0 where every version may follow the older ones under the mode of the document", async () => {
    const { code, said } = await checked("schema-wrong-order");
    expect(code).toBe(0);
    expect(said.compatible).toBe(true);
    expect(said.versions).toMatchObject([
      { subject: "orders-value", version: 1, compatible: true, checkedAgainst: [] },
      { version: 2, mode: "BACKWARD", checkedAgainst: ["orders-value v1"] },
      { version: 3, checkedAgainst: ["orders-value v2"], issues: [] },
    ]);
  });

  it("ends with 1 and the issues that compat tells, once the registry asks for another mode", async () => {
    const { code, said } = await checked("schema-wrong-order", (text) =>
      text.replaceAll('"BACKWARD"', '"FORWARD"'),
    );
    expect(code).toBe(1);
    expect(said.versions[2]).toMatchObject({
      compatible: false,
      issues: [
        {
          code: "READER_FIELD_MISSING_DEFAULT_VALUE",
          readerFile: "orders-value v2",
          writerFile: "orders-value v3",
          direction: "forward",
        },
      ],
    });
  });

  it("ends with 0 for a scenario without schemas", async () => {
    const { code, said } = await checked("order-system");
    expect(code).toBe(0);
    expect(said).toMatchObject({ compatible: true, versions: [] });
  });

  it("holds the checklist against the drawing; what it finds is a warning", async () => {
    const { code, said } = await checked("poison-message");
    expect(code).toBe(0);
    expect(said.findings[0]).toMatchObject({
      rule: "no-dead-letter-queue",
      severity: "danger",
      node: "payment-service",
      nodeId: "payment",
      fix: "Give payment a dead letter queue",
    });
    expect(said.findings[0]).not.toHaveProperty("proof");
  });

  it("proves a finding by runs: harm with the fault, none with the fix", async () => {
    const { said } = await checked("poison-message", undefined, "--prove");
    expect(said.findings[0].proof).toMatchObject({ shown: true, mended: true });
    expect(said.findings[0].proof.says).toContain("stands still at offset");
  });

  it("ends with 1 where findings of a severity are to fail", async () => {
    const codes = ["danger", "warning", "advice"].map(async (severity) => {
      const { code } = await checked("hot-key", withoutDangers, "--fail-on", severity);
      return code;
    });
    expect(await Promise.all(codes)).toEqual([0, 1, 1]);
  });

  it("takes no other severity", async () => {
    await expect(checked("hot-key", undefined, "--fail-on", "sometimes")).rejects.toThrow(
      "--fail-on takes danger, warning, advice",
    );
  });
});

/** The hot key's drawing with the fixes of what the checklist calls a danger. */
function withoutDangers(text: string): string {
  const scenario = { ...emptyScenario(), ...(JSON.parse(text) as Scenario) };
  const mended = review(scenario)
    .filter(({ rule }) => rule.severity === "danger")
    .reduce((changed, { fix }) => fix?.edit(changed) ?? changed, scenario);
  return fileText(mended);
}
