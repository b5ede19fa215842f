import { brokersOf } from "#checklist/brokers.ts";
import { settingsFix } from "#checklist/fixes.ts";
import type { Harm, Rule } from "#checklist/rule.ts";
import { withFault, type Stage } from "#checklist/stage.ts";
import { amountText, partitionsText } from "#sim/words.ts";

const FOLLOWERS_MS = 20_000;
/** Time in which the leader goes on alone. */
const ALONE_MS = 60_000;
const AFTERWARDS_MS = 20_000;

export const oneInSync: Rule = {
  id: "one-in-sync",
  title: "One replica in sync is enough",
  severity: "danger",
  says: "acks=all waits for the replicas that are in sync, however few they are. With min.insync.replicas = 1 that may be the leader alone: what it acknowledges then is on one disk only.",
  finds: (drawing) =>
    brokersOf(drawing).length < 3
      ? []
      : drawing.topics.flatMap((topic) => {
          const isOpen = topic.number("replicationFactor") >= 3 && topic.number("minInsyncReplicas") === 1;
          const publisher = drawing.publishers(topic).find((each) => each.value("acks") === "all");
          if (!isOpen || publisher === undefined) return [];
          return [
            {
              nodeId: topic.id,
              aboutId: publisher.id,
              says: `${topic.name} has ${topic.number("replicationFactor")} replicas and min.insync.replicas = 1: what ${publisher.name} publishes with acks=all may be on one of them.`,
              tryThis:
                "Use 2 of 3: a write is refused, and the producer hears of it, while it would not be safe.",
              fix: settingsFix(`Require 2 replicas of ${topic.name} in sync`, topic, {
                minInsyncReplicas: 2,
              }),
            },
          ];
        }),
  harm: (place, stage) => stage.first(solos(stage), oneInSync, place),
  reads: ["acknowledged"],
  shows({ nodeId }, played) {
    const topic = played.layout.topics.find((each) => each.nodeId === nodeId);
    if (topic === undefined) return null;
    const isOwn = (where: number): boolean =>
      where >= topic.firstPartition && where < topic.firstPartition + topic.partitions;
    /** Since when one replica alone is in sync, by partition. */
    const alone = new Map<number, number>();
    for (const { where, offset, timeUs } of played.told("isrChanged"))
      if (isOwn(where) && offset === 1) alone.set(where, timeUs);
      else if (offset > 1) alone.delete(where);
    const offline = new Map<number, number>();
    for (const { where, who, timeUs } of played.told("leaderElected"))
      if (who < 0) offline.set(where, timeUs);
      else offline.delete(where);
    const at = new Map<number, number>();
    for (const { where, timeUs, extra } of played.rows) {
      const sinceUs = alone.get(where);
      if (sinceUs !== undefined && offline.has(where) && timeUs > sinceUs)
        at.set(where, (at.get(where) ?? 0) + extra);
    }
    const count = [...at.values()].reduce((sum, each) => sum + each, 0);
    if (count === 0) return null;
    return {
      atMs: Math.min(...[...at.keys()].map((where) => offline.get(where)!)) / 1000,
      says: `${amountText(count, "message")} of ${partitionsText(played.layout, [...at.keys()])} acknowledged while one broker alone had them, and that broker is dead: nobody can read them.`,
    };
  },
};

/** All brokers but one die, and later that one, too: for each as the last one. */
function* solos(stage: Stage): Iterable<Harm> {
  const { cluster } = stage.drawing;
  if (cluster === null) return;
  const brokers = brokersOf(stage.drawing);
  const atMs = FOLLOWERS_MS + ALONE_MS;
  for (const last of brokers) {
    let scenario = stage.lasting(atMs + AFTERWARDS_MS);
    for (const instance of brokers)
      if (instance !== last)
        scenario = withFault(scenario, FOLLOWERS_MS, "broker-crash", cluster.id, { instance });
    yield {
      scenario: withFault(scenario, atMs, "broker-crash", cluster.id, { instance: last }),
      atMs,
      says: `All brokers but broker-${last} are down since 0:20; now it dies, too.`,
    };
  }
}
