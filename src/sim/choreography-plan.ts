/** Choreographed sagas as parts of a program: plain data, made by `choreography/plan.ts`. */

/** What a service does as a step of sagas. */
export interface StepPlan {
  /** Its index among the services. */
  readonly service: number;
  /** How many of a hundred requests it refuses. */
  readonly refusesPercent: number;
  /** What it does when it hears that a request has failed. */
  readonly whenFailed: "undo" | "undo-each" | "nothing";
  /** Whether it tells its topics of failures when it has undone its step. */
  readonly tellsUndone: boolean;
  /** Targets of its producer that are told when its step is done, and when it is refused. */
  readonly doneTargets: readonly number[];
  readonly failedTargets: readonly number[];
}

export interface ChoreographyPlan {
  /** By service; null where it is no step. */
  readonly steps: readonly (StepPlan | null)[];
  /** By topic: the services with a step that read it. */
  readonly readers: readonly (readonly number[])[];
  /** By topic: whether its messages tell that a request has failed. */
  readonly tellsFailures: readonly boolean[];
  /** By service at which a request may begin: the services whose steps belong to it, itself where it is one. */
  readonly participants: readonly (readonly number[])[];
  /** By service: a number that follows from the seed and its id, for draws that must not depend on what else happens. */
  readonly salts: readonly number[];
}
