import { brokersOf, withPeak } from "#checklist/brokers.ts";
import { settingsFix } from "#checklist/fixes.ts";
import type { Harm, Place, Rule } from "#checklist/rule.ts";
import { withFault, type Stage } from "#checklist/stage.ts";
import { amountText, partitionsText } from "#sim/words.ts";

const PEAK_FROM_MS = 20_000;
const PEAK_MS = 2_000;
/** Moments within the peak at which a broker may crash; small steps, since what is under way changes quickly. */
const CRASHES_MS = [1_000.3, 1_007.7, 1_501.1] as const;
const AFTERWARDS_MS = 30_000;

export const acksNotAll: Rule = {
  id: "acks-not-all",
  title: "Acknowledged by too few",
  severity: "danger",
  says: "With acks=1 a message counts as sent once the leader has it, with acks=0 at once: when the leader dies before its followers have copied it, it is gone, and nobody is told.",
  finds: (drawing) =>
    drawing.cluster === null
      ? []
      : drawing.services.flatMap((publisher) => {
          if (publisher.value("publishes") === "none" || publisher.value("acks") === "all") return [];
          const topic = drawing.targets(publisher).find((each) => each.number("replicationFactor") > 1);
          if (topic === undefined) return [];
          return [
            {
              nodeId: publisher.id,
              aboutId: topic.id,
              says: `${publisher.name} publishes with acks=${String(publisher.value("acks"))}, though ${topic.name} has ${topic.number("replicationFactor")} replicas.`,
              tryThis: "Use acks=all for what must not be lost.",
              fix: settingsFix(`Let ${publisher.name} wait for all replicas in sync`, publisher, {
                acks: "all",
                idempotence: true,
              }),
            },
          ];
        }),
  harm: (place, stage) => stage.first(crashes(place, stage), acksNotAll, place),
  reads: ["acknowledged", "appended"],
  shows({ nodeId, aboutId }, played) {
    const topic = played.layout.topics.find((each) => each.nodeId === aboutId);
    if (topic === undefined) return null;
    const [lost] = played
      .told("recordsLost")
      .filter(
        ({ where }) => where >= topic.firstPartition && where < topic.firstPartition + topic.partitions,
      );
    if (lost !== undefined && lost.what > 0)
      return {
        atMs: lost.timeUs / 1000,
        says: `${amountText(lost.what, "acknowledged message")} of ${partitionsText(played.layout, [lost.where])} ${lost.what === 1 ? "is" : "are"} gone: the new leader never had ${lost.what === 1 ? "it" : "them"}.`,
      };
    return neverArrived(nodeId, aboutId, played);
  },
};

/** With acks=0: batches that count as sent and never came to a log. */
function neverArrived(publisherId: string, topicId: string, played: Parameters<Rule["shows"]>[1]) {
  const topic = played.layout.topics.find(({ nodeId }) => nodeId === topicId)!;
  const there = new Set<number>();
  for (const { fact, what } of played.rows) if (fact === "appended") there.add(what);
  const gone = played.rows.filter(
    ({ fact, who, what, where, timeUs }) =>
      fact === "acknowledged" &&
      played.isInstanceOf(who, publisherId) &&
      where >= topic.firstPartition &&
      where < topic.firstPartition + topic.partitions &&
      // What was sent a moment before the end may still be under way.
      timeUs < (played.endMs - 5_000) * 1000 &&
      !there.has(what),
  );
  if (gone.length === 0) return null;
  const messages = gone.reduce((sum, { extra }) => sum + extra, 0);
  return {
    atMs: gone[0]!.timeUs / 1000,
    says: `${amountText(messages, "message")} counted as sent and never reached a log.`,
  };
}

function* crashes({ aboutId }: Place, stage: Stage): Iterable<Harm> {
  const { drawing } = stage;
  const topic = drawing.thing(aboutId);
  if (topic === undefined || drawing.cluster === null) return;
  for (const after of CRASHES_MS) {
    const atMs = PEAK_FROM_MS + after;
    const lasting = stage.lasting(atMs + AFTERWARDS_MS);
    const scenario = withPeak(lasting, drawing, topic, PEAK_FROM_MS, PEAK_FROM_MS + PEAK_MS);
    for (const instance of brokersOf(drawing))
      yield {
        scenario: withFault(scenario, atMs, "broker-crash", drawing.cluster.id, { instance }),
        atMs,
        says: `In a peak, broker-${instance} dies. Look at the ends of the logs that it led.`,
      };
  }
}
