import type { Drawing, Reader, Thing } from "#checklist/drawing.ts";
import { settingsFix } from "#checklist/fixes.ts";
import { earliestMs } from "#checklist/moments.ts";
import type { Fix, Harm, Place, Rule } from "#checklist/rule.ts";
import { withFault, type Stage } from "#checklist/stage.ts";
import { amountText, listText, momentText, numberText, spanText } from "#sim/words.ts";

/** How long answers take in the shows that are tried, in timeouts: just in time, and too late for who goes on without them. */
const IN_TIME = [0.8, 0.6];
const TOO_LATE = [3, 1.5];
/** So many full batches fit into the show. */
const BATCHES = 2;
/** Nobody waits longer for a show than this. */
const SLOW_MS_MAX = 3_600_000;

export const callsOutlastPoll: Rule = {
  id: "calls-outlast-poll",
  title: "Waiting outlasts the poll interval",
  severity: "danger",
  says: "A consumer that waits for answers does not poll meanwhile. When the other side is slow, its timeouts and retries add up over a batch to more than max.poll.interval.ms: the group throws the member out, gives its batch to the next one, who waits as long, and nothing is ever committed.",
  finds: (drawing) =>
    drawing.readers
      .filter((reader) => isTooLong(drawing, reader))
      .map((reader) => {
        const { group, service } = reader;
        return {
          nodeId: service.id,
          aboutId: group.id,
          says: `${service.name} may wait ${spanText(waitMs(drawing, reader) * 1000)} a message for ${listText(drawing.callees(service).map(({ name }) => name))}, and a poll returns up to ${numberText(group.number("maxPollRecords"))}; it has to poll every ${spanText(group.number("maxPollIntervalMs") * 1000)}.`,
          tryThis: "Let a poll return as many messages as can be waited for, and wait for a shorter time.",
          fix: fixOf(drawing, reader),
        };
      }),
  harm: (place, stage) => stage.first(slowAnswers(place, stage), callsOutlastPoll, place),
  shows({ nodeId, aboutId }, played) {
    const expired = played.told("pollExpired").filter(({ who }) => played.isInstanceOf(who, nodeId));
    const [first] = expired;
    if (first === undefined) return null;
    const duplicates = played.group(aboutId)?.duplicates ?? 0;
    return {
      atMs: first.timeUs / 1000,
      says: `A member is thrown out at ${momentText(first.timeUs)} while it waits for an answer (max.poll.interval.ms), ${amountText(expired.length, "time")} in all; ${amountText(duplicates, "message")} processed again.`,
    };
  },
};

/** How long a message waits at most where each call is answered at its last attempt, just in time. */
function waitMs(drawing: Drawing, { service }: Reader): number {
  const attempts = service.number("callAttempts");
  let each = attempts * service.number("callTimeoutMs");
  for (let attempt = 1, pause = service.number("callBackoffMs"); attempt < attempts; attempt++, pause *= 2)
    each += pause;
  return service.number("serviceTimeMs") + drawing.callees(service).length * each;
}

function isTooLong(drawing: Drawing, reader: Reader): boolean {
  const { group, service } = reader;
  return (
    group.value("protocol") !== "share" &&
    drawing.callees(service).some((callee) => addsUp(service, callee)) &&
    group.number("maxPollRecords") * waitMs(drawing, reader) > group.number("maxPollIntervalMs")
  );
}

/**
 * Whether the waits of a batch add up. Who fails with its call puts the batch aside at the first answer that comes too late,
 * which answers that vary soon bring about; who goes on without an answer waits for each, until a circuit breaker opens.
 */
function addsUp(service: Thing, callee: Thing): boolean {
  if (goesOn(service)) return service.value("circuitBreaker") !== true;
  return callee.value("serviceTime") === "constant";
}

function goesOn(service: Thing): boolean {
  return service.value("withoutAnswer") === "go-on";
}

/** A service that it calls takes as long as it is waited for, or longer where that does not end the batch. */
function* slowAnswers({ nodeId }: Place, stage: Stage): Iterable<Harm> {
  const { drawing } = stage;
  const reader = drawing.reader(nodeId);
  const callee =
    reader === undefined
      ? undefined
      : drawing.callees(reader.service).find((each) => addsUp(reader.service, each));
  if (reader === undefined || callee === undefined) return;
  const { group, service, instances } = reader;
  const atMs = Math.ceil(earliestMs(stage.play(), group.id));
  const timeoutMs = service.number("callTimeoutMs");
  for (const share of goesOn(service) ? TOO_LATE : IN_TIME) {
    const answerMs = share * timeoutMs;
    const records = group.number("maxPollRecords") * instances;
    const fillMs = (1000 * records) / Math.max(0.1, drawing.load(reader));
    const batchMs = Math.min(
      group.number("maxPollRecords") * Math.min(answerMs, timeoutMs) * service.number("callAttempts"),
      2 * group.number("maxPollIntervalMs"),
    );
    const slowMs = Math.ceil(fillMs + BATCHES * batchMs);
    if (!(slowMs < SLOW_MS_MAX)) return;
    const factor = Math.max(1, answerMs / Math.max(0.01, callee.number("serviceTimeMs")));
    let scenario = stage.lasting(atMs + slowMs);
    for (let instance = 1; instance <= callee.number("instances"); instance++)
      scenario = withFault(scenario, atMs, "slow-down", callee.id, {
        instance,
        factor: Math.min(10_000, Math.round(factor * 100) / 100),
        durationMs: slowMs,
      });
    yield {
      scenario,
      atMs,
      says: `${callee.name} takes ${spanText(answerMs * 1000)} for an answer from now on; it is waited for ${spanText(timeoutMs * 1000)}.`,
    };
  }
}

/** As many messages a poll as fit into half of the interval; where not even one does, a longer interval. */
function fixOf(drawing: Drawing, reader: Reader): Fix {
  const { group } = reader;
  const [wait, interval] = [waitMs(drawing, reader), group.number("maxPollIntervalMs")];
  const records = Math.max(1, Math.floor(interval / 2 / wait));
  const maxPollIntervalMs = Math.min(86_400_000, Math.max(interval, Math.ceil(2 * wait)));
  const within = maxPollIntervalMs === interval ? "" : `, within ${spanText(maxPollIntervalMs * 1000)}`;
  return settingsFix(
    `Let a poll of ${group.name} return ${amountText(records, "message")} at most${within}`,
    group,
    { maxPollRecords: records, maxPollIntervalMs },
  );
}
