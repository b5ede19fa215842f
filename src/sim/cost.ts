/**
 * What a run will cost, told from the scenario alone before anything is run: messages and scheduled calls. A rough
 * upper figure for judging whether a run is reasonable, not a promise; limits of the run itself (`limits.ts`) hold anyway.
 */
import type { Config, Scenario } from "#scenario/document.ts";
import type { ConsumerGroupConfig } from "./kinds/consumer-group.ts";
import type { ServiceConfig } from "./kinds/service.ts";
import { INSTANCES_MAX } from "./layout.ts";
import type { RunSettings } from "./run-settings.ts";
import { sagaOwnShare, sagaShare } from "./saga-share.ts";

/** The complete settings of a scenario, by node id, as the judge has read them. */
export interface Settings {
  readonly run: RunSettings;
  readonly services: ReadonlyMap<string, ServiceConfig>;
  readonly groups: ReadonlyMap<string, ConsumerGroupConfig>;
}

export interface Cost {
  readonly messages: number;
  readonly calls: number;
  /** Id of the service that makes most of it; "" without services. */
  readonly dearest: string;
}

/** Calls that one message costs from its making to the log, and at each group that processes it, as measured where messages come one by one; batches need fewer. */
const CALLS_PRODUCED = 3;
const CALLS_PROCESSED = 3;
/** Scheduled calls of a request to a service: it arrives, is worked on, is answered, and its timeout. */
const CALLS_REQUESTED = 4;
/** A message that goes round a loop of services is followed this many times. */
const ROUNDS_MAX = 64;

/** Estimates the whole run, with what interventions may do to rates and instances counted as if it held all along. */
export function estimateCost(scenario: Scenario, settings: Settings): Cost {
  const { durationMs } = settings.run;
  const topicsOf = wiredFrom(scenario, "publishes");
  const groupsOf = wiredFrom(scenario, "consumes");
  const callsOf = wiredFrom(scenario, "calls");
  const failures = new Set(
    scenario.nodes.flatMap(({ id, config }) => (config["tells"] === "failed" ? [id] : [])),
  );
  const made = new Map<string, number>();
  let calls = durationMs / settings.run.retentionCheckIntervalMs;
  let wave = new Map<string, number>();
  for (const [id, service] of settings.services) {
    const instances = instancesMost(scenario, id, service.instances);
    const moments = ownMoments(service, durationMs) * instances * rateFactorMost(scenario, id);
    const targets = topicsOf.get(id) ?? [];
    calls += moments * CALLS_REQUESTED * requestsFor(callsOf, id, 1);
    if (targets.length === 0) continue;
    calls += moments;
    made.set(id, moments * targets.length);
    for (const topic of targets) add(wave, topic, moments * sagaOwnShare(service, failures.has(topic)));
  }
  const capacity = new Map<string, number>();
  for (const [id, { service, maxAttempts }] of settings.groups) {
    const of = settings.services.get(service);
    if (of === undefined) continue;
    const instances = instancesMost(scenario, service, of.instances);
    const fails = of.failurePercent / 100;
    const attempts = fails >= 1 ? maxAttempts : Math.min(maxAttempts, 1 / (1 - fails));
    const perMessageMs = of.serviceTimeMs * attempts;
    capacity.set(id, perMessageMs === 0 ? Infinity : (instances * durationMs) / perMessageMs);
    calls += instances * idleCalls(settings.groups.get(id), settings.run);
  }
  let produced = 0;
  for (let round = 0; wave.size > 0 && round < ROUNDS_MAX; round++) {
    const next = new Map<string, number>();
    for (const [topic, messages] of wave) {
      produced += messages;
      calls += messages * CALLS_PRODUCED;
      for (const group of groupsOf.get(topic) ?? []) {
        const left = capacity.get(group) ?? 0;
        const processed = Math.min(messages, left);
        capacity.set(group, left - processed);
        calls += processed * CALLS_PROCESSED;
        const id = settings.groups.get(group)?.service ?? "";
        const service = settings.services.get(id);
        if (service?.publishes !== "per-message" || processed === 0) continue;
        const targets = topicsOf.get(id) ?? [];
        made.set(id, (made.get(id) ?? 0) + processed * service.messagesEach * targets.length);
        for (const target of targets) {
          const share = sagaShare(service, failures.has(topic), failures.has(target));
          add(next, target, processed * service.messagesEach * share);
        }
      }
    }
    wave = next;
  }
  let dearest = "";
  for (const [id, count] of made) if (dearest === "" || count > (made.get(dearest) ?? 0)) dearest = id;
  return { messages: Math.ceil(produced), calls: Math.ceil(calls), dearest };
}

/** Requests that one at a service leads to, along the wires of calls; its own counts where it makes any. */
function requestsFor(callsOf: ReadonlyMap<string, readonly string[]>, id: string, depth: number): number {
  const called = callsOf.get(id) ?? [];
  if (depth > ROUNDS_MAX || (depth === 1 && called.length === 0)) return 0;
  return called.reduce((sum, each) => sum + requestsFor(callsOf, each, depth + 1), 1);
}

/** How often one instance publishes on its own over the run; changing rates count at their highest, as they are drawn. */
function ownMoments(service: ServiceConfig, durationMs: number): number {
  const seconds = durationMs / 1000;
  switch (service.publishes) {
    case "none":
    case "per-message":
      return 0;
    case "burst":
      return Math.ceil(durationMs / service.burstEveryMs) * service.burstMessages;
    case "constant":
    case "poisson":
      return service.ratePerSecond * seconds;
    case "ramp":
      return Math.max(service.ratePerSecond, service.rampToPerSecond) * seconds;
    case "diurnal":
      return Math.max(service.ratePerSecond, service.troughPerSecond) * seconds;
  }
}

/** What a member does without any message: it fetches, waits, fetches again, and says that it is alive. */
function idleCalls(group: ConsumerGroupConfig | undefined, run: RunSettings): number {
  if (group === undefined) return 0;
  const roundTripMs = group.fetchMaxWaitMs + 2 * run.networkLatencyMs;
  return (3 * run.durationMs) / roundTripMs + (3 * run.durationMs) / group.heartbeatIntervalMs;
}

/** The most instances that a service has at any time. */
export function instancesMost(scenario: Scenario, serviceId: string, instances: number): number {
  return Math.min(INSTANCES_MAX, highest(scenario, serviceId, "scale", "instances", instances));
}

function rateFactorMost(scenario: Scenario, serviceId: string): number {
  return highest(scenario, serviceId, "change-rate", "factor", 1);
}

function highest(scenario: Scenario, target: string, kind: string, setting: string, from: number): number {
  let most = from;
  for (const intervention of scenario.interventions) {
    if (intervention.kind !== kind || intervention.target !== target) continue;
    most = Math.max(most, numberIn(intervention.config, setting) ?? from);
  }
  return most;
}

function numberIn(config: Config, setting: string): number | undefined {
  const value = config[setting];
  return typeof value === "number" ? value : undefined;
}

/** Where the wires of a kind lead, by the id they start at. */
function wiredFrom(scenario: Scenario, kind: string): Map<string, string[]> {
  const ends = new Map<string, string[]>();
  for (const wire of scenario.wires) {
    if (wire.kind !== kind) continue;
    const list = ends.get(wire.from);
    if (list === undefined) ends.set(wire.from, [wire.to]);
    else list.push(wire.to);
  }
  return ends;
}

function add(counts: Map<string, number>, key: string, count: number): void {
  if (count > 0) counts.set(key, (counts.get(key) ?? 0) + count);
}
