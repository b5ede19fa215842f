import type { Drawing, Thing } from "#checklist/drawing.ts";
import { settingsFix } from "#checklist/fixes.ts";
import type { Fix, Rule } from "#checklist/rule.ts";
import { withFault } from "#checklist/stage.ts";
import { INSTANCES_MAX } from "#sim/layout.ts";
import { amountText, numberText, spanText } from "#sim/words.ts";

/** Share of what is admitted that callers go for: a call at the end of one period may arrive in the next. */
const GOAL = 0.8;
const PEAK_MS = 20_000;
/** In the peak so many times as much comes as is admitted. */
const PEAK = 2;
/** Fewer calls that are turned away than one in so many are no harm. */
const ONE_IN = 10;
const TURNED_AWAY_MIN = 10;
const PATIENT_ATTEMPTS = 3;

export const overRateLimit: Rule = {
  id: "over-rate-limit",
  title: "More than the other side admits",
  severity: "warning",
  says: "Who calls more often than a service admits is turned away (429), tries again at once, and spends its attempts on nothing: in a peak work is lost though the other side is well. A limit of one's own turns the peak into a wait.",
  finds: (drawing) =>
    drawing.services
      .filter((callee) => callee.number("admitsRequests") > 0)
      .flatMap((callee) =>
        drawing
          .callers(callee)
          .filter((caller) => isTooMuch(caller, callee))
          .map((caller) => ({
            nodeId: caller.id,
            aboutId: callee.id,
            says: `${callee.name} admits ${amountText(callee.number("admitsRequests"), "request")} in ${spanText(callee.number("admitsPeriodMs") * 1000)}, and ${asksText(caller)}.`,
            tryThis:
              "Let the caller limit itself, each instance to its share of what is admitted; and wait as long as Retry-After says.",
            fix: fixOf(caller, callee),
          })),
      ),
  harm({ nodeId, aboutId }, stage) {
    const { drawing } = stage;
    const [caller, callee] = [drawing.thing(nodeId), drawing.thing(aboutId)];
    if (caller === undefined || callee === undefined) return null;
    const atMs = Math.ceil(Math.min(20_000, stage.durationMs / 3));
    let scenario = stage.lasting(atMs + PEAK_MS + 30_000);
    const factor = Math.min(
      1_000,
      Math.max(1, Math.ceil((PEAK * admitted(callee)) / asked(drawing, caller))),
    );
    for (const source of sourcesOf(drawing, caller)) {
      scenario = withFault(scenario, atMs, "change-rate", source.id, { factor });
      scenario = withFault(scenario, atMs + PEAK_MS, "change-rate", source.id, { factor: 1 });
    }
    return {
      scenario,
      atMs,
      says: `${spanText(PEAK_MS * 1000)} with ${numberText(factor)} times as much to do for ${caller.name}.`,
    };
  },
  reads: ["requestRefused", "callMade"],
  shows({ nodeId, aboutId }, played) {
    const index = played.layout.services.findIndex((service) => service.nodeId === aboutId);
    const peak = played.scenario.interventions.find(({ kind }) => kind === "change-rate");
    const rows = played.rows.filter(({ timeUs }) => timeUs >= (peak?.atMs ?? 0) * 1000);
    const calls = rows.filter(
      ({ fact, offset }) => fact === "callMade" && Math.floor(offset / INSTANCES_MAX) === index,
    );
    const turnedAway = rows.filter(
      ({ fact, who, offset, extra }) =>
        fact === "requestRefused" &&
        extra < 0 &&
        played.isInstanceOf(who, aboutId) &&
        played.isInstanceOf(offset, nodeId),
    );
    const [first] = turnedAway;
    if (first === undefined || turnedAway.length < TURNED_AWAY_MIN) return null;
    if (turnedAway.length * ONE_IN < calls.length) return null;
    return {
      atMs: first.timeUs / 1000,
      says: `${played.layout.services[index]?.name ?? ""} turns ${numberText(turnedAway.length)} of ${amountText(calls.length, "call")} away from then on (429).`,
    };
  },
};

/** Requests a second that a service admits. */
function admitted(callee: Thing): number {
  return (1000 * callee.number("admitsRequests")) / callee.number("admitsPeriodMs");
}

/** Calls a second that the limiters of all instances let through; no bound where there is none. */
function allowed(caller: Thing): number {
  if (caller.value("rateLimiter") !== true) return Infinity;
  return (
    (1000 * caller.number("instances") * caller.number("limitForPeriod")) /
    caller.number("limitRefreshPeriodMs")
  );
}

function isTooMuch(caller: Thing, callee: Thing): boolean {
  const isPatient =
    caller.value("whenLimited") === "retry-after" && caller.number("callAttempts") >= PATIENT_ATTEMPTS;
  return allowed(caller) > admitted(callee) && !isPatient;
}

function asksText(caller: Thing): string {
  if (caller.value("rateLimiter") !== true) return `${caller.name} calls it whenever it likes`;
  const [limit, period] = [caller.number("limitForPeriod"), caller.number("limitRefreshPeriodMs")];
  return `each of ${amountText(caller.number("instances"), "instance")} of ${caller.name} may call it ${amountText(limit, "time")} in ${spanText(period * 1000)}`;
}

/** Who makes work for a service: it itself by its schedule, or who publishes what it reads. */
function sourcesOf(drawing: Drawing, caller: Thing): readonly Thing[] {
  const topics = drawing.reader(caller.id)?.topics ?? [];
  return [caller, ...topics.flatMap((topic) => drawing.publishers(topic))].filter(
    (service, at, all) =>
      !["none", "per-message"].includes(String(service.value("publishes"))) && all.indexOf(service) === at,
  );
}

/** Requests and messages a second that it works on, at least a few, so that a peak is one. */
function asked(drawing: Drawing, caller: Thing): number {
  const reader = drawing.reader(caller.id);
  const own = caller.value("publishes") === "none" ? 0 : caller.number("ratePerSecond");
  const read = reader === undefined ? 0 : drawing.load(reader);
  return Math.max(0.1, read + own * caller.number("instances"));
}

/** Each instance gets its share; where that is less than one call in a period, one in a longer period. */
function fixOf(caller: Thing, callee: Thing): Fix {
  const goal = (GOAL * callee.number("admitsRequests")) / Math.max(1, caller.number("instances"));
  const limitForPeriod = Math.max(1, Math.floor(goal));
  const periodMs = callee.number("admitsPeriodMs");
  const limitRefreshPeriodMs = Math.min(3_600_000, goal < 1 ? Math.ceil(periodMs / goal) : periodMs);
  return settingsFix(
    `Let each instance of ${caller.name} call ${callee.name} ${amountText(limitForPeriod, "time")} in ${spanText(limitRefreshPeriodMs * 1000)}`,
    caller,
    { rateLimiter: true, limitForPeriod, limitRefreshPeriodMs, whenLimited: "retry-after" },
  );
}
