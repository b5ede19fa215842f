import { readFileSync } from "node:fs";
import { expect, test, type Page } from "@playwright/test";
import { Playground } from "../playground.ts";

const SCENARIO = readFileSync("public/gallery/hot-key.json", "utf8");
const { name: NAME } = JSON.parse(SCENARIO) as { name: string };

function title(page: Page) {
  return page.getByRole("textbox", { name: "Name of the scenario" });
}

/** Nothing is lost: the document that was open is still there. */
async function expectNothingChanged(playground: Playground): Promise<void> {
  await expect(title(playground.page)).toHaveValue("Order system");
  await expect(playground.card("order-service")).toBeVisible();
}

interface Dropped {
  readonly name: string;
  readonly content: readonly number[] | string;
}

/** Drops files on the canvas, as a file manager does. What listens comes a moment after the first picture. */
async function drop(page: Page, files: readonly Dropped[]): Promise<void> {
  await page.waitForLoadState("networkidle");
  const transfer = await page.evaluateHandle((given) => {
    const made = new DataTransfer();
    for (const { name, content } of given) {
      made.items.add(new File([typeof content === "string" ? content : Uint8Array.from(content)], name));
    }
    return made;
  }, files);
  await page.locator("#canvas").dispatchEvent("dragover", { dataTransfer: transfer });
  await page.locator("#canvas").dispatchEvent("drop", { dataTransfer: transfer });
}

/** Pastes a text on the canvas; the real clipboard would ask for permission. */
async function paste(page: Page, text: string): Promise<void> {
  await page.evaluate((given) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", given);
    document
      .querySelector("#canvas")
      ?.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }, text);
}

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
  const banner = page.getByRole("region", { name: "broken.json cannot be opened" });
  await expect(banner.getByText("nodes[0].position.x", { exact: true })).toBeVisible();
  await expectNothingChanged(playground);
});

const wrongFiles: readonly (readonly [string, Dropped, RegExp])[] = [
  [
    "a PNG image",
    { name: "cat.json", content: [0x89, 0x50, 0x4e, 0x47, 13, 10] },
    /cat\.json is a PNG image/,
  ],
  ["a zip archive", { name: "all.zip", content: [0x50, 0x4b, 3, 4] }, /all\.zip is a zip archive/],
  ["in UTF-16", { name: "a.json", content: [0xff, 0xfe, 0x7b, 0] }, /a\.json is a text in UTF-16/],
  ["empty", { name: "a.json", content: "" }, /a\.json is empty/],
  ["a web page", { name: "a.html", content: "<!DOCTYPE html>" }, /a\.html is a web page/],
  ["nested too deep", { name: "a.json", content: "[".repeat(100_000) }, /nested|deep/],
  ["of a newer app", { name: "a.json", content: '{"format":"eventyard/9"}' }, /reads up to eventyard\/1/],
  ["of keys that reach into prototypes", { name: "a.json", content: '{"__proto__":{"x":1}}' }, /__proto__/],
  ["larger than any scenario", { name: "a.json", content: " ".repeat(5_000_000) }, /5 MB, at most 4 MB/],
];

for (const [what, file, says] of wrongFiles) {
  test(`a dropped file that is ${what} is named for what it is`, async ({ page }) => {
    const playground = new Playground(page);
    await playground.open();
    await expectNothingChanged(playground);
    await drop(page, [file]);
    const banner = page.getByRole("region", { name: `${file.name} cannot be opened` });
    await expect(banner).toContainText(says);
    await expectNothingChanged(playground);
  });
}

test("of several dropped files none is opened, and it says that one at a time is", async ({ page }) => {
  const playground = new Playground(page);
  await playground.open();
  await expectNothingChanged(playground);
  await drop(page, [
    { name: "a.json", content: SCENARIO },
    { name: "b.json", content: SCENARIO },
  ]);
  await expect(page.getByRole("region", { name: "2 files cannot be opened" })).toContainText(
    "one is opened at a time",
  );
  await expectNothingChanged(playground);
});

test("a dropped scenario opens, a large one by way of a worker, and undo brings back the one before", async ({
  page,
}) => {
  const playground = new Playground(page);
  await playground.open();
  await expectNothingChanged(playground);
  const doors: string[] = [];
  page.on("worker", (worker) => doors.push(worker.url()));
  for (const content of [SCENARIO, SCENARIO + " ".repeat(1_000_000)]) {
    await drop(page, [{ name: "hot-key.json", content }]);
    await expect(title(page)).toHaveValue(NAME);
    await page.getByRole("button", { name: "Undo: Open hot-key.json" }).click();
    await expectNothingChanged(playground);
  }
  expect(doors.filter((url) => /\/door-/.test(url))).toHaveLength(1);
});

test("a pasted scenario opens; what is pasted into a field stays text", async ({ page }) => {
  const playground = new Playground(page);
  await playground.open();
  // What listens to the page comes a moment after the first picture.
  await page.waitForLoadState("networkidle");
  await expectNothingChanged(playground);
  await paste(page, '{"type":"excalidraw/clipboard"}');
  await expect(page.getByRole("region", { name: "The pasted text cannot be opened" })).toContainText(
    'no "format"',
  );
  await paste(page, SCENARIO);
  await expect(title(page)).toHaveValue(NAME);
  await expect(page.getByRole("region", { name: "The pasted text cannot be opened" })).toBeHidden();
  await title(page).evaluate(
    (field, text) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/plain", text);
      field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    },
    SCENARIO.replace(NAME, "Other"),
  );
  await expect(title(page)).toHaveValue(NAME);
});

test("what was mended on opening is listed with its path", async ({ page }) => {
  const playground = new Playground(page);
  await playground.open();
  const scenario = {
    format: "eventyard/1",
    name: "Mended",
    nodes: [{ id: "a", kind: "topic", name: "orders", config: {}, position: { x: 0, y: 0 } }],
    wires: [{ id: "w", kind: "publishes", from: "a", to: "nowhere" }],
  };
  await playground.openFile("mended.json", JSON.stringify(scenario));
  const banner = page.getByRole("region", { name: "mended.json was opened, but for one thing" });
  await expect(banner.getByText("wires[0].to", { exact: true })).toBeVisible();
  await expect(banner).toContainText("was left out");
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
