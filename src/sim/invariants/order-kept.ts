import { keyText } from "#sim/bus/log/keys.ts";
import { PagedInts } from "#sim/kernel/paged-ints.ts";
import { instanceName } from "#sim/layout.ts";
import { amountText, momentText, partitionsText } from "#sim/words.ts";
import { defineForm, groupOfInstance } from "./form.ts";

/**
 * Messages of a key are processed in the order in which they were made. What is processed a second time is a repetition
 * and no new place in the order: that is for "at most once".
 */
export const orderKept = defineForm({
  kind: "order-kept",
  title: "Order kept per key",
  summary: "A group processes the messages of each key in the order in which they were made.",
  targets: ["consumer-group"],
  fields: {},
  causes: ["order", "rebalance", "failure"],
  create({ kernel, group, looked, violated }) {
    const places = new Map<number, number>();
    /** By key: the newest message that was processed, + 1. */
    const newest = new PagedInts();
    /** By message: 1 where it was processed. */
    const done = new PagedInts();
    /** Pages of both in one list: the even places are those of `newest`. */
    const interleaved = (): (Int32Array | undefined)[] => {
      const [a, b] = [newest.save(), done.save()];
      return Array.from(
        { length: 2 * Math.max(a.length, b.length) },
        (_, i) => (i % 2 === 0 ? a : b)[i >> 1],
      );
    };
    return {
      rows: {
        processed({ timeUs, who, what, where, offset }) {
          if (groupOfInstance(kernel, who) !== group) return;
          const key = kernel.messages.key(what);
          if (key < 0) return;
          const message = kernel.copies?.originalOf(what) ?? what;
          looked();
          if (done.get(message) !== 0) return;
          done.set(message, 1);
          if (!places.has(key)) places.set(key, places.size);
          const at = places.get(key)!;
          const before = newest.get(at) - 1;
          if (message > before) newest.set(at, message + 1);
          else violated({ atUs: timeUs, who, where, offset, message, key, found: before });
        },
      },
      save: () => ({ ints: interleaved(), numbers: [] }),
      restore({ ints }) {
        newest.restore(ints.filter((_, i) => i % 2 === 0));
        done.restore(ints.filter((_, i) => i % 2 === 1));
      },
    };
  },
  demands: (_config, target) => `${target} keeps the order of each key`,
  found({ atUs, who, where, offset, message, key, found }, { times }, _config, { layout }) {
    const more = times > 1 ? ` ${amountText(times, "message")} came too late in all.` : "";
    return `${instanceName(layout, who)} processed message ${message} of ${keyText(key) ?? "no key"} at ${momentText(atUs)} (${partitionsText(layout, [where])} at offset ${offset}), after the later message ${found} of the same key.${more}`;
  },
  holds: ({ looked }) =>
    looked === 0
      ? "No message with a key was processed, so nothing was put to the test."
      : `${amountText(looked, "message")} with keys processed, each key in order.`,
});
