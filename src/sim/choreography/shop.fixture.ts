/** An order, its payment, its stock and its shipping, each a service that hears of the one before by events, for tests. */
import { emptyScenario, type Config, type Scenario } from "#scenario/document.ts";
import { frameOf } from "#sim/frame-of.ts";
import type { SagasSight } from "#sim/frame.ts";
import { RandomStreams } from "#sim/kernel/random.ts";
import { playScenario, type Deed, type Played } from "#sim/scenario.fixture.ts";

/** The steps, in the order of a request. */
export const STEPS = ["order", "payment", "stock", "shipping"] as const;
type StepName = (typeof STEPS)[number];

export interface Shop {
  readonly seed?: string;
  readonly durationMs?: number;
  /** Settings of all steps, and of some. */
  readonly all?: Config;
  readonly of?: Partial<Record<StepName, Config>>;
  readonly group?: Config;
  readonly database?: Config;
  readonly partitions?: number;
  readonly deeds?: readonly Deed[];
  /** Stock hears of the order beside payment instead of after it. */
  readonly isForked?: boolean;
  /** Failures go back step by step: each tells the one before it what it has refused or undone, in a topic of its own. */
  readonly goesBack?: boolean;
  /** Who hears of failures; default all. */
  readonly hears?: readonly StepName[];
  readonly hasDeadLetters?: boolean;
}

/** Payment refuses 10 of a hundred, stock 10, shipping 20. All four share one topic of failures, and have a database each. */
export function shopOf(shop: Shop = {}): Scenario {
  const { durationMs = 60_000, isForked = false, hears = STEPS, partitions = 2 } = shop;
  const failing = STEPS.slice(1);
  const failuresOf = (name: StepName): string => (shop.goesBack === true ? `${name}-failed` : "failures");
  const failures = [...new Set(failing.map(failuresOf))];
  const heardBy: readonly (readonly [StepName, string])[] =
    shop.goesBack === true
      ? failing.map((name, before) => [STEPS[before]!, failuresOf(name)])
      : hears.map((name) => [name, "failures"]);
  const node = (id: string, kind: string, config: Config) => ({ id, kind, name: id, config });
  const wire = (kind: string, from: string, to: string) => ({ id: `${from}-${to}`, kind, from, to });
  const readers = STEPS.filter((name) => name !== "order" || hears.includes("order"));
  const shares: Partial<Record<StepName, number>> = { payment: 10, stock: 10, shipping: 20 };
  const configOf = (name: StepName): Config => ({
    sagaStep: true,
    effect: name === "payment" ? "add" : "none",
    serviceTime: "exponential",
    serviceTimeMs: 4,
    publication: "outbox-polling",
    relayIntervalMs: 50,
    refusesPercent: shares[name] ?? 0,
    ...(name === "order"
      ? { publishes: "constant", ratePerSecond: 10, keys: "unique", keyName: "order" }
      : { instances: 2, publishes: "per-message", keys: "inherit" }),
    ...(shop.goesBack === true ? { tellsUndone: true } : {}),
    ...shop.all,
    ...shop.of?.[name],
  });
  return {
    ...emptyScenario("shop"),
    seed: shop.seed ?? "1",
    settings: { durationMs, networkLatencyMs: 2, networkJitterMs: 1 },
    nodes: [
      ...STEPS.map((name) => node(name, "service", configOf(name))),
      ...STEPS.map((name) => node(`${name}-db`, "database", { latencyMs: 2, ...shop.database })),
      ...readers.map((name) =>
        node(`${name}s`, "consumer-group", {
          service: name,
          autoOffsetReset: "earliest",
          sessionTimeoutMs: 6_000,
          heartbeatIntervalMs: 2_000,
          backoffMs: 100,
          ...shop.group,
        }),
      ),
      ...["placed", "paid", "reserved"].map((id) => node(id, "topic", { partitions })),
      ...failures.map((id) => node(id, "topic", { partitions, tells: "failed" })),
      ...(shop.hasDeadLetters === true
        ? STEPS.slice(1).map((name) => node(`${name}-dead`, "dead-letter-queue", {}))
        : []),
    ],
    wires: [
      ...STEPS.map((name) => wire("stores", name, `${name}-db`)),
      wire("publishes", "order", "placed"),
      wire("consumes", "placed", "payments"),
      wire("publishes", "payment", "paid"),
      wire("consumes", isForked ? "placed" : "paid", "stocks"),
      wire("publishes", "stock", "reserved"),
      wire("consumes", "reserved", "shippings"),
      ...failing.map((name) => wire("publishes", name, failuresOf(name))),
      ...heardBy.map(([name, topic]) => wire("consumes", topic, `${name}s`)),
      ...(shop.hasDeadLetters === true
        ? STEPS.slice(1).map((name) => wire("dead-letters", `${name}s`, `${name}-dead`))
        : []),
    ],
    interventions: (shop.deeds ?? []).map(([atMs, kind, target, config = {}], index) => ({
      id: `deed-${String(index).padStart(3, "0")}`,
      atMs,
      kind,
      target,
      config,
    })),
  };
}

/** Runs a shop to its end. */
export function playShop(shop: Shop = {}): Played {
  return playScenario(shopOf(shop));
}

/** How its requests have ended. */
export function endsOf({ run }: Played): SagasSight["origins"][number] {
  return frameOf(run).sagas!.origins[0]!;
}

/** Crashes with a restart after each, a pause beyond the session and a scale in, at moments that the seed decides; no orders in the last 20 s. */
export function troubleOf(seed: string, durationMs: number): Deed[] {
  const random = new RandomStreams(seed);
  const stream = random.open("test", "trouble");
  const between = (from: number, length: number): number => from + random.below(stream, length);
  const crashes = STEPS.flatMap((target, at): Deed[] => {
    const first = between(3_000 + at * 4_000, 3_000);
    const second = between(20_000 + at * 3_000, 2_500);
    return [first, second].flatMap((moment): Deed[] => [
      [moment, "crash", target, { instance: 1 }],
      [moment + 900, "restart", target, { instance: 1 }],
    ]);
  });
  return [
    ...crashes,
    [between(9_000, 3_000), "pause", "payment", { instance: 2, durationMs: 8_000 }],
    [between(25_000, 3_000), "scale", "stock", { instances: 3 }],
    [durationMs - 20_000, "change-rate", "order", { factor: 0 }],
  ];
}
