/** Random scenarios around an event store: tellers of every habit, read models that crash and are rebuilt, customers that are erased. */
import type { Config, Scenario, ScenarioNode } from "#scenario/document.ts";
import { accounts } from "./event-sourcing/account.fixture.ts";
import { RandomStreams } from "./kernel/random.ts";
import type { ClusterDice } from "./random-cluster.fixture.ts";
import type { Deed } from "./scenario.fixture.ts";

/** The scenario of a seed. `teller`: settings that are not left to chance. */
export function randomWithStore(seed: string, teller: Config = {}): Scenario {
  const random = new RandomStreams(seed);
  const stream = random.open("test", "event store");
  const whole = (from: number, to: number): number => from + random.below(stream, to - from + 1);
  const pick = <T>(...of: readonly T[]): T => of[whole(0, of.length - 1)]!;
  const chance = (percent: number): boolean => random.chance(stream, percent);
  const durationMs = 12_000;
  const at = (): number => whole(1_000, durationMs - 500);
  const deeds: Deed[] = [];
  for (let count = whole(0, 6); count > 0; count--) {
    const instance = whole(1, 2);
    const target = pick("teller", "balances", "feed");
    deeds.push(
      pick<Deed>(
        [at(), "crash", target, { instance }],
        [at(), "restart", target, { instance }],
        [at(), "restart", target, { instance: 1 }],
        [at(), "pause", target, { instance, durationMs: whole(100, 3_000) }],
        [at(), "rebuild-projection", "balances", { how: pick("blue-green", "in-place"), mends: chance(50) }],
        [at(), "erase-subject", "accounts", erasure(whole(1, 4), pick("tombstone", "shredded"))],
        [at(), "change-fold", "accounts", {}],
      ),
    );
  }
  const commands = { ratePerSecond: pick(10, 40), keyCount: pick(1, 3, 10) };
  return accounts({
    seed,
    durationMs,
    store: {
      keeps: pick("events", "events", "state"),
      snapshotEvery: pick(0, 1, 10),
      loadMs: pick(0, 1, 10),
      appendMs: pick(0, 2),
    },
    teller: {
      instances: whole(1, 3),
      decideMs: pick(0, 5, 30),
      conflictAttempts: pick(1, 3, 10),
      withdrawalPercent: pick(0, 30, 60, 100),
      expectedVersion: pick("checked", "any"),
      commandsOnce: chance(50),
      ...commands,
      ...teller,
    },
    isByTopic: chance(50),
    front: { ...commands, keys: pick("uniform", "none") },
    group: { commit: pick("auto", "after-batch", "after-record") },
    balances: {
      instances: whole(1, 2),
      projectMs: pick(0, 1, 20),
      projectionBatch: pick(1, 50),
      projectionCheckpoint: pick("with-model", "with-model", "apart"),
      checkpointEvery: pick(1, 20, 100),
      projectionBug: chance(20),
      queriesPerSecond: pick(0, 10),
      queryWaitMs: pick(0, 500),
    },
    feed: { instances: whole(1, 2) },
    deeds,
  });
}

function erasure(number: number, how: "tombstone" | "shredded"): Config {
  return { keyName: "customer", number, how };
}

/** The scenario with an event store on which some of its services decide, and a read model that is rebuilt. */
export function withStore(dice: ClusterDice, scenario: Scenario): Scenario {
  const sharing = new Set(
    scenario.nodes.flatMap(({ config }) =>
      config["protocol"] === "share" ? [String(config["service"])] : [],
    ),
  );
  const isFree = ({ id, kind, config }: ScenarioNode): boolean =>
    kind === "service" && !sharing.has(id) && config["transactional"] !== true;
  const deciding = new Set(
    scenario.nodes.filter((node) => isFree(node) && dice.chance(60)).map(({ id }) => id),
  );
  const habit = (): Config => ({
    storeUse: "decides",
    expectedVersion: dice.pick("checked", "any"),
    decideMs: dice.pick(0, 5, 200),
    conflictAttempts: dice.pick(1, 3),
    withdrawalPercent: dice.pick(0, 50),
    commandsOnce: dice.chance(50),
  });
  const nodes = scenario.nodes.map((node): ScenarioNode =>
    deciding.has(node.id) ? { ...node, config: { ...node.config, ...habit() } } : node,
  );
  const node = (id: string, kind: string, config: Config): ScenarioNode => ({ id, kind, name: id, config });
  const durationMs = Number(scenario.settings["durationMs"] ?? 60_000);
  const rebuild = { id: "rebuild", kind: "rebuild-projection", target: "model", config: {} };
  return {
    ...scenario,
    nodes: [
      ...nodes,
      node("store", "event-store", { snapshotEvery: dice.pick(0, 5), keeps: dice.pick("events", "state") }),
      node("model", "service", { storeUse: "projects", instances: dice.whole(1, 2) }),
    ],
    wires: [
      ...scenario.wires,
      ...[...deciding].map((id) => ({ id: `${id}-store`, kind: "appends", from: id, to: "store" })),
      { id: "store-model", kind: "projects", from: "store", to: "model" },
    ],
    interventions: [
      ...scenario.interventions,
      { ...rebuild, atMs: Math.floor(durationMs * (dice.whole(10, 90) / 100)) },
    ],
  };
}
