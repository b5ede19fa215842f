import { expect, test, type Page } from "@playwright/test";
import { Keyboard } from "../keyboard.ts";

test.use({ permissions: ["clipboard-read", "clipboard-write"] });

/** Leave the page, or open a window of the browser's own. */
const LEAVES = /^(?:Open a file|Reload|Restart in safe mode)/;

/** Titles of the palette's commands that can be done now. */
async function available(keys: Keyboard): Promise<readonly string[]> {
  await keys.press("Control+k");
  await expect(keys.list).toBeFocused();
  const options = keys.page.getByRole("option", { disabled: false });
  const titles = await options.locator("bdi").allTextContents();
  await keys.press("Escape");
  return titles.filter((title) => !LEAVES.test(title));
}

/** Closes whatever a command has opened over the page. */
async function closeOverlays(page: Page): Promise<void> {
  for (let tries = 0; tries < 4; tries++) {
    const open = page.locator("dialog[open], [popover]:popover-open");
    if ((await open.count()) === 0) return;
    await page.keyboard.press("Escape");
  }
}

/** Runs a command by the palette; false where it is not offered any more. */
async function run(keys: Keyboard, title: string): Promise<boolean> {
  await keys.press("Control+k");
  await expect(keys.list).toBeFocused();
  await keys.list.fill(title);
  const option = keys.page.getByRole("option", { disabled: false }).filter({
    has: keys.page.locator("bdi").getByText(title, { exact: true }),
  });
  if ((await option.count()) === 0) {
    await keys.press("Escape");
    return false;
  }
  const id = await option.first().getAttribute("id");
  for (let tries = 0; tries < 40; tries++) {
    if ((await keys.list.getAttribute("aria-activedescendant")) === id) break;
    await keys.press("ArrowDown");
  }
  await keys.press("Enter");
  return true;
}

const STATES = [
  { name: "nothing is selected on the canvas", keys: [], outline: false },
  { name: "a service is selected on the canvas", keys: ["payment-service"], outline: false },
  { name: "a service is selected in the outline", keys: ["payment-service"], outline: true },
  { name: "a wire is selected", keys: ["consumes order-events"], outline: false },
] as const;

for (const state of STATES) {
  test(`the focus is never lost after any command while ${state.name}`, async ({ page }) => {
    test.setTimeout(240_000);
    const keys = new Keyboard(page);
    await keys.open();
    await keys.press("Space");
    const prepare = async (): Promise<void> => {
      await closeOverlays(page);
      if (state.outline) await keys.press("o");
      else await page.getByRole("main").focus();
      if (state.keys.length === 0) await keys.press("Escape");
      else await keys.choose("/", ...state.keys);
    };
    await prepare();
    const titles = await available(keys);
    expect(titles.length).toBeGreaterThan(30);
    const lost: string[] = [];
    for (const title of titles) {
      if (!(await run(keys, title))) continue;
      await page.waitForTimeout(60);
      await closeOverlays(page);
      await page.waitForTimeout(60);
      const focused = await keys.focused();
      if (!/"[^"]+"/.test(focused)) lost.push(`${title}: ${focused === "" ? "nowhere" : focused}`);
      await page.keyboard.press("Control+z");
      await prepare();
    }
    expect(lost).toEqual([]);
  });
}

test("every stop of the Tab key has a name, on the canvas and in the outline", async ({ page }) => {
  test.setTimeout(120_000);
  const keys = new Keyboard(page);
  await keys.open();
  await keys.press("Space");
  for (const open of ["", "o"]) {
    if (open !== "") await keys.press(open);
    await keys.choose("/", "payment-service");
    const nameless: string[] = [];
    for (let stops = 0; stops < 120; stops++) {
      await page.keyboard.press("Tab");
      const focused = await keys.focused();
      if (focused !== "" && !/"[^"]+"/.test(focused)) nameless.push(focused);
    }
    expect(nameless).toEqual([]);
  }
});
