import { expect, test } from "@playwright/test";
import { Playground } from "../playground.ts";

test("a naive balance is red from the moment it parts; its cause is opened, the table of known events chosen, and it stays right", async ({
  page,
}) => {
  const playground = new Playground(page);
  await playground.open();
  await playground.openFromGallery("A balance, naive and careful");
  await playground.pause();
  await playground.goTo(30);
  await playground.card("naive-balance").click({ position: { x: 60, y: 12 } });
  const effects = page.getByRole("region", { name: "Effects of naive-balance" });
  const all = effects.getByRole("row", { name: /^All / });
  await expect(all).toBeVisible();
  await expect(all).not.toContainText("is wrong");
  await expect(effects.getByRole("button", { name: "Why is it wrong?" })).toBeHidden();

  await playground.goTo(50);
  await expect(all).toContainText("is wrong");
  await expect(effects).toContainText(/Wrong for the first time\s*36\.\d+ s/);
  const cells = await all.getByRole("cell").allTextContents();
  const cents = (text: string | undefined): number => Number((text ?? "").replace(/[^\d.]/g, ""));
  expect(cents(cells[1])).toBeGreaterThan(cents(cells[0]));

  // By keyboard: from the figure to the chain of causes, whose moments lie before it.
  await effects.getByRole("button", { name: "Why is it wrong?" }).focus();
  await page.keyboard.press("Enter");
  const explained = page.getByRole("tabpanel", { name: "Explained" });
  await expect(explained).toContainText(/naive-balance-1 crashed at 0:24\.500, after the effect and before/);
  await expect(explained).toContainText(/too high from there on/);

  // What prevents it is a setting of the service.
  await page.getByRole("combobox", { name: /^Deduplication/ }).selectOption("table");
  await playground.goTo(98);
  await expect(all).not.toContainText("is wrong");
  const right = await all.getByRole("cell").allTextContents();
  expect(right[0]).toBe(right[1]);

  await page.keyboard.press("Control+Z");
  await expect(all).toContainText("is wrong");
});

test("a database says what is there and what should be, also on its card", async ({ page }) => {
  const playground = new Playground(page);
  await playground.open();
  await playground.openFromGallery("A balance, naive and careful");
  await playground.pause();
  await playground.goTo(50);
  await expect(playground.liveState("naive-db")).toContainText(/wrong|not/);
  await expect(playground.liveState("careful-db")).not.toContainText(/wrong|not/);
});
