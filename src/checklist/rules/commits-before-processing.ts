import { settingsFix } from "#checklist/fixes.ts";
import type { Reader } from "#checklist/drawing.ts";
import { mostPending, type Moment } from "#checklist/moments.ts";
import type { Harm, Rule } from "#checklist/rule.ts";
import { withFault, type Stage } from "#checklist/stage.ts";
import { amountText } from "#sim/words.ts";

/** How long the instance stays down. */
const DOWN_MS = 10_000;

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
    if (reader === undefined) return null;
    const harms = mostPending(stage, reader, "committed").map((moment) => crashAt(moment, reader, stage));
    return stage.first(harms, commitsBeforeProcessing, place);
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

function crashAt({ atMs, instance, amount }: Moment, { service }: Reader, stage: Stage): Harm {
  const crashed = withFault(stage.lasting(atMs + DOWN_MS + 60_000), atMs, "crash", service.id, { instance });
  return {
    scenario: withFault(crashed, atMs + DOWN_MS, "restart", service.id, { instance }),
    atMs,
    says: `${service.name}-${instance} crashes with ${amountText(amount, "message")} in hand that ${amount === 1 ? "is" : "are"} committed and not processed.`,
  };
}
