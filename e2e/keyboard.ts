/** Eventyard without a pointer: every press counted, every mouse event kept from the page. */
import { expect, type Locator, type Page } from "@playwright/test";
import { Playground } from "./playground.ts";

/** Lets nothing of a pointer through; a click that a key made has no detail and passes. */
function blockPointers(): void {
  const types = ["pointerdown", "pointerup", "mousedown", "mouseup", "dblclick", "contextmenu", "touchstart"];
  const block = (event: Event): void => {
    if (event.type === "contextmenu" && (event as MouseEvent).button === 0) return;
    event.stopImmediatePropagation();
    event.preventDefault();
  };
  for (const type of types) window.addEventListener(type, block, { capture: true });
  window.addEventListener("click", (event) => event.detail > 0 && block(event), { capture: true });
}

export class Keyboard extends Playground {
  /** Keys pressed so far. */
  count = 0;

  constructor(page: Page) {
    super(page);
  }

  override async open(): Promise<void> {
    await this.page.addInitScript(blockPointers);
    await super.open();
    await expect(this.clock).not.toHaveText("0:00.000");
  }

  /** Presses keys one after the other, e.g. "n", "Enter", "Alt+ArrowRight". */
  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      this.count += 1;
      await this.page.keyboard.press(key);
    }
  }

  /** Presses the keys of a text's letters. */
  async type(text: string): Promise<void> {
    await this.press(...Array.from(text));
  }

  /** Opens a list with a key, types a few letters and takes what comes first. */
  async choose(key: string, ...typed: readonly string[]): Promise<void> {
    await this.press(key);
    for (const text of typed) {
      await expect(this.list).toBeFocused();
      await this.type(text);
      const first = this.page.locator("dialog[open]").getByRole("option", { selected: true });
      await expect(first).toBeVisible();
      const title = await this.list.getAttribute("aria-labelledby");
      await this.press("Enter");
      // The next list, or none: never the same one still.
      await expect(this.page.locator(`dialog[open] [aria-labelledby="${title}"]`)).toHaveCount(0);
    }
  }

  /** The field of the list that is open. */
  get list(): Locator {
    return this.page.locator("dialog[open]").getByRole("combobox");
  }

  /** What was announced last. */
  get heard(): Locator {
    return this.page.getByRole("status", { name: "What happened" });
  }

  get outline(): Locator {
    return this.page.getByRole("treegrid", { name: "Outline" });
  }

  /** The focused element with role and name, e.g. `button "Play"`; "" where the page's body has the focus. */
  async focused(): Promise<string> {
    const isNowhere = await this.page.evaluate(() => document.activeElement === document.body);
    if (isNowhere) return "";
    const [first = ""] = (await this.page.locator(":focus").ariaSnapshot()).split("\n");
    return first.replace(/^- /, "");
  }
}
