/** Random scenarios in which everything may come together: clusters that break, clients of every kind, compaction. */
import type { Scenario, ScenarioNode } from "#scenario/document.ts";
import { RandomStreams } from "./kernel/random.ts";
import { withCalls, withDatabases } from "./random-applications.fixture.ts";
import { withClients } from "./random-clients.fixture.ts";
import { withCluster, type ClusterDice } from "./random-cluster.fixture.ts";
import { withRetries } from "./random-retries.fixture.ts";
import { withSchemas } from "./random-schemas.fixture.ts";
import { randomScenario } from "./random-scenario.fixture.ts";
import { withStore } from "./random-store.fixture.ts";

function diceOf(seed: string): ClusterDice {
  const random = new RandomStreams(seed);
  const stream = random.open("test", "everything");
  const whole = (from: number, to: number): number => from + random.below(stream, to - from + 1);
  return {
    whole,
    chance: (percent) => random.chance(stream, percent),
    pick: (...of) => of[whole(0, of.length - 1)]!,
  };
}

/** The scenario of a seed; the same one every time. */
export function randomEverything(seed: string): Scenario {
  const dice = diceOf(seed);
  let scenario = randomScenario(seed);
  if (dice.chance(60)) scenario = withCluster(dice, scenario);
  if (dice.chance(40)) scenario = withClients(dice, scenario);
  if (dice.chance(20)) scenario = withCompaction(dice, scenario);
  if (dice.chance(25)) scenario = withSchemas(dice, scenario);
  // Dice of its own, so that the others fall as before.
  const others = diceOf(`${seed} retries`);
  if (others.chance(25)) scenario = withRetries(others, scenario);
  const stores = diceOf(`${seed} stores`);
  if (stores.chance(20)) scenario = withStore(stores, scenario);
  const applications = diceOf(`${seed} applications`);
  if (applications.chance(30)) scenario = withDatabases(applications, scenario);
  if (applications.chance(25)) scenario = withCalls(applications, scenario);
  return withPauses(scenario);
}

/** A scenario of a seed in which databases, effects, outboxes, calls, retry topics, redrives and an event store all come together. */
export function randomApplication(seed: string): Scenario {
  const dice = diceOf(`${seed} application`);
  let scenario = randomScenario(seed);
  if (dice.chance(30)) scenario = withCluster(dice, scenario);
  if (dice.chance(60)) scenario = withRetries(dice, scenario);
  if (dice.chance(50)) scenario = withStore(dice, scenario);
  if (dice.chance(80)) scenario = withDatabases(dice, scenario);
  if (dice.chance(60)) scenario = withCalls(dice, scenario);
  return withPauses(scenario);
}

/** A scenario of a seed with jitter, retry topics and redrives, and nothing else beside clients and topics. */
export function randomWithRetries(seed: string): Scenario {
  return withPauses(withRetries(diceOf(seed), randomScenario(seed)));
}

/** A scenario of a seed with schemas, and nothing else beside clients and topics. */
export function randomWithSchemas(seed: string): Scenario {
  return withPauses(withSchemas(diceOf(seed), randomScenario(seed)));
}

/** Without any latency, retries without a pause would be a loop without delay while nobody leads. */
function withPauses(scenario: Scenario): Scenario {
  if (scenario.settings["networkLatencyMs"] !== 0) return scenario;
  const nodes = scenario.nodes.map((node): ScenarioNode => {
    if (node.config["retryBackoffMs"] !== 0) return node;
    return { ...node, config: { ...node.config, retryBackoffMs: 20 } };
  });
  return { ...scenario, nodes };
}

/** Some topics are compacted; who writes to them then needs keys. */
function withCompaction(dice: ClusterDice, scenario: Scenario): Scenario {
  const nodes = scenario.nodes.map((node): ScenarioNode => {
    if (node.kind === "service" && node.config["keys"] === "none")
      return { ...node, config: { ...node.config, keys: "uniform", tombstonePercent: dice.pick(0, 0, 20) } };
    if (node.kind !== "topic" || dice.chance(40)) return node;
    const config = {
      cleanupPolicy: dice.pick("compact", "compact", "compact-delete"),
      segmentMs: dice.pick(1_000, 5_000),
      minCleanableDirtyRatio: dice.pick(0, 0.1, 0.5),
      deleteRetentionMs: dice.pick(0, 5_000),
    };
    return { ...node, config: { ...node.config, ...config } };
  });
  return { ...scenario, nodes, settings: { ...scenario.settings, cleanerBackoffMs: dice.pick(500, 5_000) } };
}
