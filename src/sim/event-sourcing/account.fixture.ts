/** Scenarios around an event store of accounts: tellers decide on them, a service keeps balances, another passes events on. */
import { emptyScenario, type Config, type Scenario } from "#scenario/document.ts";
import type { Deed } from "#sim/scenario.fixture.ts";

export interface AccountSketch {
  readonly seed?: string;
  readonly durationMs?: number;
  /** Settings of the store "accounts". */
  readonly store?: Config;
  /** Settings of the service "teller", by default two instances that decide on three accounts, 40 commands a second each. */
  readonly teller?: Config;
  /** Settings of the service "balances", which projects the store; null: there is none. */
  readonly balances?: Config | null;
  /** Whether commands come on a topic "commands" of three partitions, which a "front" writes and the tellers read. */
  readonly isByTopic?: boolean;
  readonly group?: Config;
  readonly front?: Config;
  /** Settings of a service "feed" that passes events on to the topic "account-events"; left out: there is none. */
  readonly feed?: Config;
  readonly deeds?: readonly Deed[];
}

/** The scenario of a sketch. Ids are names. */
export function accounts(sketch: AccountSketch = {}): Scenario {
  const { isByTopic = false, balances = {}, feed } = sketch;
  const node = (id: string, kind: string, config: Config) => ({ id, kind, name: id, config });
  const wire = (kind: string, from: string, to: string) => ({ id: `${from}-${to}`, kind, from, to });
  const commands = {
    publishes: "constant",
    ratePerSecond: 40,
    keys: "uniform",
    keyCount: 3,
    keyName: "customer",
  };
  const deciding = { storeUse: "decides", instances: 2, serviceTime: "constant", serviceTimeMs: 1 };
  return {
    ...emptyScenario("accounts"),
    seed: sketch.seed ?? "1",
    settings: { durationMs: sketch.durationMs ?? 20_000, networkLatencyMs: 1, networkJitterMs: 1 },
    nodes: [
      node("accounts", "event-store", sketch.store ?? {}),
      node("teller", "service", { ...deciding, ...(isByTopic ? {} : commands), ...sketch.teller }),
      ...(balances === null ? [] : [node("balances", "service", { storeUse: "projects", ...balances })]),
      ...(isByTopic
        ? [
            node("front", "service", { ...commands, ...sketch.front }),
            node("commands", "topic", { partitions: 3 }),
            node("tellers", "consumer-group", { service: "teller", ...sketch.group }),
          ]
        : []),
      ...(feed === undefined
        ? []
        : [node("feed", "service", { storeUse: "feeds", ...feed }), node("account-events", "topic", {})]),
    ],
    wires: [
      wire("appends", "teller", "accounts"),
      ...(balances === null ? [] : [wire("projects", "accounts", "balances")]),
      ...(isByTopic ? [wire("publishes", "front", "commands"), wire("consumes", "commands", "tellers")] : []),
      ...(feed === undefined
        ? []
        : [wire("projects", "accounts", "feed"), wire("publishes", "feed", "account-events")]),
    ],
    interventions: (sketch.deeds ?? []).map(([atMs, kind, target, config = {}], index) => ({
      id: `deed-${index}`,
      atMs,
      kind,
      target,
      config,
    })),
  };
}
