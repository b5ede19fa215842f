import { readFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { expect, test } from "@playwright/test";
import { Playground } from "../playground.ts";

/** Mechanisms that the worker loads on demand. */
const SCENARIOS = [
  "crash-and-session-timeout",
  "calls-chain",
  "saga-by-events",
  "event-sourced-account",
  "balance-naive-and-careful",
  "retries-in-topics",
  "dead-letter-redrive",
];

/** The trace hash of a gallery scenario as Node computes it, by the headless command; it ends with 1 where a check is violated. */
function hashInNode(file: string): string {
  const { stdout } = spawnSync(process.execPath, ["bin/eventyard.mjs", "run", file, "--json"], {
    encoding: "utf8",
    maxBuffer: 64_000_000,
  });
  return (JSON.parse(stdout) as { traceHash: string }).traceHash;
}

for (const scenario of SCENARIOS)
  test(`the browser's worker computes the same trace hash as Node, however it was played: ${scenario}`, async ({
    page,
  }) => {
    const file = `public/gallery/${scenario}.json`;
    const { name } = JSON.parse(readFileSync(file, "utf8")) as { name: string };
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
    await expect(page.getByLabel("Trace hash")).toHaveText(hashInNode(file));
  });
