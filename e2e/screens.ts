/** Every screen of the app by name, and how a person gets there: for the rules that hold on all of them. */
import { expect, type Page } from "@playwright/test";
import type { Playground } from "./playground.ts";

export interface Screen {
  readonly name: string;
  readonly go: (playground: Playground, page: Page) => Promise<void>;
}

/** The first scenario, paused at a moment where everything has something to show. */
async function pausedAt(playground: Playground, seconds: number): Promise<void> {
  await playground.open();
  await playground.until(seconds);
  await playground.pause();
}

export const SCREENS: readonly Screen[] = [
  { name: "first visit", go: (playground) => pausedAt(playground, 4) },
  {
    name: "an empty canvas",
    go: async (playground, page) => {
      await pausedAt(playground, 1);
      await playground.newScenario();
      await expect(page.getByRole("textbox", { name: "Name of the scenario" })).toHaveValue("Untitled");
    },
  },
  {
    name: "the gallery",
    go: async (playground, page) => {
      await pausedAt(playground, 1);
      await page.getByRole("tab", { name: "Gallery" }).click();
      await expect(page.getByRole("list", { name: "Gallery" })).toBeVisible();
    },
  },
  ...["order-service", "order-events", "payment-service"].map((name): Screen => ({
    name: `the inspector of ${name}`,
    go: async (playground, page) => {
      await pausedAt(playground, 4);
      await playground.card(name).click();
      await expect(page.getByRole("complementary", { name: "Inspector" })).toContainText(name);
    },
  })),
  {
    name: "the log",
    go: async (playground) => {
      await pausedAt(playground, 4);
      await playground.openLog();
    },
  },
  {
    name: "a crash with unowned partitions",
    go: async (playground, page) => {
      await playground.open();
      await playground.until(5);
      await page
        .getByRole("region", { name: "What is happening" })
        .getByRole("button", { name: /^Crash / })
        .click();
      await playground.until(8);
      await playground.pause();
    },
  },
  {
    name: "the keyboard shortcuts",
    go: async (playground, page) => {
      await pausedAt(playground, 1);
      await page.keyboard.press("?");
      await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
    },
  },
  {
    name: "all commands",
    go: async (playground, page) => {
      await pausedAt(playground, 1);
      await page.keyboard.press("Control+K");
      await expect(page.getByRole("dialog", { name: "Do something" })).toBeVisible();
    },
  },
  {
    name: "a refused file",
    go: async (playground, page) => {
      await pausedAt(playground, 1);
      await playground.openFile("broken.json", '{"format": "eventyard/1", "nodes": 3}');
      await expect(page.getByRole("alert").first()).toBeVisible();
    },
  },
];
