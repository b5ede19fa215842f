import AxeBuilder from "@axe-core/playwright";
import { expect, test, type Locator, type Page } from "@playwright/test";
import { Playground } from "../playground.ts";

const order = (...fields: readonly string[]): string =>
  `{\n  "type": "record",\n  "name": "Order",\n  "namespace": "shop",\n  "fields": [\n    ${fields.join(",\n    ")}\n  ]\n}\n`;
const ID = '{ "name": "id", "type": "string" }';
const TOTAL = '{ "name": "total", "type": "int" }';

/** Three versions: the second adds a field without a default, the third makes it a long with one. */
const AVRO = [
  order(ID),
  order(ID, TOTAL),
  order(
    ID,
    '{ "name": "total", "type": "long", "default": 0 }',
    '{ "name": "note", "type": ["null", "string"], "default": null }',
  ),
];
const PROTO = [
  'syntax = "proto3";\n\nmessage Order {\n  string id = 1;\n  int32 total = 2;\n}\n',
  'syntax = "proto3";\n\nmessage Order {\n  string id = 1;\n  string total = 2;\n}\n',
];

/** Opens a scenario whose only content is one subject, and the schemas over it. */
async function openSubject(page: Page, format: string, texts: readonly string[]): Promise<void> {
  const playground = new Playground(page);
  await playground.open();
  const subject = {
    id: "s",
    name: "orders-value",
    format,
    mode: "",
    versions: texts.map((text) => ({ text })),
  };
  const document = { format: "eventyard/1", name: "Schemas", nodes: [], subjects: [subject] };
  await playground.openFile("schemas.json", JSON.stringify(document));
  await expect(page.getByRole("textbox", { name: "Name of the scenario" })).toHaveValue("Schemas");
  await page.getByRole("main").focus();
  await page.keyboard.press("Shift+S");
  await expect(page.getByRole("region", { name: "Schemas" })).toBeVisible();
}

async function showPanel(page: Page, name: string): Promise<Locator> {
  await page.getByRole("tab", { name, exact: true }).click();
  return page.getByRole("tabpanel", { name, exact: true });
}

const cell = (page: Page, reader: number, writer: number): Locator =>
  page.getByRole("button", { name: new RegExp(`^v${reader} reading v${writer}: `) });

test("the matrix says who reads whom, and leads to the reason", async ({ page }) => {
  await openSubject(page, "avro", AVRO);
  const matrix = await showPanel(page, "Matrix");
  await expect(cell(page, 2, 1)).toHaveAccessibleName("v2 reading v1: cannot");
  await expect(cell(page, 3, 1)).toHaveAccessibleName("v3 reading v1: reads");
  await expect(cell(page, 1, 3)).toHaveAccessibleName("v1 reading v3: reads");
  await expect(matrix).toContainText("v3 passes BACKWARD");

  // Arrows move in the grid; the reason is said below it.
  const start = cell(page, 3, 2);
  await start.focus();
  await page.keyboard.press("ArrowDown");
  await expect(cell(page, 2, 2)).toBeFocused();
  await page.keyboard.press("ArrowRight");
  await expect(cell(page, 2, 1)).toBeFocused();
  await expect(matrix).toContainText("v2 can read no record of v1: ");
  await expect(matrix).toContainText("The registry refuses it.");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("tab", { name: "v2" })).toHaveAttribute("aria-selected", "true");
  await expect(matrix).toContainText("v2 fails BACKWARD at v1: ");
  await expect(matrix).toContainText("All registries refuse v2 under BACKWARD");

  const modes = matrix.getByRole("toolbar", { name: /^Modes/ });
  await modes.getByRole("button", { name: /^BACKWARD fails/ }).focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await expect(modes.getByRole("button", { name: /^FORWARD passes/ })).toBeFocused();
  await expect(matrix).toContainText("v2 passes FORWARD.");
});

test("what the registry lets through and readers get wrong stands out in the matrix", async ({ page }) => {
  const total = (type: string): string => `syntax = "proto3";\n\nmessage Order {\n  ${type} total = 1;\n}\n`;
  await openSubject(page, "protobuf", [total("int64"), total("int32")]);
  const matrix = await showPanel(page, "Matrix");
  await expect(cell(page, 2, 1)).toHaveAccessibleName("v2 reading v1: reads, but data changes");
  await expect(cell(page, 1, 2)).toHaveAccessibleName("v1 reading v2: reads");
  await cell(page, 2, 1).focus();
  await expect(matrix).toContainText("The registry accepts it all the same.");
  await expect(matrix).toContainText("v2 passes BACKWARD.");
});

const LOOKS = [
  ["light", { width: 1440, height: 900 }, "light"],
  ["dark", { width: 1440, height: 900 }, "dark"],
  ["on a phone", { width: 375, height: 667 }, "light"],
] as const;

for (const [look, viewport, scheme] of LOOKS) {
  test(`the matrix is accessible, ${look}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: scheme });
    await openSubject(page, "avro", AVRO);
    await page.setViewportSize(viewport);
    await showPanel(page, "Matrix");
    await expect(cell(page, 2, 1)).toHaveAccessibleName("v2 reading v1: cannot");
    await cell(page, 2, 1).focus();
    await expectAccessible(page, viewport.width);
  });
}

test("a record is made up, written byte by byte, and read with another version step by step", async ({
  page,
}) => {
  await openSubject(page, "avro", AVRO);
  const sample = await showPanel(page, "Sample");
  const record = sample.getByRole("textbox", { name: "Record of v2 as JSON" });
  await expect(record).toHaveValue(/"total": \d+/);
  await record.fill('{"id": "Ada", "total": 7}');

  // The registry's frame first: v2 is the second schema that it got.
  const bytes = sample.getByRole("listbox", { name: "Bytes of the record" }).getByRole("option");
  await expect(bytes).toHaveText(["00", "00 00 00 02", "06", "41 64 61", "0e"]);
  await expect(bytes.nth(0)).toHaveAccessibleName(/^byte 0, magic byte, 0x00$/);
  await expect(bytes.nth(1)).toHaveAccessibleName(/schema id 2/);
  await bytes.nth(0).focus();
  await page.keyboard.press("End");
  await expect(bytes.last()).toBeFocused();
  await expect(sample).toContainText(/byte 9 ?Order\.total/);

  const steps = sample.getByRole("listbox", { name: "Steps of the decode" });
  await steps.focus();
  await page.keyboard.press("End");
  await expect(steps.getByRole("option", { selected: true })).toContainText("note");
  await page.keyboard.press("ArrowUp");
  await expect(steps.getByRole("option", { selected: true })).toContainText(/promoted/);
  await sample.getByRole("button", { name: "Previous" }).click();
  await expect(steps.getByRole("option", { selected: true })).toContainText("Order.id");
  await expect(sample).toContainText("Read as it was written.");

  await sample.getByRole("combobox", { name: "read with" }).selectOption("v1");
  await expect(sample.getByRole("heading", { name: "Read with v1" })).toBeVisible();
  await expect(steps).toContainText("skipped");

  // A wrong record is told at its field.
  await record.fill('{"id": "Ada",\n "total": "much"}');
  await expect(sample.getByRole("alert")).toContainText("Order.total");
  await sample.getByRole("button", { name: "Line 2" }).click();
  await expect(record).toBeFocused();
  expect(
    await record.evaluate((area: HTMLTextAreaElement) =>
      area.value.slice(area.selectionStart, area.selectionEnd),
    ),
  ).toBe('"much"');
  await sample.getByRole("button", { name: "Another record" }).click();
  await expect(sample.getByRole("alert")).toHaveCount(0);
});

test("a finding shows a record that suffers from it", async ({ page }) => {
  await openSubject(page, "avro", AVRO.slice(0, 2));
  const findings = await showPanel(page, "Findings");
  await findings.getByRole("button", { name: "Show a record" }).first().click();
  const sample = page.getByRole("tabpanel", { name: "Sample", exact: true });
  await expect(sample).toContainText("cannot be read");
  await expect(sample.getByRole("textbox", { name: "Record of v1 as JSON" })).toHaveValue(/"id"/);
  await expect(sample).toContainText("READER_FIELD_MISSING_DEFAULT_VALUE");
});

test("records of Protobuf have their message indexes, tags and values", async ({ page }) => {
  await openSubject(page, "protobuf", PROTO);
  const sample = await showPanel(page, "Sample");
  await sample.getByRole("textbox", { name: "Record of v1 as JSON" }).fill('{"id": "Ada", "total": 7}');
  const bytes = sample.getByRole("listbox", { name: "Bytes of the record" }).getByRole("option");
  await expect(bytes.nth(2)).toHaveAccessibleName(/message indexes/);
  await expect(bytes.last()).toHaveText("07");
});

test("a JSON document is its own bytes, and a reader judges it", async ({ page }) => {
  const schema = (type: string): string => `{"type": "object", "properties": {"total": {"type": "${type}"}}}`;
  await openSubject(page, "json", [schema("number"), schema("integer")]);
  const sample = await showPanel(page, "Sample");
  await sample.getByRole("textbox", { name: "Record of v1 as JSON" }).fill('{"total": 1.5}');
  await expect(sample).toContainText("Cannot be read");
  await sample.getByRole("combobox", { name: "read with" }).selectOption("v1");
  await expect(sample).toContainText("Read as it was written.");
});

for (const [look, viewport, scheme] of LOOKS) {
  test(`the sample is accessible, ${look}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: scheme });
    await openSubject(page, "avro", AVRO);
    await page.setViewportSize(viewport);
    const sample = await showPanel(page, "Sample");
    await expect(sample.getByRole("listbox", { name: "Steps of the decode" })).toBeVisible();
    await expectAccessible(page, viewport.width);
  });
}

async function expectAccessible(page: Page, width: number): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).include('[aria-label="Schemas"]').analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`)).toEqual(
    [],
  );
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
}
