import type { Drawing, Reader, Thing } from "#checklist/drawing.ts";
import { withSettings } from "#checklist/fixes.ts";
import type { Fix, Rule } from "#checklist/rule.ts";
import { withFault } from "#checklist/stage.ts";
import { amountText, numberText, spanText } from "#sim/words.ts";

/** From this share of their time on, members have no room for a peak. */
const BUSY_MAX = 0.7;
/** What the group gets in the show, of what it can do. */
const PEAK = 1.3;
/** Share of their time that the members of the mended group work in that peak. */
const MENDED_BUSY = 0.6;
const INSTANCES_MAX = 64;
const PEAK_MS = 120_000;
/** A backlog of so many seconds of messages is no passing matter. */
const BACKLOG_SECONDS = 10;

export const noHeadroom: Rule = {
  id: "no-headroom",
  title: "No room for a peak",
  severity: "warning",
  says: "A group that is busy most of the time falls behind in the first peak, and needs long to catch up: waiting times grow without bound as its load comes near to what it can do.",
  finds: (drawing) =>
    drawing.readers
      .filter((reader) => busy(drawing, reader) > BUSY_MAX && isEven(drawing, reader))
      .map((reader) => ({
        nodeId: reader.service.id,
        aboutId: reader.group.id,
        says: `${numberText(Math.round(drawing.load(reader) * 10) / 10)} messages a second of ${spanText(reader.service.number("serviceTimeMs") * 1000)} each keep ${amountText(workers(reader), "member")} of ${reader.group.name} busy for ${Math.round(busy(drawing, reader) * 100)} % of the time.`,
        tryThis: "Run more instances, on as many partitions or more, or make the work shorter.",
        fix: fixOf(drawing, reader),
      })),
  harm({ nodeId }, stage) {
    const reader = stage.drawing.reader(nodeId);
    if (reader === undefined) return null;
    const factor = peakFactor(stage.drawing, reader);
    const atMs = 20_000;
    let scenario = stage.lasting(atMs + PEAK_MS);
    for (const service of sources(stage.drawing))
      scenario = withFault(scenario, atMs, "change-rate", service.id, { factor });
    return {
      scenario,
      atMs,
      says: `${factor} times as much is published from now on. Look at the lag of ${reader.group.name}.`,
    };
  },
  shows({ aboutId }, played) {
    const lag = played.group(aboutId)?.lag ?? 0;
    const processed = played.group(aboutId)?.processed ?? 0;
    const perSecond = processed / Math.max(1, played.endMs / 1000);
    if (lag < BACKLOG_SECONDS * perSecond) return null;
    return {
      atMs: played.endMs,
      says: `${numberText(lag)} messages wait at the end, ${spanText((lag / perSecond) * 1_000_000)} of work for the whole group, and they become more.`,
    };
  },
};

function workers({ instances, partitions, group }: Reader): number {
  return group.value("protocol") === "share" ? instances : Math.min(instances, partitions);
}

/** Share of their time that the members work. */
function busy(drawing: Drawing, reader: Reader): number {
  return (drawing.load(reader) * reader.service.number("serviceTimeMs")) / 1000 / workers(reader);
}

/** Whether the load is spread over the partitions: otherwise more members do not help. */
function isEven(drawing: Drawing, { topics }: Reader): boolean {
  return topics.every((topic) =>
    drawing
      .publishers(topic)
      .every((publisher) => !["hot-key", "zipf"].includes(String(publisher.value("keys")))),
  );
}

/** Services that publish by themselves: a peak begins with them. */
function sources({ services }: Drawing): readonly Thing[] {
  return services.filter((service) => !["none", "per-message"].includes(String(service.value("publishes"))));
}

function peakFactor(drawing: Drawing, reader: Reader): number {
  return Math.max(1, Math.ceil((PEAK / busy(drawing, reader)) * 100) / 100);
}

function fixOf(drawing: Drawing, reader: Reader): Fix | null {
  const peak = busy(drawing, reader) * peakFactor(drawing, reader) * workers(reader);
  const instances = Math.max(reader.instances, Math.ceil(peak / MENDED_BUSY));
  if (instances > INSTANCES_MAX) return null;
  const short = reader.topics.filter(
    (topic) => topic.node.kind === "topic" && topic.number("partitions") < 2 * instances,
  );
  const isShare = reader.group.value("protocol") === "share";
  const grows = isShare ? [] : short;
  const partitions = grows.length === 0 ? "" : `, on ${2 * instances} partitions`;
  return {
    label: `Give ${reader.service.name} ${instances} instances${partitions}`,
    edit: (scenario) =>
      grows.reduce(
        (changed, topic) => withSettings(changed, topic.id, { partitions: 2 * instances }),
        withSettings(scenario, reader.service.id, { instances }),
      ),
  };
}
