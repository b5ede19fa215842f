import { expect, test } from "@playwright/test";
import { Playground } from "../playground.ts";

/** A worker that listens and then does what `misdeed` says with the first message. */
function badWorker(misdeed: string): string {
  return `postMessage({ is: "ready" }); onmessage = () => { ${misdeed} };`;
}

for (const [what, misdeed] of [
  ["hangs", "for (;;) {}"],
  ["throws", "throw new Error('planted');"],
] as const) {
  test(`a simulator that ${what} is replaced, and the scenario is safe`, async ({ page }) => {
    let started = 0;
    await page.route(/\/assets\/worker-[^/]+\.js$/, async (route) => {
      started++;
      if (started > 1) return route.continue();
      await route.fulfill({ contentType: "text/javascript", body: badWorker(misdeed) });
    });
    const playground = new Playground(page);
    await playground.open();
    await playground.until(1);
    expect(started).toBeGreaterThan(1);
    await expect(page.getByRole("textbox", { name: "Name of the scenario" })).toHaveValue("Order system");
    await expect(page.getByRole("button", { name: "Copy a report that replays it" })).toBeVisible();
  });
}
