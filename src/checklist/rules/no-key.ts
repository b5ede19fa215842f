import { partitionsOf, type Thing } from "#checklist/drawing.ts";
import { settingsFix } from "#checklist/fixes.ts";
import { earliestMs } from "#checklist/moments.ts";
import type { Fix, Rule } from "#checklist/rule.ts";
import { withFault } from "#checklist/stage.ts";
import { amountText, numberText, spanText } from "#sim/words.ts";

/** A later message done sooner by less than this is no matter. */
const TURNED_US = 1_000_000;
/** How many times longer a message takes on the slow instance of the show. */
const SLOWER = 20;
const SLOW_MS = 30_000;

export const noKey: Rule = {
  id: "no-key",
  title: "Nothing keeps the order",
  severity: "warning",
  says: "Order holds within a partition only. Without a key (or with a partitioner that ignores it) messages about one thing go to several partitions and are processed in any order: paid before it was placed.",
  finds: (drawing) =>
    drawing.services.flatMap((publisher) =>
      drawing.targets(publisher).flatMap((topic) => {
        const reader = drawing.readersOf(topic).find(({ instances }) => instances > 1);
        const why = whyKeyless(publisher);
        if (why === null || partitionsOf(topic) < 2 || reader === undefined) return [];
        return [
          {
            nodeId: publisher.id,
            aboutId: topic.id,
            says: `${publisher.name} publishes to the ${partitionsOf(topic)} partitions of ${topic.name} ${why}, and ${reader.instances} instances of ${reader.service.name} process them side by side.`,
            tryThis:
              "Use the id of what must stay in order as the key: the order's, the customer's, the device's.",
            fix: fixOf(publisher),
          },
        ];
      }),
    ),
  harm({ aboutId }, stage) {
    const topic = stage.drawing.thing(aboutId);
    const reader =
      topic === undefined ? undefined : stage.drawing.readersOf(topic).find(({ instances }) => instances > 1);
    if (topic === undefined || reader === undefined) return null;
    const atMs = Math.ceil(earliestMs(stage.play(), reader.group.id));
    return {
      scenario: withFault(stage.lasting(atMs + SLOW_MS + 30_000), atMs, "slow-down", reader.service.id, {
        instance: 1,
        factor: SLOWER,
        durationMs: SLOW_MS,
      }),
      atMs,
      says: `${reader.service.name}-1 is ${SLOWER} times slower for a while; the others are not.`,
    };
  },
  reads: ["produced", "started"],
  shows({ nodeId, aboutId }, played) {
    const groups = played.layout.groups.filter(({ topics }) =>
      topics.some((topic) => played.layout.topics[topic]?.nodeId === aboutId),
    );
    const services = groups.map(({ service }) => played.layout.services[service]?.nodeId ?? "");
    const keys = new Map<number, number>();
    /** The newest message of each key that was begun, by service. */
    const newest = new Map<string, { readonly message: number; readonly atUs: number }>();
    let turned = 0;
    let worstUs = 0;
    let atUs = 0;
    for (const { fact, who, what, timeUs, extra } of played.rows) {
      if (fact === "produced") {
        if (played.isInstanceOf(who, nodeId)) keys.set(what, extra);
        continue;
      }
      const key = keys.get(what);
      const service = services.find((id) => played.isInstanceOf(who, id));
      if (key === undefined || service === undefined) continue;
      const group = `${service} ${key}`;
      const before = newest.get(group);
      if (before === undefined || before.message < what) newest.set(group, { message: what, atUs: timeUs });
      else if (timeUs - before.atUs > TURNED_US) {
        turned += 1;
        if (timeUs - before.atUs > worstUs) {
          worstUs = timeUs - before.atUs;
          atUs = timeUs;
        }
      }
    }
    if (turned === 0) return null;
    return {
      atMs: atUs / 1000,
      says: `${amountText(turned, "message")} ${turned === 1 ? "is" : "are"} begun after one that was published later, up to ${spanText(worstUs)} after it: ${numberText(keys.size)} messages, and nothing that keeps two of them in order.`,
    };
  },
};

/** Why its messages have no place of their own, or null. */
function whyKeyless(publisher: Thing): string | null {
  if (publisher.value("publishes") === "none" || publisher.value("keys") === "unique") return null;
  if (publisher.value("keys") === "none") return "without a key";
  return publisher.value("partitioner") === "default" ? null : "with a partitioner that ignores the key";
}

function fixOf(publisher: Thing): Fix {
  const isKeyless = publisher.value("keys") === "none";
  const keys = publisher.value("publishes") === "per-message" ? "inherit" : "uniform";
  return settingsFix(
    isKeyless
      ? `Give the messages of ${publisher.name} a key`
      : `Let ${publisher.name} choose the partition by key`,
    publisher,
    { ...(isKeyless ? { keys } : {}), partitioner: "default" },
  );
}
