/** From the document to the databases of a program and who works with them. */
import { micros } from "#base/units.ts";
import { readConfig, type ConfigOf, type Fields } from "#scenario/fields.ts";
import type { Config, Scenario, ScenarioNode } from "#scenario/document.ts";
import { database } from "#sim/kinds/database.ts";
import { service as serviceKind } from "#sim/kinds/service.ts";
import type { WireLayout } from "#sim/layout.ts";
import type { DatabasePlan, EffectPlan, EffectsPlan } from "#sim/effects-plan.ts";

/** `services`: those of the program, in its order. */
export function planEffects(
  scenario: Scenario,
  services: readonly ScenarioNode[],
  wires: readonly WireLayout[],
): EffectsPlan {
  const nodes = databasesOf(scenario);
  const databases = nodes.map((node): DatabasePlan => {
    const config = complete(database.fields, node.config);
    return {
      nodeId: node.id,
      name: node.name,
      latencyUs: micros(config.latencyMs),
      isConstant: config.latency === "constant",
      connections: config.connections,
      failurePercent: config.failurePercent,
      lostAnswerPercent: config.lostAnswerPercent,
      timeoutUs: micros(config.timeoutMs),
    };
  });
  const plans = services.map((node, service): EffectPlan | null => {
    const config = complete(serviceKind.fields, node.config);
    const wire = scenario.wires.find(({ kind, from }) => kind === "stores" && from === node.id);
    const its = wire === undefined ? -1 : nodes.findIndex(({ id }) => id === wire.to);
    const sends = config.effect === "email" || config.effect === "email-keyed";
    if (its < 0 && !sends) return null;
    const outside = sends ? databases.push(outsideWorld(config.effectTimeMs)) - 1 : -1;
    return {
      service,
      database: its,
      wire: wires.findIndex(({ wireId }) => wireId === wire?.id),
      outside,
      effect: config.effect,
      deduplication: its < 0 || config.effect === "none" || config.sagaStep ? "none" : config.deduplication,
      ttlUs: micros(config.deduplicationTtlMs),
      publication: its < 0 ? "after-commit" : config.publication,
      relayIntervalUs: micros(config.relayIntervalMs),
      relayBatch: config.relayBatch,
      relayInstances: config.publication === "outbox-cdc" ? 1 : config.relayInstances,
      relayFlushUs: micros(config.relayFlushMs),
    };
  });
  return { databases, services: plans };
}

/** The databases of a scenario, by id. */
export function databasesOf({ nodes }: Scenario): ScenarioNode[] {
  return nodes
    .filter(({ kind }) => kind === "database")
    .toSorted((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}

/** Whoever delivers e-mails: never down, and as quick as the service says. */
function outsideWorld(timeMs: number): DatabasePlan {
  return {
    nodeId: null,
    name: "the mail service",
    latencyUs: micros(timeMs),
    isConstant: true,
    connections: 1_000_000,
    failurePercent: 0,
    lostAnswerPercent: 0,
    timeoutUs: micros(60_000),
  };
}

function complete<F extends Fields>(fields: F, config: Config): ConfigOf<F> {
  const read = readConfig(fields, config, "");
  if (!read.ok) throw new Error(read.problems[0]!.says);
  return read.value;
}
