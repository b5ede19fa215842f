import AxeBuilder from "@axe-core/playwright";
import { expect, test, type Page } from "@playwright/test";
import { Playground } from "../playground.ts";
import { SCREENS } from "../screens.ts";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/** More stops than any screen has. */
const STOPS_MAX = 150;

/** Role and name of what has the focus, as a screen reader is told, e.g. `button "Undo"`; null on the page itself. */
async function focusStop(page: Page): Promise<string | null> {
  if (await page.evaluate(() => document.activeElement === document.body)) return null;
  const [line = ""] = (await page.locator(":focus").ariaSnapshot()).split("\n");
  return line.replace(/^- /, "");
}

for (const { name, go } of SCREENS) {
  for (const colorScheme of ["light", "dark"] as const) {
    test(`nothing on ${name} breaks an accessibility rule (${colorScheme})`, async ({ page }) => {
      await page.emulateMedia({ colorScheme });
      await go(new Playground(page), page);
      const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
      expect(
        violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`),
      ).toEqual([]);
    });
  }

  test(`every stop of the Tab key on ${name} has a name, and none is a trap`, async ({ page }) => {
    await go(new Playground(page), page);
    const stops: string[] = [];
    for (let stop = 0; stop < STOPS_MAX; stop++) {
      await page.keyboard.press("Tab");
      const told = await focusStop(page);
      if (told === null) break;
      stops.push(told);
    }
    expect(stops.length).toBeGreaterThan(1);
    expect(stops.filter((told) => !/^'?([a-z]+ ".+"|text: .+)/.test(told))).toEqual([]);
  });
}
