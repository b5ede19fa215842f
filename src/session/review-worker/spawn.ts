/** Makes the worker that reviews. */
import { ownScript } from "#session/worker/spawn.ts";
import workerUrl from "./reviewer.ts?worker&url";

/** Starts one. Throws where the browser allows no workers. */
export function spawnReviewer(): Worker {
  return new Worker(ownScript(workerUrl), { type: "module", name: "eventyard review" });
}
