import { expect, test } from "@playwright/test";
import { Playground } from "../playground.ts";

test("orders by events stay half done where nobody undoes, are told with the reason, and by the keyboard no more", async ({
  page,
}) => {
  const playground = new Playground(page);
  await playground.open();
  await playground.openFromGallery("Orders by events, half done");
  await playground.pause();
  await playground.goTo(88);
  await playground.card("order-service").click({ position: { x: 60, y: 12 } });
  const requests = page.getByRole("region", { name: "Requests that began at order-service" });
  await expect(requests).toContainText(/Under way\s*0/);
  await expect(requests).toContainText(/Half done\s*[1-9]\d/);

  await page.getByRole("tab", { name: "Explained" }).click();
  await page.getByText("Half done, by events").first().click();
  await expect(
    page.getByText("order-service heard that it had failed and does not undo its step"),
  ).toBeVisible();

  // The three that keep what they have done, one after the other, without the mouse.
  for (const name of ["order-service", "payment-service", "stock-service"]) {
    await playground.card(name).focus();
    await page.keyboard.press("Enter");
    const whenFailed = page.getByRole("combobox", { name: /^When the request fails/ });
    await whenFailed.focus();
    await page.keyboard.press("Home");
    await expect(whenFailed).toHaveValue("undo");
  }
  await playground.goTo(88);
  await playground.card("order-service").focus();
  await page.keyboard.press("Enter");
  await expect(requests).toContainText(/Half done\s*0/);
  await expect(requests).toContainText(/Undone\s*[1-9]\d/);
});

test("as a saga by events each is done by all or undone by all", async ({ page }) => {
  const playground = new Playground(page);
  await playground.open();
  await playground.openFromGallery("A saga by events");
  await playground.pause();
  await playground.goTo(88);
  await playground.card("order-service").click({ position: { x: 60, y: 12 } });
  const requests = page.getByRole("region", { name: "Requests that began at order-service" });
  await expect(requests).toContainText(/Half done\s*0/);
  await expect(requests).toContainText(/Undone\s*[1-9]\d/);
  await playground.card("stock-service").click({ position: { x: 60, y: 12 } });
  await expect(page.getByRole("region", { name: "Steps of stock-service" })).toContainText(
    /Refused\s*[1-9]\d/,
  );
  await page.getByText("As a program").click();
  await expect(page.getByLabel("stock-service as a program")).toContainText("record.tellsFailure()");
});

test("a step of a saga without a database says what it lacks", async ({ page }) => {
  const playground = new Playground(page);
  await playground.open();
  await playground.newScenario();
  await playground.add("service");
  await page.keyboard.press("Escape");
  await playground.card("service").click({ position: { x: 60, y: 12 } });
  await page.getByText("Saga by events").click();
  await page.getByRole("checkbox", { name: /^Step of a saga/ }).check();
  await expect(
    page.getByText("service is a step of a saga and has no database to do it in.").first(),
  ).toBeVisible();
});
