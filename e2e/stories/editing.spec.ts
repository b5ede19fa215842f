import { expect, test, type Page } from "@playwright/test";
import { Playground } from "../playground.ts";

const inspector = (page: Page) => page.getByRole("complementary", { name: "Inspector" });
const undoButton = (page: Page) => page.getByRole("banner").getByRole("button", { name: /^Undo/ });

test("more instances while a run goes on come from now on, and the past stays as it was", async ({
  page,
}) => {
  const playground = new Playground(page);
  await playground.open();
  await playground.until(4);
  await playground.pause();
  const paused = await playground.seconds();
  await playground.card("inventory-service").click();
  const instances = inspector(page).getByRole("textbox", { name: "Instances", exact: true }).last();
  await expect(inspector(page).getByRole("radio", { name: "From now on" }).first()).toBeChecked();
  await instances.fill("5");
  await instances.press("Enter");
  await expect(
    inspector(page).getByText(/^5 from 0:0\d on, as an intervention; until then 2\./),
  ).toBeVisible();
  await expect(instances).toHaveValue("5");
  await expect.poll(() => playground.seconds()).toBeCloseTo(paused, 1);
  await expect(undoButton(page)).toHaveAccessibleName(/Instances of inventory-service from 0:0\d: 2 → 5/);
  await inspector(page).getByRole("button", { name: "Undo", exact: true }).click();
  await expect(instances).toHaveValue("2");
  await expect(instances).toBeFocused();

  await inspector(page).getByRole("radio", { name: "From the start" }).first().check();
  await instances.fill("3");
  await instances.press("Enter");
  await expect(
    inspector(page).getByText(/^Changed from the start: the run is replayed to 0:0\d\./),
  ).toBeVisible();
  await expect(undoButton(page)).toHaveAccessibleName(/Instances of inventory-service: 2 → 3/);
});

test("a field that is visited twice is two steps, and keys pressed in a row are one", async ({ page }) => {
  const playground = new Playground(page);
  await playground.open();
  await playground.pause();
  await playground.card("order-events").click();
  const partitions = inspector(page)
    .getByRole("region", { name: "Settings" })
    .getByRole("textbox", { name: "Partitions" });
  await partitions.focus();
  for (let press = 0; press < 3; press += 1) await partitions.press("ArrowUp");
  await expect(undoButton(page)).toHaveAccessibleName(/Partitions of order-events: 4 → 7/);
  await partitions.blur();
  await partitions.focus();
  await partitions.press("ArrowDown");
  await expect(undoButton(page)).toHaveAccessibleName(/Partitions of order-events: 7 → 6/);
  await undoButton(page).click();
  await undoButton(page).click();
  await expect(partitions).toHaveValue("4");
});

test("several things are brought in line, framed and tidied up while the run goes on", async ({ page }) => {
  const playground = new Playground(page);
  await playground.open();
  await playground.until(2);
  await page.getByRole("main").focus();
  await page.keyboard.press("Control+a");
  await expect(inspector(page).getByRole("heading", { name: "7 selected" })).toBeVisible();
  const before = await playground.seconds();
  await inspector(page).getByRole("button", { name: "Align top edges" }).click();
  await expect(undoButton(page)).toHaveAccessibleName(/Align top/);
  await inspector(page).getByRole("button", { name: "Tidy up the selection" }).click();
  await expect(undoButton(page)).toHaveAccessibleName(/Tidy up the layout/);
  await inspector(page).getByRole("button", { name: "Frame around them" }).click();
  await expect(inspector(page).getByRole("textbox", { name: "Label of this frame" })).toHaveValue("Frame 1");
  await expect(inspector(page).getByRole("heading", { name: "7 in it" })).toBeVisible();
  // Nothing of this has put the run back.
  expect(await playground.seconds()).toBeGreaterThanOrEqual(before);
  for (let step = 0; step < 3; step += 1) await undoButton(page).click();
  await expect(playground.card("order-events")).toBeVisible();
});

test("an empty canvas offers the first step in the inspector, too, and notes beside the parts", async ({
  page,
}) => {
  const playground = new Playground(page);
  await playground.open();
  await playground.newScenario();
  await page.keyboard.press("]");
  await inspector(page).getByRole("button", { name: "Add a producer" }).click();
  await expect(playground.card("producer")).toBeVisible();
  await playground.add("note");
  const text = inspector(page).getByRole("textbox", { name: "Text of the note" });
  await text.fill("Look here first");
  await expect(page.getByRole("main").getByText("Look here first")).toBeVisible();
});
