/**
 * The workers of a sweep on the command line: threads of Node that run this very bundle. Where the sources run unbundled,
 * as in tests, Node cannot give them to a thread; then the workers take turns in this one, with the same numbers.
 */
import { setImmediate as nextTurn } from "node:timers/promises";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { BYTES_MAX_HEADLESS } from "#sim/limits.ts";
import type { FromSweeper, Sweeper, ToSweeper } from "#sweep/crew.ts";
import { serveSweep, sweeperHere, type ServeOptions } from "#sweep/serve.ts";

/** By this a thread knows that it is one of ours. */
const MARK = "eventyard sweep";

const OPTIONS: ServeOptions = {
  // Here every part is there from the start.
  loadParts: () => Promise.resolve(),
  pause: null,
  run: { bytesMax: BYTES_MAX_HEADLESS },
};

/** Makes one worker; `bundle` is the address of the command's bundle, where that is not what runs here. */
export function spawnSweeper(bundle = import.meta.url): Sweeper {
  return bundle.endsWith(".ts")
    ? sweeperHere({ ...OPTIONS, pause: () => nextTurn() })
    : threadSweeper(bundle);
}

function threadSweeper(bundle: string): Sweeper {
  const thread = new Worker(new URL(bundle), { workerData: MARK });
  return {
    send: (message: ToSweeper) => thread.postMessage(message),
    listen(listener) {
      thread.on("message", (message: FromSweeper) => listener(message));
      thread.on("error", (error) => listener({ is: "failed", says: error.stack ?? error.message }));
    },
    end: () => void thread.terminate(),
  };
}

if (!isMainThread && workerData === MARK && parentPort !== null) {
  const port = parentPort;
  const take = serveSweep(OPTIONS, (message) => port.postMessage(message));
  port.on("message", (message: ToSweeper) => take(message));
}
