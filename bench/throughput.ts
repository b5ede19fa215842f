/** Messages a second of the simulator, headless, complete trace on. */
import { compile } from "#sim/compile.ts";
import { advance, bytesHeld, startRun } from "#sim/run.ts";
import { BYTES_MAX_HEADLESS } from "#sim/limits.ts";
import { ordersModel } from "./models.ts";

export interface Throughput {
  readonly messages: number;
  readonly calls: number;
  readonly wallMs: number;
  readonly messagesPerSecond: number;
  readonly callsPerMessage: number;
  readonly rows: number;
  readonly heldMB: number;
  readonly rssMB: number;
  readonly outcome: string;
}

/** Runs the orders model until `messages` messages were made. */
export function throughput(messages: number, width = 1, isForwardOnly = true): Throughput {
  const compiled = compile(ordersModel(messages, width));
  if (!compiled.ok) throw new Error(compiled.problems.map(({ path, says }) => `${path}: ${says}`).join("\n"));
  const began = performance.now();
  const run = startRun(compiled.value, { isForwardOnly, rowsKept: 1 << 18, bytesMax: BYTES_MAX_HEADLESS });
  while (run.kernel.messages.length < messages && advance(run, Infinity, 50_000) === "paused");
  const wallMs = performance.now() - began;
  const made = run.kernel.messages.length;
  return {
    messages: made,
    calls: run.kernel.calls,
    wallMs,
    messagesPerSecond: (made / wallMs) * 1000,
    callsPerMessage: run.kernel.calls / made,
    rows: run.kernel.trace.rows,
    heldMB: bytesHeld(run) / 1048576,
    rssMB: process.memoryUsage().rss / 1048576,
    outcome: run.outcome.is,
  };
}
