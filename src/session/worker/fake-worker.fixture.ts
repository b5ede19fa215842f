/** A stand-in for the simulator's worker: counts simulated time, does `usPerShow` of it a request, and can misbehave. */
import type { Micros } from "#base/units.ts";
import { FACT_NAMES, ROW_STRIDE } from "#sim/facts.ts";
import type { Frame } from "#sim/frame.ts";
import type { Layout } from "#sim/layout.ts";
import type { WorkerLike } from "./client.ts";
import type { Answer, FromSim, Question, ToSim } from "./protocol.ts";

export function fakeFrame(atUs: Micros, durationUs: Micros = 60_000_000): Frame {
  return {
    atUs,
    calls: atUs,
    traceHash: "0".repeat(16),
    outcome: atUs >= durationUs ? { is: "finished" } : { is: "running" },
    messages: 0,
    partitions: new Float64Array(),
    replicas: new Float64Array(),
    brokers: new Float64Array(),
    partitionCounts: new Float64Array(),
    holders: new Float64Array(),
    pairs: new Float64Array(),
    groups: new Float64Array(),
    instances: new Float64Array(),
    transits: new Float64Array(),
    tails: new Int32Array(),
    tailPoison: new Uint8Array(),
    transitCount: 0,
    wireTotals: new Float64Array(),
    topicTotals: new Float64Array(),
  };
}

export function fakeLayout(durationUs: Micros = 60_000_000): Layout {
  return {
    services: [],
    topics: [],
    groups: [],
    wires: [],
    brokers: 1,
    cluster: null,
    replicaCount: 0,
    partitionCount: 0,
    pairCount: 0,
    durationUs,
  };
}

/** One row of the story of this fact at a moment. */
export function storyRow(timeUs: Micros, fact: (typeof FACT_NAMES)[number]): number[] {
  const row = Array.from({ length: ROW_STRIDE }, () => 0);
  row[0] = timeUs;
  row[1] = FACT_NAMES.indexOf(fact);
  return row;
}

export class FakeWorker implements WorkerLike {
  onmessage: ((event: MessageEvent<FromSim>) => void) | null = null;
  onerror: ((event: ErrorEvent) => void) | null = null;
  /** Everything that was asked. */
  readonly asked: ToSim[] = [];
  terminated = false;
  /** Answers come only when `answer()` is called. */
  #waiting: FromSim[] = [{ is: "ready" }];
  atUs = 0;
  headUs = 0;
  /** How much simulated time one request can work off. */
  usPerShow = Number.POSITIVE_INFINITY;
  /** Crashes where the run gets here. */
  crashesAtUs = Number.POSITIVE_INFINITY;
  /** Never answers again once the run gets here. */
  hangsAtUs = Number.POSITIVE_INFINITY;
  refuses = false;
  /** In how many slices it answers a question. */
  slices = 1;
  #slices = 0;
  readonly durationUs = 60_000_000;

  postMessage(message: ToSim): void {
    this.asked.push(message);
    const answer = this.#answerTo(message);
    if (answer !== null) this.#waiting.push(answer);
  }

  terminate(): void {
    this.terminated = true;
  }

  say(answer: FromSim): void {
    this.onmessage?.({ data: answer } as MessageEvent<FromSim>);
  }

  /** Lets the answers out that are due; true if there was one. */
  answer(): boolean {
    const answers = this.#waiting;
    this.#waiting = [];
    for (const answer of answers) this.say(answer);
    return answers.length > 0;
  }

  #answerTo(message: ToSim): FromSim | null {
    const { run } = message;
    switch (message.is) {
      case "load":
        this.atUs = this.headUs = 0;
        if (this.refuses) {
          return {
            is: "refused",
            run,
            problems: [{ code: "x", path: "nodes[0]", says: "No.", tryThis: "Mend." }],
          };
        }
        return { is: "loaded", run, layout: fakeLayout(this.durationUs), warnings: [], keptUs: -1 };
      case "amend":
        this.headUs = Math.min(this.headUs, message.fromUs);
        this.atUs = Math.min(this.atUs, message.fromUs);
        return {
          is: "loaded",
          run,
          layout: fakeLayout(this.durationUs),
          warnings: [],
          keptUs: message.fromUs - 1,
        };
      case "show":
        return this.#show(run, message.atUs);
      case "step":
        // There is a fact every 100 ms.
        return this.#show(run, (Math.floor(this.atUs / 100_000) + 1) * 100_000);
      case "inspect":
        return {
          is: "message",
          run,
          info: {
            message: message.message,
            key: null,
            createdUs: 0,
            producer: 0,
            parent: -1,
            amountCents: 0,
            poisoned: false,
          },
        };
      case "ask":
        return this.#tell(run, message.question);
    }
  }

  /** Answers a question in `slices`. */
  #tell(run: number, question: Question): FromSim {
    this.#slices = this.#slices <= 0 ? this.slices : this.#slices;
    this.#slices -= 1;
    return { is: "told", run, answer: this.#answer(question), done: this.#slices === 0 };
  }

  #answer(question: Question): Answer {
    switch (question.is) {
      case "messages":
        return { is: "messages", atUs: this.atUs, total: question.from, rows: [], focusAt: -1 };
      case "journey":
        return { is: "journey", journey: null, parent: null };
      case "latencies":
        return { is: "latencies", processed: [] };
      case "record":
        return { is: "record", message: question.offset };
      case "partition":
        return { is: "partition", detail: null };
      case "aggregate":
        return { is: "aggregate", history: null };
      case "window":
      case "protocol":
        return { is: question.is, atUs: this.atUs, window: { rows: [], fromRow: 0, toRow: 0 } };
    }
  }

  #show(run: number, wantUs: Micros): FromSim | null {
    const reachUs = Math.min(wantUs, this.atUs + this.usPerShow, this.durationUs);
    if (reachUs >= this.hangsAtUs) return null;
    if (reachUs >= this.crashesAtUs) {
      const report = { says: "Boom.", stack: "", atUs: this.crashesAtUs, calls: 1, scenario: {} as never };
      return { is: "crashed", run, report };
    }
    const story: number[] = [];
    for (let at = (Math.floor(this.headUs / 1e6) + 1) * 1e6; at <= reachUs; at += 1e6)
      story.push(...storyRow(at, "stable"));
    this.atUs = reachUs;
    this.headUs = Math.max(this.headUs, reachUs);
    return {
      is: "shown",
      run,
      frame: fakeFrame(reachUs, this.durationUs),
      reached: reachUs === Math.min(wantUs, this.durationUs),
      found: true,
      headUs: this.headUs,
      story: new Float64Array(story),
      samples: new Float64Array(),
    };
  }
}
