import { expect, test, type Page } from "@playwright/test";
import { Keyboard } from "../keyboard.ts";

test.use({ permissions: ["clipboard-read", "clipboard-write"] });

/** Leave the page, or open a window of the browser's own. */
const LEAVES = /^(?:Open a file|Reload|Restart in safe mode)/;

/** Titles of the palette's commands that can be done now, of all sections or of these. */
async function available(keys: Keyboard, sections: RegExp): Promise<readonly string[]> {
  await keys.press("Control+k");
  await expect(keys.list).toBeFocused();
  const options = keys.page
    .locator("dialog[open]")
    .getByRole("group", { name: sections })
    .getByRole("option", { disabled: false });
  const titles = await options.locator("bdi").allTextContents();
  await keys.press("Escape");
  return titles.filter((title) => !LEAVES.test(title));
}

const OVERLAYS = "dialog[open], [popover]:popover-open";

/** Closes whatever a command has opened over the page. */
async function closeOverlays(page: Page): Promise<void> {
  for (let tries = 0; tries < 4; tries++) {
    const open = page.locator(OVERLAYS);
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

/** Selects by search; false where there is no such thing. */
async function goTo(keys: Keyboard, text: string): Promise<boolean> {
  await keys.press("/");
  await expect(keys.list).toBeFocused();
  await keys.list.fill(text);
  const found = (await keys.page.locator("dialog[open]").getByRole("option").count()) > 0;
  await keys.press(found ? "Enter" : "Escape");
  return found;
}

/** A stop that says what it is; a summary reads as its text. */
const NAMED = /"[^"]+"|^text: \S/;

/** Sections whose commands mean the selection. */
const ON_SELECTION = /^(?:Add|Edit|Arrange|Break it|Go to)$/;

const STATES = [
  { name: "nothing is selected on the canvas", find: "", outline: false, sections: /./ },
  {
    name: "a service is selected in the outline",
    find: "payment-service",
    outline: true,
    sections: ON_SELECTION,
  },
  { name: "a wire is selected", find: "consumes order-events", outline: false, sections: ON_SELECTION },
] as const;

for (const state of STATES) {
  test(`the focus is never lost after any command while ${state.name}`, async ({ page }) => {
    test.setTimeout(240_000);
    const keys = new Keyboard(page);
    await keys.open();
    await keys.press("Space");
    const prepare = async (): Promise<void> => {
      await closeOverlays(page);
      // Out of whatever field a command has led to.
      await page.getByRole("main").focus();
      if (state.outline) await keys.press("o");
      if (state.find === "") return keys.press("Escape");
      if (await goTo(keys, state.find)) return;
      // Some command has left the scenario: begin anew.
      await page.reload();
      await expect(keys.clock).not.toHaveText("0:00.000");
      await keys.press("Space");
      await prepare();
    };
    await prepare();
    const titles = await available(keys, state.sections);
    expect(titles.length).toBeGreaterThan(15);
    const lost: string[] = [];
    for (const title of titles) {
      if (!(await run(keys, title))) continue;
      // What a command opens is loaded when it is asked for.
      if (title.endsWith("…")) await page.locator(OVERLAYS).first().waitFor({ timeout: 3_000 });
      await page.waitForTimeout(60);
      await closeOverlays(page);
      await page.waitForTimeout(60);
      const focused = await keys.focused();
      if (!NAMED.test(focused)) lost.push(`${title}: ${focused === "" ? "nowhere" : focused}`);
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
    await page.getByRole("main").focus();
    if (open !== "") await keys.press(open);
    await keys.choose("/", "payment-service");
    const nameless: string[] = [];
    for (let stops = 0; stops < 120; stops++) {
      await page.keyboard.press("Tab");
      const focused = await keys.focused();
      if (focused !== "" && !NAMED.test(focused)) nameless.push(focused);
    }
    expect(nameless).toEqual([]);
  }
});
