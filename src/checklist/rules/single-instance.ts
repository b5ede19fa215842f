import { earliestMs } from "#checklist/moments.ts";
import { settingsFix } from "#checklist/fixes.ts";
import type { Rule } from "#checklist/rule.ts";
import { withFault } from "#checklist/stage.ts";
import { momentText, numberText, spanText } from "#sim/words.ts";

/** Long enough after the members were found dead to see that nobody comes. */
const WATCH_MS = 45_000;

export const singleInstance: Rule = {
  id: "single-instance",
  title: "One instance reads everything",
  severity: "danger",
  says: "A group with one member has nobody to take over: when that instance goes, the topic is not read until somebody starts another.",
  finds: (drawing) =>
    drawing.readers
      .filter(({ instances, partitions }) => instances === 1 && partitions >= 2)
      .map((reader) => ({
        nodeId: reader.service.id,
        aboutId: reader.group.id,
        says: `${reader.service.name} is the only member of ${reader.group.name} and reads all ${reader.partitions} partitions.`,
        tryThis: "Run two instances or more: the others take over what one leaves.",
        fix: settingsFix(`Give ${reader.service.name} 2 instances`, reader.service, { instances: 2 }),
      })),
  harm({ nodeId }, stage) {
    const reader = stage.drawing.reader(nodeId);
    if (reader === undefined) return null;
    const atMs = Math.ceil(earliestMs(stage.play(), reader.group.id));
    const goneMs = atMs + timeoutMs(reader.group.value("protocol"), reader.group);
    return {
      scenario: withFault(stage.lasting(goneMs + WATCH_MS), atMs, "crash", reader.service.id, {
        instance: 1,
      }),
      atMs,
      says: `${reader.service.name}-1 crashes. Look who owns the partitions after its session is over.`,
    };
  },
  shows({ aboutId }, played) {
    const group = played.group(aboutId);
    if (group === undefined || group.partitions.some(({ owner }) => owner !== null)) return null;
    const removed = played.told("memberRemoved").at(-1);
    const atMs = removed === undefined ? played.endMs : removed.timeUs / 1000;
    const lag = group.lag === null ? "" : `; at the end it is ${numberText(group.lag)} messages behind`;
    return {
      atMs,
      says: `Nobody owns any of the ${group.partitions.length} partitions from ${momentText(atMs * 1000)} on, for ${spanText((played.endMs - atMs) * 1000)}${lag}.`,
    };
  },
};

/** After how long a silent member is removed. */
function timeoutMs(protocol: unknown, group: { number(field: string): number }): number {
  return group.number(protocol === "classic" ? "sessionTimeoutMs" : "brokerSessionTimeoutMs");
}
