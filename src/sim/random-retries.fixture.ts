/** Jitter, retry topics and redrives for a random scenario. */
import type { Config, Intervention, Scenario, ScenarioNode, ScenarioWire } from "#scenario/document.ts";
import type { ClusterDice } from "./random-cluster.fixture.ts";

/** The scenario with them, as the dice fall. */
export function withRetries(dice: ClusterDice, scenario: Scenario): Scenario {
  const topics: ScenarioNode[] = [];
  const wires: ScenarioWire[] = [];
  const wire = (kind: string, from: string, to: string): void =>
    void wires.push({ id: `r${wires.length + 1}`, kind, from, to });
  const nodes = scenario.nodes.map((node): ScenarioNode => {
    if (node.kind === "service" && node.config["publishes"] === "none")
      return { ...node, config: { ...node.config, failurePercent: dice.pick(0, 10, 40) } };
    if (node.kind === "dead-letter-queue")
      return {
        ...node,
        config: { ...node.config, maxRedrives: dice.pick(0, 1, 3), alertDepth: dice.pick(1, 2, 10) },
      };
    if (node.kind !== "consumer-group") return node;
    const tiers = node.config["protocol"] === "share" ? 0 : dice.whole(0, 2);
    for (let tier = 1; tier <= tiers; tier++) {
      const id = `${node.id}r${tier}`;
      const config = { partitions: dice.whole(1, 3), retryDelayMs: dice.pick(0, 200, 2_000, 10_000) };
      topics.push({ id, kind: "topic", name: `${node.name}-retry-${tier}`, config });
      wire("retries", node.id, id);
      wire("consumes", id, node.id);
    }
    return { ...node, config: { ...node.config, ...settingsOf(dice) } };
  });
  const queues = nodes.filter(({ id, kind }) => kind === "dead-letter-queue" && isRedrivable(scenario, id));
  return {
    ...scenario,
    nodes: [...nodes, ...topics],
    wires: [...scenario.wires, ...wires],
    interventions: [...scenario.interventions, ...deeds(dice, scenario, queues)],
  };
}

function settingsOf(dice: ClusterDice): Config {
  return {
    maxAttempts: dice.pick(1, 1, 2, 4),
    backoffMs: dice.pick(20, 300, 1_000),
    jitter: dice.pick("none", "full", "equal", "decorrelated", "ratio"),
    jitterPercent: dice.pick(0, 20, 100),
    retryBudgetPercent: dice.pick(0, 0, 20),
    keyFence: dice.chance(40),
  };
}

/** A redrive through a transactional producer is refused. */
function isRedrivable({ nodes, wires }: Scenario, queue: string): boolean {
  const groups = wires.filter(({ kind, to }) => kind === "dead-letters" && to === queue);
  return groups.every(({ from }) => {
    const group = nodes.find(({ id }) => id === from);
    return nodes.find(({ id }) => id === group?.config["service"])?.config["transactional"] !== true;
  });
}

function deeds(
  dice: ClusterDice,
  { settings }: Scenario,
  queues: readonly ScenarioNode[],
): readonly Intervention[] {
  const durationMs = Number(settings["durationMs"] ?? 60_000);
  return queues.flatMap(({ id }, at) =>
    Array.from({ length: dice.whole(0, 4) }, (_, i): Intervention => {
      const kind = dice.pick("redrive", "redrive", "mend-dead-letters", "discard-dead-letters");
      const config: Config =
        kind === "redrive"
          ? {
              which: dice.pick("all", "all", "error", "key"),
              key: `order-${dice.whole(1, 5)}`,
              ratePerSecond: dice.pick(0.5, 5, 1_000),
              goesOn: dice.chance(30),
            }
          : { offset: dice.pick(-1, 0, 1) };
      return { id: `rd${at}-${i}`, atMs: dice.whole(0, durationMs), kind, target: id, config };
    }),
  );
}
