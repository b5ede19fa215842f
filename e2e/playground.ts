/** What a person does in Eventyard, as verbs for the stories: roles and names only, no CSS classes, no sleeps. */
import { expect, type Locator, type Page } from "@playwright/test";

export class Playground {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Opens the app for the first time. */
  async open(): Promise<void> {
    await this.page.goto("./");
    await expect(this.page.getByRole("heading", { level: 1, name: "Eventyard" })).toBeVisible();
  }

  get clock(): Locator {
    return this.page.getByRole("timer", { name: "Simulated time" });
  }

  /** The simulated moment on screen, in seconds. */
  async seconds(): Promise<number> {
    const text = (await this.clock.textContent()) ?? "";
    const match = /^(?:(\d+):)?(\d+):(\d+\.\d+)$/.exec(text.trim());
    if (match === null) throw new Error(`not a clock: "${text}"`);
    const [, hours = "0", minutes = "0", seconds = "0"] = match;
    return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  }

  /** Waits until the simulated time has come; the run must be playing. */
  async until(seconds: number): Promise<void> {
    await expect.poll(() => this.seconds(), { timeout: 45_000 }).toBeGreaterThanOrEqual(seconds);
  }

  async pause(): Promise<void> {
    await this.page.getByRole("button", { name: "Pause", exact: true }).click();
  }

  async play(): Promise<void> {
    await this.page.getByRole("button", { name: "Play", exact: true }).click();
  }

  async speed(name: string): Promise<void> {
    await this.page.getByRole("button", { name: /^Speed/ }).click();
    await this.page.getByRole("menuitemradio", { name, exact: true }).click();
  }

  get playhead(): Locator {
    return this.page.getByRole("slider", { name: "Playhead" });
  }

  /** Goes to a moment by the keyboard: Home, then ten and one seconds at a time. */
  async goTo(seconds: number): Promise<void> {
    await this.playhead.focus();
    await this.page.keyboard.press("Home");
    for (let at = 0; at + 10 <= seconds; at += 10) await this.page.keyboard.press("Shift+ArrowRight");
    for (let at = 0; at < seconds % 10; at++) await this.page.keyboard.press("ArrowRight");
    await expect.poll(() => this.seconds()).toBeCloseTo(seconds, 1);
  }

  /** The live state of a card in words. */
  liveState(name: string): Locator {
    return this.page.getByLabel(`Live state of ${name}`);
  }

  /** A card on the canvas. */
  card(name: string): Locator {
    return this.page.getByRole("group", { name: new RegExp(`^${name}, `) });
  }

  /** Opens a scenario of the gallery and waits until it has taken the place of the document, also of one of the same name. */
  async openFromGallery(name: string): Promise<void> {
    await this.page
      .getByRole("navigation", { name: "Scenario" })
      .getByRole("button", { name: "Gallery" })
      .click();
    const entry = this.page
      .getByRole("list", { name: "Gallery" })
      // Its text follows the name, and may name another scenario.
      .getByRole("button", { name: new RegExp(`^${name.replaceAll(/[^\w ]/g, "\\$&")} `) })
      .first();
    // It is busy from the click on, until the document is open.
    await entry.click();
    await expect(entry).toHaveAttribute("aria-busy", "false");
    await expect(this.page.getByRole("textbox", { name: "Name of the scenario" })).toHaveValue(name);
    await expect(this.page.getByRole("button", { name: `Undo: Open ${name}`, exact: true })).toBeVisible();
  }

  /** Opens a file by the button; `content` is its text. */
  async openFile(name: string, content: string): Promise<void> {
    const chosen = this.page.waitForEvent("filechooser");
    await this.page
      .getByRole("navigation", { name: "Scenario" })
      .getByRole("button", { name: "Open" })
      .click();
    await (await chosen).setFiles({ name, mimeType: "application/json", buffer: Buffer.from(content) });
  }

  async newScenario(): Promise<void> {
    await this.page
      .getByRole("navigation", { name: "Scenario" })
      .getByRole("button", { name: "New" })
      .click();
  }

  /** Clicks a tile of the palette. */
  async add(part: string): Promise<void> {
    await this.page.getByRole("button", { name: `Add ${part}`, exact: true }).click();
  }

  /** The worded log. */
  async openLog(): Promise<Locator> {
    await this.page.getByRole("tab", { name: "Log", exact: true }).click();
    return this.page.getByRole("tabpanel", { name: "Log" });
  }
}
