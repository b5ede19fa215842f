import AxeBuilder from "@axe-core/playwright";
import { expect, test, type Locator, type Page } from "@playwright/test";
import { Keyboard } from "../keyboard.ts";
import { Playground } from "../playground.ts";

const view = (page: Page): Locator => page.getByRole("region", { name: "Schemas" });
const text = (page: Page, version: number): Locator =>
  page.getByRole("textbox", { name: new RegExp(`^Text of order-events-value, version ${version}`) });
const verdict = (page: Page): Locator => page.getByRole("tabpanel", { name: "Findings" });
/** What the lines of the text show. */
const lines = (page: Page): Locator => page.locator(".view-lines");

test.use({ permissions: ["clipboard-read", "clipboard-write"] });

/** Puts a whole text in the place of the one that has the focus. */
async function paste(page: Page, whole: string): Promise<void> {
  await page.evaluate((copied) => navigator.clipboard.writeText(copied), whole);
  await page.keyboard.press("Control+A");
  await page.keyboard.press("Control+V");
}

/** From a topic of the first scenario to its new schema in the editor. */
async function newSchemaOf(page: Page, format: string): Promise<void> {
  const inspector = page.getByRole("complementary", { name: "Inspector" });
  await inspector.getByRole("button", { name: "New value schema" }).click();
  await page.getByRole("menuitem", { name: format }).click();
  await expect(text(page, 1)).toBeVisible({ timeout: 30_000 });
}

test("a topic gets a schema, a second version breaks at a line, a fix mends it, and undo brings it back", async ({
  page,
}) => {
  const playground = new Playground(page);
  await playground.open();
  await playground.card("order-events").click();
  await newSchemaOf(page, "Avro");
  await expect(verdict(page)).toContainText("The first version");

  await view(page).getByRole("button", { name: "New version" }).click();
  await expect(verdict(page)).toContainText("v2 is compatible with v1 under BACKWARD.");
  await text(page, 2).focus();
  await page.keyboard.press("Control+Home");
  for (let line = 1; line < 7; line++) await page.keyboard.press("ArrowDown");
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
  await page.keyboard.insertText('{ "name": "total", "type": "int" },');

  await expect(verdict(page)).toContainText("v2 breaks under BACKWARD");
  await expect(verdict(page)).toContainText("Consumers on v2 cannot read what is written with v1.");
  await expect(view(page).getByRole("tab", { name: "v2 breaks" })).toBeVisible();
  await expect(page.locator(".squiggly-error")).toHaveCount(1);
  await view(page).getByRole("button", { name: "Line 8" }).click();
  await expect(text(page, 2)).toBeFocused();

  await view(page).getByRole("button", { name: 'Give "total" the default 0' }).click();
  await expect(verdict(page)).toContainText("v2 is compatible with v1");
  await expect(lines(page)).toContainText('"default": 0');
  await expect(page.locator(".squiggly-error")).toHaveCount(0);

  await text(page, 2).focus();
  await page.keyboard.press("Control+Z");
  await expect(verdict(page)).toContainText("v2 breaks under BACKWARD");
  await expect(lines(page)).not.toContainText('"default": 0');
  await page.keyboard.press("Control+Z");
  await expect(lines(page)).not.toContainText("total");
  await page.keyboard.press("Control+Shift+Z");
  await expect(lines(page)).toContainText("total");

  // The topic refers to it, and leads back to it.
  await view(page).getByRole("button", { name: "Close the schemas" }).click();
  await expect(view(page)).toHaveCount(0);
  await page.getByRole("button", { name: "Edit schema of the value" }).click();
  await expect(verdict(page)).toContainText("v2 breaks under BACKWARD");
});

test("a text that cannot be read leaves the last good findings, dimmed", async ({ page }) => {
  const playground = new Playground(page);
  await playground.open();
  await playground.card("order-events").click();
  await newSchemaOf(page, "Avro");
  await view(page).getByRole("button", { name: "New version" }).click();
  await expect(text(page, 2)).toBeVisible();
  await text(page, 2).focus();
  await paste(
    page,
    '{"type": "record", "name": "OrderEvent", "namespace": "shop", "fields": [{"name": "total", "type": "int"}]}',
  );
  await expect(verdict(page).getByRole("list", { name: "Against older versions" })).toContainText("total");
  await page.keyboard.press("Control+End");
  await page.keyboard.type("x");
  await expect(verdict(page)).toContainText("v2 is ill-formed");
  await expect(verdict(page)).toContainText("Until the text can be read again");
  await expect(verdict(page).getByRole("list", { name: "Against older versions" })).toContainText("total");
});

test("by keyboard alone: open, write, hear what breaks, mend, leave, close", async ({ page }) => {
  const keys = new Keyboard(page);
  await keys.open();
  await page.getByRole("main").focus();
  await keys.press("Shift+S");
  await expect(view(page)).toBeFocused();
  await keys.press("Tab", "Tab");
  expect(await keys.focused()).toContain('button "New schema"');
  await keys.press("Enter");
  await expect(page.getByRole("menuitem", { name: "Avro" })).toBeFocused();
  await keys.press("Enter");
  await expect(page.getByRole("textbox", { name: /^Text of orders-value, version 1/ })).toBeVisible({
    timeout: 30_000,
  });

  // Versions are tabs: arrows choose, the text is the next stop but one.
  await page.getByRole("tab", { name: "v1" }).focus();
  await keys.press("Tab");
  expect(await keys.focused()).toContain('button "New version"');
  await keys.press("Enter");
  await expect(page.getByRole("tab", { name: "v2" })).toHaveAttribute("aria-selected", "true");
  await page.getByRole("tab", { name: "v2" }).focus();
  await keys.press("ArrowLeft");
  await expect(page.getByRole("tab", { name: "v1" })).toBeFocused();
  await keys.press("ArrowRight");
  await expect(page.getByRole("tab", { name: "v2" })).toBeFocused();
  await keys.press("Tab", "Tab", "Tab");
  const second = page.getByRole("textbox", { name: /^Text of orders-value, version 2/ });
  await expect(second).toBeFocused();

  await keys.press("Control+Home", ...Array.from({ length: 6 }, () => "ArrowDown"), "End", "Enter");
  await page.keyboard.insertText('{ "name": "total", "type": "int" },');
  await expect(verdict(page)).toContainText("v2 breaks");
  // Keys of the app stay out of the text: "k", "w" and Space are letters here.
  const playing = await page.getByRole("button", { name: /^(?:Pause|Play)$/ }).getAttribute("aria-label");
  await keys.press("F8");
  await expect(page.locator(".marker-widget")).toContainText("total");
  await keys.press("Escape", "Control+.");
  await expect(page.locator(".action-widget").first()).toContainText("default 0");
  await keys.press("Enter");
  await expect(verdict(page)).toContainText("v2 is compatible");
  await keys.press("w", "Space", "k");
  await expect(lines(page)).toContainText("w k");
  await expect(page.getByRole("button", { name: /^(?:Pause|Play)$/ })).toHaveAttribute(
    "aria-label",
    String(playing),
  );
  await keys.press("Control+z");
  await expect(verdict(page)).toContainText("v2 is compatible");

  // Tab writes, until Ctrl+M lets it go on.
  await keys.press("Control+m", "Tab");
  await expect(second).not.toBeFocused();
  await keys.press("Shift+Tab", "Control+m");
  await expect(second).toBeFocused();
  await keys.press("Escape");
  await expect(page.getByRole("tab", { name: "v2" })).toBeFocused();
  await keys.press("Escape");
  await expect(view(page)).toHaveCount(0);
  await expect(page.getByRole("main")).toBeFocused();
});

test("files become subjects, and versions of the one that is called like them", async ({ page }) => {
  const playground = new Playground(page);
  await playground.open();
  await page.getByRole("main").focus();
  await page.keyboard.press("Shift+S");
  const open = async (name: string, content: string | Buffer): Promise<void> => {
    const chosen = page.waitForEvent("filechooser");
    await view(page)
      .getByRole("button", { name: /^Open a / })
      .click();
    await (await chosen).setFiles({ name, mimeType: "text/plain", buffer: Buffer.from(content) });
  };
  await open("payment.avsc", '{"type": "string"}');
  await expect(view(page).getByRole("textbox", { name: "Name of this subject" })).toHaveValue("payment");
  await open("payment-v2.avsc", '{"type": "bytes"}');
  await expect(page.getByRole("tab", { name: "v2" })).toHaveAttribute("aria-selected", "true");
  await expect(lines(page)).toContainText('"bytes"');
  await open("broken.avsc", "\u0000");
  await expect(view(page).getByRole("navigation", { name: "Subjects" })).toContainText("broken");

  await open("latin1.avsc", Buffer.from([0x22, 0xe9, 0x22]));
  const messages = page.getByRole("group", { name: "Messages" });
  await expect(messages).toContainText("latin1.avsc is no text in UTF-8.");
  await messages.getByRole("button", { name: "Dismiss" }).click();
  await expect(messages).not.toContainText("latin1.avsc");

  const downloaded = page.waitForEvent("download");
  await view(page).getByRole("button", { name: "payment", exact: false }).first().click();
  await view(page).getByRole("button", { name: "More about payment" }).click();
  await page.getByRole("menuitem", { name: "Save v2 as a file" }).click();
  expect((await downloaded).suggestedFilename()).toBe("payment-v2.avsc");
});

for (const [look, viewport, scheme] of [
  ["light", { width: 1440, height: 900 }, "light"],
  ["dark", { width: 1440, height: 900 }, "dark"],
  ["on a phone", { width: 375, height: 667 }, "light"],
] as const) {
  test(`the schemas are accessible, ${look}`, async ({ page }) => {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme: scheme });
    const playground = new Playground(page);
    await playground.open();
    await page.getByRole("main").focus();
    await page.keyboard.press("Shift+S");
    await view(page).getByRole("button", { name: "New schema" }).click();
    await page.getByRole("menuitem", { name: "Avro" }).click();
    await expect(page.getByRole("textbox", { name: /^Text of orders-value, version 1/ })).toBeVisible({
      timeout: 30_000,
    });
    await view(page).getByRole("button", { name: "New version" }).click();
    await page.getByRole("textbox", { name: /^Text of orders-value, version 2/ }).focus();
    await paste(
      page,
      '{"type": "record", "name": "Order", "namespace": "shop", "fields": [{"name": "total", "type": "int"}]}',
    );
    await expect(verdict(page)).toContainText("v2 breaks");
    const { violations } = await new AxeBuilder({ page }).include('[aria-label="Schemas"]').analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`)).toEqual(
      [],
    );
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBeLessThanOrEqual(viewport.width);
  });
}
