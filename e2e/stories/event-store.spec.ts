import { expect, test } from "@playwright/test";
import { Playground } from "../playground.ts";

test("what was an account at a moment: asked by keys in the inspector of the event store, with the events that led there", async ({
  page,
}) => {
  const playground = new Playground(page);
  await playground.open();
  await playground.openFromGallery("An event-sourced account");
  await playground.pause();
  await playground.goTo(45);
  await playground.card("accounts").click();
  const past = page.getByRole("region", { name: "An aggregate at a moment" });
  await expect(past.getByRole("status")).toContainText(/customer-1 was .* at version \d+: the fold of/);
  await past.getByRole("combobox", { name: "Aggregate" }).selectOption({ label: "customer-2" });
  await expect(past.getByRole("status")).toContainText("customer-2 was");
  const now = await past.getByRole("status").textContent();

  const moment = past.getByRole("slider");
  await moment.focus();
  await page.keyboard.press("Home");
  await expect(past.getByRole("status")).toContainText("Nothing had happened to customer-2 yet.");
  for (let step = 0; step < 2; step++) await page.keyboard.press("PageUp");
  await expect(past.getByRole("status")).toContainText(/customer-2 was .* at version \d+/);
  await expect(past.getByRole("status")).not.toHaveText(now ?? "");
  await expect(past.getByRole("table")).toContainText(/deposited/);
  await past.getByRole("button", { name: "Now" }).click();
  await expect(past.getByRole("status")).toHaveText(now ?? "");
});

test("a read model is rebuilt while events go on; without event sourcing there is nothing to rebuild it from", async ({
  page,
}) => {
  const playground = new Playground(page);
  await playground.open();
  await playground.openFromGallery("An event-sourced account");
  await playground.pause();
  await playground.goTo(70);
  await playground.card("accounts").click();
  await expect(page.getByRole("region", { name: "Now in accounts" })).toContainText(
    /balance-service: rebuilt\s*\d+ of \d+/,
  );
  await playground.goTo(110);
  const log = await playground.openLog();
  await expect(log).toContainText("The rebuilt read model is asked from now on");

  await playground.openFromGallery("The same account without event sourcing");
  await playground.pause();
  await playground.goTo(70);
  await expect(await playground.openLog()).toContainText("balance-service cannot rebuild its read model");
  await playground.card("accounts").click();
  await expect(page.getByRole("region", { name: "An aggregate at a moment" })).toContainText(
    "Nobody can say what customer-1 was",
  );
});
