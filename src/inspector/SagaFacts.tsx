import type { Frame } from "#sim/frame.ts";
import type { Layout } from "#sim/layout.ts";
import { countText } from "#ui/quantities.ts";
import { Figures, type Figure } from "./Figures.tsx";
import styles from "./Inspector.module.css";
import { useLive } from "./use-live.ts";

/** Sagas by events: how the requests that began at a service have ended, and what its own step has come to. */
export function SagaFacts({ nodeId, name }: { readonly nodeId: string; readonly name: string }) {
  const figures = useLive((layout, frame) => figuresOf(layout, frame, nodeId));
  if (figures === null) return null;
  const { requests, steps } = figures;
  return (
    <>
      {requests.length > 0 && (
        <section className={styles["section"]} aria-label={`Requests that began at ${name}`}>
          <h3>Requests by events</h3>
          <Figures list={requests} />
        </section>
      )}
      {steps.length > 0 && (
        <section className={styles["section"]} aria-label={`Steps of ${name}`}>
          <h3>Its step</h3>
          <Figures list={steps} />
        </section>
      )}
    </>
  );
}

interface SagaFigures {
  readonly requests: readonly Figure[];
  readonly steps: readonly Figure[];
}

function figuresOf(layout: Layout, { sagas }: Frame, nodeId: string): SagaFigures | null {
  if (sagas === undefined) return null;
  const index = layout.services.findIndex((service) => service.nodeId === nodeId);
  const origin = sagas.origins.find(({ service }) => service === index);
  const step = sagas.steps.find(({ service }) => service === index);
  const count = (label: string, value: number, isBad = false): Figure => ({
    label,
    value: countText(value),
    bad: isBad && value > 0,
  });
  return {
    requests:
      origin === undefined
        ? []
        : [
            count("Begun", origin.begun),
            count("Under way", origin.underWay),
            count("All done", origin.done),
            count("Undone", origin.undone),
            count("Half done", origin.halfDone, true),
          ],
    steps:
      step === undefined
        ? []
        : [
            count("Done", step.done),
            count("Refused", step.refused),
            count("Undone", step.undone),
            count("Passed over", step.passedOver),
            count("Standing", step.standing),
          ],
  };
}
