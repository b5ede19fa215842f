import { expect, test, type BrowserContext, type Page } from "@playwright/test";
import { Playground } from "../playground.ts";

function cards(page: Page) {
  return page.getByRole("main").getByRole("group", { name: /^topic(-\d+)?, / });
}

function bar(page: Page) {
  return page.getByRole("region", { name: "Read-only" });
}

function saved(page: Page) {
  return page.getByRole("banner").getByRole("button", { name: "Saved", exact: true });
}

/** Two tabs with the same scenario of one topic; the first has it. */
async function twoTabs(context: BrowserContext): Promise<readonly [Playground, Playground]> {
  const one = new Playground(await context.newPage());
  await one.open();
  await one.newScenario();
  await expect(one.page.getByRole("textbox", { name: "Name of the scenario" })).toHaveValue("Untitled");
  await one.add("topic");
  await expect(saved(one.page)).toBeVisible();
  const other = new Playground(await context.newPage());
  await other.open();
  await expect(cards(other.page)).toHaveCount(1);
  return [one, other];
}

test("the second tab reads, hears of changes, and takes over; the first one reads then, and says so", async ({
  context,
}) => {
  const [one, other] = await twoTabs(context);
  await expect(bar(other.page)).toContainText("Another tab has this scenario open. It is read-only here.");
  await other.add("topic");
  await expect(other.page.getByText(/take it over or open a copy/).first()).toBeVisible();
  await expect(cards(other.page)).toHaveCount(1);
  await one.add("topic");
  await expect(bar(other.page)).toContainText("has changed it since");
  await one.add("topic");
  await bar(other.page).getByRole("button", { name: "Take over" }).click();
  await expect(cards(other.page)).toHaveCount(3);
  await expect(bar(other.page)).toBeHidden();
  await expect(other.page.getByRole("main")).toBeFocused();
  await expect(bar(one.page)).toBeVisible();
  await expect(one.page.getByText("Another tab has taken this scenario over.").first()).toBeVisible();
  await other.add("topic");
  await expect(saved(other.page)).toBeVisible();
  await expect(bar(one.page)).toContainText("has changed it since");
  await one.page.close();
  await other.page.reload();
  await expect(cards(other.page)).toHaveCount(4);
  await expect(bar(other.page)).toBeHidden();
});

test("the second tab goes on with a copy, and both are kept", async ({ context }) => {
  const [one, other] = await twoTabs(context);
  await bar(other.page).getByRole("button", { name: "Open a copy" }).click();
  const name = other.page.getByRole("textbox", { name: "Name of the scenario" });
  await expect(name).toHaveValue("Untitled (copy)");
  await other.add("topic");
  await one.add("topic");
  await one.add("topic");
  await expect(saved(one.page)).toBeVisible();
  await expect(saved(other.page)).toBeVisible();
  await one.page.reload();
  await other.page.reload();
  await expect(cards(one.page)).toHaveCount(3);
  await expect(cards(other.page)).toHaveCount(2);
  await expect(name).toHaveValue("Untitled (copy)");
});

test("what a tab was about to write when it was taken by force is there in the tab that took it", async ({
  context,
}) => {
  const [one, other] = await twoTabs(context);
  // The first tab does not get to write: its database is held by a transaction that does not end.
  await one.page.evaluate(() => {
    const opened = indexedDB.open("eventyard");
    opened.addEventListener("success", () => {
      const tx = opened.result.transaction(
        ["heads", "lines", "snapshots", "quarantine", "meta"],
        "readwrite",
      );
      const until = performance.now() + 4_000;
      const goOn = () => {
        if (performance.now() < until) tx.objectStore("meta").get("last").addEventListener("success", goOn);
      };
      goOn();
    });
  });
  await one.add("topic");
  await bar(other.page).getByRole("button", { name: "Take over" }).click();
  await expect(bar(other.page)).toBeHidden();
  await expect(cards(other.page)).toHaveCount(2);
  await expect(bar(one.page)).toBeVisible();
  await other.add("topic");
  await expect(saved(other.page)).toBeVisible();
  await expect(other.page.getByRole("textbox", { name: "Name of the scenario" })).toHaveValue("Untitled");
});
