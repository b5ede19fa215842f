/** The run as React sees it, and the verbs of the transport bar. The work is done by `player.ts`. */
import { create } from "zustand";
import type { Problem } from "#base/result.ts";
import type { Micros } from "#base/units.ts";
import type { FactName } from "#sim/facts.ts";
import type { Outcome } from "#sim/frame.ts";
import type { Layout } from "#sim/layout.ts";
import type { Player } from "./player.ts";
import type { MessageInfo } from "#sim/message-info.ts";
import type { AnswerTo, CrashReport, Question } from "./worker/protocol.ts";

export type PlaybackStatus = "loading" | "ready" | "refused" | "crashed";

export interface PlaybackState {
  /** `refused`: the scenario cannot run (`problems`); `crashed`: our own fault (`report`). The last good frame stays. */
  readonly status: PlaybackStatus;
  readonly playing: boolean;
  /** Simulated seconds per second; Infinity: as fast as it goes. */
  readonly speed: number;
  /** Follows the exact playhead (`frames.ts`) 10 times a second at most. */
  readonly playheadUs: Micros;
  /** Furthest moment simulated. */
  readonly headUs: Micros;
  readonly durationUs: Micros;
  /** What the indexes of the frame on screen mean. */
  readonly layout: Layout | null;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
  /** The playhead is on its way to a place that was asked for. */
  readonly seeking: boolean;
  readonly ended: boolean;
  readonly outcome: Outcome;
  /** Of the last crash of this run, also where a new worker could go on. */
  readonly report: CrashReport | null;
  /** Something has moved since the page opened. */
  readonly firstMotion: boolean;
}

/** Hook and store of the run. */
export const usePlayback = create<PlaybackState>()(() => ({
  status: "loading",
  playing: false,
  speed: 1,
  playheadUs: 0,
  headUs: 0,
  durationUs: 0,
  layout: null,
  problems: [],
  warnings: [],
  seeking: false,
  ended: false,
  outcome: { is: "running" },
  report: null,
  firstMotion: false,
}));

let player: Player | null = null;

/** Boot only: the player that the verbs below speak to. */
export function setPlayer(next: Player | null): void {
  player = next;
}

/** Plays on from the playhead; from the start if the run has ended. */
export function play(): void {
  player?.play();
}

export function pause(): void {
  player?.pause();
}

export function toggle(): void {
  if (usePlayback.getState().playing) pause();
  else play();
}

/** Goes to the start and plays. */
export function restart(): void {
  player?.restart();
}

/** Runs the document as it is now to where the playhead is, and plays on from there. */
export function goOn(): void {
  player?.goOn();
}

/** Simulated seconds per second, more than 0; Infinity: as fast as it goes. */
export function setSpeed(speed: number): void {
  player?.setSpeed(speed);
}

/** Moves the playhead, forward or back. Of many in a row (a drag) only the newest target is worked for. */
export function seek(atUs: Micros): void {
  player?.seek(atUs);
}

/** Pauses and goes forward to the next fact of these names; without names to the next fact at all. */
export function step(facts: readonly FactName[] = []): void {
  player?.step(facts);
}

/** Shows this document's run from its start. */
export function startOver(options: { readonly playing: boolean }): void {
  player?.startOver(options);
}

/** What one message is. Rejects if the run was replaced meanwhile, or has made no such message at the playhead. */
export function inspectMessage(message: number): Promise<MessageInfo> {
  return player === null ? Promise.reject(new Error("No run yet.")) : player.inspect(message);
}

/**
 * Asks about the run as it stands, beside what is shown. Null: no answer, since a newer question of its kind took its
 * place, the run was replaced, or there is none.
 */
export function askRun<Q extends Question>(question: Q): Promise<AnswerTo<Q> | null> {
  return player === null ? Promise.resolve(null) : player.ask(question);
}
