/** The simulator's worker: hands each message to the desk and transfers the answer's buffers. The only clock is here. */
import { loadParts, missingParts } from "#sim/parts-loading.ts";
import { createDesk } from "./desk.ts";
import type { FromSim, ToSim } from "./protocol.ts";
import { transferables } from "./serve.ts";

/** By then the picture moves, and breaking something is what people do first: what that takes is there already. */
const BREAKING_AFTER_MS = 2_000;

/** Of the worker's global scope, what is used here. */
interface Scope {
  onmessage: ((event: MessageEvent<ToSim>) => void) | null;
  postMessage(answer: FromSim, transfer: Transferable[]): void;
}
const scope = globalThis as unknown as Scope;
const take = createDesk({
  missingParts,
  loadParts,
  loadQuestions: () => import("./asking.ts"),
  post: (answer) => scope.postMessage(answer, transferables(answer)),
  now: () => performance.now(),
});

scope.onmessage = ({ data }) => take(data);
scope.postMessage({ is: "ready" }, []);
setTimeout(() => {
  // Where it cannot be had now, it is asked for again when it is needed.
  loadParts(["interventions"]).catch(() => undefined);
}, BREAKING_AFTER_MS);
