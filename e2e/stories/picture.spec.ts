import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test, type Download, type Page } from "@playwright/test";
import { Playground } from "../playground.ts";

const FILE = "public/gallery/crash-and-session-timeout.json";
const NAME = (JSON.parse(readFileSync(FILE, "utf8")) as { name: string }).name;

/** What the headless command writes for this moment. */
function drawnInNode(options: readonly string[]): Buffer {
  const folder = mkdtempSync(join(tmpdir(), "eventyard-picture-"));
  const out = join(folder, "picture.svg");
  try {
    execFileSync(process.execPath, ["bin/eventyard.mjs", "picture", FILE, "--out", out, ...options]);
    return readFileSync(out);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Chooses a command of the scenario's menu. */
async function choose(page: Page, command: string): Promise<void> {
  await page.getByRole("button", { name: "More of this scenario" }).click();
  await page.getByRole("menuitem", { name: command }).click();
}

async function saved(page: Page, command: string): Promise<{ name: string; bytes: Buffer }> {
  const download = page.waitForEvent("download");
  await choose(page, command);
  const file: Download = await download;
  return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) };
}

for (const theme of ["light", "dark"] as const) {
  test(`the SVG saved at a moment is the headless command's, byte for byte (${theme})`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme });
    const playground = new Playground(page);
    await playground.open();
    await playground.openFromGallery(NAME);
    await playground.pause();
    // Past the moment and back: what was simulated further must not show.
    await playground.goTo(61);
    await playground.goTo(20);
    const { name, bytes } = await saved(page, "Save a picture of this moment as SVG");
    expect(name).toBe("a-crash-and-the-wait-for-the-session-timeout-at-0m20.svg");
    expect(bytes.toString()).toBe(drawnInNode(["--at", "20s", "--theme", theme]).toString());
    expect(bytes.toString()).toContain("crashed · out in 34 s");
  });
}

test("a picture is saved as PNG at twice the drawing's size, and copied", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const playground = new Playground(page);
  await playground.open();
  await playground.openFromGallery(NAME);
  await playground.pause();
  await playground.goTo(20);
  const { name, bytes } = await saved(page, "Save a picture of this moment as PNG");
  expect(name).toMatch(/-at-0m20\.png$/);
  expect(bytes.subarray(1, 4).toString()).toBe("PNG");
  const width = /^<svg[^>]* width="(\d+)"/.exec(drawnInNode(["--at", "20s"]).toString())?.[1];
  expect(bytes.readUInt32BE(16)).toBe(Number(width) * 2);
  await choose(page, "Copy a picture of this moment");
  await expect(page.getByRole("group", { name: "Messages" }).getByText("Picture copied.")).toBeVisible();
  const types = await page.evaluate(async () =>
    (await navigator.clipboard.read()).flatMap((item) => item.types),
  );
  expect(types).toContain("image/png");
});

test("an empty canvas has no picture, and the command says so", async ({ page }) => {
  const playground = new Playground(page);
  await playground.open();
  await playground.newScenario();
  await page.getByRole("button", { name: "More of this scenario" }).click();
  const item = page.getByRole("menuitem", { name: "Save a picture of this moment as SVG" });
  await expect(item).toBeDisabled();
});
