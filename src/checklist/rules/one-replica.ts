import { brokersOf } from "#checklist/brokers.ts";
import { settingsFix } from "#checklist/fixes.ts";
import type { Rule } from "#checklist/rule.ts";
import { withFault } from "#checklist/stage.ts";
import { momentText, partitionsText } from "#sim/words.ts";

const CRASH_MS = 20_000;
const AFTERWARDS_MS = 40_000;

export const oneReplica: Rule = {
  id: "one-replica",
  title: "One copy of everything",
  severity: "danger",
  says: "A partition on one broker is gone with it: while the broker is down it can be neither written nor read.",
  finds: (drawing) => {
    const brokers = brokersOf(drawing).length;
    if (brokers < 2) return [];
    return drawing.topics
      .filter((topic) => topic.number("replicationFactor") === 1 && drawing.rate(topic) > 0)
      .map((topic) => {
        const replicationFactor = Math.min(3, brokers);
        return {
          nodeId: topic.id,
          aboutId: "",
          says: `Each partition of ${topic.name} is on one of the ${brokers} brokers only.`,
          tryThis: "Keep three replicas, of which two must be in sync.",
          fix: settingsFix(`Keep ${replicationFactor} replicas of ${topic.name}`, topic, {
            replicationFactor,
            minInsyncReplicas: replicationFactor - 1,
          }),
        };
      });
  },
  harm(place, stage) {
    const { cluster } = stage.drawing;
    if (cluster === null) return null;
    const scenario = stage.lasting(CRASH_MS + AFTERWARDS_MS);
    const harms = brokersOf(stage.drawing).map((instance) => ({
      scenario: withFault(scenario, CRASH_MS, "broker-crash", cluster.id, { instance }),
      atMs: CRASH_MS,
      says: `broker-${instance} dies. Look who leads its partitions then.`,
    }));
    return stage.first(harms, oneReplica, place);
  },
  shows({ nodeId }, played) {
    const topic = played.layout.topics.find((each) => each.nodeId === nodeId);
    if (topic === undefined) return null;
    const last = new Map<number, { readonly who: number; readonly timeUs: number }>();
    for (const row of played.told("leaderElected")) last.set(row.where, row);
    const offline = [...last].filter(
      ([where, { who }]) =>
        who < 0 && where >= topic.firstPartition && where < topic.firstPartition + topic.partitions,
    );
    const [first] = offline;
    if (first === undefined) return null;
    const names = partitionsText(
      played.layout,
      offline.map(([where]) => where),
    );
    return {
      atMs: first[1].timeUs / 1000,
      says: `Nobody leads ${names} from ${momentText(first[1].timeUs)} to the end: no write, no read.`,
    };
  },
};
