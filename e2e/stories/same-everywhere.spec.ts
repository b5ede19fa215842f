import { readFileSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { expect, test } from "@playwright/test";
import { Playground } from "../playground.ts";

const FILE = "public/gallery/crash-and-session-timeout.json";

/** The trace hash of a gallery scenario as Node computes it, by the headless command. */
function hashInNode(): string {
  const out = execFileSync(process.execPath, ["bin/eventyard.mjs", "run", FILE, "--json"], {
    encoding: "utf8",
  });
  return (JSON.parse(out) as { traceHash: string }).traceHash;
}

test("the browser's worker computes the same trace hash as Node, however it was played", async ({ page }) => {
  const { name } = JSON.parse(readFileSync(FILE, "utf8")) as { name: string };
  const playground = new Playground(page);
  await playground.open();
  await playground.openFromGallery(name);
  await playground.speed("100×");
  await playground.until(20);
  await playground.pause();
  await playground.goTo(7);
  await playground.goTo(33);
  await page.getByRole("button", { name: "Step to the next message" }).click();
  await playground.play();
  await expect(page.getByRole("button", { name: "Play again from the start" })).toBeVisible({
    timeout: 30_000,
  });
  await page.getByRole("button", { name: "Right panel" }).click();
  await page.getByRole("complementary", { name: "Inspector" }).getByText("Run in figures").click();
  await expect(page.getByLabel("Trace hash")).toHaveText(hashInNode());
});
