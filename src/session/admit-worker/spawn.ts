/** Makes the worker of the door. */
import { ownScript } from "#session/worker/spawn.ts";
import workerUrl from "./door.ts?worker&url";

/** Starts one; it says `ready` when it listens. Throws where the browser allows no workers. */
export function spawnDoor(): Worker {
  return new Worker(ownScript(workerUrl), { type: "module", name: "eventyard door" });
}
