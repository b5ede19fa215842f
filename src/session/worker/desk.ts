/**
 * Where the worker's messages arrive: they are answered one after the other, each after the code that it needs has been
 * loaded. Most need none and are answered at once.
 */
import { partsOf, type PartName } from "#sim/parts-of.ts";
import type { FromSim, ToSim } from "./protocol.ts";
import { crash, createServed, handle, type Questions } from "./serve.ts";

/** How code is loaded, and where answers go. */
export interface DeskOptions {
  /** Of these parts of the simulator, those that are still to be loaded. */
  readonly missingParts: (names: readonly PartName[]) => readonly PartName[];
  readonly loadParts: (names: readonly PartName[]) => Promise<void>;
  readonly loadQuestions: () => Promise<Questions>;
  readonly post: (answer: FromSim) => void;
  /** A wall clock in milliseconds, as for `handle`. */
  readonly now: () => number;
}

/**
 * A function that takes messages. Before and after code is loaded it says `fetching` and `ready`, so that nobody takes the
 * silence for a crash; where loading fails it says `crashed`.
 */
export function createDesk(options: DeskOptions): (message: ToSim) => void {
  const { missingParts, loadParts, loadQuestions, post, now } = options;
  const served = createServed();
  const queue: ToSim[] = [];
  let questions: Questions | null = null;

  /** What a message has to wait for; null for nothing. */
  const loadFor = (message: ToSim): Promise<void> | null => {
    if (message.is === "ask" && questions === null)
      return loadQuestions().then((code) => {
        questions = code;
      });
    if (message.is !== "load" && message.is !== "amend") return null;
    const names = missingParts(partsOf(message.scenario));
    return names.length === 0 ? null : loadParts(names);
  };

  const next = (): void => {
    for (let message = queue[0]; message !== undefined; message = queue[0]) {
      const loading = loadFor(message);
      if (loading !== null) {
        const { run } = message;
        post({ is: "fetching" });
        void loading
          .then(
            () => post({ is: "ready" }),
            (error: unknown) => {
              queue.shift();
              post(crash(served, run, notLoaded(error)));
            },
          )
          .then(next);
        return;
      }
      queue.shift();
      post(handle(served, message, now, questions));
    }
  };

  return (message) => {
    queue.push(message);
    if (queue.length === 1) next();
  };
}

function notLoaded(cause: unknown): Error {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new Error(
    `A part of the simulator that this needs could not be loaded (${why}). Are you offline? Try again.`,
  );
}
