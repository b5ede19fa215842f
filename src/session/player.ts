/**
 * Moves the playhead: turns wall time into simulated time, asks the worker for the state there, and puts on screen what
 * it answers. Where the worker cannot keep up, the playhead is what was reached: slow, but never wrong.
 */
import { unreachable } from "#base/assert.ts";
import type { Micros } from "#base/units.ts";
import type { Scenario } from "#scenario/document.ts";
import type { FactName } from "#sim/facts.ts";
import type { Outcome } from "#sim/frame.ts";
import type { Layout } from "#sim/layout.ts";
import { sampleStride } from "#sim/samples.ts";
import { setPlayhead } from "./frames.ts";
import { usePlayback, type PlaybackStatus } from "./playback-store.ts";
import { PlayerScreen } from "./player-screen.ts";
import { differsFrom, relabel, runPart, type RunPart } from "./run-part.ts";
import { appendSamples, cutSamples, startSamples } from "./samples.ts";
import { appendStory, cutStory } from "./story.ts";
import type { RunAnswer, SimClient } from "./worker/client.ts";
import type { MessageInfo } from "#sim/message-info.ts";
import type { AnswerTo, CrashReport, Question } from "./worker/protocol.ts";

/** What the player needs of the world; tests give it their own clock. */
export interface PlayerPorts {
  readonly client: SimClient;
  /** The document as it is now. */
  readonly scenario: () => Scenario;
  /** Monotonic wall time in ms. */
  readonly now: () => number;
  /** Calls back before the next repaint. */
  readonly requestFrame: (callback: () => void) => void;
  /** Calls back once after `ms`; the answer prevents it. */
  readonly after: (ms: number, callback: () => void) => () => void;
}

/** Work of one request: short enough to follow a drag, long enough that sending does not matter. */
const BUDGET_MS = 14;
/** Longest wall time that one animation frame may stand for, so that a hidden tab does not jump. */
const FRAME_MS_MAX = 100;
/** How far (wall ms) the wish may run ahead of what was reached before it waits. */
const LEAD_MS_MAX = 250;
/** An edit takes effect once no other follows within this time: nobody wants a run for each letter typed. */
const EDIT_REST_MS = 150;
/** On the way to a place, the picture before stays on screen so long; then the way itself is shown. */
const HOLD_MS = 400;
const US_PER_MS = 1_000;

export class Player {
  readonly #ports: PlayerPorts;
  #status: PlaybackStatus = "loading";
  #wantsPlay = false;
  #speed = 1;
  /** Where the playhead should be, with fractions; `#atUs`: where the worker was last; -1: ask again at any rate. */
  #wantUs = 0;
  #atUs = -1;
  /** What the request under way is for, or null; `#askedStep`: the last one was a step. */
  #askedUs: Micros | null = null;
  #askedStep = false;
  #headUs: Micros = 0;
  #seeking = false;
  /** Since when the picture before is held. */
  #seekingSinceMs = 0;
  #stepping: readonly FactName[] | null = null;
  #outcome: Outcome = { is: "running" };
  /** Of the run that was asked for, until its first frame is on screen; then the store has it. */
  #layout: Layout | null = null;
  /** What the worker was asked to run, and a change of it that waits for the person to stop typing. */
  #part: RunPart | null = null;
  #cancelReload: (() => void) | null = null;
  #crashes = 0;
  #crashedAtUs: Micros = -1;
  #report: CrashReport | null = null;
  #waking = false;
  #lastTickMs = 0;
  readonly #screen = new PlayerScreen();

  constructor(ports: PlayerPorts) {
    this.#ports = ports;
    ports.client.listen({
      answered: (answer) => this.#answered(answer),
      lost: (report) => this.#lost(report),
    });
  }

  play(): void {
    this.#wantsPlay = true;
    this.#stepping = null;
    if (this.#hasEnded() && !this.#seeking) this.#goTo(0);
    this.#wake();
  }

  pause(): void {
    this.#wantsPlay = false;
    this.#settle();
    this.#wake();
  }

  setSpeed(speed: number): void {
    if (!(speed > 0)) return;
    this.#speed = speed;
    this.#settle();
    this.#wake();
  }

  seek(atUs: Micros): void {
    if (this.#status === "refused" || this.#status === "crashed") return;
    this.#stepping = null;
    this.#goTo(Math.max(0, Math.round(atUs)));
    // At once: the next key may count from here before there is a picture.
    setPlayhead(this.#wantUs);
    this.#wake();
  }

  step(facts: readonly FactName[]): void {
    this.pause();
    if (this.#status === "ready" || this.#status === "loading") this.#stepping = facts;
  }

  restart(): void {
    this.#wantsPlay = true;
    this.#stepping = null;
    if (this.#status === "crashed") this.#reload();
    this.#goTo(0);
    this.#wake();
  }

  /** Runs the present document to where the playhead is and plays on: what had ended the run before may be gone. */
  goOn(): void {
    this.#wantsPlay = true;
    this.#stepping = null;
    this.#reload();
  }

  /** Runs the present document from its start, whatever ran before. */
  startOver({ playing }: { readonly playing: boolean }): void {
    this.#wantsPlay = playing;
    this.#stepping = null;
    this.#reload();
    this.#goTo(0);
    this.#wake();
  }

  inspect(message: number): Promise<MessageInfo> {
    return this.#ports.client.inspect(message);
  }

  ask<Q extends Question>(question: Q): Promise<AnswerTo<Q> | null> {
    return this.#ports.client.ask(question);
  }

  /** The document changed: runs it anew where that makes a difference. Moving and renaming make none. */
  scenarioChanged(): void {
    const scenario = this.#ports.scenario();
    const part = runPart(scenario);
    const from = this.#part === null ? -1 : differsFrom(this.#part, part);
    this.#cancelReload?.();
    this.#cancelReload = null;
    this.#relabel(scenario);
    if (from === null) return;
    if (from >= 0 && (this.#status === "ready" || this.#status === "loading")) {
      this.#part = part;
      this.#ports.client.amend(scenario, from);
      this.#asked();
    } else {
      this.#cancelReload = this.#ports.after(EDIT_REST_MS, () => {
        this.#cancelReload = null;
        this.#reload();
      });
    }
  }

  dispose(): void {
    this.#cancelReload?.();
    this.#ports.client.dispose();
    this.#status = "crashed";
  }

  #relabel(scenario: Scenario): void {
    const { layout } = usePlayback.getState();
    const isShown = layout === this.#layout;
    const renamed = layout === null ? null : relabel(layout, scenario);
    if (renamed !== layout) usePlayback.setState({ layout: renamed });
    if (isShown) this.#layout = renamed;
    else if (this.#layout !== null) this.#layout = relabel(this.#layout, scenario);
  }

  #reload(): void {
    this.#cancelReload?.();
    this.#cancelReload = null;
    const scenario = this.#ports.scenario();
    const part = runPart(scenario);
    if (this.#part === null || differsFrom(this.#part, part) !== null || this.#status === "crashed") {
      this.#crashes = 0;
      this.#crashedAtUs = -1;
      this.#report = null;
    }
    this.#part = part;
    this.#ports.client.load(scenario);
    this.#asked();
  }

  /** A run was asked for: back to where the playhead is, with the old picture until then. */
  #asked(): void {
    if (!this.#seeking) {
      this.#settle();
      this.#goTo(Math.floor(this.#wantUs));
    }
    this.#atUs = -1;
    this.#status = "loading";
    this.#wake();
  }

  /** Wishes no further than what is under way: what was wished ahead but never seen is not where a person stopped. */
  #settle(): void {
    if (this.#seeking || this.#atUs < 0) return;
    this.#wantUs = this.#askedUs ?? this.#atUs;
  }

  #goTo(atUs: Micros): void {
    this.#wantUs = atUs;
    if (!this.#seeking) this.#seekingSinceMs = this.#ports.now();
    this.#seeking = true;
  }

  #durationUs(): Micros {
    return this.#layout?.durationUs ?? usePlayback.getState().durationUs;
  }

  #hasEnded(): boolean {
    return this.#outcome.is !== "running" || (this.#atUs >= 0 && this.#atUs >= this.#durationUs());
  }

  #isMoving(): boolean {
    return this.#wantsPlay && this.#status === "ready" && !this.#seeking && this.#stepping === null;
  }

  #wake(): void {
    if (this.#waking) return;
    this.#waking = true;
    this.#lastTickMs = this.#ports.now();
    this.#ports.requestFrame(() => this.#tick());
  }

  #tick(): void {
    const now = this.#ports.now();
    const passedMs = Math.min(FRAME_MS_MAX, Math.max(0, now - this.#lastTickMs));
    this.#lastTickMs = now;
    this.#screen.put(this.#layout, this.#seeking);
    if (this.#isMoving()) this.#advance(passedMs);
    this.#ask();
    const goesOn = this.#isMoving() || this.#screen.hasNew || this.#ports.client.busy();
    this.#tell(!goesOn);
    if (goesOn) this.#ports.requestFrame(() => this.#tick());
    else this.#waking = false;
  }

  #advance(passedMs: number): void {
    if (this.#hasEnded()) {
      this.#wantsPlay = false;
      return;
    }
    if (this.#atUs < 0) return;
    if (this.#speed === Number.POSITIVE_INFINITY) {
      this.#wantUs = this.#durationUs();
      return;
    }
    const leadUs = this.#speed * LEAD_MS_MAX * US_PER_MS;
    const wishUs = this.#wantUs + this.#speed * passedMs * US_PER_MS;
    this.#wantUs = Math.min(wishUs, this.#atUs + leadUs, this.#durationUs());
  }

  /** Sends the one request that brings the run nearer to the wish, unless one is under way. */
  #ask(): void {
    const { client } = this.#ports;
    if (this.#status !== "ready" || client.busy()) return;
    const wantUs = Math.floor(this.#wantUs);
    this.#askedStep = false;
    if (wantUs !== this.#atUs) {
      this.#askedUs = wantUs;
      client.show(wantUs, BUDGET_MS);
    } else if (this.#stepping !== null) {
      this.#askedStep = true;
      client.step(this.#stepping, BUDGET_MS);
    } else this.#seeking = false;
  }

  #answered(answer: RunAnswer): void {
    switch (answer.is) {
      case "loaded": {
        const layout = relabel(answer.layout, this.#ports.scenario());
        this.#status = "ready";
        this.#atUs = -1;
        this.#layout = layout;
        this.#outcome = { is: "running" };
        this.#wantUs = Math.min(this.#wantUs, layout.durationUs);
        this.#headUs = Math.max(0, Math.min(this.#headUs, answer.keptUs));
        cutStory(answer.keptUs);
        if (answer.keptUs < 0) startSamples(sampleStride(layout));
        else cutSamples(answer.keptUs);
        usePlayback.setState({ problems: [], warnings: answer.warnings });
        break;
      }
      case "refused":
        this.#status = "refused";
        this.#seeking = false;
        this.#stepping = null;
        usePlayback.setState({ problems: answer.problems, warnings: [] });
        break;
      case "shown":
        this.#shown(answer);
        break;
      default:
        unreachable(answer);
    }
    this.#ask();
    this.#wake();
  }

  #shown(answer: Extract<RunAnswer, { readonly is: "shown" }>): void {
    const { frame, reached, found } = answer;
    appendStory(answer.story);
    appendSamples(answer.samples);
    this.#askedUs = null;
    // A look at the run that is being replaced: its rows may be kept, its picture is not what is wished for any more.
    if (this.#status !== "ready") return;
    this.#atUs = frame.atUs;
    this.#headUs = answer.headUs;
    this.#outcome = frame.outcome;
    if (this.#headUs > this.#crashedAtUs) this.#crashes = 0;
    if (this.#askedStep && !this.#seeking) {
      this.#wantUs = frame.atUs;
      if (found || reached || this.#hasEnded()) this.#stepping = null;
    } else if (frame.outcome.is === "limit" && frame.atUs < this.#wantUs) {
      // It cannot come any further, so this is where the seek ends.
      this.#wantUs = frame.atUs;
    } else if (!reached && !this.#seeking) {
      this.#wantUs = frame.atUs;
    }
    if (Math.floor(this.#wantUs) === frame.atUs) this.#seeking = false;
    if (this.#speed === Number.POSITIVE_INFINITY && this.#isMoving()) this.#advance(0);
    const holds = this.#seeking && !reached && this.#ports.now() - this.#seekingSinceMs < HOLD_MS;
    if (holds) return;
    this.#screen.offer(frame);
  }

  #lost(report: CrashReport): void {
    this.#report = report;
    this.#crashes += 1;
    this.#crashedAtUs = Math.max(this.#crashedAtUs, report.atUs);
    this.#stepping = null;
    this.#askedUs = null;
    // Back to the last picture that was good, which a new worker has to work out again.
    const goodUs = this.#screen.atUs;
    if (this.#crashes >= 2) {
      this.#status = "crashed";
      this.#wantsPlay = false;
      this.#seeking = false;
      this.#wantUs = goodUs;
      this.#atUs = -1;
      this.#wake();
      return;
    }
    this.#headUs = 0;
    this.#ports.client.load(this.#ports.scenario());
    this.#part = runPart(this.#ports.scenario());
    this.#goTo(goodUs);
    this.#asked();
  }

  #tell(rests: boolean): void {
    this.#screen.tell(
      {
        status: this.#status,
        playing: this.#wantsPlay && (this.#status === "ready" || this.#status === "loading"),
        speed: this.#speed,
        seeking: this.#seeking,
        durationUs: this.#durationUs(),
        ended: this.#status === "ready" && !this.#seeking && this.#hasEnded(),
        outcome: this.#outcome,
        report: this.#report,
      },
      {
        playheadUs: this.#seeking ? Math.floor(this.#wantUs) : this.#screen.atUs,
        headUs: this.#headUs,
      },
      this.#ports.now(),
      rests,
    );
  }
}
