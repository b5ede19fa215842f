/** Makes the workers of a sweep. */
import { ownScript } from "#session/worker/spawn.ts";
import type { FromSweeper, Sweeper } from "#sweep/crew.ts";
import workerUrl from "./sweeper.ts?worker&url";

/** Starts one. Throws where the browser allows no workers. */
export function spawnSweeper(): Sweeper {
  const worker = new Worker(ownScript(workerUrl), { type: "module", name: "eventyard sweep" });
  return {
    send: (message) => worker.postMessage(message),
    listen: (listener) => {
      worker.onmessage = ({ data }: MessageEvent<FromSweeper>) => listener(data);
      worker.onerror = (event) => {
        event.preventDefault();
        listener({ is: "failed", says: event.message || "The worker could not be started." });
      };
    },
    end: () => worker.terminate(),
  };
}
