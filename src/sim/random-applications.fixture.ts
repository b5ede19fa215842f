/** What applications do, for a random scenario: databases with effects and outboxes, and calls between services. */
import type { Config, Intervention, Scenario, ScenarioNode, ScenarioWire } from "#scenario/document.ts";
import type { ClusterDice } from "./random-cluster.fixture.ts";

/** The scenario with databases that fail, on which some of its services keep values, remember events and have outboxes. */
export function withDatabases(dice: ClusterDice, scenario: Scenario): Scenario {
  const durationMs = Number(scenario.settings["durationMs"] ?? 60_000);
  const databases = Array.from({ length: dice.whole(1, 2) }, (_, i): ScenarioNode => {
    const config = {
      latencyMs: dice.pick(0, 1, 20),
      failurePercent: dice.pick(0, 0, 10),
      lostAnswerPercent: dice.pick(0, 0, 10),
      timeoutMs: dice.pick(50, 500, 2_000),
      connections: dice.pick(1, 20),
    };
    return { id: `db${i + 1}`, kind: "database", name: `database-${i + 1}`, config };
  });
  const wires: ScenarioWire[] = [];
  const nodes = scenario.nodes.map((node): ScenarioNode => {
    if (node.kind !== "service" || dice.chance(30)) return node;
    // Who has no database may still send e-mails.
    if (dice.chance(20))
      return {
        ...node,
        config: { ...node.config, ...remembers(dice), effect: dice.pick("email", "email-keyed") },
      };
    wires.push({ id: `${node.id}-db`, kind: "stores", from: node.id, to: dice.pick(...databases).id });
    return { ...node, config: { ...node.config, ...remembers(dice), ...keeps(dice) } };
  });
  const deeds = databases.flatMap(({ id }): readonly Intervention[] => {
    if (dice.chance(50)) return [];
    const down = dice.whole(0, Math.floor(durationMs * 0.9));
    return [
      { id: `${id}-down`, atMs: down, kind: "database-down", target: id, config: {} },
      { id: `${id}-up`, atMs: down + dice.whole(1, 8_000), kind: "database-up", target: id, config: {} },
    ];
  });
  return {
    ...scenario,
    nodes: [...nodes, ...databases],
    wires: [...scenario.wires, ...wires],
    interventions: [...scenario.interventions, ...deeds],
  };
}

function remembers(dice: ClusterDice): Config {
  return {
    deduplication: dice.pick("none", "table", "before", "after"),
    deduplicationTtlMs: dice.pick(500, 604_800_000),
    effectTimeMs: dice.pick(0, 20, 500),
  };
}

function keeps(dice: ClusterDice): Config {
  return {
    effect: dice.pick("none", "add", "upsert", "upsert-versioned", "email", "email-keyed"),
    publication: dice.pick("after-commit", "before-commit", "outbox-polling", "outbox-cdc"),
    relayIntervalMs: dice.pick(20, 500),
    relayBatch: dice.pick(1, 100),
    relayInstances: dice.pick(1, 1, 2),
    relayFlushMs: dice.pick(100, 10_000),
  };
}

/** The scenario with two services more that are called by some of the others, and all that may go wrong with calls. */
export function withCalls(dice: ClusterDice, scenario: Scenario): Scenario {
  const durationMs = Number(scenario.settings["durationMs"] ?? 60_000);
  const called = ["c1", "c2"].map((id): ScenarioNode => {
    const config = {
      instances: dice.whole(1, 3),
      serviceTime: "exponential",
      serviceTimeMs: dice.pick(1, 20, 300),
      failurePercent: dice.pick(0, 0, 20),
      ...manners(dice),
    };
    return { id, kind: "service", name: `called-${id}`, config };
  });
  const wires: ScenarioWire[] = [{ id: "c1-c2", kind: "calls", from: "c1", to: "c2" }];
  const nodes = scenario.nodes.map((node): ScenarioNode => {
    if (node.kind !== "service" || dice.chance(40)) return node;
    for (const { id } of called)
      if (dice.chance(60)) wires.push({ id: `${node.id}-${id}`, kind: "calls", from: node.id, to: id });
    return { ...node, config: { ...node.config, ...manners(dice) } };
  });
  const deeds = Array.from({ length: dice.whole(0, 6) }, (_, i): Intervention => {
    const [kind, config] = dice.pick<readonly [string, Config]>(
      ["crash", { instance: dice.whole(1, 2) }],
      ["stop", { instance: 1 }],
      ["restart", { instance: dice.whole(1, 2) }],
      ["restart", { instance: 1 }],
      ["pause", { instance: 1, durationMs: dice.whole(100, 5_000) }],
      ["slow-down", { factor: dice.pick(3, 50) }],
      ["scale", { instances: dice.whole(1, 4) }],
      ["rolling-restart", {}],
    );
    return { id: `call-${i}`, atMs: dice.whole(0, durationMs), kind, target: dice.pick("c1", "c2"), config };
  });
  return {
    ...scenario,
    nodes: [...nodes, ...called],
    wires: [...scenario.wires, ...wires],
    interventions: [...scenario.interventions, ...deeds],
  };
}

function manners(dice: ClusterDice): Config {
  return {
    http: true,
    threads: dice.pick(1, 3, 10),
    requestQueue: dice.pick(0, 2, 100),
    callTimeoutMs: dice.pick(20, 200, 1_000),
    callAttempts: dice.pick(1, 1, 3),
    callBackoffMs: dice.pick(1, 100),
    callJitter: dice.pick("none", "full"),
    whenLimited: dice.pick("backoff", "retry-after"),
    admitsRequests: dice.pick(0, 0, 2, 20),
    rateLimiter: dice.chance(20),
    limitForPeriod: dice.pick(1, 20),
    limiterTimeoutMs: dice.pick(0, 5_000),
    callBulkhead: dice.pick(0, 0, 1, 5),
    withoutAnswer: dice.pick("fail", "go-on"),
    failedHalfway: dice.pick("leave", "undo"),
    circuitBreaker: dice.chance(40),
    slidingWindowCalls: dice.pick(5, 20),
    minimumCalls: dice.pick(5, 20),
    openStateMs: dice.pick(500, 5_000),
    halfOpenCalls: dice.pick(1, 3),
  };
}
