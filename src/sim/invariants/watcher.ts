/**
 * Watches a run for what a person said must hold in it. It is a part of the run's state: saved and restored with it, so
 * that what it says at a moment follows from what happened up to then, however the playhead came there. It changes nothing.
 */
import type { Micros } from "#base/units.ts";
import type { ConfigOf, Fields } from "#scenario/fields.ts";
import { Fact, FACT_NAMES } from "#sim/facts.ts";
import type { InvariantPlan } from "#sim/invariants-plan.ts";
import type { Kernel } from "#sim/kernel/kernel.ts";
import type { TraceRow } from "#sim/kernel/trace-recorder.ts";
import type { Sampler } from "#sim/sampler.ts";
import type { InvariantSight, Violation } from "#sim/invariants-sight.ts";
import type { SavedWatch, Watch } from "./form.ts";
import { formOf } from "./index.ts";

interface Judged {
  readonly plan: InvariantPlan;
  readonly watch: Watch;
  looked: number;
  times: number;
  worst: number;
  violation: Violation | null;
}

interface FirstViolation {
  readonly id: string;
  readonly place: number;
  readonly violation: Violation;
}

/** What a checkpoint keeps. */
export interface SavedWatcher {
  readonly isOver: boolean;
  readonly judged: readonly {
    readonly looked: number;
    readonly times: number;
    readonly worst: number;
    readonly violation: Violation | null;
    readonly watch: SavedWatch | null;
  }[];
}

const NOWHERE: Omit<Violation, "atUs"> = {
  who: -1,
  where: -1,
  offset: -1,
  message: -1,
  key: -1,
  found: -1,
  beforeMs: -1,
  beforeWho: -1,
};

export class Watcher {
  readonly #kernel: Kernel;
  readonly #judged: readonly Judged[];
  /** By fact. */
  readonly #rows: readonly (readonly ((row: TraceRow) => void)[])[];
  #isOver = false;

  constructor(kernel: Kernel, plans: readonly InvariantPlan[]) {
    this.#kernel = kernel;
    this.#judged = plans.map((plan) => this.#judge(plan));
    this.#rows = FACT_NAMES.map((fact) =>
      this.#judged.flatMap(({ watch }) => {
        const look = watch.rows?.[fact];
        return look === undefined ? [] : [look];
      }),
    );
    kernel.trace.watcher = (row) => this.#take(row);
    kernel.trace.attend(FACT_NAMES.filter((fact) => this.#rows[Fact[fact]]!.length > 0));
  }

  #judge(plan: InvariantPlan): Judged {
    const { group, topic, service, config } = plan;
    const watch = formOf(plan.kind)!.create(
      {
        kernel: this.#kernel,
        group,
        topic,
        service,
        looked: (much = 1) => void (judged.looked += much),
        saw: (found) => void (judged.worst = Math.max(judged.worst, found)),
        violated: (violation) => {
          judged.times += 1;
          judged.violation ??= { ...NOWHERE, ...violation };
          // Ends the slice, so that the run sees at once whether it is to stop here.
          if (this.#kernel.program.stopsAtViolation && !this.#isOver) this.#kernel.trace.found = true;
        },
      },
      config as ConfigOf<Fields>,
    );
    const judged: Judged = { plan, watch, looked: 0, times: 0, worst: -1, violation: null };
    return judged;
  }

  #take(row: TraceRow): void {
    for (const look of this.#rows[row.fact]!) look(row);
  }

  /** A sample of the charts was taken. */
  sampled(sampler: Sampler): void {
    for (const { watch } of this.#judged) watch.sampled?.(sampler);
  }

  /** The run is over; said again, it changes nothing. */
  ended(endUs: Micros): void {
    if (this.#isOver) return;
    this.#isOver = true;
    for (const { watch } of this.#judged) watch.ended?.(endUs);
  }

  /** The first that is violated, with its place in the document, or null. */
  get violated(): FirstViolation | null {
    let first: FirstViolation | null = null;
    for (const { plan, violation } of this.#judged)
      if (violation !== null && (first === null || violation.atUs < first.violation.atUs))
        first = { id: plan.id, place: plan.place, violation };
    return first;
  }

  /** How all of them stand at the moment where the run does, in the order of the document. */
  sight(atUs: Micros): InvariantSight[] {
    return this.#judged.map(({ plan, watch, looked, times, worst, violation }) => {
      const canHold = this.#isOver || (looked > 0 && atUs >= (watch.heldFromUs ?? 0));
      const is = violation !== null ? "violated" : canHold ? "holds" : "undecided";
      return { id: plan.id, is, looked, times, worst, violation };
    });
  }

  save(): SavedWatcher {
    return {
      isOver: this.#isOver,
      judged: this.#judged.map(({ watch, looked, times, worst, violation }) => ({
        looked,
        times,
        worst,
        violation,
        watch: watch.save?.() ?? null,
      })),
    };
  }

  restore(saved: SavedWatcher): void {
    this.#isOver = saved.isOver;
    this.#judged.forEach((judged, index) => {
      const { watch, ...rest } = saved.judged[index]!;
      Object.assign(judged, rest);
      if (watch !== null) judged.watch.restore?.(watch);
    });
  }
}

/** The watcher of a run whose program has invariants. */
export function createWatcher(kernel: Kernel, plans: readonly InvariantPlan[]): Watcher {
  return new Watcher(kernel, plans);
}
