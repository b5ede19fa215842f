import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "@playwright/test";
import { Playground } from "../playground.ts";

test("a first visit plays the order system by itself, without a click", async ({ page }) => {
  const playground = new Playground(page);
  await playground.open();
  await expect(page.getByRole("textbox", { name: "Name of the scenario" })).toHaveValue("Order system");
  await expect(page.getByRole("button", { name: "Pause", exact: true })).toBeVisible();
  const before = await playground.seconds();
  await expect.poll(() => playground.seconds()).toBeGreaterThan(before);
  await playground.until(4);
  await expect(playground.liveState("payment-service")).toContainText("Stable · gen 1");
  await expect(playground.liveState("payment-service")).toContainText("Instance 1");
  await expect(playground.liveState("payment-service")).toContainText("owns 0, 1");
});

test("one button breaks it, and the log says in words what follows", async ({ page }) => {
  const playground = new Playground(page);
  await playground.open();
  await playground.until(5);
  const crash = page
    .getByRole("region", { name: "What is happening" })
    .getByRole("button", { name: /^Crash / });
  const victim = ((await crash.textContent()) ?? "").replace(/^Crash\s+/, "").trim();
  await crash.click();
  const log = await playground.openLog();
  await expect(log.getByText(new RegExp(`${victim} crashed`))).toBeVisible();
  await expect(log.getByText(/session\.timeout\.ms/).first()).toBeVisible();
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`nothing on the first screen breaks an accessibility rule (${colorScheme})`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    const playground = new Playground(page);
    await playground.open();
    await playground.until(4);
    await playground.pause();
    const found = await new AxeBuilder({ page })
      .withTags(["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"])
      .analyze();
    expect(
      found.violations.map(
        ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`,
      ),
    ).toEqual([]);
  });
}
