import { expect, test, type Page } from "@playwright/test";
import { Playground } from "../playground.ts";

/** Sums the layout shifts from before the first paint. */
async function watchShifts(page: Page): Promise<() => Promise<number>> {
  await page.addInitScript(() => {
    const sum = { value: 0 };
    Object.assign(window, { shifts: sum });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const { value, hadRecentInput } = entry as PerformanceEntry & {
          value: number;
          hadRecentInput: boolean;
        };
        if (!hadRecentInput) sum.value += value;
      }
    }).observe({ type: "layout-shift", buffered: true });
  });
  return () => page.evaluate(() => (window as unknown as { shifts: { value: number } }).shifts.value);
}

const choose = async (page: Page, role: "menuitemradio" | "menuitemcheckbox", name: string) => {
  await page.getByRole("button", { name: "View", exact: true }).click();
  await page.getByRole(role, { name, exact: true }).click();
};

const attribute = (page: Page, name: string) => page.locator("html").getAttribute(name);

test("nothing moves while the first visit loads, and words come in our own type", async ({ page }) => {
  const shifts = await watchShifts(page);
  const playground = new Playground(page);
  await playground.open();
  await playground.until(3);
  expect(await shifts()).toBeLessThan(0.01);
  const loaded = await page.evaluate(async () => {
    await document.fonts.ready;
    return [...document.fonts].filter(({ status }) => status === "loaded").map(({ family }) => family);
  });
  expect(loaded.join()).toContain("Inter Variable");
});

test("nothing moves where the font comes late, since its stand-in has the same widths", async ({ page }) => {
  let release = (): void => {};
  const late = new Promise<void>((resolve) => (release = resolve));
  await page.route("**/*.woff2", async (route) => {
    await late;
    await route.continue();
  });
  const shifts = await watchShifts(page);
  const playground = new Playground(page);
  // The page counts as loaded only with the font.
  await page.goto("./", { waitUntil: "commit" });
  await playground.until(3);
  expect(await page.evaluate(() => document.fonts.check("13px 'Inter Variable'"))).toBe(false);
  release();
  await page.evaluate(() => document.fonts.ready);
  await expect.poll(() => page.evaluate(() => document.fonts.check("13px 'Inter Variable'"))).toBe(true);
  expect(await shifts()).toBeLessThan(0.01);
});

test("the look is chosen once and holds after a reload", async ({ page }) => {
  const playground = new Playground(page);
  await playground.open();
  await choose(page, "menuitemradio", "Dark");
  await choose(page, "menuitemradio", "Compact");
  await choose(page, "menuitemradio", "Less: counts instead of dots");
  await page.reload();
  await expect(page.getByRole("button", { name: "View", exact: true })).toBeVisible();
  expect(await attribute(page, "data-theme")).toBe("dark");
  expect(await attribute(page, "data-density")).toBe("compact");
  expect(await attribute(page, "data-motion")).toBe("less");
});

test("a look that somebody spoiled in the storage is as good as none", async ({ page }) => {
  await page.addInitScript(() => localStorage.setItem("eventyard.look", '{"theme":["dark"],"density":7'));
  const playground = new Playground(page);
  await playground.open();
  expect(await attribute(page, "data-theme")).toBeNull();
  expect(await attribute(page, "data-density")).toBe("comfortable");
});

test("the system's wish for less motion is followed at once, and a choice here overrules it", async ({
  page,
}) => {
  const playground = new Playground(page);
  await playground.open();
  expect(await attribute(page, "data-motion")).toBeNull();
  await page.emulateMedia({ reducedMotion: "reduce" });
  await expect(page.locator("html")).toHaveAttribute("data-motion", "less");
  const durations = await page
    .getByRole("button", { name: "Gallery" })
    .evaluate((button) => getComputedStyle(button).transitionDuration);
  expect(durations.split(", ").every((each) => Number.parseFloat(each) < 0.001)).toBe(true);
  await choose(page, "menuitemradio", "Full");
  await expect(page.locator("html")).not.toHaveAttribute("data-motion", "less");
});
