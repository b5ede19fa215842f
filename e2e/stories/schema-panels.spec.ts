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
  await openSubject(page, "protobuf", PROTO);
  const matrix = await showPanel(page, "Matrix");
  await expect(cell(page, 2, 1)).toHaveAccessibleName(/v2 reading v1: (?:cannot|depends|reads, but)/);
  await cell(page, 2, 1).focus();
  await expect(matrix.getByRole("list", { name: "What the signs mean" })).toContainText(
    "depends on the record",
  );
});

for (const [look, viewport, scheme] of [
  ["light", { width: 1440, height: 900 }, "light"],
  ["dark", { width: 1440, height: 900 }, "dark"],
  ["on a phone", { width: 375, height: 667 }, "light"],
] as const) {
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

async function expectAccessible(page: Page, width: number): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).include('[aria-label="Schemas"]').analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`)).toEqual(
    [],
  );
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
}
