/** A second run that follows the playhead beside the one on screen: in a simulator's worker of its own, never edited. */
import type { Micros } from "#base/units.ts";
import { RunRecord } from "#comparison/series.ts";
import type { Scenario } from "#scenario/document.ts";
import type { Frame } from "#sim/frame.ts";
import type { Layout } from "#sim/layout.ts";
import type { RunAnswer, SimClient } from "./worker/client.ts";

/** What a run beside tells. */
export interface BesideListener {
  readonly loaded: (layout: Layout) => void;
  readonly shown: (frame: Frame) => void;
  /** It cannot run, or its worker is gone; a sentence. */
  readonly failed: (says: string) => void;
}

/** Wall time of one request: the run on screen comes first. */
const BUDGET_MS = 12;

export class RunBeside {
  readonly #client: SimClient;
  readonly #listener: BesideListener;
  #isReady = false;
  #wantUs: Micros = 0;
  #askedUs: Micros = -1;
  /** The last wish that was met; where the run is over, its end meets every later one. */
  #metUs: Micros = -1;
  /** Samples and story so far; null before it is loaded. */
  record: RunRecord | null = null;

  constructor(client: SimClient, listener: BesideListener) {
    this.#client = client;
    this.#listener = listener;
    client.listen({
      answered: (answer) => this.#answered(answer),
      lost: ({ says }) => this.#fail(says),
    });
  }

  /** Runs a document, from its start to where the playhead is. */
  load(scenario: Scenario): void {
    this.#isReady = false;
    this.record = null;
    this.#client.load(scenario);
  }

  /** Goes to a moment, forward or back; of many in a row only the newest is gone to. */
  follow(atUs: Micros): void {
    this.#wantUs = Math.max(0, Math.floor(atUs));
    this.#ask();
  }

  /** Ends it and its worker. */
  dispose(): void {
    this.#isReady = false;
    this.#client.dispose();
  }

  #ask(): void {
    if (!this.#isReady || this.#wantUs === this.#metUs || this.#client.busy()) return;
    this.#askedUs = this.#wantUs;
    this.#client.show(this.#wantUs, BUDGET_MS);
  }

  #answered(answer: RunAnswer): void {
    if (answer.is === "refused") return this.#fail(answer.problems[0]?.says ?? "It cannot be run.");
    if (answer.is === "loaded") {
      this.#isReady = true;
      this.#metUs = -1;
      this.record = new RunRecord(answer.layout);
      this.#listener.loaded(answer.layout);
    } else if (this.#isReady) {
      this.record?.add(answer.samples, answer.story);
      if (answer.reached) this.#metUs = this.#askedUs;
      this.#listener.shown(answer.frame);
    }
    this.#ask();
  }

  #fail(says: string): void {
    this.#isReady = false;
    this.record = null;
    this.#listener.failed(says);
  }
}
