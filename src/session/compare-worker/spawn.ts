/** Makes the worker that compares two runs. */
import { ownScript } from "#session/worker/spawn.ts";
import workerUrl from "./comparer.ts?worker&url";
import type { FromComparer, ToComparer } from "./protocol.ts";

/** Asks a worker of its own, which ends with its answer; the function returned ends it before. Throws where the browser allows none. */
export function spawnComparison(question: ToComparer, heard: (answer: FromComparer) => void): () => void {
  const worker = new Worker(ownScript(workerUrl), { type: "module", name: "eventyard comparison" });
  worker.onmessage = ({ data }: MessageEvent<FromComparer>) => {
    if (data.is !== "reached") worker.terminate();
    heard(data);
  };
  worker.onerror = (event) => {
    event.preventDefault();
    worker.terminate();
    heard({ is: "failed", says: event.message || "The worker could not be started." });
  };
  worker.postMessage(question);
  return () => worker.terminate();
}
