/**
 * `npm run kill`: edits made by hand in the built app, and the browser killed, the page crashed, closed, reloaded or
 * left at a random moment. Prints how many edits were acknowledged ("Saved" was on screen) and lost, and how many were
 * lost that were not; ends with 1 if an acknowledged one was, or more than the last one of the others.
 *
 *   --trials N    (200)
 *   --folder F    the build (dist)
 *   --seed N      of what is done when; the moments are the machine's
 *   --end E       only this one of kill, crash, close, reload, leave
 *   --control     breaks the journal behind the app's back: this must report losses
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as rest } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { findBrowser } from "../../scripts/find-browser.mjs";
import { serve } from "../../scripts/serve.mjs";
import { startBrowser } from "./browser.mjs";

/** @typedef {import("@playwright/test").Page} Page */
/** @typedef {"kill" | "crash" | "close" | "reload" | "leave"} End */

const ENDS = /** @type {const} */ (["kill", "kill", "kill", "crash", "close", "reload", "leave"]);
/** What a page can still do as it goes: nothing where it is killed, leave its last edits behind where it is not. */
const LOST_MAX = { kill: 1, crash: 1, close: 0, reload: 0, leave: 0 };
const NODES_MAX = 12;
const PORT = 47_623;

const { values } = parseArgs({
  options: {
    trials: { type: "string", default: "200" },
    folder: { type: "string", default: fileURLToPath(new URL("../../dist", import.meta.url)) },
    seed: { type: "string", default: "1" },
    control: { type: "boolean", default: false },
    end: { type: "string" },
  },
});

/** @param {number} seed */
function diceOf(seed) {
  let state = seed >>> 0 || 1;
  return (/** @type {number} */ below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return Math.floor(((state >>> 0) / 2 ** 32) * below);
  };
}

/**
 * What is on screen, as far as the edits of this harness change it.
 * @typedef {{ name: string, nodes: number }} Shown
 */

/**
 * The app in one page.
 * @param {import("@playwright/test").BrowserContext} context
 * @param {string} url
 */
async function openApp(context, url) {
  const page = await context.newPage();
  await page.goto(url);
  return page;
}

/** @param {Page} page */
function nameField(page) {
  return page.getByRole("textbox", { name: "Name of the scenario" });
}

/** @param {Page} page @returns {Promise<Shown>} */
async function shown(page) {
  const name = await nameField(page).inputValue();
  const nodes = await page
    .getByRole("main")
    .getByRole("group", { name: /^topic/ })
    .count();
  return { name, nodes };
}

/**
 * What is on screen once all that was acknowledged is, or after five seconds: cards come a moment after the bar.
 * @param {Page} page
 * @param {Made} made
 */
async function shownInTheEnd(page, made) {
  for (let tries = 0; ; tries++) {
    const now = await shown(page);
    if (placeOf(now, made) >= made.acknowledged || tries === 50) return now;
    await rest(100);
  }
}

/**
 * Which of the states this is; -1: none.
 * @param {Shown} found
 * @param {Made} made
 */
function placeOf(found, made) {
  return made.states.findLastIndex(({ name, nodes }) => name === found.name && nodes === found.nodes);
}

/**
 * Notes which of the states is on screen while "Saved" is said: both are read in one go, since an edit whose keys the
 * browser swallowed as it went was none.
 * @param {Page} page
 * @param {Made} made
 */
async function noteSaved(page, made) {
  const seen = await page.evaluate(() => {
    const field = /** @type {HTMLInputElement | null} */ (
      document.querySelector('input[aria-label="Name of the scenario"]')
    );
    return {
      saved: document.querySelector("[data-saved]")?.getAttribute("data-saved"),
      // A name that is being typed is no edit yet.
      isTyping: field === document.activeElement,
      name: field?.value ?? "",
      nodes: document.querySelectorAll('main [role="group"][aria-label^="topic"]').length,
    };
  });
  if (seen.saved !== "saved" || seen.isTyping) return;
  made.acknowledged = Math.max(made.acknowledged, placeOf(seen, made));
}

/** Opens an empty canvas; the button does nothing before the commands have come. @param {Page} page */
async function startEmpty(page) {
  const button = page.getByRole("navigation", { name: "Scenario" }).getByRole("button", { name: "New" });
  for (let tries = 0; tries < 50; tries++) {
    await button.click();
    const { name, nodes } = await shown(page);
    if (name === "Untitled" && nodes === 0) return;
    await rest(50);
  }
  throw new Error("There is no empty canvas.");
}

/** The kept document is on screen, or after a while it is clear that there is none. @param {Page} page */
async function settled(page) {
  const again = page.getByRole("button", { name: "Try again" });
  const saved = page.locator('[data-saved="saved"]');
  await saved
    .or(again)
    .first()
    .waitFor({ timeout: 15_000 })
    .catch(() => {});
  if (!(await again.isVisible())) return false;
  await again.click();
  await saved.waitFor({ timeout: 20_000 });
  return true;
}

/**
 * One edit: another topic, or another name.
 * @param {Page} page
 * @param {Shown} before
 * @param {string} name
 * @param {boolean} adds
 * @returns {{ after: Shown, done: Promise<void> }}
 */
function edit(page, before, name, adds) {
  if (adds && before.nodes < NODES_MAX) {
    const done = page.getByRole("button", { name: "Add topic", exact: true }).click();
    return { after: { ...before, nodes: before.nodes + 1 }, done };
  }
  const type = async () => {
    await nameField(page).fill(name);
    await nameField(page).press("Enter");
  };
  return { after: { ...before, name }, done: type() };
}

/**
 * The states that the document went through, how many of them were acknowledged, and whether the last one may not
 * have come about.
 * @typedef {{ states: Shown[], acknowledged: number, isLastUnsure: boolean }} Made
 */

/**
 * Edits until `signal` says stop, at the pace of somebody in a hurry.
 * @param {Page} page
 * @param {number} trial
 * @param {(below: number) => number} dice
 * @param {Made} made
 * @param {{ stopped: boolean }} signal
 */
async function makeEdits(page, trial, dice, made, signal) {
  for (let count = 1; !signal.stopped; count++) {
    const before = /** @type {Shown} */ (made.states.at(-1));
    const { after, done } = edit(page, before, `Trial ${trial} edit ${count}`, dice(3) > 0);
    made.states.push(after);
    made.isLastUnsure = true;
    await done;
    made.isLastUnsure = false;
    await noteSaved(page, made);
    await rest(dice(80));
    if (!signal.stopped) await noteSaved(page, made);
  }
}

/** Lines of the journal vanish some milliseconds after they were read back. @param {Page} page */
async function breakJournal(page) {
  await page.addInitScript(() => {
    const put =
      /** @type {(this: IDBObjectStore, record: any, key?: IDBValidKey) => IDBRequest<IDBValidKey>} */ (
        Reflect.get(IDBObjectStore.prototype, "put")
      );
    IDBObjectStore.prototype.put = function (record, key) {
      const request = key === undefined ? put.call(this, record) : put.call(this, record, key);
      const { db } = this.transaction;
      const vanish = () => {
        db.transaction("lines", "readwrite").objectStore("lines").delete([record.id, record.rev]);
      };
      if (this.name === "lines") this.transaction.addEventListener("complete", () => setTimeout(vanish, 5));
      return request;
    };
  });
}

/** @typedef {{ trials: number, edits: number, acknowledged: number, lostAcknowledged: number, lostOthers: number, worst: number, safeModes: number, wrong: number }} Row */

/** @returns {Row} */
function emptyRow() {
  return {
    trials: 0,
    edits: 0,
    acknowledged: 0,
    lostAcknowledged: 0,
    lostOthers: 0,
    worst: 0,
    safeModes: 0,
    wrong: 0,
  };
}

/**
 * Counts one trial: which of the states was found again.
 * @param {Row} row
 * @param {Made} made
 * @param {Shown} found
 */
function count(row, made, found) {
  const last = made.states.length - 1;
  const at = placeOf(found, made);
  row.trials += 1;
  row.edits += last;
  row.acknowledged += made.acknowledged;
  if (at === -1) {
    // Another document altogether: everything is lost.
    row.wrong += 1;
    row.lostAcknowledged += made.acknowledged;
    row.lostOthers += last - made.acknowledged;
    row.worst = Math.max(row.worst, last - (made.isLastUnsure ? 1 : 0));
    return;
  }
  const lost = last - (made.isLastUnsure ? 1 : 0) - at;
  const lostAcknowledged = Math.max(0, made.acknowledged - at);
  row.lostAcknowledged += lostAcknowledged;
  row.lostOthers += Math.max(0, lost - lostAcknowledged);
  row.worst = Math.max(row.worst, lost);
}

/**
 * Ends the page in the given way, and answers a page of the app as it is then.
 * @param {End} end
 * @param {Page} page
 * @param {{ browser: import("./browser.mjs").KillableBrowser, start: () => Promise<import("./browser.mjs").KillableBrowser>, url: string }} stage
 */
async function endAndReturn(end, page, stage) {
  switch (end) {
    case "kill":
      await stage.browser.kill();
      stage.browser = await stage.start();
      return openApp(stage.browser.context, stage.url);
    case "crash":
      await page.goto("chrome://crash").catch(() => {});
      await page.close();
      return openApp(stage.browser.context, stage.url);
    case "close":
      await page.close();
      return openApp(stage.browser.context, stage.url);
    case "reload":
      await page.reload();
      return page;
    default:
      await page.goto("about:blank");
      await page.goto(stage.url);
      return page;
  }
}

/** @param {Readonly<Record<string, Row>>} rows */
function print(rows) {
  const columns = [
    "trials",
    "edits",
    "acknowledged",
    "lostAcknowledged",
    "lostOthers",
    "worst",
    "safeModes",
    "wrong",
  ];
  const titles = [
    "",
    "trials",
    "edits",
    "saved",
    "saved lost",
    "others lost",
    "worst",
    "safe mode",
    "not found",
  ];
  const table = [titles];
  for (const [name, row] of Object.entries(rows)) {
    table.push([name, ...columns.map((column) => String(row[/** @type {keyof Row} */ (column)]))]);
  }
  for (const cells of table) console.log(cells.map((cell, at) => cell.padStart(at === 0 ? 8 : 12)).join(""));
}

async function main() {
  const trials = Number(values.trials);
  const dice = diceOf(Number(values.seed));
  const { path } = await findBrowser();
  const server = await serve(values.folder, { port: PORT, orNextFree: true });
  const profile = await mkdtemp(join(tmpdir(), "eventyard-kill-"));
  const start = () => startBrowser(path, profile);
  const stage = { browser: await start(), start, url: server.url };
  /** @type {Record<string, Row>} */
  const rows = {};
  const startedMs = performance.now();
  try {
    let page = await openApp(stage.browser.context, stage.url);
    for (let trial = 1; trial <= trials; trial++) {
      const end = /** @type {End} */ (values.end ?? ENDS[dice(ENDS.length)]);
      const row = (rows[end] ??= emptyRow());
      if (values.control) {
        await breakJournal(page);
        await page.reload();
      }
      if (trial === 1 || dice(3) === 0) {
        await startEmpty(page);
      } else await settled(page);
      /** @type {Made} */
      const made = { states: [await shown(page)], acknowledged: 0, isLastUnsure: false };
      const signal = { stopped: false };
      const edits = makeEdits(page, trial, dice, made, signal).catch(() => {});
      await rest(60 + dice(700));
      signal.stopped = true;
      // The page that is killed is killed in the midst of it; the others let the hand finish its stroke.
      if (end !== "kill" && end !== "crash") await edits;
      page = await endAndReturn(end, page, stage);
      await edits;
      if (made.states.length === 1) continue;
      if (await settled(page)) row.safeModes += 1;
      const found = await shownInTheEnd(page, made);
      if (placeOf(found, made) < made.acknowledged)
        console.log(`trial ${trial} (${end}):`, made, "found", found);
      count(row, made, found);
      if (process.stderr.isTTY) process.stderr.write(`\r${trial} `);
    }
  } finally {
    await stage.browser.kill();
    await server.close();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
  print(rows);
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(0);
  const all = Object.entries(rows);
  const lost = all.reduce((sum, [, row]) => sum + row.lostAcknowledged, 0);
  const tooMany = all.filter(([end, row]) => row.worst > LOST_MAX[/** @type {End} */ (end)]).length;
  console.log(`\n${lost} saved edits lost in ${values.trials} trials, ${seconds} s (seed ${values.seed})`);
  process.exitCode = lost > 0 || tooMany > 0 ? 1 : 0;
}

await main();
