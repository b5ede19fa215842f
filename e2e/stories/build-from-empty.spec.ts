import { expect, test } from "@playwright/test";
import { Playground } from "../playground.ts";

test("from an empty canvas to a running producer, topic and group in four clicks, and their lag is there to see", async ({
  page,
}) => {
  const playground = new Playground(page);
  await playground.open();
  await playground.newScenario();
  await expect(page.getByRole("main").getByRole("button", { name: "Add a producer" })).toBeVisible();
  await playground.add("producer");
  await playground.add("topic");
  await playground.add("consumer");
  await expect(page.getByRole("main").getByRole("group", { name: / publishes to / })).toHaveCount(1);
  await expect(page.getByRole("main").getByRole("group", { name: / consumes / })).toHaveCount(1);
  await playground.play();
  await playground.until(12);
  const topic = page.getByLabel(/^Live state of topic/);
  await expect(topic).toContainText(/Lag of .+ by partition: 0: \d+/);
});

test("what cannot be wired is refused with the reason", async ({ page }) => {
  const playground = new Playground(page);
  await playground.open();
  await playground.pause();
  await playground.card("order-service").click();
  await page.getByRole("button", { name: "Connect order-service to …" }).click();
  await playground.card("order-events").hover();
  await expect(page.getByText("order-service already publishes to order-events.")).toBeVisible();
  await playground.card("order-events").click({ position: { x: 100, y: 20 } });
  await expect(page.getByRole("main").getByRole("group", { name: / publishes to / })).toHaveCount(2);
  await page.keyboard.press("Escape");
});

test("undo takes back what was built, step by step, and redo brings it back", async ({ page }) => {
  const playground = new Playground(page);
  await playground.open();
  await playground.newScenario();
  await playground.add("producer");
  await playground.add("topic");
  const wires = page.getByRole("main").getByRole("group", { name: / publishes to / });
  await expect(wires).toHaveCount(1);
  await page.getByRole("button", { name: /^Undo/ }).click();
  await expect(wires).toHaveCount(0);
  await page.getByRole("button", { name: /^Redo/ }).click();
  await expect(wires).toHaveCount(1);
});

test("a setting changed in the inspector changes the run", async ({ page }) => {
  const playground = new Playground(page);
  await playground.open();
  await playground.until(3);
  await playground.card("order-events").click();
  const partitions = page
    .getByRole("complementary", { name: "Inspector" })
    .getByRole("region", { name: "Settings" })
    .getByRole("textbox", { name: /Partitions/ });
  await partitions.fill("2");
  await partitions.press("Enter");
  await expect(playground.liveState("order-events")).toContainText("2 partitions");
});
