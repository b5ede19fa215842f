/** Asks the worker that reviews, one question after the other; it is started when it is needed and can be ended at any time. */
import type { Proof, ProofStep } from "#checklist/proof.ts";
import type { Scenario } from "#scenario/document.ts";
import type { Reviewed } from "#session/findings.ts";
import type { FromReviewer, ToReviewer } from "./protocol.ts";

/** Of a Worker, what is used here. */
export interface ReviewWorker {
  postMessage(question: ToReviewer): void;
  terminate(): void;
  onmessage: ((event: MessageEvent<FromReviewer>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
}

type Asked = ToReviewer extends infer Q ? (Q extends { id: number } ? Omit<Q, "id"> : never) : never;
type OnProgress = (step: ProofStep, share: number) => void;

interface Waiting {
  readonly resolve: (answer: FromReviewer | null) => void;
  readonly onProgress: OnProgress | undefined;
}

export class ReviewClient {
  readonly #spawn: () => ReviewWorker | Promise<ReviewWorker>;
  #worker: ReviewWorker | null = null;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;

  constructor(spawn: () => ReviewWorker | Promise<ReviewWorker>) {
    this.#spawn = spawn;
  }

  /** What is found; null where the worker was ended or cannot be. */
  async review(scenario: Scenario): Promise<Reviewed | null> {
    const answer = await this.#ask({ is: "review", scenario });
    return answer?.is === "reviewed" ? answer.reviewed : null;
  }

  /** The document with a finding mended; null where that cannot be. */
  async mend(scenario: Scenario, key: string): Promise<Scenario | null> {
    const answer = await this.#ask({ is: "mend", scenario, key });
    return answer?.is === "mended" ? answer.scenario : null;
  }

  /** A finding's proof; null where the worker was ended. */
  async prove(scenario: Scenario, key: string, onProgress: OnProgress): Promise<Proof | null> {
    const answer = await this.#ask({ is: "prove", scenario, key }, onProgress);
    if (answer?.is === "proven") return answer.proof;
    return answer?.is === "failed" ? { is: "not-shown", says: answer.says } : null;
  }

  /** Ends the worker; who waits gets null. */
  end(): void {
    this.#worker?.terminate();
    this.#worker = null;
    for (const { resolve } of this.#waiting.values()) resolve(null);
    this.#waiting.clear();
  }

  async #ask(asked: Asked, onProgress?: OnProgress): Promise<FromReviewer | null> {
    const id = ++this.#lastId;
    const answer = new Promise<FromReviewer | null>((resolve) => {
      this.#waiting.set(id, { resolve, onProgress });
    });
    try {
      const worker = this.#worker ?? (await this.#start());
      // It may have been ended while the worker was made.
      if (this.#waiting.has(id)) worker.postMessage({ ...asked, id } as ToReviewer);
    } catch {
      this.#take({ is: "failed", id, says: "The browser allows no worker to run it in." });
    }
    return answer;
  }

  async #start(): Promise<ReviewWorker> {
    const made = await this.#spawn();
    // Two questions may have come before the first worker was there.
    if (this.#worker !== null) {
      made.terminate();
      return this.#worker;
    }
    this.#worker = made;
    made.onmessage = ({ data }) => this.#take(data);
    made.onerror = (event) => {
      event.preventDefault();
      this.end();
    };
    return made;
  }

  #take(answer: FromReviewer): void {
    const waiting = this.#waiting.get(answer.id);
    if (waiting === undefined) return;
    if (answer.is === "progress") return waiting.onProgress?.(answer.step, answer.share);
    this.#waiting.delete(answer.id);
    waiting.resolve(answer);
  }
}
