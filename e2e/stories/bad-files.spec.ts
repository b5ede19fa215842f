import { expect, test } from "@playwright/test";
import { Playground } from "../playground.ts";

test("a bad scenario file is refused with the path of what is wrong, and nothing is lost", async ({
  page,
}) => {
  const playground = new Playground(page);
  await playground.open();
  const scenario = {
    format: "eventyard/1",
    name: "Broken",
    nodes: [{ id: "a", kind: "topic", name: "orders", config: {}, position: { x: "left", y: 0 } }],
  };
  await playground.openFile("broken.json", JSON.stringify(scenario));
  await expect(page.getByText("nodes[0].position.x").first()).toBeVisible();
  await expect(page.getByRole("textbox", { name: "Name of the scenario" })).toHaveValue("Order system");
  await expect(playground.card("order-service")).toBeVisible();
});

test("a file that is no scenario is named for what it is", async ({ page }) => {
  const playground = new Playground(page);
  await playground.open();
  await playground.openFile("picture.json", "\u0089PNG\r\n\u001a\n not a scenario");
  await expect(page.getByText(/expected|not JSON|PNG/).first()).toBeVisible();
  await expect(page.getByRole("textbox", { name: "Name of the scenario" })).toHaveValue("Order system");
});

test("a setting out of range names its field and keeps the last good picture", async ({ page }) => {
  const playground = new Playground(page);
  await playground.open();
  const scenario = {
    format: "eventyard/1",
    name: "Too many",
    nodes: [{ id: "a", kind: "topic", name: "orders", config: { partitions: 0 }, position: { x: 0, y: 0 } }],
  };
  await playground.openFile("too-many.json", JSON.stringify(scenario));
  await expect(page.getByText(/nodes\[0\]\.config\.partitions/).first()).toBeVisible();
});
