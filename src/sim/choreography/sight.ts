/** Choreographed sagas as frames show them. */
import { of } from "#sim/effects/maps.ts";
import { SAGA_OUTCOMES } from "#sim/fact-tables.ts";
import type { SagasSight } from "#sim/frame.ts";
import type { Kernel } from "#sim/kernel/kernel.ts";
import { endKey } from "./ending.ts";
import { Step, StepTally } from "./requests.ts";

/** The part of a frame. */
export function sagasOf(kernel: Kernel): SagasSight {
  const { steps } = kernel.program.choreography!;
  const tally = (service: number, which: number): number =>
    kernel.effects!.get(of(Step.tally, service), which);
  const ended = (service: number, outcome: (typeof SAGA_OUTCOMES)[number]): number =>
    tally(service, endKey(SAGA_OUTCOMES.indexOf(outcome) + 1));
  return {
    origins: steps.flatMap((_, service) => {
      const begun = tally(service, StepTally.begun);
      if (begun === 0) return [];
      const [done, undone, halfDone] = [
        ended(service, "done"),
        ended(service, "undone"),
        ended(service, "half-done"),
      ];
      return [{ service, begun, done, undone, halfDone, underWay: begun - done - undone - halfDone }];
    }),
    steps: steps.flatMap((step, service) => {
      if (step === null) return [];
      const done = tally(service, StepTally.done);
      const undone = tally(service, StepTally.undone);
      const refused = tally(service, StepTally.refused);
      const passedOver = tally(service, StepTally.passedOver);
      return [{ service, done, undone, refused, passedOver, standing: done - undone }];
    }),
  };
}
