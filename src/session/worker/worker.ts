/** The simulator's worker: hands each message to `serve.ts` and transfers the answer's buffers. The only clock is here. */
import type { FromSim, ToSim } from "./protocol.ts";

/** Of the worker's global scope, what is used here. */
interface Scope {
  onmessage: ((event: MessageEvent<ToSim>) => void) | null;
  postMessage(answer: FromSim, transfer: Transferable[]): void;
}
const scope = globalThis as unknown as Scope;

scope.onmessage = ({ data }) => {
  scope.postMessage({ is: "refused", run: data.run, problems: [] }, []);
};
scope.postMessage({ is: "ready" }, []);
