/** The worker that compares two runs; the page ends it where the question is asked anew. */
import { loadParts } from "#sim/parts-loading.ts";
import type { FromComparer, ToComparer } from "./protocol.ts";
import { compareRuns } from "./serve.ts";

/** Of the worker's global scope, what is used here. */
interface Scope {
  onmessage: ((event: MessageEvent<ToComparer>) => void) | null;
  postMessage(answer: FromComparer): void;
}
const scope = globalThis as unknown as Scope;

scope.onmessage = ({ data }) =>
  void compareRuns(data, {
    loadParts,
    post: (answer) => scope.postMessage(answer),
    now: () => performance.now(),
  });
