import AxeBuilder from "@axe-core/playwright";
import { expect, test, type Page } from "@playwright/test";
import { Playground } from "../playground.ts";

const violationsOf = async (page: Page): Promise<string[]> => {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
};

/** Does something by the palette of all commands. */
async function command(page: Page, words: string): Promise<void> {
  await page.keyboard.press("Control+K");
  await page.getByRole("combobox", { name: "Do something" }).fill(words);
  await page.keyboard.press("Enter");
}

test("a run is forked, B crashes an instance, and both stand side by side until A comes back", async ({
  page,
}) => {
  const playground = new Playground(page);
  await playground.open();
  await playground.until(1);
  await playground.pause();
  await playground.goTo(12);
  await page.getByRole("tab", { name: "Compare" }).click();
  await page.getByRole("button", { name: "Fork at 0:12" }).click();
  const story = page.getByRole("region", { name: "What is compared" });
  await expect(story).toContainText("A and B are the same so far");
  await expect(story).toContainText("forked at 0:12");
  const figures = page.getByRole("region", { name: "Figures at the playhead" });
  await expect(figures.getByRole("row", { name: /^Processed/ }).first()).toContainText("the same");

  const card = playground.card("payment-service");
  const box = (await card.boundingBox())!;
  await card.click({ button: "right", position: { x: 40, y: box.height - 14 } });
  await page
    .getByRole("menu", { name: /^payment-service-\d/ })
    .getByRole("menuitem", { name: "Crash" })
    .click();
  await expect(story).toContainText("They part at 0:12");
  await expect(story).toContainText(/Crash.*payment-service/);
  await expect(story).toContainText("What differs in settings");
  await playground.goTo(40);
  await expect(figures).toContainText("At 0:40");
  const up = figures.getByRole("row", { name: /^Instances up/ });
  await expect(up).toContainText("1 less");
  await expect(up).toContainText("better");
  await expect(page.getByRole("img", { name: /^Lag: A .*, B / })).toBeVisible();
  expect(await violationsOf(page)).toEqual([]);
  await page.screenshot({ path: `${process.env["EVENTYARD_LOOK"] ?? "test-results"}/compare-light.png` });

  // The mark on the timeline goes there.
  await page.getByRole("button", { name: /A and B part/ }).click();
  await expect.poll(() => playground.seconds()).toBeCloseTo(12, 0);

  await story.getByRole("button", { name: "Back to A" }).click();
  await expect(page.getByRole("button", { name: "Compare from the start" })).toBeVisible();
  await expect(page.getByRole("button", { name: /A and B part/ })).toHaveCount(0);
  await page.keyboard.press("Control+Z");
  await command(page, "Compare: keep this design as A");
  await expect(story).toContainText("A and B are the same so far");
});

test("by the keyboard alone: compare with the gallery, swap, undo, keep B", async ({ page }) => {
  const playground = new Playground(page);
  await page.emulateMedia({ colorScheme: "dark" });
  await playground.open();
  await playground.openFromGallery("A poison message");
  await playground.pause();
  await playground.goTo(30);
  await page.keyboard.press("Shift+D");
  await page.getByRole("button", { name: "Compare with", exact: true }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("menuitem", { name: "A poison message with a dead letter queue" }).focus();
  await page.keyboard.press("Enter");
  const story = page.getByRole("region", { name: "What is compared" });
  await expect(story).toBeFocused();
  await expect(story).toContainText("They part at");
  await expect(story).toContainText("only in A");
  await expect(page.getByRole("region", { name: "Figures at the playhead" })).toContainText("At 0:30");
  await page.screenshot({ path: `${process.env["EVENTYARD_LOOK"] ?? "test-results"}/compare-dark.png` });
  expect(await violationsOf(page)).toEqual([]);
  await command(page, "Compare: swap A and B");
  await expect(story).toContainText("only in B");
  await page.keyboard.press("Control+Z");
  await expect(story).toContainText("only in A");
  await command(page, "Compare: keep B and stop");
  await expect(page.getByRole("button", { name: "Compare from the start" })).toBeVisible();
});
