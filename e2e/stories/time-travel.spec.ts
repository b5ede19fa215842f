import { expect, test } from "@playwright/test";
import { Playground } from "../playground.ts";

test("back and forth in time shows the same moments again", async ({ page }) => {
  const playground = new Playground(page);
  await playground.open();
  await playground.openFromGallery("A crash and the wait for the session timeout");
  await playground.pause();
  const payment = playground.liveState("payment-service");
  await playground.goTo(30);
  await expect(payment).toContainText("Instance 1: crashed");
  const then = await payment.textContent();
  await playground.goTo(5);
  await expect(payment).not.toContainText("crashed");
  await playground.goTo(70);
  await expect(payment).toContainText("owns 0, 1, 2, 3");
  await playground.goTo(30);
  await expect(payment).toHaveText(then ?? "");
});

test("a marker on the timeline leads to its moment", async ({ page }) => {
  const playground = new Playground(page);
  await playground.open();
  await playground.openFromGallery("A crash and the wait for the session timeout");
  await playground.pause();
  await playground.goTo(70);
  await page
    .getByRole("group", { name: "What happened" })
    .getByRole("button", { name: /0:12\.000/ })
    .first()
    .click();
  await expect.poll(() => playground.seconds()).toBeCloseTo(12, 1);
});

test("a step goes to the next message, and to the next fact of a kind", async ({ page }) => {
  const playground = new Playground(page);
  await playground.open();
  await playground.pause();
  await playground.goTo(20);
  await page.getByRole("button", { name: "Step to the next message" }).click();
  await expect.poll(() => playground.seconds()).toBeGreaterThan(20);
  expect(await playground.seconds()).toBeLessThan(21);
});

test("the keyboard alone plays, pauses and scrubs", async ({ page }) => {
  const playground = new Playground(page);
  await playground.open();
  await playground.until(1);
  await page.keyboard.press("Space");
  await expect(page.getByRole("button", { name: "Play", exact: true })).toBeVisible();
  const at = await playground.seconds();
  await playground.playhead.focus();
  await page.keyboard.press("Shift+ArrowRight");
  await expect.poll(() => playground.seconds()).toBeGreaterThan(at + 9);
});
