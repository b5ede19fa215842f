import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "@playwright/test";
import { Playground } from "../playground.ts";

test("what was surprising is explained, and leads to its moment and to the setting that decided it", async ({
  page,
}) => {
  const playground = new Playground(page);
  await playground.open();
  await playground.openFromGallery("A crash and the wait for the session timeout");
  await playground.speed("10×");
  await playground.until(62);
  await page.keyboard.press("Space");
  await page.getByRole("tab", { name: "Explained" }).click();
  const list = page.getByRole("grid", { name: /^What was surprising/ });

  // By the keyboard alone from here.
  await page.getByRole("searchbox", { name: "Find in the explanations" }).fill("taken for dead");
  await expect(list.getByRole("row", { name: /Rebalance/ })).toHaveCount(1);
  await list.focus();
  await page.keyboard.press("Home");
  const why = page.getByRole("region", { name: "Why: Rebalance" });
  await expect(why).toContainText(/payment-service-1 crashed at 0:\d\d/);
  await expect(why).toContainText("the group hears nothing of it for 45 s (session.timeout.ms)");
  await expect(why).toContainText("session.timeout.ms = 45000");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("slider", { name: "Playhead" })).toHaveAttribute("aria-valuetext", /0:5\d/);

  await why.getByRole("button", { name: "Show session.timeout.ms of payment in the inspector" }).focus();
  await page.keyboard.press("Enter");
  const field = page.getByRole("textbox", { name: "Session timeout" });
  await expect(field).toBeFocused();
  await expect(field).toHaveValue("45000");

  // Each link of the chain that has a moment goes there.
  await why
    .getByRole("button", { name: /^Go to 0:1\d/ })
    .first()
    .press("Enter");
  await expect(page.getByRole("slider", { name: "Playhead" })).toHaveAttribute("aria-valuetext", /0:1\d/);

  const { violations } = await new AxeBuilder({ page }).include('[data-region="drawer"]').analyze();
  expect(violations).toEqual([]);

  await why.getByRole("button", { name: "Close the explanation" }).press("Escape");
  await expect(why).toHaveCount(0);
});

test("a setting that is folded away is opened and focused", async ({ page }) => {
  const playground = new Playground(page);
  await playground.open();
  await playground.until(6);
  await page.getByRole("tab", { name: "Explained" }).click();
  const list = page.getByRole("grid", { name: /^What was surprising/ });
  await list.getByRole("row", { name: /group payment rebalances/ }).click();
  await page
    .getByRole("button", { name: "Show group.initial.rebalance.delay.ms of payment in the inspector" })
    .click();
  const field = page.getByRole("textbox", { name: "First rebalance waits" });
  await expect(field).toBeFocused();
  await expect(field).toBeInViewport();
});
