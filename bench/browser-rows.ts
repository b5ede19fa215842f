/** The table's rows that need a browser and the build. */
import { join } from "node:path";
import { findBrowser } from "../scripts/find-browser.mjs";
import { serve } from "../scripts/serve.mjs";
import { buildLiveLayerPage, firstMotion, liveLayer, panning, startBrowser } from "./browser.ts";
import { heapSlope } from "./heap.ts";
import { median } from "./statistics.ts";
import type { Row } from "./table.ts";

/** `heap`: memory over many scenarios opened one after the other; apart, since it takes minutes. */
export async function heapRows(root: string): Promise<Row[]> {
  const found = await findBrowser({ fetch: false, log: () => undefined }).catch(() => null);
  if (found === null)
    return [{ figure: "heap slope", measured: "not measured: no browser here", target: "", holds: null }];
  const app = await serve(join(root, "dist"), { port: 4300, orNextFree: true });
  const browser = await startBrowser(found.path);
  try {
    const { pageSlope, workerSlope, listeners, nodes, workers } = await heapSlope(browser, app.url, 100);
    return [
      {
        figure: "heap slope, 100 cycles of open, run, scrub, close",
        measured: `page ${(pageSlope / 1000).toFixed(1)} kB, worker ${(workerSlope / 1000).toFixed(1)} kB a cycle; ${listeners} listeners, ${nodes} nodes more at the end; ${workers} worker`,
        target: "< 10 kB a cycle",
        holds: pageSlope < 10_000 && !(workerSlope >= 10_000),
      },
    ];
  } finally {
    await browser.close();
    await app.close();
  }
}

/** First motion, panning and the live layer; one row that says so where there is no browser. */
export async function browserRows(root: string): Promise<Row[]> {
  const found = await findBrowser({ fetch: false, log: () => undefined }).catch(() => null);
  if (found === null)
    return [{ figure: "in a browser", measured: "not measured: none here", target: "", holds: null }];
  const app = await serve(join(root, "dist"), { port: 4300, orNextFree: true });
  const page = await buildLiveLayerPage(root);
  const layer = await serve(page.folder, { port: 4310, orNextFree: true });
  const browser = await startBrowser(found.path);
  try {
    return [
      await firstMotionRow(() => firstMotion(browser, app.url, 7)),
      await liveLayerRow(() => liveLayer(browser, layer.url, 100, 10_000)),
      await panningRow(300, 58, () => panning(browser, app.url, 300)),
      await panningRow(1_000, 50, () => panning(browser, app.url, 1_000)),
    ];
  } finally {
    await browser.close();
    await Promise.all([app.close(), layer.close()]);
    page.remove();
  }
}

async function firstMotionRow(measure: () => Promise<number[]>): Promise<Row> {
  const ms = median(await measure());
  return {
    figure: "first motion, cold cache, local server, median of 7",
    measured: `${ms.toFixed(0)} ms`,
    target: "<= 1,000 ms",
    holds: ms <= 1_000,
  };
}

async function liveLayerRow(measure: () => ReturnType<typeof liveLayer>): Promise<Row> {
  const { fps, paintMedianMs, paintP95Ms } = await measure();
  return {
    figure: "live layer, 100 nodes and 10,000 moving messages",
    measured: `${fps.toFixed(1)} fps, main thread ${paintMedianMs.toFixed(2)} ms a frame (p95 ${paintP95Ms.toFixed(2)} ms)`,
    target: ">= 58 fps, <= 2 ms",
    holds: fps >= 58 && paintMedianMs <= 2,
  };
}

async function panningRow(
  nodes: number,
  target: number,
  measure: () => ReturnType<typeof panning>,
): Promise<Row> {
  const { fps, gapP95Ms } = await measure();
  return {
    figure: `canvas panned while running, ${nodes} nodes`,
    measured: `${fps.toFixed(1)} fps (95 % of frames within ${gapP95Ms.toFixed(0)} ms)`,
    target: `>= ${target} fps`,
    holds: fps >= target,
  };
}
