/**
 * What the overlay remembers between frames, in wall time: rates of wires, messages whose flight is too short to see,
 * and what has just changed. It only makes visible what frames tell; a seek forgets it all.
 *
 * A flight of a few milliseconds would be gone before an eye sees it. So each message that has passed a wire since
 * the last frame is shown once more over a time that can be seen (an echo): still one dot for one message.
 */
import {
  PAIR_STRIDE,
  PARTITION_STRIDE,
  PairAt,
  PartitionAt,
  TRANSIT_STRIDE,
  TransitAt,
  type Frame,
} from "#sim/frame.ts";
import type { Micros } from "#base/units.ts";
import type { Layout } from "#sim/layout.ts";
import { TRIP_STRIDE, TripAt } from "#sim/trips.ts";
import { wireRates } from "#picture/rates.ts";
import type { DotShape } from "./dots.ts";
import { PassingKeys } from "./passing-keys.ts";

/** Above this many messages a second of wall time a wire shows a band instead of dots. */
export const BAND_PER_SECOND = 50;
/** Flights that take less wall time than this are shown as echoes. */
export const FLIGHT_SEEN_MS = 80;
/** How long an echo travels. */
export const ECHO_MS = 480;
/** What changed glows this long. */
export const GLOW_MS = 700;
const ECHOES_MAX = 600;
const ECHOES_A_FRAME_MAX = 100;
/** Several in one frame follow each other within this time instead of covering each other. */
const BURST_MS = 400;
/** An answer sets out when the request that it answers is seen to arrive, even where both took one frame. */
const ANSWER_MS = ECHO_MS;

export interface Echo {
  readonly wire: number;
  readonly startMs: number;
  readonly key: number;
  /** Answers go from the wire's end to its start. */
  readonly isBack: boolean;
  readonly shape: DotShape;
}

/** The overlay's short memory. `observe` it with every new frame. */
export interface Motion {
  observe(frame: Frame, layout: Layout, nowMs: number, speed: number): void;
  /** Messages a simulated second over this wire, as shown; 0 while unknown. */
  rateOf(wire: number): number;
  /** Whether this wire carries more messages than an eye can follow, at the present speed. */
  isBand(wire: number): boolean;
  /** Whether flights on this wire last too short to be seen as they are. */
  isBrief(wire: number): boolean;
  /** Echoes under way; those that have arrived are gone. */
  echoes(nowMs: number): readonly Echo[];
  /** Key of the one message that is followed along a band: `key` as it sets out on this lap, the same until it arrives. */
  tracedKey(wire: number, lap: number, key: number): number;
  /** 1 when a record has just been appended to this partition, fading to 0. */
  appendGlow(partition: number, nowMs: number): number;
  /** 1 when this pair has just changed its owner, fading to 0. */
  ownerGlow(pair: number, nowMs: number): number;
  /** Whether anything still moves though no frame comes. */
  isMoving(nowMs: number): boolean;
  /** Whether the last step went back or to another run. */
  reset(): void;
}

/** `ratesOf`: messages a second of each topic at a moment (`picture/rates.ts`); what the canvas says in numbers. */
export function createMotion(ratesOf: (layout: Layout, atUs: Micros) => readonly number[]): Motion {
  return new WallMotion(ratesOf);
}

interface Seen {
  readonly layout: Layout;
  readonly frame: Frame;
}

class WallMotion implements Motion {
  #seen: Seen | null = null;
  #rates = new Float64Array(0);
  #shown = new Float64Array(0);
  #brief = new Uint8Array(0);
  #appendedMs = new Float64Array(0);
  #ownerMs = new Float64Array(0);
  #lastGlowMs = Number.NEGATIVE_INFINITY;
  #speed = 1;
  #echoes: Echo[] = [];
  #keys = new PassingKeys(0);
  readonly #traced = new Map<number, { readonly lap: number; readonly key: number }>();
  readonly #ratesOf: (layout: Layout, atUs: Micros) => readonly number[];

  constructor(ratesOf: (layout: Layout, atUs: Micros) => readonly number[]) {
    this.#ratesOf = ratesOf;
  }

  reset(): void {
    this.#seen = null;
    this.#echoes = [];
  }

  observe(frame: Frame, layout: Layout, nowMs: number, speed: number): void {
    this.#speed = speed;
    const seen = this.#seen;
    if (seen?.frame === frame) return;
    this.#seen = { layout, frame };
    if (seen === null || seen.layout !== layout || frame.atUs < seen.frame.atUs) {
      this.#begin(frame, layout);
      this.#show(frame, layout);
      return;
    }
    const passedUs = frame.atUs - seen.frame.atUs;
    if (passedUs <= 0) return;
    this.#measure(seen.frame, frame, passedUs);
    this.#show(frame, layout);
    this.#noteBrief(frame, speed);
    // A jump ahead is no motion: nothing of it is shown passing.
    const isJump = Number.isFinite(speed) && passedUs > 1e6 * Math.max(0.25, speed);
    if (!isJump) {
      this.#noteChanges(seen.frame, frame, nowMs);
      this.#addEchoes(seen.frame, frame, layout, nowMs);
    }
  }

  rateOf(wire: number): number {
    return this.#shown[wire] ?? 0;
  }

  isBand(wire: number): boolean {
    const rate = this.#rates[wire] ?? 0;
    return rate > 0.05 && rate * this.#speed > BAND_PER_SECOND;
  }

  isBrief(wire: number): boolean {
    return this.#brief[wire] === 1;
  }

  echoes(nowMs: number): readonly Echo[] {
    const first = this.#echoes.findIndex((echo) => nowMs - echo.startMs < ECHO_MS);
    if (first < 0) this.#echoes = [];
    else if (first > 0) this.#echoes = this.#echoes.slice(first);
    return this.#echoes;
  }

  tracedKey(wire: number, lap: number, key: number): number {
    const known = this.#traced.get(wire);
    if (known?.lap === lap && known.key >= 0) return known.key;
    this.#traced.set(wire, { lap, key });
    return key;
  }

  appendGlow(partition: number, nowMs: number): number {
    return fading(this.#appendedMs[partition], nowMs);
  }

  ownerGlow(pair: number, nowMs: number): number {
    return fading(this.#ownerMs[pair], nowMs);
  }

  isMoving(nowMs: number): boolean {
    return this.echoes(nowMs).length > 0 || nowMs - this.#lastGlowMs < GLOW_MS;
  }

  #begin(frame: Frame, layout: Layout): void {
    this.#rates = new Float64Array(layout.wires.length);
    this.#shown = new Float64Array(layout.wires.length);
    this.#brief = new Uint8Array(layout.wires.length).fill(1);
    this.#appendedMs = new Float64Array(layout.partitionCount).fill(Number.NEGATIVE_INFINITY);
    this.#ownerMs = new Float64Array(layout.pairCount).fill(Number.NEGATIVE_INFINITY);
    this.#echoes = [];
    this.#keys = new PassingKeys(layout.pairCount);
    // After a seek the mean over the whole run so far is the best guess, until motion tells more.
    const seconds = frame.atUs / 1e6;
    for (let wire = 0; wire < this.#rates.length; wire += 1) {
      this.#rates[wire] = seconds > 1 ? (frame.wireTotals[wire] ?? 0) / seconds : 0;
    }
  }

  /** What is said in numbers is a function of the moment, not of the way there; other wires show what is measured. */
  #show(frame: Frame, layout: Layout): void {
    const known = wireRates(layout, frame, this.#ratesOf(layout, frame.atUs));
    for (let wire = 0; wire < this.#shown.length; wire += 1) {
      this.#shown[wire] =
        layout.wires[wire]?.kind === "publishes" ? (known[wire] ?? 0) : (this.#rates[wire] ?? 0);
    }
  }

  /** Mean that forgets over about two simulated seconds, or one second of wall time where that is longer. */
  #measure(before: Frame, after: Frame, passedUs: number): void {
    const seconds = passedUs / 1e6;
    const memory = Math.max(2, Number.isFinite(this.#speed) ? this.#speed : 60);
    const weight = 1 - Math.exp(-seconds / memory);
    for (let wire = 0; wire < this.#rates.length; wire += 1) {
      const rate = ((after.wireTotals[wire] ?? 0) - (before.wireTotals[wire] ?? 0)) / seconds;
      this.#rates[wire] = this.#rates[wire]! + (rate - this.#rates[wire]!) * weight;
    }
  }

  #noteBrief(frame: Frame, speed: number): void {
    const { transits } = frame;
    for (let at = 0; at < transits.length; at += TRANSIT_STRIDE) {
      const us = transits[at + TransitAt.arriveUs]! - transits[at + TransitAt.departUs]!;
      this.#brief[transits[at + TransitAt.wire]!] = us / 1000 / speed < FLIGHT_SEEN_MS ? 1 : 0;
    }
    const { trips = new Float64Array() } = frame;
    for (let at = 0; at < trips.length; at += TRIP_STRIDE) {
      const us = trips[at + TripAt.arriveUs]! - trips[at + TripAt.departUs]!;
      this.#brief[trips[at + TripAt.wire]!] = us / 1000 / speed < FLIGHT_SEEN_MS ? 1 : 0;
    }
  }

  #noteChanges(before: Frame, after: Frame, nowMs: number): void {
    for (let partition = 0; partition < this.#appendedMs.length; partition += 1) {
      const at = partition * PARTITION_STRIDE + PartitionAt.logEnd;
      if (after.partitions[at]! > before.partitions[at]!)
        this.#appendedMs[partition] = this.#lastGlowMs = nowMs;
    }
    for (let pair = 0; pair < this.#ownerMs.length; pair += 1) {
      const at = pair * PAIR_STRIDE + PairAt.owner;
      if (after.pairs[at] !== before.pairs[at]) this.#ownerMs[pair] = this.#lastGlowMs = nowMs;
    }
  }

  #addEchoes(before: Frame, after: Frame, layout: Layout, nowMs: number): void {
    for (let wire = 0; wire < layout.wires.length; wire += 1) {
      const passed = (after.wireTotals[wire] ?? 0) - (before.wireTotals[wire] ?? 0);
      if (passed <= 0 || this.isBand(wire) || !this.isBrief(wire)) continue;
      const count = Math.min(passed, ECHOES_A_FRAME_MAX);
      const keys = this.#keys.passed(before, after, layout, wire, count);
      for (let i = 0; i < count; i += 1) {
        const seen = keys[i];
        const startMs = nowMs + i * Math.min(24, BURST_MS / count);
        const shape = seen?.poisoned === true ? "poisoned" : "full";
        this.#echoes.push({ wire, startMs, key: seen?.key ?? -1, isBack: false, shape });
      }
    }
    this.#addAnswers(before, after, nowMs);
    if (this.#echoes.length > ECHOES_MAX) this.#echoes = this.#echoes.slice(-ECHOES_MAX);
  }

  /** Answers that have come back: after what set out in the same frame, as they belong to what set out before. */
  #addAnswers(before: Frame, after: Frame, nowMs: number): void {
    const [were, are] = [before.wireReturns, after.wireReturns];
    if (were === undefined || are === undefined) return;
    for (let at = 0; at < are.length; at += 1) {
      const [wire, came] = [at >> 1, are[at]! - were[at]!];
      if (came <= 0 || this.isBand(wire) || !this.isBrief(wire)) continue;
      const count = Math.min(came, ECHOES_A_FRAME_MAX);
      const shape = at % 2 === 0 ? "answer" : "failed";
      for (let i = 0; i < count; i += 1) {
        const startMs = nowMs + ANSWER_MS + i * Math.min(24, BURST_MS / count);
        this.#echoes.push({ wire, startMs, key: -1, isBack: true, shape });
      }
    }
  }
}

function fading(atMs: number | undefined, nowMs: number): number {
  return atMs === undefined ? 0 : Math.max(0, 1 - (nowMs - atMs) / GLOW_MS);
}
