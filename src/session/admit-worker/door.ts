/** The door in a worker of its own: whatever a stranger's document does to it, the page stays. */
import { admit } from "#scenario/admit.ts";
import type { FromDoor, ToDoor } from "./protocol.ts";

/** Of the worker's global scope, what is used here. */
interface Scope {
  onmessage: ((event: MessageEvent<ToDoor>) => void) | null;
  postMessage(answer: FromDoor): void;
}
const scope = globalThis as unknown as Scope;

scope.onmessage = ({ data: { input, name } }) => {
  scope.postMessage({ is: "admitted", result: admit(input, { name }) });
};
scope.postMessage({ is: "ready" });
