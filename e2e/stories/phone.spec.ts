import { expect, test, type Page } from "@playwright/test";
import { Playground } from "../playground.ts";

/** What sticks out of the page to the right, in CSS pixels. */
const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);

/** Names of the buttons in a region that a thumb can miss: less than 44 px, with what extends their hit area. */
const tooSmall = (page: Page, region: string): Promise<readonly string[]> =>
  page
    .locator(`[data-region="${region}"]`)
    .getByRole("button")
    .evaluateAll((buttons) =>
      buttons
        .filter(
          (button) =>
            button.checkVisibility() && button.closest('[role="group"][aria-label="What happened"]') === null,
        )
        .filter((button) => {
          const { width, height } = button.getBoundingClientRect();
          const before = getComputedStyle(button, "::after");
          const more =
            before.position === "absolute" ? -2 * Math.min(0, Number.parseFloat(before.top) || 0) : 0;
          return width < 44 || height + more < 44;
        })
        .map((button) => button.getAttribute("aria-label") ?? button.textContent ?? ""),
    );

for (const [how, viewport] of [
  ["upright", { width: 375, height: 667 }],
  ["on its side", { width: 667, height: 375 }],
] as const) {
  test.describe(`a phone held ${how}`, () => {
    test.use({ viewport, hasTouch: true, isMobile: true });

    test("shows the canvas whole, with bar and transport for a thumb", async ({ page }) => {
      const playground = new Playground(page);
      await playground.open();
      await playground.until(2);
      expect(await overflow(page)).toBeLessThanOrEqual(0);
      expect(await tooSmall(page, "timeline")).toEqual([]);
      expect(await tooSmall(page, "top")).toEqual([]);
      const canvas = await page.getByRole("main", { name: "Canvas" }).boundingBox();
      expect(canvas?.width).toBe(viewport.width);
      const play = await page.getByRole("button", { name: "Pause", exact: true }).boundingBox();
      expect(play?.y ?? 0).toBeGreaterThan(viewport.height / 2);
    });

    test("opens panels as sheets one at a time, and gives the focus back", async ({ page }) => {
      const playground = new Playground(page);
      await playground.open();
      await playground.until(1);
      const canvas = page.getByRole("main", { name: "Canvas" });
      const before = await canvas.boundingBox();
      await page.getByRole("button", { name: "Left panel" }).tap();
      const left = page.getByRole("complementary", { name: /Build/ });
      await expect(left).toBeVisible();
      expect(await canvas.boundingBox()).toEqual(before);
      expect(await overflow(page)).toBeLessThanOrEqual(0);
      await left.getByRole("button", { name: "Close the left panel" }).tap();
      await expect(left).toBeHidden();
      await page.getByRole("button", { name: "Drawer" }).tap();
      await expect(page.getByRole("region", { name: "Observation" })).toBeVisible();
      expect(await canvas.boundingBox()).toEqual(before);
      await page.getByRole("button", { name: "Close the drawer" }).tap();
      await expect(page.getByRole("region", { name: "Observation" })).toBeHidden();
      await expect(page.getByRole("button", { name: "Drawer" })).toBeFocused();
    });

    test("plays, scrubs and lets a service be inspected by touch", async ({ page }) => {
      const playground = new Playground(page);
      await playground.open();
      await playground.until(1);
      await page.getByRole("button", { name: "Pause", exact: true }).tap();
      const box = await playground.playhead.boundingBox();
      if (box === null) throw new Error("no timeline");
      await page.touchscreen.tap(box.x + box.width / 6, box.y + 8);
      await expect.poll(() => playground.seconds()).toBeGreaterThan(20);
      await playground.card("payment-service").tap();
      await page.getByRole("button", { name: "Right panel" }).tap();
      const inspector = page.getByRole("complementary", { name: "Inspector" });
      await expect(inspector).toContainText("payment-service");
      expect(await overflow(page)).toBeLessThanOrEqual(0);
      expect(await inspector.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0);
    });
  });
}

test.describe("a sheet", () => {
  test.use({ viewport: { width: 375, height: 667 } });

  test("that is pulled down closes, and one that is pulled a little stays", async ({ page }) => {
    const playground = new Playground(page);
    await playground.open();
    await page.getByRole("button", { name: "Left panel" }).click();
    const handle = page.getByRole("button", { name: "Close the left panel" });
    const box = await handle.boundingBox();
    if (box === null) throw new Error("no handle");
    const [x, y] = [box.x + box.width / 2, box.y + 12];
    const pull = async (by: number) => {
      await page.mouse.move(x, y);
      await page.mouse.down();
      await page.mouse.move(x, y + by / 2);
      await page.mouse.move(x, y + by);
      await page.mouse.up();
    };
    await pull(40);
    await expect(handle).toBeVisible();
    await pull(160);
    await expect(handle).toBeHidden();
  });
});

test("a page enlarged to 400 % needs no scrolling sideways", async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 256 });
  const playground = new Playground(page);
  await playground.open();
  expect(await overflow(page)).toBeLessThanOrEqual(0);
  await page.getByRole("button", { name: "Pause", exact: true }).scrollIntoViewIfNeeded();
  await expect(playground.playhead).toBeVisible();
});
