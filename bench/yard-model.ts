/** A scenario of many small systems beside each other, for the benchmarks of the canvas. */
import { emptyScenario, type Scenario, type ScenarioNode, type ScenarioWire } from "#scenario/document.ts";

/** `nodes` cards: threes of a producer, a topic and a consumer with its group, in rows. */
export function yardModel(nodes: number): Scenario {
  const systems = Math.ceil(nodes / 3);
  const columns = Math.ceil(Math.sqrt(systems));
  const list: ScenarioNode[] = [];
  const wires: ScenarioWire[] = [];
  for (let i = 0; i < systems; i++) {
    const x = (i % columns) * 900;
    const y = Math.floor(i / columns) * 260;
    list.push(
      {
        id: `p${i}`,
        kind: "service",
        name: `producer-${i}`,
        config: { publishes: "poisson", ratePerSecond: 5 },
        position: { x, y },
      },
      {
        id: `t${i}`,
        kind: "topic",
        name: `topic-${i}`,
        config: { partitions: 3 },
        position: { x: x + 272, y },
      },
      {
        id: `c${i}`,
        kind: "service",
        name: `consumer-${i}`,
        config: { instances: 2 },
        position: { x: x + 568, y },
      },
      {
        id: `g${i}`,
        kind: "consumer-group",
        name: `group-${i}`,
        config: { service: `c${i}`, initialRebalanceDelayMs: 0 },
      },
    );
    wires.push(
      { id: `wp${i}`, kind: "publishes", from: `p${i}`, to: `t${i}` },
      { id: `wc${i}`, kind: "consumes", from: `t${i}`, to: `g${i}` },
    );
  }
  return {
    ...emptyScenario(`${nodes} nodes`),
    settings: { durationMs: 600_000, networkLatencyMs: 250, networkJitterMs: 50 },
    nodes: list,
    wires,
  };
}
