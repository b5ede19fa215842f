import type { Drawing, Thing } from "#checklist/drawing.ts";
import { BREAKER, withSettings } from "#checklist/fixes.ts";
import type { Rule } from "#checklist/rule.ts";
import { withFault } from "#checklist/stage.ts";
import { INSTANCES_MAX } from "#sim/layout.ts";
import { listText, momentText, numberText, spanText } from "#sim/words.ts";

/** More calls than this for one request multiply the load of whoever cannot take it: three attempts at one place are usual. */
const CALLS_MAX = 3;
const SLOW_MS = 60_000;
const SLOW_FACTOR = 1_000;
/** Of fewer requests nothing can be said. */
const REQUESTS_MIN = 5;

/** Who is called so often for one request, and by whom it is tried again, the nearest first. */
interface Storm {
  readonly callee: Thing;
  readonly calls: number;
  readonly retrying: readonly Thing[];
}

export const retryStorm: Rule = {
  id: "retry-storm",
  title: "A storm of retries",
  severity: "danger",
  says: "Along a chain the attempts multiply: three services that try three times call the last one 27 times for one request, and do so just when it cannot take more. A short failure becomes a long one.",
  finds: (drawing) =>
    storms(drawing).map(({ callee, calls, retrying }) => ({
      nodeId: callee.id,
      aboutId: retrying[0]!.id,
      says: `For one request that fails, ${callee.name} is called up to ${numberText(calls)} times: ${listText(retrying.map((caller) => `${caller.name} tries ${numberText(caller.number("callAttempts"))} times`))}, and no circuit breaker is in between.`,
      tryThis:
        "Try again at one place only, with a budget; and let a circuit breaker keep calls away from a service that fails.",
      fix: {
        label: `Give ${listText(retrying.map(({ name }) => name))} a circuit breaker`,
        edit: (scenario) =>
          retrying.reduce((changed, { id }) => withSettings(changed, id, BREAKER), scenario),
      },
    })),
  harm({ nodeId }, stage) {
    const callee = stage.drawing.thing(nodeId);
    if (callee === undefined) return null;
    const atMs = Math.ceil(Math.min(20_000, stage.durationMs / 3));
    let scenario = stage.lasting(atMs + SLOW_MS + 20_000);
    for (let instance = 1; instance <= callee.number("instances"); instance++)
      scenario = withFault(scenario, atMs, "slow-down", callee.id, {
        instance,
        factor: SLOW_FACTOR,
        durationMs: SLOW_MS,
      });
    return {
      scenario,
      atMs,
      says: `${callee.name} hardly answers any more for ${spanText(SLOW_MS * 1000)}.`,
    };
  },
  reads: ["callMade"],
  shows({ nodeId }, played) {
    const index = played.layout.services.findIndex((service) => service.nodeId === nodeId);
    const calls = new Map<number, number>();
    let [made, mostUs, most] = [0, 0, 0];
    for (const { timeUs, what, offset } of played.rows) {
      if (Math.floor(offset / INSTANCES_MAX) !== index || !isSlow(timeUs, played.scenario)) continue;
      const count = (calls.get(what) ?? 0) + 1;
      calls.set(what, count);
      made++;
      if (count > most) [mostUs, most] = [timeUs, count];
    }
    const name = played.layout.services[index]?.name ?? "";
    if (calls.size < REQUESTS_MIN || made <= CALLS_MAX * calls.size) return null;
    return {
      atMs: mostUs / 1000,
      says: `${name} is called ${numberText(made)} times for ${numberText(calls.size)} requests while it cannot answer; ${numberText(most)} times for a single one by ${momentText(mostUs)}.`,
    };
  },
};

/** Whether somebody's service is slow at a moment, as the show has it. */
function isSlow(
  timeUs: number,
  { interventions }: { readonly interventions: readonly { readonly kind: string; readonly atMs: number }[] },
): boolean {
  const slow = interventions.find(({ kind }) => kind === "slow-down");
  return slow !== undefined && timeUs >= slow.atMs * 1000 && timeUs <= (slow.atMs + SLOW_MS) * 1000;
}

/** Services that are called too often, as far as they do not hand the storm on to one that is called more often still. */
function storms(drawing: Drawing): Storm[] {
  const known = new Map<string, Storm>();
  const stormAt = (callee: Thing): Storm => {
    const found = known.get(callee.id);
    if (found !== undefined) return found;
    let worst: Storm = { callee, calls: 1, retrying: [] };
    // A drawing with a circle of calls does not run; it is not followed round.
    known.set(callee.id, worst);
    for (const caller of drawing.callers(callee)) {
      const attempts = caller.value("circuitBreaker") === true ? 1 : caller.number("callAttempts");
      const before = stormAt(caller);
      if (before.calls * attempts <= worst.calls) continue;
      worst = {
        callee,
        calls: before.calls * attempts,
        retrying: attempts > 1 ? [caller, ...before.retrying] : before.retrying,
      };
    }
    known.set(callee.id, worst);
    return worst;
  };
  return drawing.services.map(stormAt).filter(({ callee, calls }) => {
    const isHandedOn = drawing.callees(callee).some((next) => stormAt(next).calls > calls);
    return calls > CALLS_MAX && !isHandedOn;
  });
}
