/** Gives the groups of a random scenario static members, patterns and offsets that are reset, sought and forgotten. */
import type { Config, Intervention, Scenario, ScenarioNode } from "#scenario/document.ts";
import type { ClusterDice } from "./random-cluster.fixture.ts";

/** Faults of clients, with whom they happen to. */
const FAULTS = {
  "rolling-restart": "service",
  "clock-skew": "service",
  seek: "service",
  stop: "service",
  restart: "service",
  "reset-offsets": "consumer-group",
  "add-partitions": "topic",
} as const;

/** The scenario with settings and faults of clients and their groups. */
export function withClients(dice: ClusterDice, scenario: Scenario): Scenario {
  const durationMs = Number(scenario.settings["durationMs"]);
  const nodes = scenario.nodes.map((node): ScenarioNode => ({ ...node, config: configOf(dice, node) }));
  const kinds = Object.keys(FAULTS).filter(() => dice.chance(60)) as (keyof typeof FAULTS)[];
  const deeds = Array.from({ length: kinds.length === 0 ? 0 : dice.whole(1, 12) }, (_, i) => {
    const kind = dice.pick(...kinds);
    const targets = nodes.filter((node) => node.kind === FAULTS[kind]);
    if (targets.length === 0) return [];
    const atMs = dice.whole(0, durationMs);
    return [
      {
        id: `client-${i}`,
        atMs,
        kind,
        target: dice.pick(...targets).id,
        config: faultOf(dice, kind, durationMs),
      },
    ];
  }).flat();
  const interventions: Intervention[] = [...scenario.interventions, ...deeds];
  const settings = { ...scenario.settings, offsetsRetentionCheckIntervalMs: dice.pick(500, 5_000, 600_000) };
  return { ...scenario, settings, nodes, interventions };
}

/** What is tried here is not how sends fail. */
const PATIENT: Config = {
  acks: "all",
  maxBlockMs: 60_000,
  bufferMemoryBytes: 33_554_432,
  requestTimeoutMs: 30_000,
  deliveryTimeoutMs: 120_000,
  retries: 2_147_483_647,
};

function configOf(dice: ClusterDice, { kind, config }: ScenarioNode): Config {
  switch (kind) {
    case "consumer-group":
      return {
        ...config,
        isolationLevel: "read_uncommitted",
        staticMembers: dice.chance(40),
        // Two lives under one name are for the classic protocol here.
        instanceIds: config["protocol"] === undefined && dice.chance(25) ? "shared" : "per-instance",
        pattern: dice.pick("", "", "topic-[12]", "topic-3", ".*"),
        autoOffsetReset: dice.pick("earliest", "latest", "latest", "none"),
        offsetsRetentionMs: dice.pick(1_000, 10_000, 604_800_000),
        consumerMetadataMaxAgeMs: dice.pick(500, 5_000, 300_000),
      };
    case "service":
      return {
        ...config,
        transactional: false,
        ...PATIENT,
        metadataMaxAgeMs: dice.pick(500, 5_000, 300_000),
        clockSkewMs: dice.pick(0, 0, -5_000, 60_000),
      };
    default:
      return config;
  }
}

function faultOf(dice: ClusterDice, kind: keyof typeof FAULTS, durationMs: number): Config {
  const instance = dice.whole(1, 4);
  const partition = dice.pick(-1, -1, 0, 1);
  const timeMs = dice.whole(0, durationMs);
  switch (kind) {
    case "rolling-restart":
      return { downMs: dice.pick(0, 1_000, 10_000), pauseMs: dice.pick(0, 2_000) };
    case "clock-skew":
      return { instance, skewMs: dice.pick(0, -10_000, 100_000) };
    case "seek":
      return {
        instance,
        partition,
        timeMs,
        to: dice.pick("beginning", "end", "offset", "time"),
        offset: dice.pick(0, 3, 50, 1_000_000),
      };
    case "stop":
      return { instance, breaksOff: dice.chance(70) };
    case "restart":
      return { instance };
    case "reset-offsets":
      return {
        partition,
        timeMs,
        to: dice.pick("to-earliest", "to-latest", "to-offset", "shift-by", "to-datetime", "by-duration"),
        offset: dice.pick(0, 7, 1_000_000),
        shiftBy: dice.pick(-10, 10, -100_000),
        durationMs: dice.whole(0, durationMs),
      };
    case "add-partitions":
      return { partitions: dice.whole(1, 15) };
  }
}
