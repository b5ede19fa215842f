/** A worker of a sweep in the page: runs one number of the plan after the other. */
import { loadParts } from "#sim/parts-loading.ts";
import type { FromSweeper, ToSweeper } from "#sweep/crew.ts";
import { serveSweep } from "#sweep/serve.ts";

/** Of the worker's global scope, what is used here. */
interface Scope {
  onmessage: ((event: MessageEvent<ToSweeper>) => void) | null;
  postMessage(message: FromSweeper): void;
}
const scope = globalThis as unknown as Scope;

const take = serveSweep({ loadParts, pause: null, run: {} }, (message) => scope.postMessage(message));
scope.onmessage = ({ data }) => take(data);
