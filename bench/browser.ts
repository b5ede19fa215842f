/** Figures that only a browser can give: first motion, the live layer, panning while a run plays. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type Browser, type Page } from "@playwright/test";
import { fileText } from "#scenario/canonical.ts";
import type { LiveLayerFigures } from "./page/live-layer.ts";
import { percentile } from "./statistics.ts";
import { yardModel } from "./yard-model.ts";

const SCREEN = { width: 1440, height: 900 };

export interface FrameFigures {
  readonly fps: number;
  /** Gap between frames that 95 of a hundred do not exceed, in ms. */
  readonly gapP95Ms: number;
}

/** Starts the browser at `executablePath` without its sandbox where Chromium refuses it (root). */
export function startBrowser(executablePath: string): Promise<Browser> {
  const sandbox = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  return chromium.launch({ executablePath, args: [...sandbox, "--disable-background-networking"] });
}

/** Milliseconds from navigation to the first simulated motion on screen, with a cold cache; one for each visit. */
export async function firstMotion(browser: Browser, address: string, visits: number): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < visits; i++) {
    const context = await browser.newContext({ viewport: SCREEN });
    const page = await context.newPage();
    await page.goto(address);
    await page.waitForFunction(() => performance.getEntriesByName("eventyard-first-motion").length > 0);
    times.push(
      await page.evaluate(
        () => performance.getEntriesByName("eventyard-first-motion")[0]?.startTime ?? Number.NaN,
      ),
    );
    await context.close();
  }
  return times;
}

/** Frames a second while a scenario of `nodes` cards plays and the canvas is panned by the mouse without a pause. */
export async function panning(browser: Browser, address: string, nodes: number): Promise<FrameFigures> {
  const page = await browser.newPage({ viewport: SCREEN });
  await page.goto(address);
  await page.getByRole("heading", { level: 1 }).waitFor();
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("navigation", { name: "Scenario" }).getByRole("button", { name: "Open" }).click();
  const buffer = Buffer.from(fileText(yardModel(nodes)));
  await (await chooser).setFiles({ name: "yard.json", mimeType: "application/json", buffer });
  await page.getByRole("button", { name: "Play", exact: true }).click();
  await page.waitForTimeout(3_000);
  const box = await page.getByRole("main").boundingBox();
  if (box === null) throw new Error("no canvas");
  const gaps = watchFrames(page, 4_000);
  const [x, y] = [box.x + box.width / 2, box.y + box.height - 60];
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (let i = 0; i < 160; i++) await page.mouse.move(x + Math.sin(i / 12) * 220, y - (i % 40) * 3);
  await page.mouse.up();
  const figures = framesOf(await gaps);
  await page.close();
  return figures;
}

/** The overlay alone: frames a second, and the main thread's milliseconds a frame, of `dots` messages over `nodes` nodes. */
export async function liveLayer(
  browser: Browser,
  address: string,
  nodes: number,
  dots: number,
): Promise<FrameFigures & { readonly paintMedianMs: number; readonly paintP95Ms: number }> {
  const page = await browser.newPage({ viewport: SCREEN });
  await page.goto(address);
  await page.waitForFunction(() => "liveLayer" in globalThis);
  const { paintMs, gapsMs } = await page.evaluate(
    ([n, d]) =>
      (
        globalThis as unknown as { liveLayer(n: number, d: number, f: number): Promise<LiveLayerFigures> }
      ).liveLayer(n ?? 0, d ?? 0, 300),
    [nodes, dots],
  );
  await page.close();
  return { ...framesOf(gapsMs), paintMedianMs: percentile(paintMs, 50), paintP95Ms: percentile(paintMs, 95) };
}

/** Builds the page of the live layer into a folder that the caller removes. */
export async function buildLiveLayerPage(root: string): Promise<{ readonly folder: string; remove(): void }> {
  const folder = mkdtempSync(join(tmpdir(), "eventyard-bench-"));
  const { build } = await import("vite");
  await build({
    root: join(root, "bench/page"),
    base: "./",
    configFile: false,
    logLevel: "silent",
    publicDir: false,
    build: { outDir: folder, emptyOutDir: true },
  });
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

function watchFrames(page: Page, forMs: number): Promise<number[]> {
  return page.evaluate(
    (duration) =>
      new Promise<number[]>((resolve) => {
        const gaps: number[] = [];
        const began = performance.now();
        let before = began;
        const tick = (now: number): void => {
          gaps.push(now - before);
          before = now;
          if (now - began < duration) requestAnimationFrame(tick);
          else resolve(gaps.slice(1));
        };
        requestAnimationFrame(tick);
      }),
    forMs,
  );
}

function framesOf(gapsMs: readonly number[]): FrameFigures {
  const total = gapsMs.reduce((sum, gap) => sum + gap, 0);
  return { fps: (gapsMs.length / total) * 1000, gapP95Ms: percentile(gapsMs, 95) };
}
