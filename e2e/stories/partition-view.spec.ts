import { expect, test } from "@playwright/test";
import { Playground } from "../playground.ts";

test("a partition's log is walked by keys: what stands at an offset, and the journey of its message", async ({
  page,
}) => {
  const playground = new Playground(page);
  await playground.open();
  await playground.until(6);
  await playground.pause();
  await playground.goTo(30);
  await page.keyboard.press("Shift+P");
  const panel = page.getByRole("tabpanel", { name: "Partition" });
  const log = panel.getByRole("slider", { name: "Offsets of order-events 0" });
  await expect(log).toBeVisible();
  await expect(panel).toContainText("log end");
  await expect(panel).toContainText("broker-1 leads, epoch 0");

  await panel.getByRole("combobox", { name: "Which partition" }).selectOption("2");
  const other = panel.getByRole("slider", { name: "Offsets of order-events 2" });
  await expect(other).toBeVisible();
  await other.focus();
  await page.keyboard.press("Home");
  await expect(other).toHaveAttribute("aria-valuetext", /^offset 0, order-\d+ · segment 0 \(active\)/);
  await page.keyboard.press("ArrowRight");
  await expect(other).toHaveAttribute("aria-valuetext", /^offset 1, /);
  await expect(panel).toContainText("offset 1");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("region", { name: /^Journey of message/ })).toContainText(
    "order-events 2 at offset 1",
  );
});

test("the same log can be read as tables, with marks, readers and segments", async ({ page }) => {
  const playground = new Playground(page);
  await playground.open();
  await playground.until(6);
  await playground.pause();
  await playground.goTo(30);
  await playground.card("stock-events").click();
  await page.getByRole("tab", { name: "Partition", exact: true }).click();
  const panel = page.getByRole("tabpanel", { name: "Partition" });
  await expect(panel.getByRole("slider", { name: "Offsets of stock-events 0" })).toBeVisible();
  await panel.getByRole("button", { name: "Table", exact: true }).click();
  await expect(panel.getByRole("table", { name: "stock-events 0" })).toContainText("log end");
  await expect(panel.getByRole("table", { name: "Read by" })).toContainText("shipping");
  await expect(panel.getByRole("table", { name: /^Segments/ })).toContainText("active");
});

test("the inspector of a topic leads to the log of each of its partitions", async ({ page }) => {
  const playground = new Playground(page);
  await playground.open();
  await playground.until(6);
  await playground.pause();
  await playground.card("order-events").click();
  await page
    .getByRole("complementary", { name: "Inspector" })
    .getByRole("button", { name: "Log of partition 3" })
    .click();
  await expect(page.getByRole("slider", { name: "Offsets of order-events 3" })).toBeVisible();
});
