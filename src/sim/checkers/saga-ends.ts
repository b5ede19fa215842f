import { SAGA_OUTCOMES } from "#sim/fact-tables.ts";
import type { TraceRow } from "#sim/kernel/trace-recorder.ts";
import { INSTANCES_MAX } from "#sim/layout.ts";
import type { Checker } from "./checker.ts";

export const sagaEnds: Checker = {
  name: "saga-ends",
  says: "A request by events is told to be done where each of its services has done its step once, to be undone where none has it done, and to be half done where it is neither.",
  origin: "the outcomes of a saga: completed, compensated, stuck",
  create({ program, holds }) {
    /** By service and request: how often the step stands done. */
    const stands = new Map<string, number>();
    const nameOf = (service: number, request: number): string => `${service} ${request}`;
    const count = ({ offset, who }: TraceRow, by: number): void => {
      const name = nameOf(Math.floor(who / INSTANCES_MAX), offset);
      stands.set(name, (stands.get(name) ?? 0) + by);
    };
    return {
      stepDone: (row) => count(row, 1),
      stepTakenBack: (row) => count(row, -1),
      requestSettled(row) {
        const services = program.choreography!.participants[row.what]!;
        const times = services.map((service) => stands.get(nameOf(service, row.offset)) ?? 0);
        const is = times.every((each) => each === 1)
          ? "done"
          : times.every((each) => each === 0)
            ? "undone"
            : "half-done";
        const told = SAGA_OUTCOMES[row.where];
        holds(
          told === is,
          row,
          () => `request ${row.offset} is told as ${told} and its steps stand at ${times.join(", ")}`,
        );
      },
    };
  },
};
