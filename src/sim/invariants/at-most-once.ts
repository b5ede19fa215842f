import { keyText } from "#sim/bus/log/keys.ts";
import { PagedInts } from "#sim/kernel/paged-ints.ts";
import { instanceName } from "#sim/layout.ts";
import { amountText, momentText, partitionsText } from "#sim/words.ts";
import { defineForm, groupOfInstance } from "./form.ts";

/** "Paid at most once per order". Judged at each message that is processed; a copy of a message is that message. */
export const atMostOnce = defineForm({
  kind: "at-most-once",
  title: "At most once",
  summary: "A group processes nothing twice: each key, or each message, at most once in the whole run.",
  targets: ["consumer-group"],
  fields: {
    per: {
      type: "choice",
      label: "Once for each",
      options: { key: "key", message: "message" },
      initial: "key",
      section: "What",
      help: "For each key where the key names one thing that happens once (an order); for each message where keys come again (a customer). What is retried or redriven is the same message.",
    },
  },
  causes: ["duplicate"],
  create({ kernel, group, looked, violated }, { per }) {
    /** Keys by the order of their first appearance: a memo that needs no undoing. */
    const places = new Map<number, number>();
    /** By key or message: the moment in ms + 1 and the subject + 1 of its first processing. */
    const first = new PagedInts();
    const placeOf = (key: number): number => {
      const known = places.get(key);
      if (known !== undefined) return known;
      places.set(key, places.size);
      return places.size - 1;
    };
    return {
      rows: {
        processed({ timeUs, who, what, where, offset }) {
          if (groupOfInstance(kernel, who) !== group) return;
          const key = kernel.messages.key(what);
          if (per === "key" && key < 0) return;
          looked();
          const at = 2 * (per === "key" ? placeOf(key) : (kernel.copies?.originalOf(what) ?? what));
          const before = first.get(at);
          if (before !== 0) {
            const [beforeMs, beforeWho] = [before - 1, first.get(at + 1) - 1];
            return violated({ atUs: timeUs, who, where, offset, message: what, key, beforeMs, beforeWho });
          }
          first.set(at, Math.floor(timeUs / 1000) + 1);
          first.set(at + 1, who + 1);
        },
      },
      save: () => ({ ints: first.save(), numbers: [] }),
      restore: ({ ints }) => first.restore(ints),
    };
  },
  demands: ({ per }, target) => `${target} processes each ${per} at most once`,
  found({ atUs, who, where, offset, key, message, beforeMs, beforeWho }, { times }, { per }, { layout }) {
    const what =
      per === "key" ? (keyText(key) ?? "a key") : `Message ${message} (${keyText(key) ?? "no key"})`;
    const place = `${partitionsText(layout, [where])} at offset ${offset}`;
    const more = times > 1 ? ` It came to that ${amountText(times, "time")} in all.` : "";
    return `${what} was processed by ${instanceName(layout, beforeWho)} at ${momentText(beforeMs * 1000)} and again by ${instanceName(layout, who)} at ${momentText(atUs)} (${place}).${more}`;
  },
  holds: ({ looked }) =>
    looked === 0
      ? "Nothing was processed, so nothing was put to the test."
      : `${amountText(looked, "message")} processed, nothing twice.`,
});
