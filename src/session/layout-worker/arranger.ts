/** The layout's worker: one request, one answer. Drawings of thousands of cards take seconds, and the page goes on. */
import { layOut } from "./lay-out.ts";
import type { LayoutAnswer, LayoutRequest } from "./protocol.ts";

/** Of the worker's global scope, what is used here. */
interface Scope {
  onmessage: ((event: MessageEvent<LayoutRequest>) => void) | null;
  postMessage(answer: LayoutAnswer): void;
}
const scope = globalThis as unknown as Scope;

scope.onmessage = ({ data }) => scope.postMessage(layOut(data));
