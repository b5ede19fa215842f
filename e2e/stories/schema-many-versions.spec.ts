import { expect, test } from "@playwright/test";
import { Playground } from "../playground.ts";

/** A JSON Schema that means the same in each version: only its description tells how often it was written. */
function version(number: number): string {
  const kinds = [
    { type: "string", pattern: "^[a-z]+$" },
    { type: "integer" },
    { type: ["string", "null"] },
    { type: "array", items: { type: "string" } },
  ];
  const properties = Object.fromEntries(
    Array.from({ length: 300 }, (_, field) => [`f${field}`, kinds[field % kinds.length]]),
  );
  return JSON.stringify({ type: "object", description: `Written ${number} times.`, properties });
}

test("200 versions of 300 fields are judged to the end, the last one against the one before it first", async ({
  page,
}) => {
  const playground = new Playground(page);
  await playground.open();
  await playground.pause();
  const versions = Array.from({ length: 200 }, (_, index) => ({ text: version(index + 1) }));
  const subject = { id: "s", name: "orders-value", format: "json", mode: "FULL_TRANSITIVE", versions };
  const document = { format: "eventyard/1", name: "Schemas", nodes: [], subjects: [subject] };
  await playground.openFile("schemas.json", JSON.stringify(document));
  await expect(page.getByRole("textbox", { name: "Name of the scenario" })).toHaveValue("Schemas");
  await page.getByRole("main").focus();
  await page.keyboard.press("Shift+S");
  const verdict = page.getByRole("tabpanel", { name: "Findings" });
  await expect(verdict).toContainText("v200 is compatible with v199", { timeout: 30_000 });
  await expect(verdict).toContainText("v200 is compatible with v199 to v1 under FULL_TRANSITIVE.", {
    timeout: 30_000,
  });
});
