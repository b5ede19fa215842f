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

/** Does something by the palette of all commands. */
async function command(page: Page, words: string): Promise<void> {
  await page.keyboard.press("Control+K");
  await page.getByRole("combobox", { name: "Do something" }).fill(words);
  await page.keyboard.press("Enter");
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
    name: "the tab Review",
    go: async (playground, page) => {
      await pausedAt(playground, 6);
      await page.getByRole("tab", { name: "Review", exact: true }).click();
      await expect(page.getByRole("group", { name: "Findings" })).toBeVisible();
    },
  },
  ...["Group", "Partition", "Protocol"].flatMap((tab): Screen[] => [
    {
      name: `the tab ${tab}`,
      go: async (playground, page) => {
        await pausedAt(playground, 6);
        await page.getByRole("tab", { name: tab, exact: true }).click();
        await expect(page.getByRole("tabpanel", { name: tab }).locator("canvas, svg").first()).toBeVisible();
      },
    },
    ...(tab === "Protocol"
      ? []
      : [
          {
            name: `the tab ${tab} as tables`,
            go: async (playground: Playground, page: Page): Promise<void> => {
              await pausedAt(playground, 6);
              await page.getByRole("tab", { name: tab, exact: true }).click();
              await page.getByRole("button", { name: "Table", exact: true }).click();
              await expect(page.getByRole("region", { name: /as tables$/ })).toBeVisible();
            },
          },
        ]),
  ]),
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
  {
    name: "the outline",
    go: async (playground, page) => {
      await pausedAt(playground, 4);
      await page.getByRole("tab", { name: "Outline" }).click();
      await expect(page.getByRole("treegrid")).toContainText("payment-service");
    },
  },
  {
    name: "the messages and one journey",
    go: async (playground, page) => {
      await pausedAt(playground, 6);
      await page.getByRole("tab", { name: "Messages", exact: true }).click();
      await page
        .getByRole("grid", { name: /^Messages/ })
        .getByRole("row", { name: /order-/ })
        .first()
        .click();
      await expect(
        page.getByRole("list", { name: "What happened to it" }).getByRole("listitem").first(),
      ).toBeVisible();
    },
  },
  {
    name: "the share dialog",
    go: async (playground, page) => {
      await pausedAt(playground, 2);
      await page.getByRole("button", { name: "Share", exact: true }).click();
      await expect(page.getByRole("dialog", { name: "Share" }).getByText(/characters/)).toBeVisible();
    },
  },
  {
    name: "the kept scenarios",
    go: async (playground, page) => {
      await pausedAt(playground, 1);
      await playground.newScenario();
      await playground.add("producer");
      await command(page, "recent");
      await expect(page.getByRole("dialog", { name: "Kept in this browser" })).toBeVisible();
    },
  },
  {
    name: "what can be added",
    go: async (playground, page) => {
      await pausedAt(playground, 1);
      await page.getByRole("main").focus();
      await page.keyboard.press("n");
      await expect(page.getByRole("dialog", { name: /^Add/ })).toBeVisible();
    },
  },
  {
    name: "orders by events in the inspector",
    go: async (playground, page) => {
      await pausedAt(playground, 1);
      await playground.openFromGallery("Orders by events, half done");
      await playground.pause();
      await playground.goTo(30);
      await playground.card("order-service").focus();
      await page.keyboard.press("Enter");
      await expect(page.getByRole("region", { name: "Requests that began at order-service" })).toBeVisible();
    },
  },
  {
    name: "a note, a frame and several things selected",
    go: async (playground, page) => {
      await pausedAt(playground, 4);
      await command(page, "Add a note");
      await page.getByRole("main").focus();
      await page.keyboard.press("Control+A");
      await command(page, "Add a frame");
      await page.getByRole("main").focus();
      await page.keyboard.press("Control+A");
      await expect(page.getByRole("complementary", { name: "Inspector" })).toContainText(
        /\d+ things|selected/,
      );
    },
  },
  {
    name: "the schemas before there is one",
    go: async (playground, page) => {
      await pausedAt(playground, 1);
      await command(page, "Schemas");
      await expect(page.getByRole("region", { name: "Schemas" })).toBeVisible();
    },
  },
  {
    name: "a schema that breaks",
    go: async (playground, page) => {
      await pausedAt(playground, 1);
      await command(page, "Schemas");
      const view = page.getByRole("region", { name: "Schemas" });
      await view.getByRole("button", { name: "New schema" }).click();
      await page.getByRole("menuitem", { name: "Avro" }).click();
      await view.getByRole("button", { name: "New version" }).click();
      const text = page.getByRole("textbox", { name: /^Text of orders-value, version 2/ });
      await expect(text).toBeVisible({ timeout: 30_000 });
      await text.focus();
      await page.keyboard.press("Control+Home");
      for (let line = 1; line < 7; line++) await page.keyboard.press("ArrowDown");
      await page.keyboard.press("End");
      await page.keyboard.insertText(' { "name": "total", "type": "int" },');
      await expect(view.getByRole("tab", { name: "v2 breaks" })).toBeVisible();
      await page.keyboard.press("Escape");
      await view.getByRole("button", { name: "Close the schemas" }).focus();
    },
  },
];
