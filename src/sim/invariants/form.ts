/**
 * What a person can demand of a run, without code: one form a file, one line in `index.ts`. A form looks at rows of the
 * trace and at the samples of the charts, as they come, and at nothing that lies ahead; what it finds is a function of
 * them, so that a run that is scrubbed gives the same as one that is played.
 */
import type { Micros } from "#base/units.ts";
import type { ConfigOf, Fields } from "#scenario/fields.ts";
import type { AnomalyClass } from "#sim/anomaly.ts";
import type { FactName } from "#sim/facts.ts";
import type { InvariantSight, Violation } from "#sim/invariants-sight.ts";
import type { Kernel } from "#sim/kernel/kernel.ts";
import type { SavedInts } from "#sim/kernel/paged-ints.ts";
import type { TraceRow } from "#sim/kernel/trace-recorder.ts";
import { INSTANCES_MAX, type Layout } from "#sim/layout.ts";
import type { Sampler } from "#sim/sampler.ts";

/** What a form speaks to. */
export interface Watched {
  readonly kernel: Kernel;
  /** Index of the target among groups, topics or services (the others are -1). */
  readonly group: number;
  readonly topic: number;
  readonly service: number;
  /** States that something was looked at. */
  readonly looked: (much?: number) => void;
  /** A number of which the largest is told. */
  readonly saw: (found: number) => void;
  /** States that it does not hold. What is left out is -1. */
  readonly violated: (violation: Partial<Violation> & { readonly atUs: Micros }) => void;
}

/** What a form looks at. */
export interface Watch {
  /** By fact; rows come in order. */
  readonly rows?: { readonly [fact in FactName]?: (row: TraceRow) => void };
  /** A sample was taken. */
  readonly sampled?: (sampler: Sampler) => void;
  /** The run is over. */
  readonly ended?: (endUs: Micros) => void;
  /** From when on it can be said that it holds; default: from the start. */
  readonly heldFromUs?: Micros;
  /** What it remembers; both or none. */
  readonly save?: () => SavedWatch;
  readonly restore?: (saved: SavedWatch) => void;
}

/** What a watch remembers, for checkpoints. */
export interface SavedWatch {
  readonly ints: SavedInts;
  readonly numbers: readonly number[];
}

/** What words are made with. */
export interface Words {
  readonly layout: Layout;
  /** Name of the node that it speaks of. */
  readonly target: string;
}

export interface InvariantForm<F extends Fields = Fields> {
  /** What documents save in `invariant.kind`. */
  readonly kind: string;
  /** E.g. "Lag under". */
  readonly title: string;
  /** One sentence: what it demands. */
  readonly summary: string;
  /** Kinds of node that it can speak of. */
  readonly targets: readonly string[];
  readonly fields: F;
  /** Kinds of anomaly among which its cause is looked for. */
  readonly causes: readonly AnomalyClass[];
  /** Begins to watch a run. */
  create(watched: Watched, config: ConfigOf<F>): Watch;
  /** What it demands of this target, in a few words: the name of an invariant that has none. */
  demands(config: ConfigOf<F>, target: string): string;
  /** What was found, in a sentence. */
  found(violation: Violation, sight: InvariantSight, config: ConfigOf<F>, words: Words): string;
  /** What speaks for it so far, in a sentence. */
  holds(sight: InvariantSight, config: ConfigOf<F>, words: Words): string;
}

/** Keeps the exact field types of a form while it is written; in the registry they are all alike. */
export function defineForm<const F extends Fields>(form: InvariantForm<F>): InvariantForm {
  return form as unknown as InvariantForm;
}

/** The field of every form that looks away until a moment. */
export const fromField = {
  type: "number",
  label: "From",
  unit: "ms",
  min: 0,
  max: 86_400_000,
  whole: true,
  initial: 0,
  section: "When",
  help: "What comes before this moment does not count: a start that has to warm up, an outage that may be made up for by then.",
} as const;

/** The group that an instance belongs to, or -1. */
export function groupOfInstance({ program }: Kernel, subject: number): number {
  return program.services[Math.floor(subject / INSTANCES_MAX)]?.group ?? -1;
}
