/**
 * The page's end of the schemas' worker: questions as promises. The worker is started by the first question, ended after
 * two seconds without a sign of life (texts are a stranger's, perhaps), and started anew by the next one.
 */
import { createWatchdog, SILENCE_MS_MAX, type Every } from "#session/worker/watchdog.ts";
import type { AnswerOf, Asked, FromSchemas, InputOf, ToSchemas } from "./protocol.ts";

/** Code may have to come over a slow line before the work begins. */
const START_MS_MAX = 20_000;

/** Of a Worker, what is used here. */
export interface SchemaWorker {
  postMessage(question: ToSchemas): void;
  terminate(): void;
  onmessage: ((event: MessageEvent<FromSchemas>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
}

/** The worker gave no answer: it took too long, could not start, or failed. `message` is a sentence for people. */
export class NoAnswer extends Error {
  override readonly name = "NoAnswer";
}

export interface SchemaClient {
  /** Rejects with NoAnswer alone. Questions are answered in their order. */
  ask<A extends Asked>(what: A, input: InputOf<A>): Promise<AnswerOf<A>>;
  /** Ends the worker; whoever still waits hears that there is no answer. */
  end(): void;
}

interface Waiting {
  readonly question: ToSchemas;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (reason: NoAnswer) => void;
}

/** A client; `spawn` throws or rejects where there can be no worker. */
export function createSchemaClient(
  spawn: () => SchemaWorker | Promise<SchemaWorker>,
  every?: Every,
): SchemaClient {
  /** The first one is under way. */
  let queue: Waiting[] = [];
  let worker: SchemaWorker | null = null;
  let isStarting = false;
  let isReady = false;
  let lastId = 0;
  let spawned = 0;

  const stop = (): void => {
    watchdog.rest();
    worker?.terminate();
    worker = null;
    isReady = false;
    isStarting = false;
    spawned += 1;
  };
  /** The question under way gets no answer; what waits behind it is asked of a new worker. */
  const giveUp = (says: string): void => {
    const [first, ...rest] = queue;
    stop();
    queue = rest;
    first?.reject(new NoAnswer(says));
    next();
  };
  const watchdog = createWatchdog(() => giveUp("It took longer than 2 s and was given up."), every);

  const next = (): void => {
    const [first] = queue;
    if (first === undefined) return watchdog.rest();
    if (worker === null) return start();
    if (!isReady) return;
    watchdog.expect(START_MS_MAX);
    worker.postMessage(first.question);
  };

  const start = (): void => {
    if (isStarting) return;
    isStarting = true;
    const number = spawned;
    watchdog.expect(START_MS_MAX);
    void Promise.resolve()
      .then(spawn)
      .then(
        (started) => {
          if (number !== spawned) return started.terminate();
          worker = started;
          started.onmessage = ({ data }) => hear(data);
          started.onerror = (event) => {
            event.preventDefault();
            giveUp("The part that reads schemas broke down.");
          };
        },
        () => number === spawned && giveUp("The part that reads schemas could not be started."),
      );
  };

  const hear = (said: FromSchemas): void => {
    if (said.is === "ready") {
      isReady = true;
      return next();
    }
    const [first] = queue;
    if (first === undefined || said.id !== first.question.id) return;
    if (said.is === "begun" || said.is === "going") return watchdog.expect(SILENCE_MS_MAX);
    queue = queue.slice(1);
    if (said.is === "answer") first.resolve(said.answer);
    else first.reject(new NoAnswer(said.says));
    next();
  };

  return {
    ask: <A extends Asked>(what: A, input: InputOf<A>) =>
      new Promise<AnswerOf<A>>((resolve, reject) => {
        const question = { id: ++lastId, ask: what, input };
        queue.push({ question, resolve: (answer) => resolve(answer as AnswerOf<A>), reject });
        if (queue.length === 1) next();
      }),
    end: () => {
      const waiting = queue;
      queue = [];
      stop();
      for (const { reject } of waiting) reject(new NoAnswer("Nobody waits for it any more."));
    },
  };
}
