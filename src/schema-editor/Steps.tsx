import { useEffect, useRef, type KeyboardEvent } from "react";
import type { DecodeStep } from "#schema/codec.ts";
import type { ReadOutcome } from "#schema/payload.ts";
import type { ReadRecord } from "#session/schema-analysis.ts";
import { Button } from "#ui/Button.tsx";
import { Icon } from "#ui/icons.tsx";
import { rove } from "#ui/roving.ts";
import styles from "./Sample.module.css";

/** More steps are not drawn. */
export const STEPS_MAX = 400;

interface Props {
  readonly read: ReadRecord;
  /** Name of the reader's version. */
  readonly reader: string;
  readonly step: number;
  readonly onStep: (step: number) => void;
}

/** How a reader decodes the bytes, one step after the other, and what came of it. */
export function Steps({ read, reader, step, onStep }: Props) {
  const steps = read.steps.slice(0, STEPS_MAX);
  return (
    <section className={styles["section"]} aria-labelledby="schemas-steps">
      <div className={styles["bar"]}>
        <h3 id="schemas-steps">Read with {reader}</h3>
        {steps.length > 0 && (
          <>
            <span className={styles["count"]}>
              step {step + 1} of {read.steps.length}
            </span>
            <Button aria-disabled={step === 0} onClick={() => onStep(Math.max(0, step - 1))}>
              Previous
            </Button>
            <Button
              aria-disabled={step >= steps.length - 1}
              onClick={() => onStep(Math.min(steps.length - 1, step + 1))}
            >
              Next
            </Button>
          </>
        )}
      </div>
      {steps.length > 0 && <StepList steps={steps} step={step} onStep={onStep} />}
      <Outcome outcome={read.outcome} />
      {read.value !== "" && (
        <details>
          <summary>What the reader’s program gets</summary>
          <pre tabIndex={0} aria-label="The record as the reader gets it">
            {read.value}
          </pre>
        </details>
      )}
    </section>
  );
}

interface ListProps extends Pick<Props, "step" | "onStep"> {
  readonly steps: readonly DecodeStep[];
}

/** One Tab stop; arrows go from step to step. */
function StepList({ steps, step, onStep }: ListProps) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const box = list.current;
    const now = box?.querySelector<HTMLElement>('[aria-selected="true"]');
    if (box === null || now === null || now === undefined) return;
    // In the list alone: what stands above it must not scroll away.
    const top = now.offsetTop - box.offsetTop;
    if (top < box.scrollTop) box.scrollTop = top;
    const bottom = top + now.offsetHeight - box.clientHeight;
    if (bottom > box.scrollTop) box.scrollTop = bottom;
  }, [step]);
  const onKeyDown = (event: KeyboardEvent) => {
    const axis = event.key === "ArrowLeft" || event.key === "ArrowRight" ? "horizontal" : "vertical";
    if (event.key.length === 1) return;
    const to = rove(
      steps.map(() => ""),
      step,
      event.key,
      axis,
    );
    if (to === null) return;
    event.preventDefault();
    event.stopPropagation();
    onStep(to);
  };
  return (
    <div
      ref={list}
      role="listbox"
      aria-label="Steps of the decode"
      aria-activedescendant={`schemas-step-${step}`}
      tabIndex={0}
      className={styles["steps"]}
      onKeyDown={onKeyDown}
    >
      {steps.map((each, index) => (
        <div
          key={index}
          id={`schemas-step-${index}`}
          role="option"
          aria-selected={index === step}
          className={styles["step"]}
          data-action={each.action}
          onClick={() => onStep(index)}
        >
          <span className={styles["action"]}>{ACTIONS[each.action]}</span>
          <span>
            {each.path !== "" && <code>{each.path}</code>} {each.says}
          </span>
        </div>
      ))}
    </div>
  );
}

const ACTIONS: Readonly<Record<DecodeStep["action"], string>> = {
  taken: "taken",
  promoted: "promoted",
  alias: "alias",
  default: "default",
  branch: "branch",
  skipped: "skipped",
  "enum-default": "default",
  "unknown-kept": "kept",
  changed: "changed",
  failed: "failed",
};

function Outcome({ outcome }: { readonly outcome: ReadOutcome }) {
  switch (outcome.kind) {
    case "same":
      return (
        <p role="status" className={styles["outcome"]} data-kind="same">
          <Icon name="check" size={14} /> <span>Read as it was written.</span>
        </p>
      );
    case "differs":
      return (
        <p role="status" className={styles["outcome"]} data-kind="differs">
          <Icon name="warning" size={14} />{" "}
          <span>
            Read, but data changes at <code>{outcome.path}</code>: {outcome.says}
          </span>
        </p>
      );
    case "failed":
      return (
        <p role="status" className={styles["outcome"]} data-kind="failed">
          <Icon name="close" size={14} />{" "}
          <span>
            Cannot be read
            {outcome.path !== "" && (
              <>
                {" "}
                at <code>{outcome.path}</code>
              </>
            )}
            : {outcome.says} <code>{outcome.code}</code>
          </span>
        </p>
      );
  }
}
