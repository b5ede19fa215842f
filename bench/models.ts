/** The scenarios that the benchmarks run. */
import { emptyScenario, type Scenario } from "#scenario/document.ts";

/**
 * The traffic of a well-known small model: 4 Poisson producers of 1,000 messages a second, 12 partitions, 6 consumers with
 * exponential service of mean 0.9 ms, network 0.5 ms + exponential 0.5 ms, polls of at most 10 records. Times `width`.
 * Ours runs the whole protocol over it: batches, acknowledgements, fetch sessions, group membership, heartbeats, commits.
 */
export function ordersModel(messages: number, width = 1): Scenario {
  const ratePerSecond = 1000;
  const producers = 4 * width;
  return {
    ...emptyScenario("benchmark"),
    settings: {
      durationMs: Math.ceil((messages * 1000) / (ratePerSecond * producers)) + 5_000,
      networkLatencyMs: 0.5,
      networkJitterMs: 0.5,
    },
    nodes: [
      ...Array.from({ length: width }, (_, i) => ({
        id: `p${i}`,
        kind: "service",
        name: `producer-${i}`,
        config: { instances: 4, publishes: "poisson", ratePerSecond, keys: "uniform", keyCount: 10_000 },
      })),
      ...Array.from({ length: width }, (_, i) => ({
        id: `t${i}`,
        kind: "topic",
        name: `topic-${i}`,
        config: { partitions: 12 },
      })),
      ...Array.from({ length: width }, (_, i) => ({
        id: `c${i}`,
        kind: "service",
        name: `consumer-${i}`,
        config: { instances: 6, serviceTime: "exponential", serviceTimeMs: 0.9 },
      })),
      ...Array.from({ length: width }, (_, i) => ({
        id: `g${i}`,
        kind: "consumer-group",
        name: `group-${i}`,
        config: {
          service: `c${i}`,
          maxPollRecords: 10,
          commit: "after-batch",
          commitCall: "async",
          initialRebalanceDelayMs: 0,
        },
      })),
    ],
    wires: Array.from({ length: width }, (_, i) => [
      { id: `wp${i}`, kind: "publishes", from: `p${i}`, to: `t${i}` },
      { id: `wc${i}`, kind: "consumes", from: `t${i}`, to: `g${i}` },
    ]).flat(),
  };
}
