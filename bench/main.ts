/**
 * `npm run bench`: prints what the simulator and the app can do on this machine. Figures are for comparing with each
 * other in one run; absolute ones do not last. Rivals are measured in turns with ours where EVENTYARD_RIVALS names their
 * folder.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Checkpoints } from "#sim/checkpoints.ts";
import { compile } from "#sim/compile.ts";
import type { Scenario } from "#scenario/document.ts";
import { advance, seekRun, startRun } from "#sim/run.ts";
import { buildLiveLayerPage, firstMotion, liveLayer, panning, percentile, startBrowser } from "./browser.ts";
import { findBrowser } from "../scripts/find-browser.mjs";
import { serve } from "../scripts/serve.mjs";
import { ordersModel } from "./models.ts";
import { throughput } from "./throughput.ts";

type Print = (line: string) => void;

export async function main(
  argv: readonly string[],
  process: { readonly stdout: { write(text: string): unknown } },
): Promise<number> {
  const print: Print = (line) => process.stdout.write(`${line}\n`);
  const isShort = argv.includes("--short");
  if (!argv.includes("--browser-only")) {
    speed(print, isShort);
    seeking(print);
    checkpoint(print);
  }
  if (!argv.includes("--no-browser")) await browserFigures(print);
  return 0;
}

function speed(print: Print, isShort: boolean): void {
  throughput(100_000);
  const rival = process.env["EVENTYARD_RIVALS"];
  const native = rival === undefined ? null : buildNative(rival);
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < 3; round++) {
    ours.push(throughput(1_000_000).messagesPerSecond);
    if (native !== null)
      theirs.push(messagesPerSecond(execFileSync(native, ["1000000", "1"], { encoding: "utf8" })));
  }
  const median = percentile(ours, 50);
  print(`throughput, 10^6 messages: ${thousands(median)} messages/s`);
  if (theirs.length > 0)
    print(
      `  native rival ${thousands(percentile(theirs, 50))}, ratio ${(median / percentile(theirs, 50)).toFixed(3)}`,
    );
  for (const messages of [10_000, 100_000, 1_000_000, ...(isShort ? [] : [10_000_000])]) {
    const { wallMs, rssMB, heldMB, messages: made } = throughput(messages);
    print(
      `growth, ${messages} messages: ${((wallMs * 1e6) / made).toFixed(0)} ns a message, ${heldMB.toFixed(0)} MB held, ${rssMB.toFixed(0)} MB resident`,
    );
  }
  for (const width of [1, 10, 100]) {
    const { wallMs, messages } = throughput(1_000_000, width);
    print(`width ${width}: ${((wallMs * 1e6) / messages).toFixed(0)} ns a message`);
  }
}

function buildNative(folder: string): string {
  const file = join(mkdtempSync(join(tmpdir(), "eventyard-rival-")), "bb2");
  const compiler = process.env["CXX"] ?? "g++";
  execFileSync(compiler, ["-O2", "-march=native", "-std=c++17", "-o", file, join(folder, "cpp/bb2.cpp")]);
  return file;
}

function messagesPerSecond(json: string): number {
  return (JSON.parse(json) as { msgps: number }).msgps;
}

/** 200 random moments in ten simulated minutes of the gallery's busiest scenario. */
function seeking(print: Print): void {
  const file = JSON.parse(readFileSync("public/gallery/order-system.json", "utf8")) as Scenario;
  const compiled = compile({ ...file, settings: { ...file.settings, durationMs: 600_000 } });
  if (!compiled.ok) throw new Error(compiled.problems[0]?.says);
  const run = startRun(compiled.value);
  advance(run, Infinity);
  const times: number[] = [];
  for (let i = 0; i < 200; i++) {
    const began = performance.now();
    seekRun(run, Math.floor(((i * 7919) % 1000) * 600_000));
    times.push(performance.now() - began);
  }
  print(`seek: p50 ${percentile(times, 50).toFixed(2)} ms, p95 ${percentile(times, 95).toFixed(2)} ms`);
}

/** A checkpoint while some 100,000 messages wait in the logs. */
function checkpoint(print: Print): void {
  const scenario = ordersModel(100_000);
  const slow = scenario.nodes.map((node) =>
    node.id === "c0" ? { ...node, config: { ...node.config, serviceTimeMs: 100_000 } } : node,
  );
  const compiled = compile({ ...scenario, nodes: slow });
  if (!compiled.ok) throw new Error(compiled.problems[0]?.says);
  const run = startRun(compiled.value, { isForwardOnly: true });
  advance(run, Infinity);
  const times = Array.from({ length: 20 }, () => {
    const began = performance.now();
    new Checkpoints().take(run);
    return performance.now() - began;
  });
  print(
    `checkpoint, ${run.kernel.messages.length} messages waiting: median ${percentile(times, 50).toFixed(2)} ms`,
  );
}

async function browserFigures(print: Print): Promise<void> {
  const { path } = await findBrowser();
  const browser = await startBrowser(path);
  const app = await serve("dist", { port: 47_811, orNextFree: true });
  const motion = await firstMotion(browser, app.url, 7);
  print(`first motion, cold cache: median ${percentile(motion, 50).toFixed(0)} ms`);
  for (const nodes of [300, 1000]) {
    const { fps, gapP95Ms } = await panning(browser, app.url, nodes);
    print(`panning ${nodes} cards while running: ${fps.toFixed(1)} fps, p95 gap ${gapP95Ms.toFixed(0)} ms`);
  }
  const page = await buildLiveLayerPage(process.cwd());
  const live = await serve(page.folder, { port: 47_812, orNextFree: true });
  const layer = await liveLayer(browser, live.url, 100, 10_000);
  print(
    `live layer, 100 nodes, 10,000 messages: ${layer.fps.toFixed(1)} fps, ${layer.paintMedianMs.toFixed(2)} ms a frame (p95 ${layer.paintP95Ms.toFixed(2)})`,
  );
  await browser.close();
  await live.close();
  await app.close();
  page.remove();
}

function thousands(value: number): string {
  return Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ",");
}
