import { partitionsOf, type Drawing, type Reader, type Thing } from "#checklist/drawing.ts";
import { settingsFix } from "#checklist/fixes.ts";
import type { Fix, Rule } from "#checklist/rule.ts";
import { withFault } from "#checklist/stage.ts";
import { numberText } from "#sim/words.ts";

/** How many times an instance's capacity the hot partition gets in the show. */
const OVERLOAD = 1.4;
/** With the key spread evenly, that load has to leave the instances room. */
const SPREAD_LOAD_MAX = 0.8;
/** A partition lags when so many messages wait there, and so many times what waits in any other. */
const LAG_MIN = 25;
const LAG_TIMES = 4;
/** Keys for each partition that even it out. */
const KEYS_A_PARTITION = 25;

export const hotKey: Rule = {
  id: "hot-key",
  title: "A hot key",
  severity: "warning",
  says: "All messages of one key go to one partition and so to one instance: when that key's share outgrows it, more instances do not help.",
  finds: (drawing) =>
    drawing.services.flatMap((publisher) =>
      drawing.targets(publisher).flatMap((topic) => {
        const reader = slowestReader(drawing, topic);
        if (reader === undefined || !isHot(publisher, topic, reader)) return [];
        const percent = Math.round(hottestShare(publisher) * 100);
        return [
          {
            nodeId: publisher.id,
            aboutId: topic.id,
            says: `${percent} % of what ${publisher.name} publishes to ${topic.name} has one key: that partition gets it all, and of the ${reader.instances} instances of ${reader.service.name} one has to do it.`,
            tryThis:
              "Use a finer key, such as the order instead of the customer, if order within it is enough.",
            fix: fixOf(publisher, topic),
          },
        ];
      }),
    ),
  harm({ nodeId, aboutId }, stage) {
    const publisher = stage.drawing.thing(nodeId);
    const topic = stage.drawing.thing(aboutId);
    const reader = topic === undefined ? undefined : slowestReader(stage.drawing, topic);
    if (publisher === undefined || topic === undefined || reader === undefined) return null;
    const utilisation =
      (stage.drawing.rate(topic) * hottestShare(publisher) * reader.service.number("serviceTimeMs")) / 1000;
    if (utilisation <= 0) return null;
    const factor = Math.min(1000, Math.max(1, Math.ceil((OVERLOAD / utilisation) * 100) / 100));
    const atMs = 20_000;
    const hotRate = stage.drawing.rate(topic) * factor * hottestShare(publisher);
    const growthPerSecond = hotRate - 1000 / reader.service.number("serviceTimeMs");
    const lastsMs = Math.min(
      600_000,
      Math.max(60_000, (2 * LAG_MIN * 1000) / Math.max(0.1, growthPerSecond)),
    );
    return {
      scenario: withFault(stage.lasting(atMs + lastsMs), atMs, "change-rate", publisher.id, { factor }),
      atMs,
      says: `${publisher.name} publishes ${factor} times as much. Look at the lag of each partition of ${topic.name}.`,
    };
  },
  shows({ aboutId }, played) {
    const topicName = played.layout.topics.find(({ nodeId }) => nodeId === aboutId)?.name;
    for (const { nodeId, name } of played.layout.groups) {
      const own = (played.group(nodeId)?.partitions ?? []).filter(({ topic }) => topic === topicName);
      const sorted = [...own].sort((a, b) => (b.lag ?? 0) - (a.lag ?? 0));
      const [most, next] = sorted;
      if (most === undefined || most.lag === null || next === undefined) continue;
      if (most.lag < LAG_MIN || most.lag < LAG_TIMES * ((next.lag ?? 0) + 1)) continue;
      return {
        atMs: played.endMs,
        says: `${most.topic} ${most.partition} is ${numberText(most.lag)} messages behind in ${name}, no other partition more than ${numberText(next.lag ?? 0)}: one instance works without a pause, the others wait.`,
      };
    }
    return null;
  },
};

/** Share of its messages that the most frequent key has. */
function hottestShare(publisher: Thing): number {
  switch (publisher.value("keys")) {
    case "hot-key":
      return publisher.number("hotKeyPercent") / 100;
    case "zipf":
      return zipfShare(Math.floor(publisher.number("zipfExponent")), publisher.number("keyCount"));
    case "uniform":
      return 1 / publisher.number("keyCount");
    default:
      return 0;
  }
}

/** Share of the first key for a whole exponent, which is less than for any between it and the next; 0 below 1. */
function zipfShare(exponent: number, keys: number): number {
  if (exponent < 1) return 0;
  let sum = 0;
  for (let n = 1; n <= Math.min(keys, 10_000); n++) {
    let power = n;
    for (let times = 1; times < exponent; times++) power *= n;
    sum += 1 / power;
  }
  return 1 / sum;
}

function isHot(publisher: Thing, topic: Thing, reader: Reader): boolean {
  if (publisher.value("publishes") === "none" || publisher.value("partitioner") !== "default") return false;
  const workers = Math.min(reader.instances, partitionsOf(topic));
  return workers > 1 && (hottestShare(publisher) * workers * SPREAD_LOAD_MAX) / OVERLOAD > 1;
}

/** Of the groups that read a topic by partitions, the one that takes longest for a message. */
function slowestReader(drawing: Drawing, topic: Thing): Reader | undefined {
  return [...drawing.readersOf(topic)]
    .filter(({ group }) => group.value("protocol") !== "share")
    .sort((a, b) => b.service.number("serviceTimeMs") - a.service.number("serviceTimeMs"))[0];
}

function fixOf(publisher: Thing, topic: Thing): Fix {
  const keyCount = Math.max(publisher.number("keyCount"), KEYS_A_PARTITION * partitionsOf(topic));
  return settingsFix(`Give ${publisher.name} a finer key`, publisher, { keys: "uniform", keyCount });
}
