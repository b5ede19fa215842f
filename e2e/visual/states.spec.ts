import { expect, test, type Page } from "@playwright/test";
import { Playground } from "../playground.ts";
import { expectLook } from "./look.ts";

/** Nothing under the pointer, nothing focused, nothing on its way. */
async function settle(page: Page): Promise<void> {
  await page.mouse.move(0, 0);
  await page.evaluate(() => {
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  });
  await expect(page.getByText("Saving", { exact: false })).toHaveCount(0);
  // What glows when it changes has gone out, and tooltips and toasts have left.
  await expect.poll(() => page.evaluate(() => document.getAnimations().length)).toBe(0);
  let before: Buffer = Buffer.alloc(0);
  const stands = async (): Promise<boolean> => {
    const now = await page.screenshot({ animations: "disabled", caret: "hide" });
    const isSame = now.equals(before);
    before = now;
    return isSame;
  };
  await expect.poll(stands, { intervals: [600] }).toBe(true);
}

/** The first scenario, paused where its three groups work. */
async function orderSystem(page: Page, seconds = 20): Promise<Playground> {
  const playground = new Playground(page);
  await playground.open();
  await playground.until(1);
  await playground.pause();
  await playground.goTo(seconds);
  // In the first second there is nobody yet who could crash; on a phone there is no room for the button.
  const crash = page
    .getByRole("region", { name: "What is happening" })
    .getByRole("button", { name: /^Crash / });
  if (seconds > 5 && (page.viewportSize()?.width ?? 0) > 760) await expect(crash).toBeVisible();
  return playground;
}

/** A crash and the wait for its session timeout: partitions that nobody owns. */
async function crashed(page: Page): Promise<Playground> {
  const playground = new Playground(page);
  await playground.open();
  await playground.openFromGallery("A crash and the wait for the session timeout");
  await playground.until(1);
  await playground.pause();
  await playground.goTo(40);
  return playground;
}

for (const theme of ["light", "dark"] as const) {
  test.describe(`in the ${theme} theme`, () => {
    test.use({ colorScheme: theme });

    test("the first visit looks as it did", async ({ page }) => {
      await orderSystem(page);
      await settle(page);
      await expectLook(page, `first-visit-${theme}`);
    });

    test("the inspector looks as it did", async ({ page }) => {
      const playground = await orderSystem(page);
      const card = theme === "light" ? "payment-service" : "order-events";
      await playground.card(card).click({ position: { x: 60, y: 12 } });
      await expect(page.getByRole("complementary", { name: "Inspector" })).toContainText(card);
      await settle(page);
      await expectLook(page, `inspector-${theme}`);
    });
  });
}

test.describe("in the dark", () => {
  test.use({ colorScheme: "dark" });

  test("a crash with partitions that nobody owns looks as it did", async ({ page }) => {
    await crashed(page);
    await settle(page);
    await expectLook(page, "crash-dark");
  });
});

test("an empty canvas looks as it did", async ({ page }) => {
  const playground = await orderSystem(page, 1);
  await playground.newScenario();
  await expect(page.getByRole("textbox", { name: "Name of the scenario" })).toHaveValue("Untitled");
  await settle(page);
  await expectLook(page, "empty-light");
});

test("the outline looks as it did", async ({ page }) => {
  await orderSystem(page);
  await page.getByRole("tab", { name: "Outline" }).click();
  await expect(page.getByRole("treegrid")).toBeVisible();
  await settle(page);
  await expectLook(page, "outline-light");
});

test("the log, compact, looks as it did", async ({ page }) => {
  const playground = await orderSystem(page);
  await page.getByRole("button", { name: "View", exact: true }).click();
  await page.getByRole("menuitemradio", { name: "Compact" }).click();
  const log = await playground.openLog();
  await expect(log.getByRole("option").first()).toBeVisible();
  await settle(page);
  await expectLook(page, "log-compact-light");
});

test("the table of messages looks as it did", async ({ page }) => {
  await orderSystem(page);
  await page.getByRole("tab", { name: "Messages" }).click();
  await expect(page.getByRole("tabpanel", { name: "Messages" }).getByRole("row").nth(3)).toBeVisible();
  await settle(page);
  await expectLook(page, "messages-light");
});

test("the dialog that shares looks as it did", async ({ page }) => {
  await orderSystem(page);
  await page.getByRole("button", { name: "Share", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Share" });
  await expect(dialog.getByText(/characters/)).toBeVisible();
  // The address and the packing are this server's and this browser's.
  const link = dialog.getByRole("textbox", { name: /link/i });
  await link.evaluate((field: HTMLInputElement) => (field.value = "https://example.org/#s=…"));
  await settle(page);
  await expectLook(page, "share-light");
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 375, height: 667 }, hasTouch: true, isMobile: true });

  test("the first visit looks as it did", async ({ page }) => {
    await orderSystem(page);
    await settle(page);
    await expectLook(page, "phone-light");
  });

  test("the inspector as a sheet looks as it did", async ({ page }) => {
    const playground = await orderSystem(page);
    await playground.card("payment-service").tap();
    // By its key: what a finger has touched last stays hovered, or not.
    await page.keyboard.press("]");
    await expect(page.getByRole("complementary", { name: "Inspector" })).toContainText("payment-service");
    await settle(page);
    await expectLook(page, "phone-inspector-light");
  });
});

test.describe("with the person's own colours", () => {
  test.use({ colorScheme: "dark", contextOptions: { forcedColors: "active" } });

  test("the first visit looks as it did", async ({ page }) => {
    await orderSystem(page);
    await settle(page);
    await expectLook(page, "forced-colours");
  });
});
