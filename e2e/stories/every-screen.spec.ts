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

/**
 * The instances of a card shrink with the drawing; the inspector beside it does the same at full size, which is what
 * WCAG 2.5.8 asks for ("equivalent") and axe cannot see.
 */
const HAS_LARGE_EQUIVALENT = /aria-label="Break [^"]+-\d+"/;

/** What breaks a rule, as "rule: where". */
async function brokenRules(page: Page): Promise<readonly string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
  return violations.flatMap(({ id, nodes }) => {
    const counted = nodes.filter(({ html }) => id !== "target-size" || !HAS_LARGE_EQUIVALENT.test(html));
    return counted.length === 0 ? [] : [`${id}: ${counted.map(({ target }) => target.join(" ")).join(", ")}`];
  });
}

for (const { name, go } of SCREENS) {
  test(`nothing on ${name} breaks a rule in light or dark, every stop of the Tab key has a name, none is a trap`, async ({
    page,
  }) => {
    // Colours on their way from one theme to the other are neither's.
    await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
    await go(new Playground(page), page);
    expect(await brokenRules(page), "light").toEqual([]);
    await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
    await expect.poll(() => page.evaluate(() => document.getAnimations().length)).toBe(0);
    expect(await brokenRules(page), "dark").toEqual([]);

    const stops: string[] = [];
    for (let stop = 0; stop < STOPS_MAX; stop++) {
      await page.keyboard.press("Tab");
      const told = await focusStop(page);
      if (told === null) break;
      stops.push(told);
    }
    expect(stops.length).toBeGreaterThan(0);
    // "button "Undo"", or the words of a summary.
    expect(stops.filter((told) => !/^'?([a-z]+ ".+"|text: .+)/.test(told))).toEqual([]);
  });
}
