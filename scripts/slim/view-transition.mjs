/**
 * What stands in the build in place of `d3-transition`. d3-zoom moves the view of one element with it and xyflow waits
 * for its end; attributes, styles, colours and names of transitions, which are most of that library, nobody asks for.
 * Behaves as documented at https://d3js.org/d3-transition as far as it goes.
 */
import { selection } from "d3-selection";

/**
 * @typedef {(this: Element, datum: unknown, index: number, group: readonly Element[]) => unknown} Listener
 * @typedef {(share: number) => unknown} Tween eased share of the way, 0 to 1
 */

/** The transition of each element that has one, waiting or under way. */
const current = new WeakMap();

/** One element on its way. Starts with the next picture. */
class ViewTransition {
  #durationMs = 250;
  /** @type {(share: number) => number} */
  #ease = (share) => share;
  /** @type {[event: string, listener: Listener][]} */
  #listeners = [];
  /** @type {Listener[]} */
  #tweens = [];
  /** @type {Tween[] | null} null until it starts */
  #running = null;
  #request = 0;
  #sinceMs = performance.now();
  #selection;
  #element;

  /** @param {import("d3-selection").Selection<Element, unknown, null, undefined>} of of one element */
  constructor(of) {
    this.#selection = of;
    this.#element = /** @type {Element} */ (of.node());
    interrupt(this.#element);
    current.set(this.#element, this);
    this.#request = requestAnimationFrame(() => this.#step());
  }

  selection() {
    return this.#selection;
  }

  /** @param {number} ms */
  duration(ms) {
    this.#durationMs = ms;
    return this;
  }

  /** @param {(share: number) => number} ease */
  ease(ease) {
    this.#ease = ease;
    return this;
  }

  /**
   * @param {string} events "start", "end" or "interrupt", each perhaps with a name behind a dot, parted by spaces
   * @param {Listener} listener
   */
  on(events, listener) {
    for (const event of events.split(" ")) this.#listeners.push([event.split(".")[0] ?? "", listener]);
    return this;
  }

  /**
   * @param {string} _name
   * @param {Listener} begin called at the start; what it returns is called with each picture
   */
  tween(_name, begin) {
    this.#tweens.push(begin);
    return this;
  }

  /**
   * @param {(transition: ViewTransition, ...rest: unknown[]) => unknown} act
   * @param {unknown[]} rest
   */
  call(act, ...rest) {
    act(this, ...rest);
    return this;
  }

  /** Stays where it is. Who was told of its start is told of this. */
  stop() {
    cancelAnimationFrame(this.#request);
    current.delete(this.#element);
    if (this.#running !== null) this.#tell("interrupt");
  }

  #step() {
    if (this.#running === null) {
      this.#running = [];
      this.#tell("start");
      this.#running = this.#tweens.map((begin) => /** @type {Tween} */ (this.#give(begin)));
    }
    const share = (performance.now() - this.#sinceMs) / this.#durationMs;
    for (const tween of this.#running) tween(share < 1 ? this.#ease(share) : 1);
    // A listener may have begun another one meanwhile.
    if (current.get(this.#element) !== this) return;
    if (share < 1) {
      this.#request = requestAnimationFrame(() => this.#step());
      return;
    }
    current.delete(this.#element);
    this.#tell("end");
  }

  /** @param {string} event */
  #tell(event) {
    for (const [wanted, listener] of this.#listeners) if (wanted === event) this.#give(listener);
  }

  /** @param {Listener} listener */
  #give(listener) {
    return listener.call(this.#element, this.#selection.datum(), 0, [this.#element]);
  }
}

/**
 * Ends the transition of an element, if there is one.
 * @param {Element} element
 */
export function interrupt(element) {
  current.get(element)?.stop();
}

Object.assign(selection.prototype, {
  /** @this {import("d3-selection").Selection<Element, unknown, null, undefined>} */
  interrupt() {
    return this.each(function () {
      interrupt(this);
    });
  },
  /** @this {import("d3-selection").Selection<Element, unknown, null, undefined>} */
  transition() {
    return new ViewTransition(this);
  },
});
