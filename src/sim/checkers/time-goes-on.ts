import type { Checker } from "./checker.ts";

export const timeGoesOn: Checker = {
  name: "time-goes-on",
  says: "Rows come in the order of time, within the run, in whole numbers.",
  origin: "The calendar's order (time, sequence); no NaN, no −0, no fraction enters the trace",
  create({ program, holds }) {
    let lastUs = 0;
    return {
      any(row) {
        const { timeUs, who, what, where, offset, extra } = row;
        holds(
          timeUs >= lastUs && timeUs <= program.durationUs,
          row,
          () => `the row before it was at ${lastUs} µs`,
        );
        lastUs = timeUs;
        const isWhole = [timeUs, who, what, where, offset, extra].every(
          (value) => Number.isInteger(value) && !Object.is(value, -0),
        );
        holds(isWhole, row, () => "a column is no whole number");
      },
    };
  },
};
