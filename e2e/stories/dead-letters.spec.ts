import { expect, test, type Page } from "@playwright/test";
import { Playground } from "../playground.ts";

/** The gallery's queue at a moment before anybody has done anything, selected. */
async function queueAt(page: Page, seconds: number): Promise<Playground> {
  const playground = new Playground(page);
  await playground.open();
  await playground.openFromGallery("Dead letters, mended and redriven");
  await playground.pause();
  await playground.goTo(seconds);
  await playground.card("payment-dead-letters").click();
  return playground;
}

const lettersOf = (page: Page) => page.getByRole("list", { name: "Dead letters that wait" });
const waiting = (page: Page) => lettersOf(page).locator(":scope > li");
const letterAt = (page: Page, offset: number) =>
  waiting(page).filter({ has: page.getByText(`offset ${offset}`, { exact: true }) });

test("a queue rings; a letter is opened, mended and sent again, another thrown away; undo brings it back", async ({
  page,
}) => {
  const playground = await queueAt(page, 50);
  const inspector = page.getByRole("complementary", { name: "Inspector" });
  await expect(inspector.getByRole("region", { name: "Now" })).toContainText("rings (from 5)");
  await expect.poll(() => waiting(page).count()).toBeGreaterThan(5);

  const letter = letterAt(page, 1);
  await letter.locator("summary").click();
  await expect(letter).toContainText("x-original-topic");
  await expect(letter).toContainText(/behind everything newer of its key, and to every group that reads it/);
  await letter.getByRole("button", { name: "Mend" }).click();
  // Time stands still: what was asked for happens as it goes on.
  await expect(letter).toContainText("to be mended");
  await playground.play();
  await expect(letter).toContainText("mended");
  await expect(letter).not.toContainText("to be mended");
  await playground.pause();
  await letter.getByRole("button", { name: "Redrive", exact: true }).click();
  await expect(page.getByRole("heading", { name: "One by one" })).toBeFocused();
  await playground.play();
  await playground.until(53);
  await playground.pause();
  await expect(letter).toHaveCount(0);

  const first = waiting(page).first();
  await first.locator("summary").click();
  await first.getByRole("button", { name: "Discard" }).click();
  await playground.play();
  await playground.until(54);
  await playground.pause();
  await expect(letterAt(page, 0)).toHaveCount(0);
  await page.keyboard.press("Control+Z");
  await expect(letterAt(page, 0)).toHaveCount(1);
});

test("what failed in one way is sent again at a rate, and its consequence for order and for the other group is told", async ({
  page,
}) => {
  const playground = await queueAt(page, 50);
  const several = page.getByRole("region", { name: "Deal with several" });
  // Only what the choice needs is asked for.
  await expect(several.getByRole("radiogroup")).toHaveCount(0);
  await several.getByLabel("Which").selectOption({ label: "those that failed in one way" });
  await expect(several.getByRole("radiogroup", { name: "Failed in" })).toBeVisible();
  const rate = several.getByLabel("At most");
  await rate.fill("1");
  await rate.press("Enter");
  await expect.poll(() => waiting(page).count()).toBeGreaterThan(5);
  const count = await waiting(page).count();
  await several.getByRole("button", { name: "Redrive: payment-dead-letters" }).click();
  await playground.play();
  await playground.until(56);
  await playground.pause();
  // One a second: they are not all gone at once.
  await expect(page.getByRole("region", { name: "Now", exact: true })).toContainText("dead letters");
  expect(await waiting(page).count()).toBeGreaterThan(3);
  await expect.poll(() => waiting(page).count()).toBeLessThan(count);

  await page.getByRole("tab", { name: "Explained" }).click();
  const explained = page.getByRole("tabpanel", { name: "Explained" });
  await explained.getByRole("searchbox").fill("Order given up");
  await expect(explained.getByRole("row", { name: /Order given up/ }).first()).toBeVisible();
  await explained.getByRole("searchbox").fill("Duplicate by a copy");
  await expect(explained.getByRole("row", { name: /Duplicate by a copy/ }).first()).toBeVisible();
});

test("a queue of a service that publishes in transactions says beforehand why nothing can be sent again", async ({
  page,
}) => {
  const playground = await queueAt(page, 50);
  await playground.card("payment-service").click({ position: { x: 60, y: 12 } });
  const inspector = page.getByRole("complementary", { name: "Inspector" });
  await inspector.getByRole("checkbox", { name: /^Transactions/ }).check();
  await playground.card("payment-dead-letters").click();
  const redrive = page
    .getByRole("region", { name: "Deal with several" })
    .getByRole("button", { name: "Redrive: payment-dead-letters" });
  await expect(redrive).toBeDisabled();
  await expect(redrive).toHaveAccessibleDescription(/publishes in transactions/);
});
