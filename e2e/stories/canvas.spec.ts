import { expect, test, type Locator, type Page } from "@playwright/test";
import { Playground } from "../playground.ts";

async function boxOf(locator: Locator): Promise<{ x: number; y: number; width: number; height: number }> {
  const box = await locator.boundingBox();
  if (box === null) throw new Error("not on screen");
  return box;
}

/** A quiet drawing of three cards without wires, with nothing else on it. */
function threeCards(): string {
  const node = (id: string, x: number, y: number) => ({
    id,
    kind: "service",
    name: id,
    config: {},
    position: { x, y },
  });
  return JSON.stringify({
    format: "eventyard/1",
    name: "Three cards",
    nodes: [node("left", 0, 0), node("right", 400, 0), node("below", 0, 320)],
    wires: [],
  });
}

async function openThree(page: Page): Promise<Playground> {
  const playground = new Playground(page);
  await playground.open();
  await playground.openFile("three.json", threeCards());
  await expect(playground.card("below")).toBeVisible();
  await ready(page);
  // The first thing selected opens the inspector, and the drawing is fitted anew beside it.
  await playground.card("left").click({ position: { x: 60, y: 14 } });
  await expect(page.getByRole("complementary", { name: "Inspector" })).toBeVisible();
  await page.keyboard.press("Escape");
  await stands(playground.card("left"));
  return playground;
}

/** The canvas is an editor a moment after it is a picture. */
async function ready(page: Page): Promise<void> {
  await expect(page.getByRole("toolbar", { name: "View of the canvas" })).toBeVisible();
}

/** Waits until a thing does not move any more. */
async function stands(thing: Locator): Promise<void> {
  let before = await boxOf(thing);
  await expect
    .poll(
      async () => {
        const now = await boxOf(thing);
        const isSame = now.x === before.x && now.y === before.y;
        before = now;
        return isSame;
      },
      { intervals: [400] },
    )
    .toBe(true);
}

/** Drags from the upper left of a card's name, in steps, and answers how far it went; `during` looks before it is dropped. */
async function drag(page: Page, card: Locator, by: { x: number; y: number }, during?: () => Promise<void>) {
  const box = await boxOf(card);
  await page.mouse.move(box.x + 60, box.y + 14);
  await page.mouse.down();
  await page.mouse.move(box.x + 60 + by.x, box.y + 14 + by.y, { steps: 8 });
  await during?.();
  await page.mouse.up();
}

test("the menu of a card names it, offers what can be done to it, and gives the focus back", async ({
  page,
}) => {
  const playground = new Playground(page);
  await playground.open();
  await ready(page);
  const payment = playground.card("payment-service");
  await payment.click({ button: "right", position: { x: 60, y: 14 } });
  const menu = page.getByRole("menu", { name: "payment-service", exact: true });
  await expect(menu.getByRole("menuitem", { name: /^Connect to/ })).toBeVisible();
  await expect(menu.getByRole("menuitem", { name: /^Delete/ })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(menu).toBeHidden();
  await expect(payment).toBeFocused();
  await page.keyboard.press("Shift+F10");
  await expect(menu).toBeVisible();
  await menu.getByRole("menuitem", { name: /^Delete/ }).click();
  await expect(payment).toBeHidden();
  await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute("role"))).toBe("group");
});

test("an instance is crashed from its menu", async ({ page }) => {
  const playground = new Playground(page);
  await playground.open();
  await playground.until(6);
  await playground.pause();
  const card = playground.card("payment-service");
  const { height } = await boxOf(card);
  await card.click({ button: "right", position: { x: 40, y: height - 14 } });
  await page
    .getByRole("menu", { name: /^payment-service-\d/ })
    .getByRole("menuitem", { name: "Crash" })
    .click();
  await expect(page.getByRole("button", { name: /^Undo: Crash payment-service-\d/ })).toBeVisible();
});

test("a note is typed where it stands, and what was typed is one step", async ({ page }) => {
  await openThree(page);
  const pane = page.getByRole("application");
  const box = await boxOf(pane);
  await page.mouse.click(box.x + box.width - 240, box.y + box.height - 140, { button: "right" });
  await page.getByRole("menuitem", { name: "Note here" }).click();
  const field = page.getByRole("application").getByRole("textbox", { name: "Text of the note" });
  await expect(field).toBeFocused();
  await page.keyboard.type("Why does it lag?");
  await page.keyboard.press("Escape");
  const note = page.getByRole("group", { name: "Note: Why does it lag?" });
  await expect(note).toBeFocused();
  await page.keyboard.press("Control+z");
  await expect(page.getByRole("group", { name: "Note: empty" })).toBeVisible();
  await page.keyboard.press("Control+z");
  await expect(page.getByRole("group", { name: /^Note:/ })).toHaveCount(0);
});

test("a frame around two cards takes them along, in one step, and is pulled by keys", async ({ page }) => {
  const playground = await openThree(page);
  const [left, right] = [playground.card("left"), playground.card("right")];
  await left.click({ position: { x: 60, y: 14 } });
  await right.click({ position: { x: 60, y: 14 }, modifiers: ["Control"] });
  await right.click({ button: "right", position: { x: 60, y: 14 } });
  await page.getByRole("menuitem", { name: "Frame around the selection" }).click();
  const frame = page.getByRole("group", { name: "Frame Frame 1" });
  await expect(frame).toBeVisible();
  await stands(frame);
  // The view may move near its edges: what counts is where things are to each other.
  const below = playground.card("below");
  const away = async (thing: Locator) => (await boxOf(below)).y - (await boxOf(thing)).y;
  const before = { frame: await away(frame), left: await away(left), right: await away(right) };
  const { x, y } = await boxOf(frame);
  // At the label's beginning: the tools of a card may stand over the rest of it.
  await page.mouse.move(x + 14, y + 12);
  await page.mouse.down();
  await page.mouse.move(x + 14, y + 82, { steps: 8 });
  await page.mouse.up();
  await expect.poll(() => away(left)).toBeLessThan(before.left - 30);
  await stands(frame);
  const moved = before.frame - (await away(frame));
  expect(before.left - (await away(left))).toBeCloseTo(moved, 0);
  expect(before.right - (await away(right))).toBeCloseTo(moved, 0);
  await page.keyboard.press("Control+z");
  await expect.poll(() => away(left)).toBeCloseTo(before.left, 0);
  expect(await away(frame)).toBeCloseTo(before.frame, 0);
  await frame.focus();
  await page.keyboard.press("Enter");
  await page.getByRole("textbox", { name: "Label of the frame" }).fill("Orders");
  await page.keyboard.press("Enter");
  const named = page.getByRole("group", { name: "Frame Orders" });
  await expect(named).toBeFocused();
  await page
    .getByRole("button", { name: /^Size of frame Orders/ })
    .last()
    .focus();
  const wide = (await boxOf(named)).width;
  await page.keyboard.press("Shift+ArrowRight");
  await expect.poll(async () => (await boxOf(named)).width).toBeGreaterThan(wide + 20);
});

test("several cards are dragged together as one step, and lines show what lies in line", async ({ page }) => {
  const playground = await openThree(page);
  const [left, right, below] = ["left", "right", "below"].map((name) => playground.card(name)) as [
    Locator,
    Locator,
    Locator,
  ];
  await left.click({ position: { x: 60, y: 14 } });
  await right.click({ position: { x: 60, y: 14 }, modifiers: ["Control"] });
  const before = { left: await boxOf(left), right: await boxOf(right) };
  await drag(page, right, { x: 40, y: 48 });
  await expect.poll(async () => (await boxOf(left)).y).toBeGreaterThan(before.left.y + 30);
  const moved = { left: await boxOf(left), right: await boxOf(right) };
  expect(moved.right.x - moved.left.x).toBeCloseTo(before.right.x - before.left.x, 0);
  await page.keyboard.press("Control+z");
  await expect.poll(async () => (await boxOf(left)).y).toBeCloseTo(before.left.y, 0);
  expect((await boxOf(right)).y).toBeCloseTo(before.right.y, 0);
  await page.keyboard.press("Escape");
  const start = await boxOf(below);
  await drag(page, below, { x: 4, y: -20 }, async () => {
    await expect(page.getByTestId("drag-guides").locator("line").first()).toBeAttached();
  });
  await expect(page.getByTestId("drag-guides")).toHaveCount(0);
  // Four pixels aside are drawn back in line with the card above.
  expect((await boxOf(below)).x).toBeCloseTo(start.x, 0);
});

test("a drag with Alt held leaves the original and drags a copy", async ({ page }) => {
  const playground = await openThree(page);
  const below = playground.card("below");
  const before = await boxOf(below);
  await page.keyboard.down("Alt");
  await drag(page, below, { x: 200, y: 24 });
  await page.keyboard.up("Alt");
  const copy = playground.card("below-2");
  await expect(copy).toBeVisible();
  expect((await boxOf(below)).x).toBeCloseTo(before.x, 0);
  expect((await boxOf(copy)).x).toBeGreaterThan(before.x + 150);
  await page.keyboard.press("Control+z");
  await expect(copy).toBeHidden();
});

test("a double click on nothing adds what is chosen there", async ({ page }) => {
  const playground = await openThree(page);
  const box = await boxOf(page.getByRole("application"));
  await page.mouse.dblclick(box.x + box.width - 320, box.y + box.height - 160);
  await page.getByRole("combobox", { name: "Add here" }).fill("topic");
  await page.keyboard.press("Enter");
  const card = await boxOf(playground.card("topic"));
  expect(Math.abs(card.x - (box.x + box.width - 320))).toBeLessThan(60);
});

test("the canvas is one tab stop; arrows walk along the wires and Tab goes into the card's tools", async ({
  page,
}) => {
  const playground = new Playground(page);
  await playground.open();
  await playground.pause();
  await ready(page);
  await page.getByRole("main").focus();
  await page.keyboard.press("Tab");
  await expect(playground.card("order-service")).toBeFocused();
  await page.keyboard.press("ArrowRight");
  await expect(playground.card("order-events")).toBeFocused();
  await expect(page.getByRole("toolbar", { name: "Tools of order-events" })).toBeVisible();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("button", { name: "Connect order-events to …" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(playground.card("order-events")).toBeFocused();
  await page.keyboard.press("Shift+Tab");
  await expect(playground.card("order-service")).not.toBeFocused();
});

test("the view is brought to the whole drawing, the selection and 100 % by keys, and the minimap goes elsewhere", async ({
  page,
}) => {
  const playground = new Playground(page);
  await playground.open();
  await ready(page);
  const zoom = page.getByRole("button", { name: /^Zoom \d+ %/ });
  await page.keyboard.press("Shift+Digit0");
  await expect(zoom).toHaveText("100 %");
  await page.keyboard.press("f");
  await expect(zoom).not.toHaveText("100 %");
  await page.getByRole("button", { name: "Minimap" }).click();
  const map = page.getByTestId("minimap");
  await expect(map).toBeVisible();
  await stands(playground.card("order-service"));
  const before = await boxOf(playground.card("order-service"));
  await map.click({ position: { x: 20, y: 20 } });
  await expect
    .poll(async () => (await boxOf(playground.card("order-service"))).x)
    .not.toBeCloseTo(before.x, 0);
});
