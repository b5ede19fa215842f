import AxeBuilder from "@axe-core/playwright";
import { expect, test, type Page } from "@playwright/test";
import { Playground } from "../playground.ts";

async function opened(page: Page): Promise<Playground> {
  const playground = new Playground(page);
  await playground.open();
  await page.getByRole("navigation", { name: "Scenario" }).getByRole("button", { name: "Gallery" }).click();
  await expect(page.getByRole("list", { name: "Event sourcing" })).toBeVisible();
  return playground;
}

test("a scenario is found by words and opened by keyboard; one that nobody has written is said not to be there", async ({
  page,
}) => {
  await opened(page);
  const find = page.getByRole("searchbox", { name: "Find in the gallery" });
  await find.fill("no such pattern");
  await expect(page.getByText(/^None of the \d+ scenarios is about “no such pattern”/)).toBeVisible();
  await page.getByRole("button", { name: "Show all" }).click();
  await find.fill("outage retention");
  const entries = page.getByRole("list", { name: "Gallery" }).getByRole("button");
  await expect(entries).toHaveCount(2);
  await find.press("Enter");
  await expect(entries.first()).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("textbox", { name: "Name of the scenario" })).toHaveValue(
    "Retention too short for an outage",
  );
});

test("twins stand side by side, and are compared on the same seed with one click", async ({ page }, info) => {
  const playground = await opened(page);
  await playground.openFromGallery("A dual write loses");
  await playground.pause();
  await expect(page.getByText("Fails; its twin: The outbox keeps")).toBeVisible();
  await page.getByRole("button", { name: "Compare with its twin" }).click();
  await expect(page.getByRole("tab", { name: "Compare" })).toHaveAttribute("aria-selected", "true");
  await expect(page.locator('[data-region="drawer"]')).toContainText("The outbox keeps");
  // At the end one of them has lost events, and the figures say so.
  await playground.goTo(80);
  const lost = page
    .getByRole("region", { name: "Figures at the playhead" })
    .getByRole("row", { name: /^Stored and never published/ });
  await expect(lost).toContainText("5 more worse");
  await lost.scrollIntoViewIfNeeded();
  await page.screenshot({ path: info.outputPath("twins.png") });
});

for (const colorScheme of ["light", "dark"] as const)
  test(`the gallery is accessible and fits a narrow screen, ${colorScheme}`, async ({ page }, info) => {
    await page.emulateMedia({ colorScheme });
    const playground = await opened(page);
    await playground.pause();
    const { violations } = await new AxeBuilder({ page })
      .include('[aria-label="Build, outline and gallery"]')
      .analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
    await page.screenshot({ path: info.outputPath(`gallery-${colorScheme}.png`) });
    await page.setViewportSize({ width: 375, height: 740 });
    await page.getByRole("button", { name: "Left panel" }).click();
    const box = await page.getByRole("list", { name: "First steps" }).boundingBox();
    expect(box!.x).toBeGreaterThanOrEqual(0);
    expect(box!.x + box!.width).toBeLessThanOrEqual(375);
    await page.screenshot({ path: info.outputPath(`gallery-phone-${colorScheme}.png`) });
  });
