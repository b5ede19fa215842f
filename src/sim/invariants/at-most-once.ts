import { keyText } from "#sim/bus/log/keys.ts";
import { eventOf } from "#sim/effects/maps.ts";
import type { TraceRow } from "#sim/kernel/trace-recorder.ts";
import { PagedInts } from "#sim/kernel/paged-ints.ts";
import { instanceName } from "#sim/layout.ts";
import { amountText, momentText, partitionsText } from "#sim/words.ts";
import { defineForm, groupOfInstance } from "./form.ts";

/**
 * "Paid at most once per order". Judged at each message that is processed, or at each effect: who recognises a message that
 * comes again processes it twice and pays once. A copy of a message is that message, an event that was published twice one event.
 */
export const atMostOnce = defineForm({
  kind: "at-most-once",
  title: "At most once",
  summary:
    "A group does nothing twice: it processes each key, or each message, or does its effect for each event, at most once in the whole run.",
  targets: ["consumer-group"],
  fields: {
    per: {
      type: "choice",
      label: "Once for each",
      options: { key: "key", message: "message", effect: "event, as its effect" },
      initial: "key",
      section: "What",
      help: "For each key where the key names one thing that happens once (an order); for each message where keys come again (a customer). What is retried or redriven is the same message. By its effect (added to a balance, sent as an e-mail), a message that comes again and is recognised does not count.",
    },
  },
  causes: ["duplicate"],
  create({ kernel, group, looked, violated }, { per }) {
    /** Keys or events by the order of their first appearance: a memo that needs no undoing. */
    const places = new Map<number, number>();
    /** By key, message or event: the moment in ms + 1 and the subject + 1 of its first time. */
    const first = new PagedInts();
    const placeOf = (key: number): number => {
      const known = places.get(key);
      if (known !== undefined) return known;
      places.set(key, places.size);
      return places.size - 1;
    };
    const remember = (place: number, { timeUs, who }: TraceRow): void => {
      first.set(2 * place, Math.floor(timeUs / 1000) + 1);
      first.set(2 * place + 1, who + 1);
    };
    const again = (place: number, { timeUs, who, what, where, offset }: TraceRow): void =>
      violated({
        atUs: timeUs,
        who,
        where,
        offset,
        message: what,
        key: kernel.messages.key(what),
        beforeMs: first.get(2 * place) - 1,
        beforeWho: first.get(2 * place + 1) - 1,
      });
    const isOfGroup = ({ who }: TraceRow): boolean => groupOfInstance(kernel, who) === group;
    return {
      rows:
        per === "effect"
          ? {
              effectApplied(row) {
                if (!isOfGroup(row)) return;
                looked();
                const place = placeOf(eventOf(kernel, row.what));
                if (first.get(2 * place) === 0) remember(place, row);
              },
              effectRepeated(row) {
                if (isOfGroup(row)) again(placeOf(eventOf(kernel, row.what)), row);
              },
            }
          : {
              processed(row) {
                const key = kernel.messages.key(row.what);
                if (!isOfGroup(row) || (per === "key" && key < 0)) return;
                looked();
                const place =
                  per === "key" ? placeOf(key) : (kernel.copies?.originalOf(row.what) ?? row.what);
                if (first.get(2 * place) === 0) remember(place, row);
                else again(place, row);
              },
            },
      save: () => ({ ints: first.save(), numbers: [] }),
      restore: ({ ints }) => first.restore(ints),
    };
  },
  demands: ({ per }, target) =>
    per === "effect"
      ? `${target} has its effect at most once for each event`
      : `${target} processes each ${per} at most once`,
  found({ atUs, who, where, offset, key, message, beforeMs, beforeWho }, { times }, { per }, { layout }) {
    const name = keyText(key) ?? "no key";
    const what =
      per === "key" ? name : `${per === "effect" ? "The event of message" : "Message"} ${message} (${name})`;
    const done = per === "effect" ? "had its effect" : "was processed";
    const place = `${partitionsText(layout, [where])} at offset ${offset}`;
    const more = times > 1 ? ` It came to that ${amountText(times, "time")} in all.` : "";
    return `${what} ${done} by ${instanceName(layout, beforeWho)} at ${momentText(beforeMs * 1000)} and again by ${instanceName(layout, who)} at ${momentText(atUs)} (${place}).${more}`;
  },
  holds: ({ looked }, { per }) =>
    looked === 0
      ? `Nothing ${per === "effect" ? "had an effect" : "was processed"}, so nothing was put to the test.`
      : per === "effect"
        ? `${amountText(looked, "effect")}, none twice.`
        : `${amountText(looked, "message")} processed, nothing twice.`,
});
