import { amountText, momentText, numberText } from "#sim/words.ts";
import { defineForm } from "./form.ts";

/**
 * How many dead letters lie in a queue: what came in, without what was redriven or thrown away. At the end of the run it
 * is a violation from the moment on since which there were too many.
 */
export const deadLetters = defineForm({
  kind: "dead-letters",
  title: "Dead letters",
  summary: "A dead letter queue is empty at the end, or never holds more than a number of messages.",
  targets: ["dead-letter-queue"],
  fields: {
    when: {
      type: "choice",
      label: "Judged",
      options: { end: "at the end", always: "all the time" },
      initial: "end",
      section: "When",
      help: "At the end of the run, so that what was redriven or thrown away by then counts no more; or all the time, like an alert.",
    },
    atMost: {
      type: "number",
      label: "At most",
      unit: "count",
      min: 0,
      max: 1_000_000_000,
      whole: true,
      initial: 0,
      section: "What",
      help: "So many messages may lie in it; 0: it is empty.",
    },
  },
  causes: ["failure", "schema"],
  create({ kernel, topic, looked, saw, violated }, { when, atMost }) {
    const { firstPartition } = kernel.program.topics[topic]!;
    const isOfQueue = (where: number): boolean => kernel.program.topicOfPartition[where] === topic;
    let depth = 0;
    /** Since when there are too many, in µs, -1: there are not; by whom, and the offset of that letter. */
    let since = -1;
    let [who, offset] = [-1, -1];
    const fell = (): void => {
      depth = Math.max(0, depth - 1);
      if (depth <= atMost) since = -1;
    };
    return {
      ...(when === "end" ? { heldFromUs: Infinity } : {}),
      rows: {
        appended(row) {
          if (!isOfQueue(row.where)) return;
          depth++;
          looked();
          saw(depth);
          if (depth <= atMost) return;
          if (since < 0) [since, who, offset] = [row.timeUs, row.who, row.offset];
          if (when === "always")
            violated({ atUs: row.timeUs, who: row.who, where: row.where, offset: row.offset, found: depth });
        },
        redriven({ what }) {
          const letter = kernel.copies?.of(what);
          if (letter !== undefined && letter.queue === topic) fell();
        },
        deadLetterDiscarded({ who: queue }) {
          if (queue === topic) fell();
        },
      },
      ended() {
        if (when === "end" && since >= 0)
          violated({ atUs: since, who, where: firstPartition, offset, found: depth });
      },
      save: () => ({ ints: [], numbers: [depth, since, who, offset] }),
      restore: ({ numbers }) => {
        [depth = 0, since = -1, who = -1, offset = -1] = numbers;
      },
    };
  },
  demands: ({ when, atMost }, target) =>
    `${target} ${atMost === 0 ? "is empty" : `holds at most ${numberText(atMost)}`}${when === "end" ? " at the end" : " all the time"}`,
  found: ({ atUs, found }, { worst }, { when, atMost }, { target }) =>
    when === "end"
      ? `${target} holds ${amountText(found, "message")} at the end${atMost === 0 ? "" : `, more than ${numberText(atMost)}`}; it has not been ${atMost === 0 ? "empty" : "down to that"} since ${momentText(atUs)}.`
      : `${target} holds ${amountText(found, "message")} at ${momentText(atUs)}, more than ${numberText(atMost)}${worst > found ? `; at its worst ${numberText(worst)}` : ""}.`,
  holds: ({ looked }) =>
    looked === 0
      ? "No message came into it."
      : `${amountText(looked, "message")} came into it, and it was cleared.`,
});
