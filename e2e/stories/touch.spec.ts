import { execFileSync } from "node:child_process";
import { expect, test, type CDPSession, type Locator, type Page } from "@playwright/test";
import { Playground } from "../playground.ts";

test.use({ viewport: { width: 375, height: 720 }, hasTouch: true, isMobile: true });

interface Point {
  readonly x: number;
  readonly y: number;
}

async function middleOf(locator: Locator): Promise<Point> {
  const box = await locator.boundingBox();
  if (box === null) throw new Error("not on screen");
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** Fingers as the browser's own touches: Playwright's touchscreen only taps. */
class Fingers {
  readonly #cdp: CDPSession;

  constructor(cdp: CDPSession) {
    this.#cdp = cdp;
  }

  static async of(page: Page): Promise<Fingers> {
    return new Fingers(await page.context().newCDPSession(page));
  }

  async down(...points: readonly Point[]): Promise<void> {
    await this.#cdp.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [...points] });
  }

  async move(...points: readonly Point[]): Promise<void> {
    await this.#cdp.send("Input.dispatchTouchEvent", { type: "touchMove", touchPoints: [...points] });
  }

  async up(): Promise<void> {
    await this.#cdp.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
  }
}

async function openOnPhone(page: Page): Promise<Playground> {
  const playground = new Playground(page);
  await page.goto("./");
  await expect(playground.card("order-service")).toBeVisible();
  await expect(page.getByRole("toolbar", { name: "View of the canvas" })).toBeVisible();
  return playground;
}

test("on a phone the scenario plays, is paused and scrubbed, and a card's facts are a tap away", async ({
  page,
}) => {
  const playground = await openOnPhone(page);
  await playground.until(1);
  await page.getByRole("button", { name: "Pause", exact: true }).tap();
  const rail = await playground.playhead.boundingBox();
  expect(rail).not.toBeNull();
  const before = await playground.seconds();
  await page.touchscreen.tap(
    (rail?.x ?? 0) + (rail?.width ?? 0) / 2,
    (rail?.y ?? 0) + (rail?.height ?? 0) / 2,
  );
  await expect.poll(() => playground.seconds()).not.toBeCloseTo(before, 1);
  await playground.card("payment-service").tap();
  await expect(page.getByRole("toolbar", { name: "Tools of payment-service" })).toBeVisible();
});

test("a link is opened on a phone to the sender's moment, played on and scrubbed, and a card is inspected", async ({
  page,
}) => {
  const link = execFileSync(
    process.execPath,
    ["bin/eventyard.mjs", "link", "public/gallery/order-system.json", "--at", "20s", "--note", "See the lag"],
    { encoding: "utf8" },
  );
  await page.goto(`./${new URL(link).hash}`);
  const playground = new Playground(page);
  const strip = page.getByRole("region", { name: "Shared with you" });
  await expect(strip).toContainText("See the lag");
  await expect.poll(() => playground.seconds()).toBe(20);
  await strip.getByRole("button", { name: "Play" }).tap();
  await playground.until(21);
  await page.getByRole("button", { name: "Pause", exact: true }).tap();
  const rail = await middleOf(playground.playhead);
  await page.touchscreen.tap(rail.x, rail.y);
  await expect.poll(() => playground.seconds()).toBeGreaterThan(60);
  await playground.card("payment-service").tap();
  await page.getByRole("button", { name: "Right panel" }).tap();
  await expect(page.getByRole("complementary", { name: "Inspector" })).toContainText("payment-service");
});

test("a long press opens the menu of a card", async ({ page }) => {
  const playground = await openOnPhone(page);
  const fingers = await Fingers.of(page);
  const at = await middleOf(playground.card("order-events"));
  await fingers.down(at);
  await expect(page.getByRole("menu", { name: "order-events" })).toBeVisible();
  await fingers.up();
  await expect(page.getByRole("menu", { name: "order-events" })).toBeVisible();
});

test("a finger pans over a card that is not selected, and a selected card is dragged", async ({ page }) => {
  const playground = await openOnPhone(page);
  const fingers = await Fingers.of(page);
  const card = playground.card("order-events");
  const other = playground.card("order-service");
  const [start, otherStart] = [await middleOf(card), await middleOf(other)];
  await fingers.down(start);
  for (let step = 1; step <= 6; step++) await fingers.move({ x: start.x, y: start.y + step * 10 });
  await fingers.up();
  await expect.poll(async () => (await middleOf(other)).y).toBeGreaterThan(otherStart.y + 30);
  await expect(page.getByRole("button", { name: /^Undo: Move/ })).toHaveCount(0);
  await card.tap();
  const selected = await middleOf(card);
  const still = await middleOf(other);
  await fingers.down(selected);
  for (let step = 1; step <= 6; step++) await fingers.move({ x: selected.x, y: selected.y + step * 10 });
  await fingers.up();
  await expect.poll(async () => (await middleOf(card)).y).toBeGreaterThan(selected.y + 30);
  expect((await middleOf(other)).y).toBeCloseTo(still.y, 0);
});

test("a card is connected by two taps, and a second finger leaves a wire undrawn", async ({ page }) => {
  const playground = await openOnPhone(page);
  const card = playground.card("shipping-service");
  await card.tap();
  await page.getByRole("button", { name: "Connect shipping-service to …" }).tap();
  const hint = page.getByText(/Choose where shipping-service leads to/);
  await expect(hint).toBeVisible();
  const fingers = await Fingers.of(page);
  const box = await page.getByRole("application").boundingBox();
  const [x, y] = [(box?.x ?? 0) + 100, (box?.y ?? 0) + (box?.height ?? 0) - 90];
  await fingers.down({ x, y }, { x: x + 80, y });
  await fingers.up();
  await expect(hint).toBeHidden();
  await card.tap();
  await page.getByRole("button", { name: "Connect shipping-service to …" }).tap();
  await playground.card("stock-events").tap();
  await expect(page.getByRole("group", { name: "shipping-service publishes to stock-events" })).toHaveCount(
    1,
  );
});
