import type { Reader, Thing } from "#checklist/drawing.ts";
import { settingsFix } from "#checklist/fixes.ts";
import { earliestMs } from "#checklist/moments.ts";
import type { Rule } from "#checklist/rule.ts";
import { withFault } from "#checklist/stage.ts";
import { runSettings } from "#sim/run-settings.ts";
import { amountText, momentText, spanText } from "#sim/words.ts";

/** An outage may last a night and a day. */
const OUTAGE_MS = 86_400_000;
const WEEK_MS = 604_800_000;
/** Kafka's first look at retention. */
const FIRST_CHECK_MS = 30_000;

export const shortRetention: Rule = {
  id: "short-retention",
  title: "Kept for less than an outage",
  severity: "danger",
  says: "What retention deletes is gone, read or not. A group that is down for longer has lost it, and a bug that is found later cannot be mended by reading again.",
  finds: (drawing) =>
    drawing.topics.flatMap((topic) => {
      const keptMs = topic.number("retentionMs") + topic.number("segmentMs");
      const deletes = topic.value("cleanupPolicy") !== "compact" && topic.number("retentionMs") >= 0;
      const [reader] = drawing.readersOf(topic);
      if (!deletes || keptMs >= OUTAGE_MS || reader === undefined) return [];
      return [
        {
          nodeId: topic.id,
          aboutId: reader.group.id,
          says: `${topic.name} keeps a message for ${spanText(topic.number("retentionMs") * 1000)} (and at most ${spanText(topic.number("segmentMs") * 1000)} more, until its segment is closed).`,
          tryThis:
            "Keep messages for longer than the longest outage and the time to find a bug: a week is usual.",
          fix: settingsFix(`Let ${topic.name} keep messages for 7 days`, topic, { retentionMs: WEEK_MS }),
        },
      ];
    }),
  harm({ nodeId, aboutId }, stage) {
    const topic = stage.drawing.thing(nodeId);
    const reader = stage.drawing.reader(aboutId);
    if (topic === undefined || reader === undefined || stage.drawing.rate(topic) === 0) return null;
    const atMs = Math.ceil(earliestMs(stage.play(), aboutId));
    const downMs = outageMs(topic, stage.scenario.settings["retentionCheckIntervalMs"]);
    return {
      scenario: withOutage(stage.lasting(atMs + downMs + 60_000), reader, atMs, downMs),
      atMs,
      says: `${reader.service.name} is down for ${spanText(downMs * 1000)}, longer than ${topic.name} keeps what comes in meanwhile.`,
    };
  },
  shows({ aboutId }, played) {
    const skipped = played.surprises("skipped-records", { group: played.groupLayout(aboutId)?.name ?? "" });
    const count = skipped.reduce((sum, each) => sum + each.count, 0);
    if (count === 0) return null;
    return {
      atMs: skipped[0]!.atUs / 1000,
      says: `${amountText(count, "message")} deleted before ${count === 1 ? "it was" : "they were"} read: the group goes on behind the gap at ${momentText(skipped[0]!.atUs)}.`,
    };
  },
};

/** Until what came at its beginning is deleted for sure. */
function outageMs(topic: Thing, checkMs: unknown): number {
  const interval = Number(checkMs ?? runSettings.retentionCheckIntervalMs.initial);
  return Math.ceil(
    1.5 * (topic.number("retentionMs") + 2 * topic.number("segmentMs")) + 2 * interval + FIRST_CHECK_MS,
  );
}

function withOutage(scenario: Parameters<typeof withFault>[0], reader: Reader, atMs: number, downMs: number) {
  let changed = scenario;
  for (let instance = 1; instance <= reader.instances; instance++) {
    changed = withFault(changed, atMs, "stop", reader.service.id, { instance });
    changed = withFault(changed, atMs + downMs, "restart", reader.service.id, { instance });
  }
  return changed;
}
