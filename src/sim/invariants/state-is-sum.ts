import { keyText } from "#sim/bus/log/keys.ts";
import { INSTANCES_MAX, instanceName } from "#sim/layout.ts";
import { amountText, momentText, numberText } from "#sim/words.ts";
import { defineForm } from "./form.ts";

/**
 * What a service has done with events is what every event once would have given: balances, rows, e-mails, key by key.
 * Judged whenever a value parts from that, or at the end, so that what was made up for by then counts no more.
 */
export const stateIsSum = defineForm({
  kind: "state-is-sum",
  title: "State is the sum of events",
  summary:
    "Every value of a service is what each event once would have given: no effect is missing and none is there twice.",
  targets: ["service"],
  fields: {
    when: {
      type: "choice",
      label: "Judged",
      options: { always: "all the time", end: "at the end" },
      initial: "always",
      section: "When",
      help: "All the time, or at the end of the run, so that a value that was put right by then counts no more.",
    },
  },
  causes: ["duplicate", "loss", "order"],
  create({ kernel, service, looked, saw, violated }, { when }) {
    const isOfService = (who: number): boolean => Math.floor(who / INSTANCES_MAX) === service;
    /** Keys of which the value is wrong now; since when there is one, in µs, and which was the first. */
    let wrong = 0;
    let since = -1;
    let [who, where, offset, message] = [-1, -1, -1, -1];
    return {
      ...(when === "end" ? { heldFromUs: Infinity } : {}),
      rows: {
        effectApplied: (row) => {
          if (isOfService(row.who)) looked();
        },
        valuesParted(row) {
          if (!isOfService(row.who)) return;
          wrong++;
          saw(wrong);
          if (since < 0)
            [since, who, where, offset, message] = [row.timeUs, row.who, row.where, row.offset, row.what];
          if (when === "always")
            violated({
              atUs: row.timeUs,
              who: row.who,
              where: row.where,
              offset: row.offset,
              message: row.what,
              key: row.what < 0 ? -1 : kernel.messages.key(row.what),
              found: wrong,
            });
        },
        valuesMet(row) {
          if (!isOfService(row.who)) return;
          wrong = Math.max(0, wrong - 1);
          if (wrong === 0) since = -1;
        },
      },
      ended() {
        if (when !== "end" || since < 0) return;
        const key = message < 0 ? -1 : kernel.messages.key(message);
        violated({ atUs: since, who, where, offset, message, key, found: wrong });
      },
      save: () => ({ ints: [], numbers: [wrong, since, who, where, offset, message] }),
      restore: ({ numbers }) => {
        [wrong = 0, since = -1, who = -1, where = -1, offset = -1, message = -1] = numbers;
      },
    };
  },
  demands: ({ when }, target) =>
    `state of ${target} is the sum of its events${when === "end" ? " at the end" : ""}`,
  found({ atUs, who, key, found }, { worst }, { when }, { layout, target }) {
    const by = who < 0 ? target : instanceName(layout, who);
    const first = `the value of ${keyText(key) ?? "no key"} parted at ${momentText(atUs)} by what ${by} did`;
    const keys = `${amountText(found, "key")} of ${target} ${found === 1 ? "has" : "have"} not the value that every event once gives`;
    return when === "end"
      ? `At the end ${keys}; ${first}.`
      : `${first[0]!.toUpperCase()}${first.slice(1)}: it is not what every event once gives${worst > 1 ? `; at worst ${numberText(worst)} keys were wrong` : ""}.`;
  },
  holds: ({ looked }) =>
    looked === 0
      ? "Nothing had an effect, so nothing was put to the test."
      : `${amountText(looked, "effect")}, every value as it should be.`,
});
