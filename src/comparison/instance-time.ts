/**
 * What a design costs: the time that its instances were up, told from the story. A paused instance is paid for, a crashed
 * one is not until it is started again.
 */
import { US_PER_SECOND, type Micros } from "#base/units.ts";
import type { FactName } from "#sim/facts.ts";

/** Of a row of the story, what is read here; `who` is the instance. */
interface LifeRow {
  readonly timeUs: Micros;
  readonly fact: FactName;
  readonly who: number;
}

/** Counts instances as the story goes on. Rows must come in order. */
export class InstanceClock {
  readonly #up = new Set<number>();
  #sumUs = 0;
  #untilUs: Micros = 0;

  /** How many are up after the rows so far. */
  get running(): number {
    return this.#up.size;
  }

  /** Takes one row of the story; most have nothing to do with it. */
  take({ timeUs, fact, who }: LifeRow): void {
    if (fact !== "startedUp" && fact !== "crashed" && fact !== "stopped") return;
    this.#sumUs += this.#up.size * (timeUs - this.#untilUs);
    this.#untilUs = timeUs;
    if (fact === "startedUp") this.#up.add(who);
    else this.#up.delete(who);
  }

  /** Instance seconds up to a moment that is not before the last row. */
  secondsUntil(atUs: Micros): number {
    return (this.#sumUs + this.#up.size * (atUs - this.#untilUs)) / US_PER_SECOND;
  }
}
