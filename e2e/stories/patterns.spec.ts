import AxeBuilder from "@axe-core/playwright";
import { expect, test, type Page } from "@playwright/test";
import { Playground } from "../playground.ts";

async function patternsOf(page: Page, scenario: string, service: string, seconds: number) {
  const playground = new Playground(page);
  await playground.open();
  await playground.openFromGallery(scenario);
  await playground.pause();
  await playground.goTo(seconds);
  await playground.card(service).click({ position: { x: 60, y: 12 } });
  const inspector = page.getByRole("complementary", { name: "Inspector" });
  // By keyboard: the section opens as any other of its sort.
  await inspector.locator("summary", { hasText: /^Patterns$/ }).focus();
  await page.keyboard.press("Enter");
  return { playground, inspector };
}

test("a pattern is chosen by keyboard: at the same moment on the same seed its failure is gone, and undo brings it back", async ({
  page,
}) => {
  const { playground, inspector } = await patternsOf(
    page,
    "A balance, naive and careful",
    "naive-balance",
    50,
  );
  const all = inspector.getByRole("region", { name: "Effects of naive-balance" }).getByRole("row", {
    name: /^All /,
  });
  await expect(all).toContainText("is wrong");

  const choice = inspector.getByRole("combobox", { name: "Idempotency", exact: true });
  await expect(choice).toHaveValue("naive");
  await choice.focus();
  while ((await choice.inputValue()) !== "remembers-table") await page.keyboard.press("ArrowDown");
  await expect(choice).toBeFocused();
  await expect.poll(() => playground.seconds()).toBeCloseTo(50, 1);
  await expect(all).not.toContainText("is wrong");
  const right = await all.getByRole("cell").allTextContents();
  expect(right[0]).toBe(right[1]);
  // What cannot be chosen says so beforehand.
  await inspector.locator("summary", { hasText: /^Not possible here: Exactly once/ }).click();
  await expect(inspector.getByRole("list", { name: "Cannot be chosen under Delivery" })).toContainText(
    /Exactly once, by transactions: .*nothing/,
  );

  while ((await choice.inputValue()) !== "naive") await page.keyboard.press("Control+Z");
  await expect(all).toContainText("is wrong");
});

test("the gallery shows what goes wrong without a pattern", async ({ page }) => {
  const { inspector } = await patternsOf(page, "The outbox keeps", "shop", 20);
  const group = inspector.getByRole("group", { name: "State and event" });
  await group.getByRole("button", { name: "See it in the gallery" }).click();
  await expect(page.getByRole("textbox", { name: "Name of the scenario" })).toHaveValue("A dual write loses");
});

for (const colorScheme of ["light", "dark"] as const)
  test(`patterns are accessible and fit a narrow screen, ${colorScheme}`, async ({ page }, info) => {
    await page.emulateMedia({ colorScheme });
    const { inspector } = await patternsOf(page, "A balance, naive and careful", "naive-balance", 50);
    await expect(inspector.getByRole("combobox", { name: "Idempotency", exact: true })).toBeVisible();
    const { violations } = await new AxeBuilder({ page }).include('[aria-label="Inspector"]').analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
    await page.screenshot({ path: info.outputPath(`patterns-wide-${colorScheme}.png`) });
    await page.setViewportSize({ width: 375, height: 740 });
    // On a narrow screen the inspector is a sheet of its own.
    await page.getByRole("button", { name: "Right panel" }).click();
    await inspector.locator("summary", { hasText: /^Patterns$/ }).click();
    const group = inspector.getByRole("group", { name: "Idempotency" });
    await group.scrollIntoViewIfNeeded();
    const box = await group.boundingBox();
    expect(box!.x).toBeGreaterThanOrEqual(0);
    expect(box!.x + box!.width).toBeLessThanOrEqual(375);
    await page.screenshot({ path: info.outputPath(`patterns-${colorScheme}.png`) });
  });
