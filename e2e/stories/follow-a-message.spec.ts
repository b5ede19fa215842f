import { expect, test, type Locator, type Page } from "@playwright/test";
import { Playground } from "../playground.ts";

/** The table of messages, opened by its key. */
async function openMessages(page: Page): Promise<Locator> {
  await page.getByRole("tab", { name: "Messages", exact: true }).click();
  const table = page.getByRole("grid", { name: /^Messages/ });
  await expect(table).toBeVisible();
  return table;
}

const steps = (page: Page): Locator => page.getByRole("list", { name: "What happened to it" });

/** What the canvas lights: ids of cards and wires, and the message with a ring. */
async function lit(page: Page): Promise<{ things: string; message: string }> {
  return page.getByTestId("highlights").evaluate((canvas) => ({
    things: canvas.dataset["lit"] ?? "",
    message: canvas.dataset["message"] ?? "",
  }));
}

test("a message is found by its key and followed from its making to the commit, and on to what it caused", async ({
  page,
}) => {
  const playground = new Playground(page);
  await playground.open();
  await playground.until(5);
  await playground.pause();
  await playground.goTo(20);
  const table = await openMessages(page);
  await page.getByRole("searchbox", { name: "Find messages" }).fill("order-5");
  await expect(page.getByText(/^\d+ messages?$/)).toBeVisible();
  const row = table.getByRole("row", { name: /order-5 .*order-events/ }).first();
  await expect(row).toContainText("committed");
  await row.click();

  const story = steps(page);
  await expect(story.getByRole("listitem").first()).toBeVisible();
  const facts = await story
    .getByRole("listitem")
    .evaluateAll((items) => items.map((item) => (item as HTMLElement).dataset["fact"] ?? ""));
  for (const fact of ["produced", "sent", "appended", "acknowledged", "fetched", "delivered", "started"])
    expect(facts).toContain(fact);
  expect(facts.indexOf("appended")).toBeLessThan(facts.indexOf("fetched"));
  expect(facts.indexOf("fetched")).toBeLessThan(facts.indexOf("processed"));
  await expect(story).toContainText("linger.ms = 5");
  await expect(story).toContainText(/\+\d+(\.\d+)?\sms/);
  await expect(story).toContainText(/It is appended to order-events \d at offset \d+/);

  // The moment of a step is one click away.
  await story.getByRole("button", { name: /It is appended to/ }).click();
  await expect.poll(() => playground.seconds()).toBeLessThan(20);
  await playground.goTo(20);

  // What it caused, and back.
  await story
    .getByRole("button", { name: /^Follow \d+/ })
    .first()
    .click();
  await expect(page.getByRole("region", { name: /^Journey of message/ })).toContainText("Caused by");
  await expect(steps(page)).toContainText("stock-events");
  await page.getByRole("button", { name: /^Back to message/ }).click();
  await expect(steps(page)).toContainText("order-events");
});

test("a duplicate after a crash is explained within three clicks", async ({ page }) => {
  const playground = new Playground(page);
  await playground.open();
  await playground.until(1);
  await playground.openFromGallery("A crash and the wait for the session timeout");
  await playground.pause();
  await playground.goTo(80);
  const table = await openMessages(page);
  await page.getByRole("button", { name: /^State/ }).click();
  await page.getByRole("menuitemradio", { name: "Duplicated" }).click();
  await table
    .getByRole("row", { name: /duplicate ×2/ })
    .first()
    .click();
  await expect(steps(page)).toContainText(
    /A duplicate: group .+ has processed it the 2nd time\. payment-service-1 had processed it at 0:\d+.*, and crashed at 0:12/,
  );
  await expect(steps(page)).toContainText("auto.commit.interval.ms");
});

test("pointing at a row, a step, a record or a sentence lights the others", async ({ page }) => {
  const playground = new Playground(page);
  await playground.open();
  await playground.until(8);
  await playground.pause();
  const table = await openMessages(page);
  await table
    .getByRole("row", { name: /order-events · \d @ \d/ })
    .first()
    .hover();
  await expect.poll(async () => (await lit(page)).things).toContain("order-events");
  await expect(page.getByTestId("timeline-hair")).toBeVisible();

  const row = table.getByRole("row", { name: /order-events · \d @ \d/ }).first();
  await row.click();
  await steps(page)
    .getByRole("button", { name: /It is appended to/ })
    .hover();
  await expect.poll(async () => (await lit(page)).things).toContain("w-orders");
  await expect.poll(async () => (await lit(page)).message).toMatch(/^\d+$/);
  await page.keyboard.press("Escape");

  // The other way round: a wire lights the rows of what goes over it.
  await page.getByTestId("rf__edge-w-orders").locator("path").last().hover({ force: true });
  await expect.poll(() => table.locator("[data-lit=true]").count()).toBeGreaterThan(0);

  const log = await playground.openLog();
  await log.getByRole("option").filter({ hasText: "payment-service-1 starts reading" }).first().hover();
  await expect.poll(async () => (await lit(page)).things).toContain("w-payment");
});

test("all of it by keyboard alone", async ({ page }) => {
  const playground = new Playground(page);
  await playground.open();
  await playground.until(9);
  await playground.pause();
  await page.getByRole("main", { name: "Canvas" }).focus();
  await page.keyboard.press("m");
  const table = page.getByRole("grid", { name: /^Messages/ });
  await expect(table).toBeVisible();
  await table.focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowDown");
  await expect(table.getByRole("row", { selected: true })).toContainText("#1");
  await page.keyboard.press("End");
  await page.keyboard.press("PageUp");
  await page.keyboard.press("Home");
  await page.keyboard.press("Enter");
  const journey = page.getByRole("region", { name: "Journey of message 0" });
  await expect(journey).toBeFocused();
  await expect(steps(page).getByRole("listitem").first()).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect.poll(() => playground.seconds()).toBeLessThan(2);
  await page.keyboard.press("Escape");
  await expect(table).toBeFocused();
  await expect(table.getByRole("row", { selected: true })).toContainText("#0");
});

test("every fact can be read in words, of one kind alone", async ({ page }) => {
  const playground = new Playground(page);
  await playground.open();
  await playground.until(8);
  await playground.pause();
  await openMessages(page);
  await page.getByRole("button", { name: "What happened" }).click();
  const facts = page.getByRole("grid", { name: /^What happened/ });
  await expect(facts).toBeVisible();
  await page.getByRole("button", { name: /^Kind of fact/ }).click();
  await page.getByRole("menuitemradio", { name: "Commits" }).click();
  await expect(facts.getByRole("row", { name: /has committed offset/ }).first()).toBeVisible();
  await expect(facts.getByRole("row", { name: /fetches/ })).toHaveCount(0);
});
