/** Drawings in a few lines, for the cases of the checklist. */
import { readFileSync } from "node:fs";
import { admit } from "#scenario/admit.ts";
import type { Config, Scenario } from "#scenario/document.ts";
import { scenarioOf, type Sketch as SimSketch } from "#sim/scenario.fixture.ts";

/** As the simulator's tests sketch it, and settings of the dead letter queue "dead". */
export interface Sketch extends SimSketch {
  readonly deadLetters?: Config;
  /** Settings of the database "db"; without them there is none. Who stores there: the worker, unless said. */
  readonly database?: Config;
  readonly storedBy?: "worker" | "shop" | "both";
  /** Settings of the service "bank" that the worker calls; without them there is none. */
  readonly bank?: Config;
  /** Settings of services "front", "middle" and "back", each of which calls the next one; without them there are none. */
  readonly chain?: readonly [Config, Config, Config];
  /** Settings of a service "mailer" that reads what the worker publishes to "results"; without them there is none. */
  readonly mailer?: Config;
  /** Whether a second shop publishes to "orders", too. */
  readonly hasSecondShop?: boolean;
  /** A scenario of the gallery instead, without its interventions, by its file's name; the rest says nothing then. */
  readonly gallery?: string;
  /** The lag that the group may have; without it nobody says. */
  readonly lagUnder?: number;
}

export interface Case {
  readonly says: string;
  readonly bad: Sketch;
  readonly good: Sketch;
}

/** Two instances that keep up with 10 messages a second on three partitions. */
const SOUND: Sketch = {
  durationMs: 120_000,
  latencyMs: 5,
  shop: { ratePerSecond: 10, keys: "uniform", keyCount: 200 },
  topics: { orders: { partitions: 4 } },
  worker: { instances: 2, serviceTime: "exponential", serviceTimeMs: 50 },
  group: { commit: "after-batch", sessionTimeoutMs: 10_000, initialRebalanceDelayMs: 500 },
  hasDeadLetters: true,
};

/** A drawing and its good twin: what they have beyond a sound one. */
export function case_(says: string, bad: Partial<Sketch>, good: Partial<Sketch> = {}): Case {
  return { says, bad: merged(SOUND, bad), good: merged(SOUND, good) };
}

/** Settings of a node are merged one by one, everything else is replaced. */
function merged(base: Sketch, over: Partial<Sketch>): Sketch {
  return {
    ...base,
    ...over,
    shop: { ...base.shop, ...over.shop },
    worker: { ...base.worker, ...over.worker },
    group: { ...base.group, ...over.group },
  };
}

/** The scenario of a case on another seed. */
export function scenarioOn(sketch: Sketch, seed: string): Scenario {
  if (sketch.gallery !== undefined) return { ...galleryScenario(sketch.gallery), seed, interventions: [] };
  const scenario = scenarioOf({ ...sketch, seed });
  const nodes = scenario.nodes.map((node) =>
    node.id === "dead" ? { ...node, config: { ...node.config, ...sketch.deadLetters } } : node,
  );
  const invariants =
    sketch.lagUnder === undefined
      ? []
      : [{ id: "lag", kind: "lag-under", target: "workers", config: { under: sketch.lagUnder } }];
  const added = [
    ...(sketch.database === undefined ? [] : [["db", "database", sketch.database] as const]),
    ...(sketch.bank === undefined ? [] : [["bank", "service", sketch.bank] as const]),
    ...(sketch.chain ?? []).map(
      (config, at) => [CHAIN[at]!, "service", { ...config, ...frontOf(at) }] as const,
    ),
    ...(sketch.hasSecondShop === true
      ? [["second-shop", "service", { publishes: "constant", keys: "uniform" }] as const]
      : []),
    ...(sketch.mailer === undefined
      ? []
      : [
          ["mailer", "service", sketch.mailer] as const,
          ["mailers", "consumer-group", { service: "mailer", commit: "after-batch" }] as const,
        ]),
  ];
  const { storedBy = "worker" } = sketch;
  const storing = storedBy === "both" ? ["worker", "shop"] : [storedBy];
  const wires = [
    ...(sketch.database === undefined ? [] : storing.map((from) => ["stores", from, "db"] as const)),
    ...(sketch.bank === undefined ? [] : [["calls", "worker", "bank"] as const]),
    ...(sketch.chain === undefined
      ? []
      : [["calls", "front", "middle"] as const, ["calls", "middle", "back"] as const]),
    ...(sketch.hasSecondShop === true ? [["publishes", "second-shop", "orders"] as const] : []),
    ...(sketch.mailer === undefined ? [] : [["consumes", "results", "mailers"] as const]),
  ];
  return {
    ...scenario,
    invariants,
    nodes: [...nodes, ...added.map(([id, kind, config]) => ({ id, kind, name: id, config }))],
    wires: [...scenario.wires, ...wires.map(([kind, from, to]) => ({ id: `${from}-${to}`, kind, from, to }))],
  };
}

function galleryScenario(name: string): Scenario {
  const admitted = admit(readFileSync(`public/gallery/${name}.json`), { name });
  if (!admitted.ok) throw new Error(admitted.problems[0]?.says);
  return admitted.value;
}

const CHAIN = ["front", "middle", "back"] as const;

/** Somebody asks at the first service of the chain. */
function frontOf(at: number): Config {
  return at === 0 ? { publishes: "constant", ratePerSecond: 10 } : {};
}
