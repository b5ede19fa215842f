import { amountText } from "#sim/words.ts";
import type { AnomalyKind } from "#sim/anomaly.ts";
import { links } from "./past.ts";

export const refusedReset: AnomalyKind = {
  kind: "refused-reset",
  title: "Reset refused",
  class: "commit",
  says: "Offsets cannot be moved by hand while the group has members.",
  finds: {
    resetRefused: (row, past) => ({
      key: `${row.who}`,
      tell: () => ({
        group: row.who,
        before: links(`group ${past.groupName(row.who)} has ${amountText(row.extra, "member")}`),
        itself: () => `the reset of its offsets is refused`,
        setting: null,
        prevention: {
          says: "Stop all instances of its service first, then reset, then start them.",
          setting: null,
        },
      }),
    }),
  },
};
