import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "@playwright/test";
import { Playground } from "../playground.ts";

test("a violation of a check is a mark on the timeline: it leads to its moment and opens the check", async ({
  page,
}) => {
  const playground = new Playground(page);
  await playground.open();
  await playground.pause();
  await page.getByRole("tab", { name: "Checks" }).click();
  await page.getByRole("button", { name: /^Add the usual/ }).click();
  await page
    .getByRole("list", { name: "Checks" })
    .getByRole("button", { name: /lag of payment under 100/ })
    .click();
  const under = page
    .getByRole("region", { name: /^Check: lag of payment/ })
    .getByLabel("Under", { exact: true });
  await under.fill("10");
  await under.press("Enter");
  await playground.goTo(60);
  await page.getByRole("tab", { name: "Log", exact: true }).click();
  const mark = page
    .getByRole("group", { name: "What happened" })
    .getByRole("button", { name: /Violated: .*lag of payment under 10/ });
  await mark.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("region", { name: /^Check: / })).toContainText("violated since");
  await expect.poll(() => playground.seconds()).toBeLessThan(60);
});

test("what has gone wrong is marked, opens its explanation, and leads from there to the log and the canvas", async ({
  page,
}) => {
  const playground = new Playground(page);
  await playground.open();
  await playground.openFromGallery("A balance, naive and careful");
  await playground.pause();
  await playground.goTo(60);
  const mark = page
    .getByRole("group", { name: "What happened" })
    .getByRole("button", { name: /wrong state/ })
    .first();
  await mark.click();
  const why = page.getByRole("region", { name: /^Why: / });
  await expect(why).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).include('[data-region="drawer"]').analyze();
  expect(violations).toEqual([]);
  await why.getByRole("button", { name: "On the canvas" }).click();
  await expect(page.locator(".react-flow__node.selected")).toHaveCount(1);
  await why.getByRole("button", { name: "In the log" }).click();
  await expect(page.getByRole("tab", { name: "Log", exact: true })).toHaveAttribute("aria-selected", "true");
  await expect(
    page.getByRole("listbox", { name: /^Log of the run/ }).locator('[aria-selected="true"]'),
  ).toHaveCount(1);
});
