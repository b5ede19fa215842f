import { expect, test, type Page } from "@playwright/test";
import { Keyboard } from "../keyboard.ts";

test.use({ permissions: ["clipboard-read", "clipboard-write"] });

/** Builds producer, topic and consumer on an empty canvas. */
async function build(keys: Keyboard): Promise<void> {
  await keys.open();
  await keys.press("Shift+N");
  await expect(keys.page.getByRole("textbox", { name: "Name of the scenario" })).toHaveValue("Untitled");
  keys.count = 0;
  await keys.choose("n", "prod");
  await keys.choose("n", "top");
}

function copied(page: Page): Promise<string> {
  return page.evaluate(() => navigator.clipboard.readText());
}

test("a wired pipeline of two takes at most twelve keys from an empty canvas", async ({ page }) => {
  const keys = new Keyboard(page);
  await build(keys);
  expect(keys.count).toBeLessThanOrEqual(12);
  // Whoever is quick hears both steps in one sentence.
  await expect(keys.heard).toHaveText(/topic added, producer → topic connected, 3 partitions$/);
  await expect(
    page.getByRole("main").getByRole("group", { name: "producer publishes to topic" }),
  ).toHaveCount(1);
});

test("on the canvas by keys alone: build, wire, run, break, scrub, share", async ({ page }) => {
  const keys = new Keyboard(page);
  await build(keys);
  await keys.choose("n", "cons");
  await expect(page.getByRole("main").getByRole("group", { name: / consumes topic/ })).toHaveCount(1);

  await keys.press("Space");
  await keys.until(4);
  await keys.press("Space");
  await expect(keys.heard).toContainText(/^Paused\. At 0:0\d/);

  await keys.choose("b", "crash");
  await expect(keys.heard).toContainText(/^Crash consumer-1 at /);
  await keys.press("Space");
  await expect(keys.liveState("consumer")).toContainText("Instance 1: crashed");

  await keys.press("Space");
  await expect(keys.heard).toContainText(/^Paused/);
  const before = await keys.seconds();
  await keys.press("Shift+ArrowLeft", "Shift+ArrowLeft");
  await expect.poll(() => keys.seconds()).toBeCloseTo(before - 2, 1);
  await keys.press(",");
  await expect.poll(() => keys.seconds()).toBeLessThan(before - 2);

  await keys.press("Control+Shift+C");
  await expect.poll(() => copied(page)).toMatch(/#s=/);
});

test("arrows walk along the wires of the canvas, Alt and arrows move, and C connects what has the focus", async ({
  page,
}) => {
  const keys = new Keyboard(page);
  await build(keys);
  await keys.choose("n", "cons");
  await expect(keys.heard).toContainText(/consumer added/);
  await page.getByRole("main").focus();
  await keys.press("Tab");
  await expect(keys.card("consumer")).toBeFocused();
  await keys.press("ArrowLeft");
  await expect(keys.card("topic")).toBeFocused();
  await keys.press("Alt+ArrowDown", "Alt+Shift+ArrowDown");
  await expect(keys.heard).toHaveText(/^topic moved to \d+, 48$/);
  await expect(keys.card("topic")).toBeFocused();
  await keys.press("ArrowLeft");
  await expect(keys.card("producer")).toBeFocused();
  await keys.choose("n", "topic");
  await expect(keys.heard).toHaveText("topic-2 added, producer → topic-2 connected, 3 partitions");
  await keys.choose("c", "consumer");
  await expect(keys.heard).toHaveText("topic-2 → consumer connected, 3 partitions");
  await keys.press("Delete");
  await expect(keys.heard).toHaveText("topic-2 deleted, 2 wires with it; undo with Ctrl+Z");
  expect(await keys.focused()).toMatch(/^group "(?:producer|consumer), service/);
});

test("in the outline by keys alone: build, wire, run, break, scrub, share", async ({ page }) => {
  const keys = new Keyboard(page);
  await keys.open();
  await keys.press("Shift+N");
  await expect(page.getByRole("textbox", { name: "Name of the scenario" })).toHaveValue("Untitled");
  await keys.press("o");
  await expect(
    page.getByRole("region", { name: "Empty outline" }).getByRole("button", { name: "Add a producer" }),
  ).toBeFocused();
  await keys.press("Enter");
  const row = (name: string) => keys.outline.getByRole("row", { name: new RegExp(`^${name}\\b`) });
  await expect(row("producer")).toBeFocused();

  await keys.choose("n", "topic");
  await expect(row("topic")).toBeFocused();
  await keys.press("Escape");
  await keys.press("Home", "ArrowDown");
  await expect(row("producer")).toBeFocused();
  await keys.press("F2");
  await expect(page.getByRole("textbox", { name: "New name of producer" })).toBeFocused();
  await keys.type("shop");
  await keys.press("Enter");
  await expect(row("shop")).toBeFocused();

  await keys.choose("n", "dead");
  await keys.choose("n", "consumer");
  await expect(row("consumer")).toBeFocused();
  await keys.press("c");
  await expect(page.getByRole("option", { name: /^dead/ })).toContainText("would get its own dead letters");
  await keys.type("topic");
  await keys.press("Enter");
  await expect(row("consumer")).toBeFocused();

  await keys.press("Space");
  await keys.until(4);
  await expect(row("consumer")).toContainText(/1 up/);
  await keys.choose("b", "crash");
  await expect(row("consumer")).toContainText("0 of 1 up");
  await expect(row("consumer")).toBeFocused();

  await keys.press("Space");
  await expect(keys.heard).toContainText(/^Paused/);
  const before = await keys.seconds();
  await keys.press("Shift+ArrowLeft");
  await expect.poll(() => keys.seconds()).toBeLessThan(before - 0.9);

  await keys.press("Delete");
  await expect(row("consumer")).toHaveCount(0);
  await expect(keys.heard).toContainText(/^consumer deleted, .*; undo with Ctrl\+Z$/);
  expect(await keys.focused()).toMatch(/^row "/);
  await keys.press("Control+z");
  await expect(row("consumer")).toHaveCount(1);
  await expect(keys.heard).toContainText("Undone: Delete consumer");

  await keys.press("Control+Shift+C");
  await expect.poll(() => copied(page)).toMatch(/#s=/);
});

test("what is selected in one view is selected in the other", async ({ page }) => {
  const keys = new Keyboard(page);
  await keys.open();
  await keys.press("o");
  const row = keys.outline.getByRole("row", { name: /^payment-service/ });
  await keys.choose("/", "payment-service");
  await expect(row).toHaveAttribute("aria-selected", "true");
  await expect(row).toBeFocused();
  await keys.press("ArrowRight", "ArrowDown");
  await expect(keys.outline.getByRole("row", { name: /^payment-service-1/ })).toBeFocused();
  await keys.press("e");
  await expect(keys.outline.getByRole("row", { name: /^reads order-events/ })).toBeFocused();
  await expect(page.getByRole("complementary", { name: "Inspector" })).toContainText("order-events");
});

test("the state of all groups is read on demand", async ({ page }) => {
  const keys = new Keyboard(page);
  await keys.open();
  await keys.until(8);
  await keys.press("Space");
  await expect(keys.heard).toContainText(/^Paused/);
  await keys.press("l");
  await expect(keys.heard).toContainText(/^At 0:\d\d.*: .*inventory (?:stable|rebalancing), lag /);
});
