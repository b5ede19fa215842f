import type { Drawing, Reader } from "#checklist/drawing.ts";
import { settingsFix } from "#checklist/fixes.ts";
import { earliestMs } from "#checklist/moments.ts";
import type { Rule } from "#checklist/rule.ts";
import { withFault } from "#checklist/stage.ts";
import { amountText } from "#sim/words.ts";

/** An alert at more messages than this comes too late to be one. */
const DEPTH_MAX = 10;
const POISONED = 3;
/** Attempts and their waits take at most so long in the show. */
const ATTEMPTS_MS = 120_000;

export const quietDeadLetters: Rule = {
  id: "quiet-dead-letters",
  title: "Dead letters that nobody hears of",
  severity: "advice",
  says: "A dead letter is a message that somebody waits for. A queue that rings late is a place where they are forgotten.",
  finds: (drawing) =>
    drawing.deadLetterQueues.flatMap((queue) => {
      const reader = readerOf(drawing, queue.id);
      if (queue.number("alertDepth") <= DEPTH_MAX || reader === undefined) return [];
      return [
        {
          nodeId: queue.id,
          aboutId: reader.group.id,
          says: `${queue.name} rings at ${amountText(queue.number("alertDepth"), "message")}.`,
          tryThis: "Let it ring at the first one.",
          fix: settingsFix(`Let ${queue.name} ring at the first message`, queue, { alertDepth: 1 }),
        },
      ];
    }),
  harm({ aboutId }, stage) {
    const reader = stage.drawing.reader(aboutId);
    const topic = reader?.topics.find((each) => each.node.kind === "topic" && stage.drawing.rate(each) > 0);
    if (reader === undefined || topic === undefined) return null;
    const atMs = Math.ceil(earliestMs(stage.play(), reader.group.id));
    let scenario = stage.lasting(atMs + POISONED * 1000 + ATTEMPTS_MS);
    for (let count = 0; count < POISONED; count++)
      scenario = withFault(scenario, atMs + count * 1000, "poison-next", topic.id);
    return { scenario, atMs, says: `${POISONED} messages of ${topic.name} cannot be processed.` };
  },
  shows({ nodeId, aboutId }, played) {
    const depth = played.topic(nodeId)?.produced ?? 0;
    const config = played.scenario.nodes.find(({ id }) => id === nodeId)?.config ?? {};
    if (depth === 0 || depth >= Number(config["alertDepth"] ?? 1)) return null;
    const [first] = played.surprises("dead-letter", { group: played.groupLayout(aboutId)?.name ?? "" });
    return {
      atMs: first === undefined ? played.endMs : first.atUs / 1000,
      says: `${amountText(depth, "message")} ${depth === 1 ? "lies" : "lie"} in the queue at the end, and nothing has rung.`,
    };
  },
};

function readerOf(drawing: Drawing, queueId: string): Reader | undefined {
  return drawing.readers.find(({ deadLetters }) => deadLetters?.id === queueId);
}
