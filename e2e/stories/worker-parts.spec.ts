import { expect, test } from "@playwright/test";
import { Playground } from "../playground.ts";

/** Files that the simulator's worker loads only when a scenario needs them. */
const PARTS = /\/assets\/(?:cluster|transactions|sticky|consumer-protocol|compaction)-[^/]{8}\.js$/;

test("the first visit loads no part of the simulator that it does not run; another scenario loads its own", async ({
  page,
}) => {
  const loaded: string[] = [];
  page.on("request", (request) => {
    const name = /\/assets\/(.+)-[^/]{8}\.js$/.exec(request.url())?.[1];
    if (name !== undefined && PARTS.test(request.url())) loaded.push(name);
  });
  const playground = new Playground(page);
  await playground.open();
  await playground.until(1);
  expect(loaded).toEqual([]);
  await playground.openFromGallery("Transactions and read_committed");
  await expect.poll(() => loaded).toContain("transactions");
  await playground.until(1);
  await expect(page.getByRole("heading", { name: "The simulator stopped" })).toBeHidden();
});

test("a part that cannot be loaded is said to be missing, and the scenario is safe", async ({ page }) => {
  const playground = new Playground(page);
  await playground.open();
  await playground.until(1);
  await page.route(PARTS, (route) => route.abort());
  await playground.openFromGallery("Transactions and read_committed");
  await expect(page.getByRole("heading", { name: "The simulator stopped" })).toBeVisible();
  await expect(page.getByText(/could not be loaded/).first()).toBeVisible();
  await expect(page.getByRole("textbox", { name: "Name of the scenario" })).toHaveValue(
    "Transactions and read_committed",
  );
});
