import AxeBuilder from "@axe-core/playwright";
import { expect, test, type Page } from "@playwright/test";
import { Playground } from "../playground.ts";

/** The quiet word in the bar. */
function word(page: Page, text: "Saved" | "Saving" | "Read-only") {
  return page.getByRole("banner").getByRole("button", { name: text, exact: true });
}

function cards(page: Page) {
  return page.getByRole("main").getByRole("group", { name: /^(producer|topic|consumer)(-\d+)?, / });
}

function nameField(page: Page) {
  return page.getByRole("textbox", { name: "Name of the scenario" });
}

async function openKept(page: Page) {
  await word(page, "Saved").click();
  return page.getByRole("dialog", { name: "Kept in this browser" });
}

/** An empty canvas. */
async function emptied(playground: Playground): Promise<void> {
  await playground.newScenario();
  await expect(nameField(playground.page)).toHaveValue("Untitled");
}

/** A scenario of two nodes that is kept. */
async function drawn(page: Page): Promise<Playground> {
  const playground = new Playground(page);
  await playground.open();
  await emptied(playground);
  await playground.add("producer");
  await playground.add("topic");
  await expect(word(page, "Saved")).toBeVisible();
  return playground;
}

/** Says yes to leaving the page, where it asks. */
function leaveAnyway(page: Page): void {
  page.on("dialog", (dialog) => void dialog.accept());
}

test("an edit is kept however soon the page is reloaded, and the scenario opens paused at its start", async ({
  page,
}) => {
  const playground = await drawn(page);
  await playground.add("topic");
  await page.reload();
  await expect(cards(page)).toHaveCount(3);
  await expect(page.getByRole("button", { name: "Play", exact: true })).toBeVisible();
  expect(await playground.seconds()).toBe(0);
  await nameField(page).fill("Mine");
  await nameField(page).press("Enter");
  await page.reload();
  await expect(nameField(page)).toHaveValue("Mine");
});

test("a first visit loads nothing that keeps documents before something moves, and keeps nothing before an edit", async ({
  page,
}) => {
  const playground = new Playground(page);
  await playground.open();
  await playground.until(2);
  const { motion, loads } = await page.evaluate(() => ({
    motion: performance.getEntriesByName("eventyard-first-motion")[0]?.startTime ?? 0,
    loads: performance
      .getEntriesByType("resource")
      .filter(({ name }) => /\/autosave-[^/]*\.js/.test(name))
      .map(({ startTime }) => startTime),
  }));
  expect(motion).toBeGreaterThan(0);
  for (const startTime of loads) expect(startTime).toBeGreaterThan(motion);
  await page.reload();
  await expect(nameField(page)).toHaveValue("Order system");
  await expect(page.getByRole("button", { name: "Pause", exact: true })).toBeVisible();
});

test("undo and opening others lead from one kept scenario into another and back", async ({ page }) => {
  const playground = await drawn(page);
  await playground.newScenario();
  await playground.add("consumer");
  await expect(word(page, "Saved")).toBeVisible();
  const dialog = await openKept(page);
  const rows = dialog.getByRole("list", { name: "Recent scenarios" }).getByRole("listitem");
  await expect(rows).toHaveCount(2);
  await rows
    .nth(1)
    .getByRole("button", { name: /2 nodes/ })
    .click();
  await expect(cards(page)).toHaveCount(2);
  await playground.add("topic");
  await expect(word(page, "Saved")).toBeVisible();
  for (let steps = 0; steps < 2; steps++) await page.getByRole("button", { name: /^Undo/ }).click();
  await expect(cards(page)).toHaveCount(1);
  await page.reload();
  await expect(cards(page)).toHaveCount(1);
});

test("a link opens beside what is kept: it overwrites nothing, and is kept from its first edit on", async ({
  page,
}) => {
  const playground = await drawn(page);
  await page.getByRole("navigation", { name: "Scenario" }).getByRole("button", { name: "Share" }).click();
  const field = page.getByRole("dialog").getByRole("textbox", { name: "Link" });
  await expect(field).toHaveValue(/#s=/);
  const link = await field.inputValue();
  await page.keyboard.press("Escape");
  await playground.add("consumer");
  await expect(word(page, "Saved")).toBeVisible();
  const reader = await page.context().newPage();
  await reader.goto(link);
  await expect(cards(reader)).toHaveCount(2);
  await expect(reader.getByRole("region", { name: "Read-only" })).toBeHidden();
  await expect(word(reader, "Saved")).toBeHidden();
  await new Playground(reader).add("topic");
  await expect(word(reader, "Saved")).toBeVisible();
  await reader.reload();
  await expect(cards(reader)).toHaveCount(3);
  const dialog = await openKept(reader);
  await expect(dialog.getByRole("list", { name: "Recent scenarios" }).getByRole("listitem")).toHaveCount(2);
  await page.reload();
  await expect(cards(page)).toHaveCount(3);
  await expect(page.getByRole("region", { name: "Read-only" })).toBeHidden();
});

test("a version is restored by keyboard, and that can be undone", async ({ page }) => {
  const playground = await drawn(page);
  await playground.add("topic");
  await expect(word(page, "Saved")).toBeVisible();
  await word(page, "Saved").focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Kept in this browser" });
  await dialog.getByRole("tab", { name: "Recent scenarios" }).focus();
  await page.keyboard.press("ArrowRight");
  const versions = dialog.getByRole("list", { name: "Versions" }).getByRole("listitem");
  await expect(versions).toHaveCount(1);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(cards(page)).toHaveCount(1);
  await expect(word(page, "Saved")).toBeFocused();
  await page.reload();
  await expect(cards(page)).toHaveCount(1);
  await word(page, "Saved").click();
  await dialog.getByRole("tab", { name: "Versions of this one" }).click();
  await expect(versions).toHaveCount(3);
  await dialog.getByRole("button", { name: /^Restore .* 3 nodes$/ }).click();
  await expect(cards(page)).toHaveCount(3);
  await page.getByRole("button", { name: /^Undo/ }).click();
  await expect(cards(page)).toHaveCount(1);
});

test("a deleted scenario can be had back, and the focus stays in the list", async ({ page }) => {
  const playground = await drawn(page);
  await playground.newScenario();
  await playground.add("consumer");
  const dialog = await openKept(page);
  const recent = dialog.getByRole("list", { name: "Recent scenarios" });
  await recent.getByRole("button", { name: "Duplicate Untitled" }).first().click();
  await expect(recent.getByRole("listitem")).toHaveCount(3);
  await recent.getByRole("button", { name: "Delete Untitled (copy)" }).click();
  await expect(recent.getByRole("listitem")).toHaveCount(2);
  await expect(recent.getByRole("button", { name: /^Untitled/ }).first()).toBeFocused();
  await dialog.getByRole("button", { name: "Restore Untitled (copy)" }).click();
  await expect(recent.getByRole("listitem")).toHaveCount(3);
  // The one on screen makes way for an empty canvas, and undo brings it back in every sense.
  await recent.locator("[aria-current=true]").getByRole("button", { name: "Delete Untitled" }).click();
  await expect(recent.getByRole("listitem")).toHaveCount(2);
  await expect(cards(page)).toHaveCount(0);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: /^Undo/ }).click();
  await expect(cards(page)).toHaveCount(1);
  await page.reload();
  await expect(cards(page)).toHaveCount(1);
});

test("where the browser denies its storage, everything works, says so, and asks before it goes", async ({
  page,
}) => {
  await page.addInitScript(() => {
    for (const name of ["indexedDB", "localStorage", "sessionStorage"]) {
      Object.defineProperty(window, name, {
        get() {
          throw new DOMException("denied", "SecurityError");
        },
      });
    }
  });
  const playground = new Playground(page);
  await playground.open();
  await emptied(playground);
  await playground.add("topic");
  await expect(
    page.getByRole("banner").getByText(/^Not saved: the browser keeps nothing for this site/),
  ).toBeVisible();
  const download = page.waitForEvent("download");
  await page.getByRole("banner").getByRole("button", { name: "Download" }).click();
  expect((await download).suggestedFilename()).toBe("untitled.json");
  const asked = page.waitForEvent("dialog");
  await page.close({ runBeforeUnload: true });
  expect((await asked).type()).toBe("beforeunload");
  await (await asked).accept();
});

test("a full storage is said until there is room again; nothing is reloaded, and nothing is lost", async ({
  page,
}) => {
  leaveAnyway(page);
  const playground = await drawn(page);
  await page.evaluate(() => {
    const put = Reflect.get(IDBObjectStore.prototype, "put") as (
      ...given: unknown[]
    ) => IDBRequest<IDBValidKey>;
    Reflect.set(window, "put", put);
    IDBObjectStore.prototype.put = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
  });
  await playground.add("topic");
  await expect(page.getByRole("banner").getByText(/^Not saved: the browser has no room left/)).toBeVisible();
  await playground.add("topic");
  await expect(cards(page)).toHaveCount(4);
  await page.evaluate(() => {
    IDBObjectStore.prototype.put = Reflect.get(window, "put") as typeof IDBObjectStore.prototype.put;
  });
  await expect(word(page, "Saved")).toBeVisible();
  await page.reload();
  await expect(cards(page)).toHaveCount(4);
});

/** Changes every record of a store of the page's database. */
async function damage(page: Page, store: string, field: string, from: "all" | "newest"): Promise<void> {
  await page.evaluate(
    ([name, damaged, which]) =>
      new Promise<void>((resolve, reject) => {
        const opened = indexedDB.open("eventyard");
        opened.addEventListener("error", () => reject(new Error("not opened")));
        opened.addEventListener("success", () => {
          const tx = opened.result.transaction(name!, "readwrite");
          const records = tx.objectStore(name!).getAll();
          records.addEventListener("success", () => {
            const changed = which === "all" ? records.result : records.result.slice(-1);
            for (const record of changed) tx.objectStore(name!).put({ ...record, [damaged!]: "damaged" });
          });
          tx.addEventListener("complete", () => {
            opened.result.close();
            resolve();
          });
        });
      }),
    [store, field, from] as const,
  );
}

test("a damaged version costs nothing: the one before and the edits since are there, the rest is offered", async ({
  page,
}) => {
  const playground = await drawn(page);
  await playground.add("topic");
  const dialog = await openKept(page);
  await dialog.getByRole("tab", { name: "Versions of this one" }).click();
  await dialog.getByRole("button", { name: /^Restore/ }).click();
  await expect(cards(page)).toHaveCount(1);
  await playground.add("consumer");
  await expect(word(page, "Saved")).toBeVisible();
  await damage(page, "snapshots", "text", "newest");
  await page.reload();
  await expect(cards(page)).toHaveCount(2);
  const offer = page.getByRole("region", { name: "Recovered edits" });
  const download = page.waitForEvent("download");
  await offer.getByRole("button", { name: "Download" }).click();
  expect((await download).suggestedFilename()).toMatch(/recovered\.json$/);
  await offer.getByRole("button", { name: "Discard" }).click();
  await expect(offer).toBeHidden();
  await expect(page.getByRole("main")).toBeFocused();
});

test("where nothing of the last scenario can be read, the app starts and offers what is there", async ({
  page,
}) => {
  await drawn(page);
  await damage(page, "snapshots", "text", "all");
  await page.reload();
  await expect(page.getByText(/A kept scenario could not be opened/).first()).toBeVisible();
  await expect(nameField(page)).toHaveValue("Order system");
});

test("after two starts that failed the third shows nothing of the scenario, offers its data and starts empty", async ({
  page,
}) => {
  leaveAnyway(page);
  await drawn(page);
  const broken = await page.context().newPage();
  await page.close();
  await broken.addInitScript(() => {
    HTMLCanvasElement.prototype.getContext = () => {
      throw new Error("the picture breaks the page");
    };
  });
  for (let starts = 0; starts < 2; starts++) {
    await broken.goto("./");
    await expect(broken.getByRole("heading", { name: "Something in Eventyard broke" })).toBeVisible();
  }
  await broken.reload();
  await expect(
    broken.getByRole("heading", { name: "Eventyard did not start with your last scenario" }),
  ).toBeVisible();
  const download = broken.waitForEvent("download");
  await broken.getByRole("button", { name: "Download Untitled" }).click();
  expect((await download).suggestedFilename()).toMatch(/kept\.json$/);
  // The cause is gone.
  const mended = await broken.context().newPage();
  await mended.goto("./");
  await mended.getByRole("button", { name: "Open Untitled" }).click();
  await expect(cards(mended)).toHaveCount(2);
  await mended.reload();
  await expect(cards(mended)).toHaveCount(2);
});

test("a run during which the page was lost does not play again by itself", async ({ page }) => {
  await page.addInitScript(() => {
    if (sessionStorage.length === 0) sessionStorage.setItem("eventyard.running", "12000000");
  });
  const playground = new Playground(page);
  await playground.open();
  await expect(page.getByText(/The last run stopped at 12.0 s/).first()).toBeVisible();
  await expect(page.getByRole("button", { name: "Play", exact: true })).toBeVisible();
  expect(await playground.seconds()).toBe(0);
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`what is said about keeping breaks no accessibility rule (${colorScheme})`, async ({ page }) => {
    leaveAnyway(page);
    await page.emulateMedia({ colorScheme });
    await drawn(page);
    const dialog = await openKept(page);
    await expect(dialog.getByRole("listitem")).toHaveCount(1);
    await judge(page);
    await dialog.getByRole("tab", { name: "Versions of this one" }).click();
    await expect(dialog.getByRole("listitem")).toHaveCount(1);
    await judge(page);
    await page.keyboard.press("Escape");
    const other = await page.context().newPage();
    await other.emulateMedia({ colorScheme });
    await other.goto("./");
    await expect(other.getByRole("region", { name: "Read-only" })).toBeVisible();
    await judge(other);
    await other.evaluate(() => localStorage.setItem("eventyard.boots", "2"));
    await other.reload();
    await expect(other.getByRole("button", { name: "Download Untitled" })).toBeVisible();
    await judge(other);
  });
}

async function judge(page: Page): Promise<void> {
  const tags = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"];
  const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
  const found = violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`,
  );
  expect(found).toEqual([]);
}
