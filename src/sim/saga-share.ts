/** How many messages follow from one at a step of a saga by events: what estimates of load need to know of it. */

interface StepSettings {
  readonly sagaStep: boolean;
  readonly refusesPercent: number;
  readonly tellsUndone: boolean;
}

/**
 * Messages to a target that follow on average from one that a service reads; `hears` and `tells`: whether the one that is
 * read, and those of the target, tell that a request has failed. 1 where the service is no step of a saga. What is told of an
 * undoing is counted with the step that is undone, since hearing of a failure leads to nothing more than once a request.
 */
export function sagaShare(step: StepSettings, hears: boolean, tells: boolean): number {
  if (!step.sagaStep) return 1;
  if (hears) return 0;
  const refused = step.refusesPercent / 100;
  return tells ? (step.tellsUndone ? 1 : refused) : 1 - refused;
}

/** The same of what it publishes on its own: of failures it tells only when it has heard of them. */
export function sagaOwnShare({ sagaStep }: Pick<StepSettings, "sagaStep">, tells: boolean): number {
  return sagaStep && tells ? 0 : 1;
}
