import { PASSED_OVER_REASONS } from "#sim/fact-tables.ts";
import type { TraceRow } from "#sim/kernel/trace-recorder.ts";
import { INSTANCES_MAX } from "#sim/layout.ts";
import type { Checker } from "./checker.ts";

interface Seen {
  done: number;
  undone: number;
  refused: boolean;
  heard: boolean;
}

export const sagaStepsOnce: Checker = {
  name: "saga-steps-once",
  says: "A step of a saga that is known by its request is done at most once and undone at most once, only what is done is undone, and nothing is done for a request that is known to have failed.",
  origin:
    "compensations are idempotent and commute with a step that comes late (Garcia-Molina and Salem, Sagas, 1987)",
  create({ program, holds }) {
    const seen = new Map<string, Seen>();
    /** What is known of the step that a row speaks of; null where it has no key. */
    const of = ({ offset, who }: TraceRow): Seen | null => {
      const service = Math.floor(who / INSTANCES_MAX);
      if (program.choreography?.steps[service]?.whenFailed !== "undo") return null;
      const name = `${service} ${offset}`;
      const known = seen.get(name) ?? { done: 0, undone: 0, refused: false, heard: false };
      seen.set(name, known);
      return known;
    };
    return {
      stepDone(row) {
        const its = of(row);
        if (its === null) return;
        const isNew = its.done === 0 && !its.refused && !its.heard;
        holds(isNew, row, () => `the step of request ${row.offset} was done, refused or undone before`);
        its.done++;
      },
      stepDeclined(row) {
        const its = of(row);
        if (its === null) return;
        holds(
          its.done === 0 && !its.refused,
          row,
          () => `request ${row.offset} was done or refused here before`,
        );
        its.refused = true;
      },
      stepTakenBack(row) {
        const its = of(row);
        if (its === null) return;
        const isDue = its.done === 1 && its.undone === 0;
        holds(isDue, row, () => `done ${its.done} times and undone ${its.undone} times before`);
        its.undone++;
        its.heard = true;
      },
      stepPassedOver(row) {
        const its = of(row);
        if (its === null) return;
        const reason = PASSED_OVER_REASONS[row.extra];
        const isSo: Readonly<Record<string, boolean>> = {
          "done-before": its.done > 0,
          "refused-before": its.refused,
          "undone-before": its.heard,
          "heard-before": its.heard,
          "nothing-to-undo": its.done === 0 && !its.heard,
        };
        holds(isSo[reason ?? ""] === true, row, () => `passed over as ${reason}, which it is not`);
        if (reason === "nothing-to-undo") its.heard = true;
      },
    };
  },
};
