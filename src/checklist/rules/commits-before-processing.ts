import { settingsFix } from "#checklist/fixes.ts";
import { crashes } from "#checklist/crashing.ts";
import type { Rule } from "#checklist/rule.ts";
import { amountText } from "#sim/words.ts";

export const commitsBeforeProcessing: Rule = {
  id: "commits-before-processing",
  title: "Committed before it is processed",
  severity: "danger",
  says: "What is committed is not delivered again: whoever commits first and crashes then has lost what was in hand (at most once).",
  finds: (drawing) =>
    drawing.readers
      .filter(
        ({ group }) => group.value("protocol") !== "share" && group.value("commit") === "before-processing",
      )
      .map(({ group, service }) => ({
        nodeId: service.id,
        aboutId: group.id,
        says: `${group.name} commits a batch when it arrives and processes it afterwards.`,
        tryThis: "Commit after processing, and make the processing idempotent.",
        fix: settingsFix(`Let ${group.name} commit after each batch`, group, { commit: "after-batch" }),
      })),
  harm(place, stage) {
    const reader = stage.drawing.reader(place.nodeId);
    return reader === undefined
      ? null
      : stage.first(crashes(stage, reader, "committed"), commitsBeforeProcessing, place);
  },
  shows({ aboutId }, played) {
    const lost = played.surprises("consumer-loss", { group: played.groupLayout(aboutId)?.name ?? "" });
    const count = lost.reduce((sum, each) => sum + each.count, 0);
    if (count === 0) return null;
    return {
      atMs: lost[0]!.atUs / 1000,
      says: `${amountText(count, "message")} committed and never processed: nobody will read ${count === 1 ? "it" : "them"} again.`,
    };
  },
};
