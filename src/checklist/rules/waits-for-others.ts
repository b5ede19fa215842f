import { BREAKER, settingsFix } from "#checklist/fixes.ts";
import { earliestMs } from "#checklist/moments.ts";
import type { Rule } from "#checklist/rule.ts";
import { withFault } from "#checklist/stage.ts";
import { listText, numberText, spanText } from "#sim/words.ts";

const SLOW_MS = 60_000;
const SLOW_FACTOR = 200;
/** A lag of so many seconds of messages is a stall. */
const STALLED_SECONDS = 10;
const LAG_MIN = 10;
const CALL_TIMEOUT_MS = 500;

export const waitsForOthers: Rule = {
  id: "waits-for-others",
  title: "A consumer that waits for others",
  severity: "warning",
  says: "A service that calls another while it processes a message is as slow as that one, and its partition waits with it: what messaging had taken apart is chained together again.",
  finds: (drawing) =>
    drawing.readers
      .filter(
        ({ service }) =>
          drawing.callees(service).length > 0 &&
          !(service.value("circuitBreaker") === true && service.value("withoutAnswer") === "go-on"),
      )
      .map(({ group, service }) => ({
        nodeId: service.id,
        aboutId: group.id,
        says: `${service.name} calls ${listText(drawing.callees(service).map(({ name }) => name))} for each message and waits for the answer, up to ${spanText(service.number("callTimeoutMs") * service.number("callAttempts") * 1000)}.`,
        tryThis:
          "Let the other side have an event instead; or bound the wait, break the circuit, and go on without an answer.",
        fix: settingsFix(`Give ${service.name} a short timeout, a circuit breaker and a fallback`, service, {
          callTimeoutMs: Math.min(CALL_TIMEOUT_MS, service.number("callTimeoutMs")),
          callAttempts: 1,
          ...BREAKER,
          withoutAnswer: "go-on",
        }),
      })),
  harm(place, stage) {
    const reader = stage.drawing.reader(place.nodeId);
    const callee = reader === undefined ? undefined : stage.drawing.callees(reader.service)[0];
    if (reader === undefined || callee === undefined) return null;
    const atMs = Math.ceil(earliestMs(stage.play(), reader.group.id));
    let scenario = stage.lasting(atMs + SLOW_MS + 30_000);
    for (let instance = 1; instance <= callee.number("instances"); instance++)
      scenario = withFault(scenario, atMs, "slow-down", callee.id, {
        instance,
        factor: SLOW_FACTOR,
        durationMs: SLOW_MS,
      });
    return {
      scenario,
      atMs,
      says: `${callee.name} becomes ${SLOW_FACTOR} times slower for a minute. Look at the lag of ${reader.group.name}.`,
    };
  },
  shows({ aboutId }, played) {
    const processed = played.group(aboutId)?.processed ?? 0;
    const { atMs, lag } = played.furthestBehind(aboutId);
    const perSecond = processed / Math.max(1, played.endMs / 1000);
    if (lag < Math.max(LAG_MIN, STALLED_SECONDS * perSecond)) return null;
    return { atMs, says: `${numberText(lag)} messages wait, though the service itself is as fast as ever.` };
  },
};
