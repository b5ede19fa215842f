/** Schemas are read, compared, encoded and decoded in a worker of their own: whatever a text does to it, the page stays. */
import { beginWork } from "./pace.ts";
import type { Asked, FromSchemas, ToSchemas } from "./protocol.ts";
import { prepare, questions } from "./questions.ts";

/** Of the worker's global scope, what is used here. */
interface Scope {
  onmessage: ((event: MessageEvent<ToSchemas>) => void) | null;
  postMessage(said: FromSchemas): void;
}
const scope = globalThis as unknown as Scope;

scope.onmessage = ({ data: { id, ask, input } }) => {
  void answer(ask, input, id);
};

async function answer(ask: Asked, input: unknown, id: number): Promise<void> {
  try {
    await prepare(ask, input);
    scope.postMessage({ is: "begun", id });
    beginWork(() => scope.postMessage({ is: "going", id }));
    const question = questions[ask] as (asked: unknown) => unknown;
    scope.postMessage({ is: "answer", id, answer: await question(input) });
  } catch (error) {
    scope.postMessage({ is: "failed", id, says: error instanceof Error ? error.message : String(error) });
  }
}

scope.postMessage({ is: "ready" });
