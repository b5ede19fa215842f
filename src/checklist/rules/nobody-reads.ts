import { withReaderOf } from "#checklist/fixes.ts";
import type { Rule } from "#checklist/rule.ts";
import { numberText } from "#sim/words.ts";

export const nobodyReads: Rule = {
  id: "nobody-reads",
  title: "A topic that nobody reads",
  severity: "advice",
  says: "A topic without a reader has no owner who would notice when its messages become wrong or stop. Either somebody is missing in the drawing, or it can go.",
  finds: (drawing) =>
    drawing.topics
      .filter((topic) => drawing.rate(topic) > 0 && drawing.readersOf(topic).length === 0)
      .map((topic) => ({
        nodeId: topic.id,
        aboutId: "",
        says: `${topic.name} is published to and read by nobody.`,
        tryThis: "Wire the service that owns it, or remove the topic.",
        fix: {
          label: `Add a service that reads ${topic.name}`,
          edit: (scenario) => withReaderOf(scenario, topic.id),
        },
      })),
  harm({ nodeId }, stage) {
    const atMs = Math.ceil(Math.min(20_000, stage.durationMs / 2));
    const name = stage.drawing.thing(nodeId)?.name ?? "";
    return { scenario: stage.scenario, atMs, says: `Look at ${name}: its log grows.` };
  },
  shows({ nodeId }, played) {
    const produced = played.topic(nodeId)?.produced ?? 0;
    const index = played.layout.topics.findIndex((topic) => topic.nodeId === nodeId);
    const isRead = played.layout.groups.some(({ topics }) => topics.includes(index));
    if (produced === 0 || isRead) return null;
    return {
      atMs: played.endMs,
      says: `${numberText(produced)} messages were published, and no group has an offset here.`,
    };
  },
};
