import type { Drawing, Reader } from "#checklist/drawing.ts";
import { settingsFix } from "#checklist/fixes.ts";
import { crashes } from "#checklist/crashing.ts";
import type { Rule } from "#checklist/rule.ts";
import { runSettings } from "#sim/run-settings.ts";
import { amountText, numberText, spanText } from "#sim/words.ts";

/** One message in hand may always come again; from so many on it is a stretch. */
const REPEATED_MIN = 3;
/** Share of its time that a member may be busy when each message waits for its commit. */
const BUSY_MAX = 0.8;

export const repeatsMuch: Rule = {
  id: "repeats-much",
  title: "Commits far behind the work",
  severity: "warning",
  says: "After a crash everything since the last commit is done again. With automatic commits that is all the work of an interval: mails twice, money twice, unless the effect is idempotent.",
  finds: (drawing) =>
    drawing.readers
      .filter(
        (reader) => reader.group.value("protocol") !== "share" && expected(drawing, reader) >= REPEATED_MIN,
      )
      .map((reader) => {
        const { group, service } = reader;
        const interval = spanText(group.number("autoCommitIntervalMs") * 1000);
        const commit = commitFor(drawing, reader);
        return {
          nodeId: service.id,
          aboutId: group.id,
          says: `${group.name} commits automatically, every ${interval}: a crash of one instance repeats about ${amountText(Math.round(expected(drawing, reader)), "message")}.`,
          tryThis: "Commit after the work is done, message by message or batch by batch.",
          fix: settingsFix(
            `Let ${group.name} commit after each ${commit === "after-record" ? "message" : "batch"}`,
            group,
            { commit },
          ),
        };
      }),
  harm(place, stage) {
    const reader = stage.drawing.reader(place.nodeId);
    return reader === undefined ? null : stage.first(crashes(stage, reader, "processed"), repeatsMuch, place);
  },
  shows({ aboutId }, played) {
    const repeated = played.surprises("duplicate", { group: played.groupLayout(aboutId)?.name ?? "" });
    const count = repeated.reduce((sum, each) => sum + each.count, 0);
    if (count < REPEATED_MIN) return null;
    return {
      atMs: repeated[0]!.atUs / 1000,
      says: `${numberText(count)} messages are processed a second time.`,
    };
  },
};

/** Messages that one member processes between two automatic commits; 0 for other ways to commit. */
function expected(drawing: Drawing, reader: Reader): number {
  const { group, instances, partitions } = reader;
  if (group.value("commit") !== "auto") return 0;
  const members = Math.min(instances, partitions);
  return (drawing.load(reader) / members) * (group.number("autoCommitIntervalMs") / 1000);
}

/** After each message where the members can keep up with that, else after each batch. */
function commitFor(drawing: Drawing, reader: Reader): "after-record" | "after-batch" {
  const latencyMs = drawing.scenario.settings["networkLatencyMs"] ?? runSettings.networkLatencyMs.initial;
  const eachMs = reader.service.number("serviceTimeMs") + 2 * Number(latencyMs);
  const members = Math.min(reader.instances, reader.partitions);
  return (drawing.load(reader) / members) * eachMs < BUSY_MAX * 1000 ? "after-record" : "after-batch";
}
