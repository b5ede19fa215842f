/** What a person can do to a running scenario: one file a fault, one line in `index.ts`. */
import type { Fields } from "#scenario/fields.ts";

export interface Fault<F extends Fields = Fields> {
  /** What documents save in `intervention.kind`. */
  readonly kind: string;
  /** The button, e.g. "Crash". */
  readonly title: string;
  /** One sentence: what happens, in the field's words. */
  readonly summary: string;
  /** Kinds of node that it can happen to. */
  readonly targets: readonly string[];
  /** True where it happens to one instance: the config then has `instance`, counted from 1. */
  readonly perInstance: boolean;
  readonly fields: F;
  /** Path data of its symbol on a 24 × 24 grid. */
  readonly glyph: string;
}

/** Keeps the exact field types of a fault. */
export function defineFault<const F extends Fields>(fault: Fault<F>): Fault<F> {
  return fault;
}

/** The field of every fault that happens to one instance. */
export const instanceField = {
  type: "number", label: "Instance", unit: "none", min: 1, max: 64, whole: true, initial: 1, section: "Where", help: "Number of the instance, from 1.",
} as const;
