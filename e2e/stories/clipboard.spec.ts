import { expect, test, type Page } from "@playwright/test";
import { Playground } from "../playground.ts";

/** What the browser does when a text is pasted there, from another program's clipboard. */
async function pasteText(page: Page, text: string, into = "body"): Promise<boolean> {
  return page
    .locator(into)
    .first()
    .evaluate((element, given) => {
      const data = new DataTransfer();
      data.setData("text/plain", given);
      const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
      element.dispatchEvent(event);
      return event.defaultPrevented;
    }, text);
}

test("a piece of a drawing goes from one tab into another, wires and groups and all", async ({
  context,
  page,
}) => {
  const one = new Playground(page);
  await one.open();
  await one.pause();
  await one.card("payment-service").click();
  await one.card("order-events").click({ modifiers: ["Control"] });
  await page.keyboard.press("Control+c");
  const other = await context.newPage();
  const two = new Playground(other);
  await two.open();
  await two.newScenario();
  await other.getByRole("main").focus();
  await other.keyboard.press("Control+v");
  await expect(two.card("payment-service")).toBeVisible();
  await expect(two.card("order-events")).toBeVisible();
  await expect(other.getByRole("main").getByRole("group", { name: / consumes / })).toHaveCount(1);
  await expect(other.getByRole("banner").getByRole("button", { name: /^Undo/ })).toHaveAccessibleName(
    /Paste 2 things/,
  );
  await other.keyboard.press("Control+v");
  await expect(two.card("payment-service-2")).toBeVisible();
});

test("what is cut can be pasted again, and duplicates stand beside their originals", async ({ page }) => {
  const playground = new Playground(page);
  await playground.open();
  await playground.pause();
  await playground.card("shipping-service").click();
  await page.keyboard.press("Control+x");
  await expect(playground.card("shipping-service")).toHaveCount(0);
  await page.keyboard.press("Control+v");
  await expect(playground.card("shipping-service")).toBeVisible();
  await page.keyboard.press("Control+d");
  await expect(playground.card("shipping-service-2")).toBeVisible();
});

test("a text stays a text in a field, and what is broken or somebody else's changes nothing", async ({
  page,
}) => {
  const playground = new Playground(page);
  await playground.open();
  await playground.pause();
  await playground.card("payment-service").click();
  await page.keyboard.press("Control+c");
  const name = page.getByRole("textbox", { name: "Name of the scenario" });
  await name.focus();
  await page.keyboard.press("Control+a");
  await page.keyboard.press("Control+v");
  await expect(name).toHaveValue(/eventyard\/clipboard/);
  await name.press("Escape");
  const cards = page.getByRole("main").getByRole("group", { name: /-service, / });
  const count = await cards.count();
  expect(await pasteText(page, '{"eventyard/clipboard":1,"nodes":[{"id":"a"')).toBe(true);
  await expect(page.getByText(/^Nothing was pasted: /).first()).toBeVisible();
  expect(await pasteText(page, '{"eventyard/clipboard":99,"nodes":[]}')).toBe(true);
  await expect(page.getByText(/filled by a newer version \(99\)/).first()).toBeVisible();
  await expect(cards).toHaveCount(count);
});
