import { expect, test } from "@playwright/test";
import { Playground } from "../playground.ts";

test("a crash, the wait for the session timeout, the rebalance and the recovery can be watched", async ({
  page,
}) => {
  const playground = new Playground(page);
  await playground.open();
  await playground.openFromGallery("A crash and the wait for the session timeout");
  await playground.speed("10×");
  const payment = playground.liveState("payment-service");
  await playground.until(14);
  await expect(payment).toContainText(/Instance 1: crashed · out in/);
  await playground.until(60);
  await expect(payment).toContainText(/Instance 2: .*owns 0, 1, 2, 3/);
  const log = await playground.openLog();
  await log
    .getByRole("searchbox", { name: "Find in the log" })
    .or(log.getByRole("textbox", { name: "Find in the log" }))
    .fill("heartbeat");
  await expect(log.getByText(/payment-service-1 sent no heartbeat for 45 s/).first()).toBeVisible();
});

test("an instance is crashed on the thing itself, by its own menu", async ({ page }) => {
  const playground = new Playground(page);
  await playground.open();
  await playground.until(5);
  await playground.card("payment-service").click();
  await page.getByRole("button", { name: "Break payment-service-2" }).click();
  await page.getByRole("menuitem", { name: "Crash" }).click();
  await expect(playground.liveState("payment-service")).toContainText("Instance 2: crashed");
});

test("adding an instance takes one click and shows the rebalance", async ({ page }) => {
  const playground = new Playground(page);
  await playground.open();
  await playground.until(6);
  await playground.card("payment-service").click();
  await page.getByRole("button", { name: "Start an instance of payment-service" }).click();
  await expect(playground.liveState("payment-service")).toContainText("gen 2");
  await expect(playground.liveState("payment-service")).toContainText("Instance 3");
});

test("a poison message ends in the dead letter queue", async ({ page }) => {
  const playground = new Playground(page);
  await playground.open();
  await playground.openFromGallery("A poison message with a dead letter queue");
  await playground.speed("10×");
  await playground.until(40);
  await expect(playground.liveState("payment-dead-letters")).toContainText("1 dead letter");
});
