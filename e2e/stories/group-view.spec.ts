import { expect, test, type Locator, type Page } from "@playwright/test";
import { Playground } from "../playground.ts";

async function openGroup(page: Page, group: string): Promise<Locator> {
  await page.getByRole("tab", { name: "Group", exact: true }).click();
  const panel = page.getByRole("tabpanel", { name: "Group" });
  await panel.getByRole("button", { name: "Which group" }).click();
  await page.getByRole("menuitemradio", { name: group, exact: true }).click();
  return panel;
}

const moments = (panel: Locator, group: string): Locator =>
  panel.getByRole("slider", { name: `Moments of ${group}` });

test("a crash is found in the lanes of its group by keyboard, and its partitions stand unowned until the group finds out", async ({
  page,
}) => {
  const playground = new Playground(page);
  await playground.open();
  await playground.until(6);
  await page
    .getByRole("region", { name: "What is happening" })
    .getByRole("button", { name: /^Crash analytics-service-1/ })
    .click();
  await playground.speed("10×");
  await playground.until(25);
  await playground.pause();

  const panel = await openGroup(page, "analytics");
  const lanes = moments(panel, "analytics");
  await expect(lanes).toHaveAttribute("aria-valuetext", /generation \d+/);
  // From the first thing that happened to the crash: one key for each.
  await lanes.focus();
  await page.keyboard.press("Home");
  await expect.poll(() => playground.seconds()).toBeLessThan(1);
  await expect(async () => {
    await page.keyboard.press("ArrowRight");
    await expect(lanes).toHaveAttribute("aria-valuetext", /crashed/, { timeout: 300 });
  }).toPass();
  await expect(lanes).toHaveAttribute("aria-valuetext", /1 unowned/);
  const crashedAt = await playground.seconds();
  await page.keyboard.press("ArrowRight");
  await expect.poll(() => playground.seconds()).toBeGreaterThan(crashedAt);
  await page.keyboard.press("ArrowLeft");
  await expect.poll(() => playground.seconds()).toBe(crashedAt);
  await expect(lanes).toBeFocused();

  // The same to read.
  await panel.getByRole("button", { name: "Table", exact: true }).click();
  const members = panel.getByRole("table", { name: /^Members at/ });
  await expect(members.getByRole("row", { name: /^analytics-service-1/ })).toContainText("down");
  await expect(members.getByRole("row", { name: /^analytics-service-1/ })).toContainText("nobody reads");
  const happened = panel.getByRole("table", { name: /^What happened/ });
  await expect(happened.getByRole("row", { name: /crashed/ })).toBeVisible();
  await happened
    .getByRole("button", { name: /^Go to/ })
    .last()
    .click();
  await expect.poll(() => playground.seconds()).toBeLessThan(1);
});

test("a press on the lanes goes to that moment, and the lanes follow what is selected on the canvas", async ({
  page,
}) => {
  const playground = new Playground(page);
  await playground.open();
  await playground.until(5);
  await playground.pause();
  const panel = await openGroup(page, "analytics");
  const box = await moments(panel, "analytics").boundingBox();
  if (box === null) throw new Error("the lanes are not there");
  // The first minute is shown; the names of the members take the left.
  await page.mouse.click(box.x + box.width * 0.75, box.y + box.height - 12);
  await expect.poll(() => playground.seconds()).toBeGreaterThan(30);
  expect(await playground.seconds()).toBeLessThan(50);

  await playground.card("payment-service").click();
  await expect(moments(panel, "payment")).toBeVisible();
  await moments(panel, "payment").focus();
  await page.keyboard.press("+");
  await expect(panel.getByRole("button", { name: "How much time" })).toHaveText(/10\ss/);
});
