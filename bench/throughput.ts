/** Messages a second of the simulator, headless, complete trace on; each figure from a process of its own. */
import { execFileSync } from "node:child_process";
import { compile } from "#sim/compile.ts";
import { BYTES_MAX_HEADLESS } from "#sim/limits.ts";
import { advance, bytesHeld, startRun } from "#sim/run.ts";
import { ordersModel } from "./models.ts";

export interface Throughput {
  readonly messages: number;
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly messagesPerSecond: number;
  /** CPU time for one message. */
  readonly nsPerMessage: number;
  readonly callsPerMessage: number;
  readonly rowsPerMessage: number;
  /** What the run says that it holds. */
  readonly heldMB: number;
  /** The most that the process has held. */
  readonly peakMB: number;
  readonly outcome: string;
}

/** Runs the orders model until `messages` messages were made. */
export function throughput(messages: number, width: number): Throughput {
  const compiled = compile(ordersModel(messages, width));
  if (!compiled.ok) throw new Error(compiled.problems.map(({ path, says }) => `${path}: ${says}`).join("\n"));
  const cpuBefore = process.cpuUsage();
  const began = performance.now();
  const run = startRun(compiled.value, {
    isForwardOnly: true,
    rowsKept: 1 << 16,
    bytesMax: BYTES_MAX_HEADLESS,
  });
  while (run.kernel.messages.length < messages && advance(run, Infinity, 50_000) === "paused");
  const wallMs = performance.now() - began;
  const { user, system } = process.cpuUsage(cpuBefore);
  const made = run.kernel.messages.length;
  return {
    messages: made,
    wallMs,
    cpuMs: (user + system) / 1000,
    messagesPerSecond: (made / wallMs) * 1000,
    nsPerMessage: ((user + system) * 1000) / made,
    callsPerMessage: run.kernel.calls / made,
    rowsPerMessage: run.kernel.trace.rows / made,
    heldMB: bytesHeld(run) / 1_048_576,
    peakMB: process.resourceUsage().maxRSS / 1024,
    outcome: run.outcome.is,
  };
}

/** The argument by which this program is asked for one figure. */
export const ONE = "--one";

/** The same in a fresh process of this program, after two runs of `warmUp` messages. */
export function throughputApart(messages: number, width: number, warmUp: number): Throughput {
  const args = [process.argv[1] ?? "", ONE, String(messages), String(width), String(warmUp)];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8" })) as Throughput;
}
