/** Puts the topics of a random scenario on a cluster whose brokers die, stop, come back, are cut off and run out of disk. */
import type { Config, Intervention, Scenario, ScenarioNode } from "#scenario/document.ts";

/** What it draws from. */
export interface ClusterDice {
  whole(from: number, to: number): number;
  chance(percent: number): boolean;
  pick<T>(...of: readonly T[]): T;
}

const FAULTS = [
  "broker-crash",
  "broker-stop",
  "broker-restart",
  "broker-restart",
  "cut-network",
  "heal-network",
  "slow-disk",
  "full-disk",
  "mend-disk",
];

/** The scenario with a cluster, replicas and faults of brokers. */
export function withCluster(dice: ClusterDice, scenario: Scenario): Scenario {
  if (scenario.nodes.some(({ kind }) => kind === "cluster")) return scenario;
  const brokers = dice.whole(1, 4);
  const isUnclean = dice.chance(40);
  const faults = FAULTS.filter(() => dice.chance(60));
  const durationMs = Number(scenario.settings["durationMs"]);
  const nodes = scenario.nodes.map((node): ScenarioNode => {
    if (node.kind === "topic") {
      const replicationFactor = dice.whole(1, brokers);
      const minInsyncReplicas = dice.whole(1, replicationFactor);
      const config = { replicationFactor, minInsyncReplicas, uncleanLeaderElection: isUnclean };
      return { ...node, config: { ...node.config, ...config } };
    }
    if (node.kind !== "service" || node.config["transactional"] === true) return node;
    const acks = dice.pick("all", "all", "1", "0");
    return { ...node, config: { ...node.config, acks, idempotence: dice.chance(70) } };
  });
  const cluster: Config = {
    brokers,
    eligibleLeaderReplicas: dice.chance(70),
    replicaLagTimeMaxMs: dice.pick(1_000, 5_000, 30_000),
    brokerSessionTimeoutMs: dice.pick(2_500, 9_000),
    controllerFailoverMs: dice.pick(0, 0, 3_000),
    preferredLeaderCheckMs: dice.pick(10_000, 300_000),
    appendMs: dice.pick(0, 0, 0, 0.2),
  };
  const deeds = Array.from({ length: faults.length === 0 ? 0 : dice.whole(1, 12) }, (_, i) => {
    const kind = dice.pick(...faults);
    const config: Config =
      kind === "heal-network"
        ? {}
        : {
            instance: dice.whole(1, brokers),
            ...(kind === "slow-disk" ? { appendMs: dice.pick(5, 100, 2_000), durationMs: 10_000 } : {}),
            ...(kind === "cut-network"
              ? {
                  from: dice.pick("everything", "cluster", "brokers", "controller", "clients", "broker"),
                  other: dice.whole(1, brokers),
                  durationMs: dice.pick(0, 500, 5_000, 20_000),
                }
              : {}),
          };
    return { id: `broker-${i}`, atMs: dice.whole(0, durationMs), kind, target: "kafka", config };
  });
  const interventions: Intervention[] = [...scenario.interventions, ...deeds];
  return {
    ...scenario,
    nodes: [...nodes, { id: "kafka", kind: "cluster", name: "kafka", config: cluster }],
    interventions,
  };
}
