/** Makes the worker of the schemas. */
import { ownScript } from "#session/worker/spawn.ts";
import workerUrl from "./registrar.ts?worker&url";

/** Starts one; it says `ready` when it listens. Throws where the browser allows no workers. */
export function spawnRegistrar(): Worker {
  return new Worker(ownScript(workerUrl), { type: "module", name: "eventyard schemas" });
}
