import AxeBuilder from "@axe-core/playwright";
import { expect, test, type Page } from "@playwright/test";
import { Playground } from "../playground.ts";

/** The drawing that the app opens with, paused, with the checks beside it. */
async function checking(page: Page): Promise<Playground> {
  const playground = new Playground(page);
  await playground.open();
  await playground.pause();
  await page.getByRole("tab", { name: "Checks" }).click();
  return playground;
}

test("the usual checks are added in one step; a lag that is too large is explained, and leads to its moment", async ({
  page,
}) => {
  const playground = await checking(page);
  await expect(page.getByText("Nothing is demanded yet.")).toBeVisible();
  await page.getByRole("button", { name: /^Add the usual/ }).click();
  const checks = page.getByRole("list", { name: "Checks" });
  await expect(checks.getByRole("button")).not.toHaveCount(0);

  const lag = checks.getByRole("button", { name: /lag of payment under 100/ });
  await lag.click();
  const detail = page.getByRole("region", { name: /^Check: lag of payment/ });
  const under = detail.getByLabel("Under", { exact: true });
  await under.fill("10");
  await under.press("Enter");
  const tight = page.getByRole("region", { name: /^Check: lag of payment under 10$/ });

  await playground.goTo(60);
  await expect(tight.getByRole("heading")).toContainText("violated since");
  await expect(tight).toContainText(/payment is \d+ messages behind at/);

  await tight.getByRole("button", { name: "Go to the first violation" }).click();
  await expect.poll(() => playground.seconds()).toBeLessThan(60);
  await playground.goTo(0);
  await expect(checks.getByRole("button", { name: /lag of payment under 10 holds until/ })).toBeVisible();
});

test("a run that stops at the first violation says which check it was, explains it, and goes on", async ({
  page,
}) => {
  const playground = await checking(page);
  await page.getByRole("button", { name: /^Add the usual/ }).click();
  await page
    .getByRole("list", { name: "Checks" })
    .getByRole("button", { name: /lag of payment/ })
    .click();
  const under = page
    .getByRole("region", { name: /^Check: lag of payment/ })
    .getByLabel("Under", { exact: true });
  await under.fill("10");
  await under.press("Enter");
  await page.getByRole("checkbox", { name: "Stop at the first violation" }).check();
  await playground.speed("10×");
  await playground.play();

  const stopped = page.getByRole("region", { name: "Stopped at the first violation" });
  await expect(stopped).toContainText("lag of payment under 10 does not hold since 0:");
  await expect(page.getByText("The run stopped at a limit")).toHaveCount(0);
  const stoppedAt = await playground.seconds();

  await stopped.getByRole("button", { name: "Explain" }).click();
  // Nothing surprising came before it, so that the check itself says all there is.
  await expect(page.getByRole("tab", { name: "Checks" })).toHaveAttribute("aria-selected", "true");
  await expect(page.getByRole("region", { name: "Check: lag of payment under 10" })).toContainText(
    "it is a matter of rates, service times and instances",
  );

  await stopped.getByRole("button", { name: "Go on" }).click();
  await playground.until(stoppedAt + 5);
  await expect(stopped).toHaveCount(0);
  await page.keyboard.press("Control+z");
  await expect(stopped).toBeVisible();
  await expect.poll(() => playground.seconds()).toBe(stoppedAt);
});

test("by the keyboard: a check is added, chosen, deleted, and brought back", async ({ page }) => {
  await checking(page);
  await page.getByRole("button", { name: /^Add the usual/ }).focus();
  await page.keyboard.press("Enter");
  const rows = page.getByRole("list", { name: "Checks" }).getByRole("button");
  const count = await rows.count();
  expect(count).toBeGreaterThan(3);
  await rows.first().focus();
  await page.keyboard.press("ArrowDown");
  await expect(rows.nth(1)).toBeFocused();
  await page.keyboard.press("Delete");
  await expect(rows).toHaveCount(count - 1);
  await page.keyboard.press("Control+z");
  await expect(rows).toHaveCount(count);
  await page.keyboard.press("Control+z");
  await expect(page.getByText("Nothing is demanded yet.")).toBeVisible();
});

for (const scheme of ["light", "dark"] as const) {
  test(`nothing is wrong for those who do not see them (${scheme})`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: scheme });
    const playground = await checking(page);
    await page.getByRole("button", { name: /^Add the usual/ }).click();
    await playground.goTo(60);
    await expect(page.getByRole("list", { name: "Checks" })).toBeVisible();
    const { violations } = await new AxeBuilder({ page }).include('[data-region="drawer"]').analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  });
}
