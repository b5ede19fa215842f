/**
 * The app's end of the line to the simulator. One request is under way at most; what is asked meanwhile waits in slots
 * that hold only the newest, so neither side ever has a queue. A worker that crashes or falls silent is replaced.
 */
import { unreachable } from "#base/assert.ts";
import type { Micros } from "#base/units.ts";
import { emptyScenario, type Scenario } from "#scenario/document.ts";
import type { FactName } from "#sim/facts.ts";
import type { MessageInfo } from "#sim/message-info.ts";
import type { Answer, AnswerTo, CrashReport, FromSim, Question, RunId, ToSim } from "./protocol.ts";
import { createWatchdog, SILENCE_MS_MAX, type Every } from "./watchdog.ts";

/** Of a Worker, what is used here. */
export interface WorkerLike {
  postMessage(message: ToSim): void;
  terminate(): void;
  onmessage: ((event: MessageEvent<FromSim>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
}

export type RunAnswer = Extract<FromSim, { readonly is: "loaded" | "refused" | "shown" }>;

export interface SimListener {
  /** An answer about the run that was asked for last. */
  answered(answer: RunAnswer): void;
  /** The worker is gone and with it the run; the next `load` starts a new one. */
  lost(report: CrashReport): void;
}

export interface SimClient {
  listen(listener: SimListener): void;
  /** A change or a look is under way or waits to be sent; questions do not count. */
  busy(): boolean;
  load(scenario: Scenario): void;
  amend(scenario: Scenario, fromUs: Micros): void;
  show(atUs: Micros, budgetMs: number): void;
  step(facts: readonly FactName[], budgetMs: number): void;
  inspect(message: number): Promise<MessageInfo>;
  /**
   * Asks about the run as it stands, beside what is shown. Null: no answer, since a newer question of its kind took its
   * place, the run was replaced, or it failed.
   */
  ask<Q extends Question>(question: Q): Promise<AnswerTo<Q> | null>;
  /** Ends the worker for good. */
  dispose(): void;
}

/** A new worker may have to fetch its code over a slow line first. */
const START_MS_MAX = 30_000;

type Change = { readonly scenario: Scenario; /** -1: from the start. */ readonly fromUs: Micros };
type Look = Extract<ToSim, { readonly is: "show" | "step" }>;
interface Inspection {
  readonly message: number;
  readonly resolve: (info: MessageInfo) => void;
  readonly reject: (reason: Error) => void;
}

/** A question that waits for the whole of its answer. */
interface Asked {
  readonly question: Question;
  readonly resolve: (answer: Answer | null) => void;
}

/** Wall time that one slice of a question may take: the picture waits for it. */
const ASK_BUDGET_MS = 6;

class Client implements SimClient {
  readonly #spawn: () => WorkerLike;
  readonly #watchdog;
  #listener: SimListener | undefined;
  #worker: WorkerLike | null = null;
  #ready = false;
  #run: RunId = 0;
  #underWay: ToSim | null = null;
  #change: Change | null = null;
  #look: Look | null = null;
  #inspections: Inspection[] = [];
  #inspecting: Inspection | null = null;
  /** By kind, in the order of asking; the one under way stays in here until it is answered whole. */
  readonly #asked = new Map<Question["is"], Asked>();
  #asking: Asked | null = null;
  /** The last request was a question: a look comes first now. */
  #askedLast = false;
  /** What the present run runs, and how far it was seen: for the report of a worker that fell silent. */
  #scenario: Scenario = emptyScenario();
  #seenUs: Micros = 0;
  #seenCalls = 0;

  constructor(spawn: () => WorkerLike, every: Every | undefined) {
    this.#spawn = spawn;
    this.#watchdog = createWatchdog(() => this.#overdue(), every);
    this.#start();
  }

  listen(listener: SimListener): void {
    this.#listener = listener;
  }

  busy(): boolean {
    const isLooking = this.#underWay !== null && this.#underWay.is !== "ask";
    return isLooking || this.#change !== null || this.#look !== null;
  }

  load(scenario: Scenario): void {
    this.#change = { scenario, fromUs: -1 };
    this.#look = null;
    this.#dropInspections("the run was replaced");
    this.#next();
  }

  amend(scenario: Scenario, fromUs: Micros): void {
    this.#change = { scenario, fromUs: Math.min(fromUs, this.#change?.fromUs ?? fromUs) };
    this.#look = null;
    this.#next();
  }

  show(atUs: Micros, budgetMs: number): void {
    this.#look = { is: "show", run: this.#run, atUs, budgetMs };
    this.#next();
  }

  step(facts: readonly FactName[], budgetMs: number): void {
    this.#look = { is: "step", run: this.#run, facts, budgetMs };
    this.#next();
  }

  inspect(message: number): Promise<MessageInfo> {
    return new Promise((resolve, reject) => {
      this.#inspections.push({ message, resolve, reject });
      this.#next();
    });
  }

  ask<Q extends Question>(question: Q): Promise<AnswerTo<Q> | null> {
    return new Promise((resolve) => {
      this.#asked.get(question.is)?.resolve(null);
      // An answer is of the kind of its question: `#told` sees to that.
      this.#asked.set(question.is, { question, resolve: resolve as Asked["resolve"] });
      this.#next();
    });
  }

  dispose(): void {
    this.#end();
    this.#dropInspections("the session ended");
    this.#listener = undefined;
  }

  #start(): void {
    const worker = this.#spawn();
    this.#worker = worker;
    this.#ready = false;
    worker.onmessage = ({ data }) => {
      if (worker === this.#worker) this.#heard(data);
    };
    worker.onerror = (event) => {
      if (worker !== this.#worker) return;
      event.preventDefault?.();
      this.#lose(this.#report(event.message || "The simulator's worker could not start."));
    };
  }

  #end(): void {
    this.#watchdog.rest();
    this.#worker?.terminate();
    this.#worker = null;
    this.#underWay = null;
    this.#change = null;
    this.#look = null;
  }

  /** Sends what waits, if nothing is under way: a change of the run first, looks at it last. */
  #next(): void {
    if (this.#underWay !== null) return;
    const request = this.#takeNext();
    if (request === null) return;
    if (this.#worker === null) this.#start();
    this.#underWay = request;
    this.#watch(request);
    this.#worker?.postMessage(request);
  }

  #takeNext(): ToSim | null {
    const change = this.#change;
    if (change !== null) {
      this.#change = null;
      this.#run += 1;
      this.#scenario = change.scenario;
      this.#seenUs = Math.max(0, Math.min(this.#seenUs, change.fromUs));
      return change.fromUs < 0
        ? { is: "load", run: this.#run, scenario: change.scenario }
        : { is: "amend", run: this.#run, scenario: change.scenario, fromUs: change.fromUs };
    }
    const inspection = this.#inspections.shift();
    if (inspection !== undefined) {
      this.#inspecting = inspection;
      return { is: "inspect", run: this.#run, message: inspection.message };
    }
    const asked = this.#asked.values().next().value;
    if (asked !== undefined && (this.#look === null || !this.#askedLast)) {
      this.#askedLast = true;
      this.#asking = asked;
      return { is: "ask", run: this.#run, question: asked.question, budgetMs: ASK_BUDGET_MS };
    }
    this.#askedLast = false;
    const look = this.#look;
    this.#look = null;
    return look === null ? null : { ...look, run: this.#run };
  }

  #watch(request: ToSim): void {
    const budgetMs = "budgetMs" in request ? request.budgetMs : 0;
    this.#watchdog.expect(this.#ready ? SILENCE_MS_MAX + budgetMs : START_MS_MAX);
  }

  #heard(answer: FromSim): void {
    if (answer.is === "ready" || answer.is === "fetching") {
      this.#ready = answer.is === "ready";
      if (this.#underWay !== null) this.#watch(this.#underWay);
      return;
    }
    // An answer to what nobody asks any more, e.g. from before the run was replaced.
    if (answer.run !== this.#run || this.#underWay === null) return;
    this.#watchdog.rest();
    this.#underWay = null;
    switch (answer.is) {
      case "loaded":
      case "refused":
      case "shown":
        if (answer.is === "shown") {
          this.#seenUs = answer.frame.atUs;
          this.#seenCalls = answer.frame.calls;
        }
        this.#listener?.answered(answer);
        break;
      case "message":
        if (answer.info !== null) this.#inspecting?.resolve(answer.info);
        else
          this.#inspecting?.reject(
            new Error(`There is no message ${this.#inspecting.message} at this moment.`),
          );
        this.#inspecting = null;
        break;
      case "told":
        this.#told(answer);
        break;
      case "crashed":
        this.#lose(answer.report);
        return;
      default:
        unreachable(answer);
    }
    this.#next();
  }

  /** A slice of an answer. If it is not the whole, the question is asked again after the others. */
  #told({ answer, done }: Extract<FromSim, { readonly is: "told" }>): void {
    const asked = this.#asking;
    this.#asking = null;
    if (asked === null || this.#asked.get(asked.question.is) !== asked) return;
    this.#asked.delete(asked.question.is);
    if (!done) this.#asked.set(asked.question.is, asked);
    else asked.resolve(answer?.is === asked.question.is ? answer : null);
  }

  #overdue(): void {
    this.#lose(
      this.#report(
        this.#ready
          ? `The simulator gave no answer for ${SILENCE_MS_MAX / 1000} s (asked: ${this.#underWay?.is ?? "nothing"}).`
          : `The simulator's code did not arrive within ${START_MS_MAX / 1000} s.`,
      ),
    );
  }

  #report(says: string): CrashReport {
    const scenario = this.#change?.scenario ?? this.#scenario;
    return { says, stack: "", atUs: this.#seenUs, calls: this.#seenCalls, scenario };
  }

  #lose(report: CrashReport): void {
    this.#end();
    this.#seenUs = 0;
    this.#seenCalls = 0;
    this.#dropInspections("the simulator was restarted");
    this.#listener?.lost(report);
  }

  #dropInspections(why: string): void {
    const dropped = this.#inspecting === null ? this.#inspections : [this.#inspecting, ...this.#inspections];
    this.#inspections = [];
    this.#inspecting = null;
    for (const { resolve } of this.#asked.values()) resolve(null);
    this.#asked.clear();
    for (const { reject } of dropped) reject(new Error(`No answer: ${why}.`));
  }
}

/** A client whose worker starts at once, so that its code loads while the app does. */
export function createClient(spawn: () => WorkerLike, every?: Every): SimClient {
  return new Client(spawn, every);
}
