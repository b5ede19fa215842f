import { expect, test } from "@playwright/test";
import { Playground } from "../playground.ts";

test("how a group comes together is read in its messages, and a message leads to its moment and back", async ({
  page,
}) => {
  const playground = new Playground(page);
  await playground.open();
  await playground.until(6);
  await playground.pause();
  await playground.goTo(20);
  await page.getByRole("tab", { name: "Protocol", exact: true }).click();
  const panel = page.getByRole("tabpanel", { name: "Protocol" });
  await panel.getByRole("button", { name: "Whose protocol" }).click();
  await page.getByRole("menuitemradio", { name: "payment", exact: true }).click();
  const diagram = panel.getByRole("grid", { name: /^Messages between members and coordinator/ });
  await diagram.focus();
  await page.keyboard.press("Home");
  const rows = diagram.getByRole("row");
  await expect(rows.filter({ hasText: "JoinGroup" }).first()).toContainText(
    /payment-service-\d to coordinator/,
  );
  await expect(rows.filter({ hasText: "JoinGroup answer" }).first()).toContainText("MEMBER_ID_REQUIRED");
  await expect(rows.filter({ hasText: /generation 1: 2 members/ })).toBeVisible();
  await expect(rows.filter({ hasText: "Heartbeat" })).toHaveCount(0);

  // A message leads to its moment; what came after it stays.
  const formed = rows.filter({ hasText: /generation 1: 2 members/ });
  await formed.click();
  await expect.poll(() => playground.seconds()).toBeLessThan(6);
  await expect(rows.filter({ hasText: "SyncGroup answer" }).first()).toBeVisible();
  await expect(formed).toHaveAttribute("aria-selected", "true");
  await expect(diagram).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect.poll(() => playground.seconds()).toBeLessThan(6);
});

test("heartbeats come when they are asked for", async ({ page }) => {
  const playground = new Playground(page);
  await playground.open();
  await playground.until(6);
  await playground.pause();
  await playground.goTo(20);
  await page.getByRole("tab", { name: "Protocol", exact: true }).click();
  const panel = page.getByRole("tabpanel", { name: "Protocol" });
  await panel.getByRole("button", { name: "Which messages" }).click();
  await page.getByRole("menuitemcheckbox", { name: "Heartbeats" }).click();
  const rows = panel.getByRole("grid", { name: /^Messages between/ }).getByRole("row");
  await expect(rows.filter({ hasText: "Heartbeat answer" }).first()).toBeVisible();
});
