import AxeBuilder from "@axe-core/playwright";
import { expect, test, type Page } from "@playwright/test";
import { Playground } from "../playground.ts";

/** A drawing of the gallery, paused, with the review beside it. */
async function reviewing(page: Page, name: string): Promise<Playground> {
  const playground = new Playground(page);
  await playground.open();
  await playground.openFromGallery(name);
  await playground.pause();
  await page.getByRole("tab", { name: "Review" }).click();
  return playground;
}

test("a finding is shown in a run that harms, then in one with the fix, and the drawing comes back", async ({
  page,
}) => {
  const playground = await reviewing(page, "A poison message");
  const findings = page.getByRole("group", { name: "Findings" });
  await findings.getByRole("button", { name: /No dead letter queue/ }).click();
  const finding = page.getByRole("region", { name: "Finding: No dead letter queue" });
  await expect(finding).toContainText("payment tries a failing message for ever");

  await finding.getByRole("button", { name: "Show me" }).click();
  const show = page.getByRole("region", { name: "Show: No dead letter queue" });
  await expect(show.getByRole("heading")).toHaveText("No dead letter queue: the harm");
  await expect(show.getByRole("heading")).toBeFocused();
  await expect(show.getByRole("list", { name: "What to look at" })).toContainText("stands still at offset");
  await expect.poll(() => playground.seconds()).toBeGreaterThan(20);

  await show.getByRole("button", { name: "Show me with the fix" }).click();
  await expect(show.getByRole("heading")).toHaveText("No dead letter queue: the same with the fix");
  await expect(show).toContainText("does not come about");
  await expect(playground.card("payment-dead-letters")).toBeVisible();

  await show.getByRole("button", { name: "Back to my drawing" }).click();
  await expect(finding).toContainText("With the fix it does not come about");
  await expect(playground.card("payment-dead-letters")).toHaveCount(0);
});

test("by the keyboard: a finding is mended in one step, and undone in one", async ({ page }) => {
  const playground = await reviewing(page, "A poison message");
  const findings = page.getByRole("group", { name: "Findings" });
  await findings.getByRole("button", { name: /No dead letter queue/ }).focus();
  await page.keyboard.press("End");
  await page.keyboard.press("Home");
  await expect(findings.getByRole("button", { name: /No dead letter queue/ })).toBeFocused();
  const mend = page.getByRole("button", { name: "Give payment a dead letter queue" });
  await mend.focus();
  await page.keyboard.press("Enter");
  await expect(playground.card("payment-dead-letters")).toBeVisible();
  await expect(findings.getByRole("button", { name: /No dead letter queue/ })).toHaveCount(0);
  await page.keyboard.press("Control+z");
  await expect(playground.card("payment-dead-letters")).toHaveCount(0);
  await expect(findings.getByRole("button", { name: /No dead letter queue/ })).toHaveCount(1);
});

test("a finding whose harm no run can bring about says so, and offers no show", async ({ page }) => {
  const playground = await reviewing(page, "A saga by events");
  const findings = page.getByRole("group", { name: "Findings" });
  await findings.getByRole("button", { name: /A shared topic without an owner/ }).click();
  const finding = page.getByRole("region", { name: "Finding: A shared topic without an owner" });
  await expect(finding).toContainText("No run can show this.");
  await expect(finding.getByRole("button", { name: "Show me" })).toHaveCount(0);
  await finding.getByRole("button", { name: /as owner of/ }).click();
  await expect(findings.getByRole("button", { name: /A shared topic without an owner/ })).toHaveCount(0);
  await playground.page.keyboard.press("Control+z");
  await expect(findings.getByRole("button", { name: /A shared topic without an owner/ })).toHaveCount(1);
});

test("where nothing is found, it says what was asked; nothing is wrong for those who do not see it", async ({
  page,
}) => {
  await reviewing(page, "A poison message");
  const panel = page.getByRole("tabpanel", { name: "Review" });
  await expect(panel.getByRole("group", { name: "Findings" })).toBeVisible();
  for (const theme of ["light", "dark"] as const) {
    // Without motion no colour is on its way to another.
    await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
    const { violations } = await new AxeBuilder({ page }).include('[data-region="drawer"]').analyze();
    expect(violations).toEqual([]);
  }
  // One after the other is mended, until there is nothing left.
  const fixes = panel.getByRole("button", { name: /^(Give|Let|Keep|Make|Add|Require|Demand|Put|Name) / });
  for (let count = 0; count < 30 && (await fixes.count()) > 0; count++) {
    const before = await panel.textContent();
    await fixes.first().click();
    await expect(panel).not.toHaveText(before ?? "");
  }
  await expect(panel).toContainText("Nothing found. The checklist asked for");
});
