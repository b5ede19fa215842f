/** Whether memory grows while somebody opens, runs, scrubs and closes one scenario after the other. */
import type { Browser, CDPSession, Page } from "@playwright/test";

const SCREEN = { width: 1440, height: 900 };
/** The first cycles load code and fill caches; the slope is that of the rest. */
const WARM_UP = 20;

export interface HeapFigures {
  /** Bytes a cycle, by least squares over the cycles after the warm-up: the page and the worker. */
  readonly pageSlope: number;
  readonly workerSlope: number;
  /** At the end less at the end of the warm-up. */
  readonly listeners: number;
  readonly nodes: number;
  /** Workers that run at the end. */
  readonly workers: number;
}

/** Opens each of the gallery's scenarios in turn, plays, drags the playhead, and goes back to an empty canvas. */
export async function heapSlope(browser: Browser, address: string, cycles: number): Promise<HeapFigures> {
  const context = await browser.newContext({ viewport: SCREEN });
  const page = await context.newPage();
  await page.goto(address);
  await page.waitForFunction(() => performance.getEntriesByName("eventyard-first-motion").length > 0);
  const session = await context.newCDPSession(page);
  const askWorker = await workerProbe(session);
  const pageHeap: number[] = [];
  const workerHeap: number[] = [];
  let first = { listeners: 0, nodes: 0 };
  for (let cycle = 0; cycle < WARM_UP + cycles; cycle++) {
    await openRunScrubClose(page, cycle);
    if (cycle === WARM_UP - 1) first = await domCounters(session);
    if (cycle < WARM_UP) continue;
    pageHeap.push(await heapOf(session));
    workerHeap.push(await askWorker());
  }
  const last = await domCounters(session);
  const workers = page.workers().length;
  await context.close();
  return {
    pageSlope: slope(pageHeap),
    workerSlope: slope(workerHeap),
    listeners: last.listeners - first.listeners,
    nodes: last.nodes - first.nodes,
    workers,
  };
}

async function openRunScrubClose(page: Page, cycle: number): Promise<void> {
  const bar = page.getByRole("navigation", { name: "Scenario" });
  await bar.getByRole("button", { name: "Gallery" }).click();
  const entries = page.getByRole("list", { name: "Gallery" }).getByRole("button");
  await entries.first().waitFor();
  await entries.nth(cycle % (await entries.count())).click();
  await page.getByRole("button", { name: "Pause", exact: true }).waitFor();
  await page.waitForTimeout(200);
  const playhead = page.getByRole("slider", { name: "Playhead" });
  await playhead.focus();
  for (const key of ["End", "Home", "PageDown", "PageDown", "PageUp"]) await playhead.press(key);
  await page.waitForTimeout(100);
  await bar.getByRole("button", { name: "New" }).click();
  await page.getByRole("button", { name: "Play", exact: true }).waitFor();
}

async function heapOf(session: CDPSession): Promise<number> {
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  return usedSize;
}

async function domCounters(session: CDPSession): Promise<{ listeners: number; nodes: number }> {
  await session.send("HeapProfiler.collectGarbage");
  const { jsEventListeners, nodes } = await session.send("Memory.getDOMCounters");
  return { listeners: jsEventListeners, nodes };
}

/**
 * Speaks to the simulator's worker, which has a heap of its own. The protocol's way without a flat session: messages
 * as text through the page.
 */
async function workerProbe(session: CDPSession): Promise<() => Promise<number>> {
  let target: string | null = null;
  let lastId = 0;
  const waiting = new Map<number, (result: { usedSize?: number }) => void>();
  session.on("Target.attachedToTarget", ({ sessionId, targetInfo }) => {
    if (targetInfo.type === "worker") target = sessionId;
  });
  session.on("Target.receivedMessageFromTarget", ({ message }) => {
    const { id, result } = JSON.parse(message) as { id?: number; result?: { usedSize?: number } };
    if (id === undefined) return;
    waiting.get(id)?.(result ?? {});
    waiting.delete(id);
  });
  await session.send("Target.setAutoAttach", {
    autoAttach: true,
    waitForDebuggerOnStart: false,
    flatten: false,
  });
  const ask = (method: string): Promise<{ usedSize?: number }> => {
    const id = ++lastId;
    const answer = new Promise<{ usedSize?: number }>((resolve) => waiting.set(id, resolve));
    void session.send("Target.sendMessageToTarget", {
      sessionId: target ?? "",
      message: JSON.stringify({ id, method }),
    });
    return answer;
  };
  return async () => {
    if (target === null) throw new Error("the simulator's worker was not found");
    await ask("HeapProfiler.collectGarbage");
    const { usedSize } = await ask("Runtime.getHeapUsage");
    if (usedSize === undefined) throw new Error("the simulator's worker does not tell its heap");
    return usedSize;
  };
}

/** Least squares of values over their index. */
export function slope(values: readonly number[]): number {
  const n = values.length;
  const meanX = (n - 1) / 2;
  const meanY = values.reduce((sum, value) => sum + value, 0) / n;
  let over = 0;
  let under = 0;
  for (const [x, y] of values.entries()) {
    over += (x - meanX) * (y - meanY);
    under += (x - meanX) ** 2;
  }
  return over / under;
}
