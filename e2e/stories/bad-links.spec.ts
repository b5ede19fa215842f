import { readFileSync } from "node:fs";
import { deflateRawSync } from "node:zlib";
import { expect, test, type Page } from "@playwright/test";
import { crc32 } from "../../src/scenario/codecs/link-crc32.ts";
import { Playground } from "../playground.ts";

const SCENARIO = readFileSync("public/gallery/hot-key.json", "utf8");
const { name: NAME } = JSON.parse(SCENARIO) as { name: string };

/** A link as a program of somebody else may make it: any body, right length and checksum. */
function linkOf(lines: string | Uint8Array, version = 1): string {
  const body = deflateRawSync(lines);
  const head = Buffer.alloc(9);
  head[0] = version;
  head[1] = 1;
  head.writeUIntBE(body.length, 2, 3);
  head.writeUInt32BE(crc32(head.subarray(0, 5), body), 5);
  return `#s=${Buffer.concat([head, body]).toString("base64url")}`;
}

const good = linkOf(`{}\n${SCENARIO}`);

function banner(page: Page) {
  return page.getByRole("region", { name: "The link cannot be opened" });
}

const bad: readonly (readonly [string, string, RegExp])[] = [
  ["cut off", good.slice(0, 500), /The link is cut off: 497 of \d,?\d+ characters arrived\. Copy it again/],
  [
    "damaged",
    good.slice(0, 300) + (good[300] === "A" ? "B" : "A") + good.slice(301),
    /checksum does not fit/,
  ],
  ["of a newer version", linkOf(`{}\n${SCENARIO}`, 2), /made with link version 2, this app reads up to 1/],
  ["a bomb", linkOf(new Uint8Array(40_000_000)), /expands past 4 MB/],
  ["far too long", `#s=${"A".repeat(500_000)}`, /has 500,003 characters, at most 65,536 are read/],
  ["no link at all", "#s=<script>alert(1)</script>", /no link to a scenario|cut off/],
];

for (const [what, hash, says] of bad) {
  test(`a link that is ${what} is refused in one message, and the first scenario opens instead`, async ({
    page,
  }) => {
    await page.goto(`./${hash}`);
    await expect(banner(page)).toHaveText(says);
    await expect(page.getByRole("textbox", { name: "Name of the scenario" })).toHaveValue("Order system");
    expect(page.url()).not.toContain("#");
    await banner(page).getByRole("button", { name: "Close" }).click();
    await expect(banner(page)).toBeHidden();
  });
}

test("a bad link in the address of the open page changes nothing there", async ({ page }) => {
  const playground = new Playground(page);
  await playground.open();
  await playground.newScenario();
  await playground.add("topic");
  await page.evaluate(
    (hash) => {
      location.hash = hash;
    },
    good.slice(0, 400),
  );
  await expect(banner(page)).toContainText("cut off");
  await expect.poll(() => page.url()).not.toContain("#");
  await expect(page.getByRole("group", { name: /^topic/ }).first()).toBeVisible();
  await expect(page.getByRole("button", { name: /^Undo: Add/ })).toBeVisible();
});

test("what cannot be read of a link is listed with its place, and the rest is opened", async ({ page }) => {
  await page.goto(`./${linkOf(`{"atUs":-5,"note":"Hello","camera":1}\n${SCENARIO}`)}`);
  const repairs = page.getByRole("region", { name: "The link was opened, but for 2 things" });
  await expect(repairs.getByText("link.atUs", { exact: true })).toBeVisible();
  await expect(repairs.getByText("link.camera", { exact: true })).toBeVisible();
  await expect(page.getByRole("region", { name: "Shared with you" })).toContainText("Hello");
  await expect(page.getByRole("textbox", { name: "Name of the scenario" })).toHaveValue(NAME);
});

test("script in the note and in names stays text, and no address in them becomes a link", async ({
  page,
}) => {
  const evil = "<img src=x onerror=document.title='hacked'> javascript:alert(1)";
  const scenario = SCENARIO.replace(JSON.stringify(NAME), JSON.stringify(evil));
  await page.goto(`./${linkOf(`${JSON.stringify({ note: evil })}\n${scenario}`)}`);
  await expect(page.getByRole("region", { name: "Shared with you" })).toContainText(evil);
  await expect(page.getByRole("textbox", { name: "Name of the scenario" })).toHaveValue(evil);
  expect(await page.title()).not.toBe("hacked");
  await expect(page.locator("img[src=x], a[href^='javascript']")).toHaveCount(0);
});

test("messages from other windows are not listened to", async ({ page }) => {
  const playground = new Playground(page);
  await playground.open();
  await page.evaluate((hash) => {
    window.postMessage({ input: hash, scenario: {}, is: "admitted" }, "*");
    window.dispatchEvent(new MessageEvent("message", { data: hash, origin: "https://evil.example" }));
  }, good);
  await expect(page.getByRole("textbox", { name: "Name of the scenario" })).toHaveValue("Order system");
  await expect(banner(page)).toBeHidden();
});
