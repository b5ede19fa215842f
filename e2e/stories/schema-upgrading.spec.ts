import { readFileSync } from "node:fs";
import AxeBuilder from "@axe-core/playwright";
import { expect, test, type Locator, type Page } from "@playwright/test";
import { Playground } from "../playground.ts";

/** The gallery's shop whose producers got v3 first; without `interventions` nobody has it yet. */
async function openShop(page: Page, change: Readonly<Record<string, unknown>> = {}): Promise<void> {
  const playground = new Playground(page);
  await playground.open();
  const file = new URL("../../public/gallery/schema-wrong-order.json", import.meta.url);
  const scenario = { ...(JSON.parse(readFileSync(file, "utf8")) as object), ...change };
  await playground.openFile("shop.json", JSON.stringify(scenario));
  await expect(page.getByRole("textbox", { name: "Name of the scenario" })).toHaveValue(/wrong order/);
  await page.getByRole("main").focus();
  await page.keyboard.press("Shift+S");
  await expect(page.getByRole("region", { name: "Schemas" })).toBeVisible();
}

async function showPanel(page: Page, name: string): Promise<Locator> {
  await page.getByRole("tab", { name, exact: true }).click();
  return page.getByRole("tabpanel", { name, exact: true });
}

async function expectAccessible(page: Page, panel: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).include(`#schemas-${panel}-panel`).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
}

test("what changes between two versions is told part by part, beside the lines, and leads to its place", async ({
  page,
}) => {
  await openShop(page);
  const panel = await showPanel(page, "Changes");
  const meaning = panel.getByRole("region", { name: "Changes of meaning" });
  await expect(meaning).toContainText("customerName");
  await expect(meaning.getByText("breaks writers")).toBeVisible();
  await expect(meaning).toContainText("BACKWARD does not ask about it.");
  await expect(panel.getByRole("region", { name: "Lines of v2 and v3" })).toContainText("customerName");
  await expectAccessible(page, "changes");

  // What is gone stands in the older version: the pair stays, the text changes.
  await meaning.getByRole("button", { name: /removed field customerName/ }).click();
  await expect(page.getByRole("tab", { name: /^v2/ })).toHaveAttribute("aria-selected", "true");
  await expect(panel.getByRole("combobox", { name: "From" })).toHaveValue("2");
  await expect(panel.getByRole("combobox", { name: "to" })).toHaveValue("3");

  await panel.getByRole("combobox", { name: "From" }).selectOption("1");
  await panel.getByRole("combobox", { name: "to" }).selectOption("2");
  await expect(meaning.getByText("safe")).toBeVisible();
  await expect(meaning).not.toContainText("breaks");
});

test("who upgrades first is said in words, and the deployments can be put into the scenario", async ({
  page,
}) => {
  await openShop(page, { interventions: [] });
  const panel = await showPanel(page, "Rollout");
  await expect(panel).toContainText("First upgrade the consumers payment");
  await expect(panel).toContainText("Then upgrade the producers order-service");
  await expect(panel.getByRole("region", { name: "In the other order" })).toContainText(
    "If order-service moves before payment",
  );
  await expectAccessible(page, "upgrading");
  const add = panel.getByRole("button", { name: "Add these deployments to the scenario" });
  await add.focus();
  await page.keyboard.press("Enter");
  await expect(panel).toContainText("They are in the scenario.");
  const undo = page.getByRole("button", { name: "Undo: Deploy v3 of orders-value" });
  await expect(undo).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("region", { name: "Schemas" })).toBeHidden();
  await page.keyboard.press("ControlOrMeta+z");
  await expect(undo).toBeHidden();
});
