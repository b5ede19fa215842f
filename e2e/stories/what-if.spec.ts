import AxeBuilder from "@axe-core/playwright";
import { expect, test, type Page } from "@playwright/test";
import { Playground } from "../playground.ts";

/** The tab, with the order system behind it. */
async function openWhatIf(page: Page) {
  const playground = new Playground(page);
  await playground.open();
  await page.getByRole("tab", { name: "What if" }).click();
  const panel = page.getByRole("tabpanel", { name: "What if" });
  await expect(panel.getByRole("form", { name: "What to try" })).toBeVisible();
  return panel;
}

test("how many instances are enough: compared, asked for, taken over and taken back", async ({
  page,
}, info) => {
  const panel = await openWhatIf(page);
  const form = panel.getByRole("form", { name: "What to try" });
  await form.getByLabel("Setting of").selectOption({ label: "payment-service" });
  await form.getByRole("textbox", { name: "Values" }).fill("1..4");
  await form.getByLabel("Seeds").fill("6");
  await form.getByRole("button", { name: "Run" }).click();
  const results = panel.getByRole("region", { name: "What came out" });
  await expect(results).toContainText("24 runs, 6 seeds");
  await results.locator("label").filter({ hasText: /^1$/ }).click();
  await page.screenshot({ path: info.outputPath("bands.png") });

  await results.getByRole("button", { name: "Table" }).click();
  await expect(results.getByRole("table").getByRole("row")).toHaveCount(5);
  await page.screenshot({ path: info.outputPath("table.png") });
  await results.getByRole("button", { name: "Table" }).click();

  await form.getByRole("radio", { name: "Which is enough" }).check();
  await form.getByLabel("Load").fill("2");
  await form.getByLabel("Is under").fill("20 s");
  await form.getByRole("button", { name: "Run" }).click();
  await expect(results).toContainText(
    /Instances of payment-service: \d is enough for latency p99 under 20 s/,
  );
  await expect(results).toContainText(/95 % interval of the share/);
  await page.screenshot({ path: info.outputPath("answer.png") });

  await results.getByRole("radio", { name: /^1: / }).focus();
  for (let i = 0; i < 3; i++) await page.keyboard.press("ArrowRight");
  await results.getByRole("button", { name: "Use 4 in the drawing" }).click();
  await expect(results.getByRole("button", { name: "As drawn" })).toBeDisabled();
  await expect(results).not.toContainText("was edited since");
  await page.keyboard.press("Control+z");
  await expect(results.getByRole("button", { name: "Use 4 in the drawing" })).toBeEnabled();
});

test("results say that the drawing was edited since, and no longer once that is undone", async ({ page }) => {
  const panel = await openWhatIf(page);
  const form = panel.getByRole("form", { name: "What to try" });
  await form.getByLabel("Seeds").fill("1");
  await form.getByRole("button", { name: "Run" }).click();
  const results = panel.getByRole("region", { name: "What came out" });
  await expect(results).toContainText("8 runs, 1 seed");
  await new Playground(page).add("topic");
  await expect(results).toContainText("The drawing was edited since");
  await page.keyboard.press("Control+z");
  await expect(results).not.toContainText("The drawing was edited since");
});

test("a sweep shows how far it is and can be stopped; by keyboard alone", async ({ page }) => {
  const playground = new Playground(page);
  await playground.open();
  await page.keyboard.press("Shift+W");
  const panel = page.getByRole("tabpanel", { name: "What if" });
  const form = panel.getByRole("form", { name: "What to try" });
  await form.getByLabel("Seeds").focus();
  await page.keyboard.press("Control+a");
  await page.keyboard.type("1000");
  await page.keyboard.press("Enter");
  const results = panel.getByRole("region", { name: "What came out" });
  await expect(results.getByRole("progressbar", { name: "Runs done" })).toBeVisible();
  await expect(results.getByRole("radio").first()).toHaveAccessibleName(/^1: median/);
  await form.getByRole("button", { name: "Stop" }).focus();
  await page.keyboard.press("Enter");
  await expect(results).toContainText(/Stopped after \d+ of 8000 runs/);
});

test("what is wrong is said at its input, and nothing is run", async ({ page }) => {
  const panel = await openWhatIf(page);
  const form = panel.getByRole("form", { name: "What to try" });
  await form.getByRole("textbox", { name: "Values" }).fill("0");
  await expect(form.getByRole("alert")).toHaveText(/^Instances is 0, must be a whole number from 1 to 64/);
  await expect(form.getByRole("button", { name: "Run" })).toBeDisabled();
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`axe finds nothing in the panel, ${colorScheme}; with two settings`, async ({ page }, info) => {
    await page.emulateMedia({ colorScheme });
    const panel = await openWhatIf(page);
    const form = panel.getByRole("form", { name: "What to try" });
    await form.getByRole("button", { name: "And a second setting" }).click();
    await form.getByRole("group", { name: "Second setting" }).getByLabel("Second setting of").selectOption({
      label: "the load",
    });
    await form
      .getByRole("group", { name: "Second setting" })
      .getByRole("textbox", { name: "Values" })
      .fill("1,2");
    await form.getByLabel("Seeds").fill("4");
    await form.getByRole("button", { name: "Run" }).click();
    await expect(panel).toContainText("64 runs, 4 seeds");
    await page.screenshot({ path: info.outputPath(`two-settings-${colorScheme}.png`) });
    const { violations } = await new AxeBuilder({ page }).include('[role="tabpanel"]').analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  });
}

test("on a phone form and results stand one above the other", async ({ page }, info) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await new Playground(page).open();
  await page.keyboard.press("Shift+W");
  const panel = page.getByRole("tabpanel", { name: "What if" });
  const form = panel.getByRole("form", { name: "What to try" });
  await form.getByLabel("Seeds").fill("4");
  await form.getByRole("button", { name: "Run" }).click();
  await expect(panel).toContainText("32 runs, 4 seeds");
  await page.screenshot({ path: info.outputPath("phone-form.png") });
  await panel.getByRole("button", { name: /in the drawing$/ }).scrollIntoViewIfNeeded();
  await page.screenshot({ path: info.outputPath("phone-results.png") });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
});
