/** A shop, a worker with a balance in a database, and a mailbox of what follows, for tests of effects. */
import type { Config, Scenario } from "#scenario/document.ts";
import { frameOf } from "#sim/frame-of.ts";
import type { ServiceEffectsSight } from "#sim/frame.ts";
import { playScenario, scenarioOf, type Deed, type Played, type Sketch } from "#sim/scenario.fixture.ts";

export interface Bank {
  readonly seed?: string;
  readonly durationMs?: number;
  readonly worker?: Config;
  readonly shop?: Config;
  readonly group?: Config;
  readonly database?: Config;
  readonly results?: Config;
  readonly hasDeadLetters?: boolean;
  readonly cluster?: Config;
  readonly deeds?: readonly Deed[];
  /** Who is wired to the database; default both. */
  readonly stores?: readonly ("shop" | "worker")[];
}

/** The worker adds amounts by customer, one commit a record; it and the shop have the database "db". */
export function bankOf(bank: Bank = {}): Scenario {
  const { stores = ["worker"], database = {}, worker, shop, group, durationMs = 60_000, ...rest } = bank;
  const sketch: Sketch = {
    durationMs,
    ...rest,
    shop: { ratePerSecond: 20, keys: "uniform", keyCount: 5, ...shop },
    worker: { effect: "add", serviceTimeMs: 5, ...worker },
    group: {
      commit: "after-batch",
      autoOffsetReset: "earliest",
      sessionTimeoutMs: 6_000,
      heartbeatIntervalMs: 2_000,
      backoffMs: 100,
      ...group,
    },
  };
  const plain = scenarioOf(sketch);
  return {
    ...plain,
    nodes: [...plain.nodes, { id: "db", kind: "database", name: "db", config: database }],
    wires: [...plain.wires, ...stores.map((from) => ({ id: `${from}-db`, kind: "stores", from, to: "db" }))],
  };
}

/** What has become of the effects of a service at the end. */
export function sightOf(run: Played, service: "shop" | "worker" = "worker"): ServiceEffectsSight {
  const index = run.program.services.findIndex(({ nodeId }) => nodeId === service);
  return frameOf(run.run).effects!.services.find((each) => each.service === index)!;
}

export function playBank(bank: Bank = {}): Played {
  return playScenario(bankOf(bank));
}

/** The worker crashes at these moments and starts again a second later. */
export function crashes(...atMs: readonly number[]): Deed[] {
  return atMs.flatMap((at): Deed[] => [
    [at, "crash", "worker", { instance: 1 }],
    [at + 1_000, "restart", "worker", { instance: 1 }],
  ]);
}
