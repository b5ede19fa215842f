import type { Reader } from "#checklist/drawing.ts";
import { settingsFix } from "#checklist/fixes.ts";
import { earliestMs } from "#checklist/moments.ts";
import type { Fix, Rule } from "#checklist/rule.ts";
import { withFault } from "#checklist/stage.ts";
import { amountText, momentText, numberText, spanText } from "#sim/words.ts";

/** How many times the poll interval a full batch takes in the show. */
const TIMES = 1.5;
/** Times of so many messages even out, and one hardly ever takes so many times the mean. */
const EVEN_OUT = 20;
/** Nobody waits longer for a backlog than this. */
const BACKLOG_MS_MAX = 3_600_000;

export const pollsTooSeldom: Rule = {
  id: "polls-too-seldom",
  title: "A full batch outlasts the poll interval",
  severity: "danger",
  says: "As long as messages come one by one all is well. After an outage a poll returns a full batch, the member does not poll again in time, and the group throws it out in the midst of its work: again and again, and the backlog never shrinks.",
  finds: (drawing) =>
    drawing.readers.filter(isTooLong).map((reader) => {
      const { group, service } = reader;
      return {
        nodeId: service.id,
        aboutId: group.id,
        says: `${numberText(group.number("maxPollRecords"))} messages of ${spanText(service.number("serviceTimeMs") * 1000)} take ${spanText(batchMs(reader) * 1000)}, but ${service.name} has to poll every ${spanText(group.number("maxPollIntervalMs") * 1000)}.`,
        tryThis: "Let a poll return fewer messages, or allow more time between two polls.",
        fix: fixOf(reader),
      };
    }),
  harm({ nodeId }, stage) {
    const reader = stage.drawing.reader(nodeId);
    if (reader === undefined) return null;
    const { group, service, instances } = reader;
    const load = stage.drawing.load(reader);
    const needed = (TIMES * instances * group.number("maxPollIntervalMs")) / service.number("serviceTimeMs");
    const downMs = Math.ceil((1000 * needed) / load);
    if (!(downMs < BACKLOG_MS_MAX)) return null;
    const atMs = Math.ceil(earliestMs(stage.play(), group.id));
    let scenario = stage.lasting(atMs + downMs + 2 * group.number("maxPollIntervalMs") + 30_000);
    for (let instance = 1; instance <= instances; instance++) {
      scenario = withFault(scenario, atMs, "stop", service.id, { instance });
      scenario = withFault(scenario, atMs + downMs, "restart", service.id, { instance });
    }
    return {
      scenario,
      atMs,
      says: `All instances of ${service.name} are down for ${spanText(downMs * 1000)}; then they have a backlog to work off.`,
    };
  },
  shows({ nodeId, aboutId }, played) {
    const expired = played.told("pollExpired").filter(({ who }) => played.isInstanceOf(who, nodeId));
    const [first] = expired;
    if (first === undefined) return null;
    const duplicates = played.group(aboutId)?.duplicates ?? 0;
    return {
      atMs: first.timeUs / 1000,
      says: `A member is thrown out at ${momentText(first.timeUs)} though it works (max.poll.interval.ms), ${amountText(expired.length, "time")} in all; ${amountText(duplicates, "message")} processed again.`,
    };
  },
};

function batchMs({ group, service }: Reader): number {
  return group.number("maxPollRecords") * service.number("serviceTimeMs");
}

function isTooLong(reader: Reader): boolean {
  return (
    reader.group.value("protocol") !== "share" && batchMs(reader) > reader.group.number("maxPollIntervalMs")
  );
}

/** A batch within half of the interval; where that is few messages, whose times vary, one by one within many times the mean. */
function fixOf({ group, service }: Reader): Fix {
  const serviceMs = service.number("serviceTimeMs");
  const ownMs = group.number("maxPollIntervalMs");
  const records = Math.floor(ownMs / 2 / serviceMs);
  if (records >= EVEN_OUT)
    return settingsFix(`Let a poll of ${group.name} return ${records} messages at most`, group, {
      maxPollRecords: records,
    });
  const maxPollIntervalMs = Math.min(86_400_000, Math.max(ownMs, Math.ceil(EVEN_OUT * serviceMs)));
  const within = maxPollIntervalMs === ownMs ? "" : `, within ${spanText(maxPollIntervalMs * 1000)}`;
  return settingsFix(`Let ${group.name} poll message by message${within}`, group, {
    maxPollRecords: 1,
    maxPollIntervalMs,
  });
}
