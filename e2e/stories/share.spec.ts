import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, test, type Browser, type Locator, type Page } from "@playwright/test";
import { Playground } from "../playground.ts";

const FILE = "public/gallery/crash-and-session-timeout.json";
const { name: NAME } = JSON.parse(readFileSync(FILE, "utf8")) as { name: string };

/** The trace hash of the gallery scenario as Node computes it, by the headless command. */
function hashInNode(): string {
  const out = execFileSync(process.execPath, ["bin/eventyard.mjs", "run", FILE, "--json"], {
    encoding: "utf8",
  });
  return (JSON.parse(out) as { traceHash: string }).traceHash;
}

/** The share dialog, opened by its button. */
async function share(page: Page): Promise<Locator> {
  await page.getByRole("button", { name: "Share", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Share" });
  await expect(dialog.getByLabel("Link", { exact: true })).toHaveValue(/#s=/);
  return dialog;
}

/** The link that the dialog shows, once the choice before is in it. */
async function linkIn(dialog: Locator, before = ""): Promise<string> {
  const field = dialog.getByLabel("Link", { exact: true });
  await expect(field).not.toHaveValue(before);
  return field.inputValue();
}

/** Opens an address in a browser that has never seen the app. */
async function inFreshProfile(browser: Browser, address: string): Promise<Playground> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(address);
  return new Playground(page);
}

function title(page: Page): Locator {
  return page.getByRole("textbox", { name: "Name of the scenario" });
}

test("a link to a moment opens in a fresh profile to what the sender saw, and runs to the same trace", async ({
  page,
  browser,
}) => {
  const sender = new Playground(page);
  await sender.open();
  await sender.openFromGallery(NAME);
  await sender.speed("100×");
  await sender.until(20);
  await sender.pause();
  await sender.goTo(17);
  const cards = page.getByRole("group", { name: /, service/i });
  const card = cards.first();
  const cardName = ((await card.getAttribute("aria-label")) ?? "").split(",")[0] ?? "";
  await card.click();
  await page.getByRole("tab", { name: "Log", exact: true }).click();
  const lives = await page.getByLabel(/^Live state of /).allTextContents();
  const dialog = await share(page);
  const first = await linkIn(dialog);
  await dialog.getByRole("radio", { name: /at this moment, 0:17/ }).check();
  const second = await linkIn(dialog, first);
  await dialog.getByRole("textbox", { name: /^Note/ }).fill("One of two is gone.\nWho reads its part?");
  const link = await linkIn(dialog, second);

  const reader = await inFreshProfile(browser, link);
  const strip = reader.page.getByRole("region", { name: "Shared with you" });
  await expect(strip).toContainText("One of two is gone.");
  await expect(strip).toContainText("at 0:17");
  await expect(title(reader.page)).toHaveValue(NAME);
  await expect.poll(() => reader.seconds()).toBe(17);
  await expect(reader.page.getByRole("button", { name: "Play", exact: true }).first()).toBeVisible();
  expect(await reader.page.getByLabel(/^Live state of /).allTextContents()).toEqual(lives);
  await expect(
    reader.page.getByRole("complementary", { name: "Inspector" }).getByRole("textbox").first(),
  ).toHaveValue(cardName);
  await expect(reader.page.getByRole("tab", { name: "Log", exact: true })).toHaveAttribute(
    "aria-selected",
    "true",
  );
  expect(reader.page.url()).not.toContain("#");

  await reader.speed("100×");
  await strip.getByRole("button", { name: "Play" }).click();
  await expect(reader.page.getByRole("button", { name: "Play again from the start" })).toBeVisible({
    timeout: 30_000,
  });
  await reader.page
    .getByRole("region", { name: "Canvas" })
    .or(reader.page.locator("#canvas"))
    .first()
    .focus();
  await reader.page.keyboard.press("Escape");
  await reader.page.getByRole("complementary", { name: "Inspector" }).getByText("Run in figures").click();
  await expect(reader.page.getByLabel("Trace hash")).toHaveText(hashInNode());
  await strip.getByRole("button", { name: "Back to 0:17" }).click();
  await expect.poll(() => reader.seconds()).toBe(17);
  await strip.getByRole("button", { name: "Dismiss" }).click();
  await expect(strip).toBeHidden();
  await reader.page.context().close();
});

test("a link without a moment plays from the start, and is longer than no chat tool bears", async ({
  page,
  browser,
}) => {
  await new Playground(page).open();
  const dialog = await share(page);
  await expect(dialog).toContainText(/[\d,]+ characters: short enough for most chat tools\./);
  await expect(dialog).toContainText("whoever has the link has the scenario");
  const reader = await inFreshProfile(browser, await linkIn(dialog));
  await expect(title(reader.page)).toHaveValue("Order system");
  await reader.until(1);
  await reader.page.context().close();
});

test("the link is copied by a button, and pasting it anywhere opens it", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const playground = new Playground(page);
  await playground.open();
  await playground.openFromGallery(NAME);
  const dialog = await share(page);
  const link = await linkIn(dialog);
  await dialog.getByRole("button", { name: "Copy link" }).click();
  await expect(dialog.getByRole("button", { name: "Copied" })).toBeFocused();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(link);
  const opener = page.getByRole("button", { name: "Share", exact: true });
  await page.keyboard.press("Escape");
  await expect(opener).toBeFocused();
  await (await share(page)).getByRole("button", { name: "Close" }).click();
  await expect(opener).toBeFocused();
  await playground.newScenario();
  await expect(title(page)).toHaveValue("Untitled");
  await page.locator("#canvas").focus();
  await page.keyboard.press("Control+v");
  await expect(title(page)).toHaveValue(NAME);
});

test("where the clipboard is denied, the link is selected to be copied by hand", async ({ page }) => {
  await page.addInitScript(() => {
    navigator.clipboard.writeText = () => Promise.reject(new DOMException("no", "NotAllowedError"));
  });
  await new Playground(page).open();
  const dialog = await share(page);
  await dialog.getByRole("button", { name: "Copy link" }).click();
  await expect(dialog.getByRole("status")).toContainText("press Ctrl+C");
  const field = dialog.getByLabel("Link", { exact: true });
  await expect(field).toBeFocused();
  const selected = await field.evaluate(
    (input: HTMLInputElement) => (input.selectionEnd ?? 0) - (input.selectionStart ?? 0),
  );
  expect(selected).toBe((await linkIn(dialog)).length);
});

test("a scenario too large for chat tools is offered as a file", async ({ page }) => {
  const playground = new Playground(page);
  await playground.open();
  let dice = 1;
  const word = (): string => {
    dice = (dice * 48_271) % 2_147_483_647;
    return dice.toString(36);
  };
  const notes = Array.from({ length: 200 }, (_, i) => ({
    id: `n${i}`,
    text: Array.from({ length: 8 }, word).join(""),
  }));
  await playground.openFile(
    "large.json",
    JSON.stringify({ format: "eventyard/1", name: "Large", nodes: [], notes }),
  );
  await expect(title(page)).toHaveValue("Large");
  const dialog = await share(page);
  await expect(dialog).toContainText(/characters: too long for most chat tools/);
  const saved = page.waitForEvent("download");
  await dialog.getByRole("button", { name: "Save a file instead" }).click();
  expect((await saved).suggestedFilename()).toBe("large.json");
});

test("a link that is opened over edited work leaves it one undo away", async ({ page }) => {
  const playground = new Playground(page);
  await playground.open();
  const link = await linkIn(await share(page));
  await page.keyboard.press("Escape");
  await playground.newScenario();
  await playground.add("topic");
  const topic = page.getByRole("group", { name: /^topic/ }).first();
  await expect(topic).toBeVisible();
  // As somebody does who pastes it into the address of the open tab.
  await page.evaluate((address) => {
    location.hash = new URL(address).hash;
  }, link);
  await expect(title(page)).toHaveValue("Order system");
  await expect.poll(() => page.url()).not.toContain("#");
  await page.getByRole("button", { name: "Undo: Open Order system from a link" }).click();
  await expect(title(page)).toHaveValue("Untitled");
  await expect(topic).toBeVisible();
});
