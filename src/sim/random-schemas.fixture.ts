/** Random schemas for a scenario: versions that fit each other or not, deployments in any order, a registry that fails. */
import type { Config, Intervention, Scenario, ScenarioNode, SchemaSubject } from "#scenario/document.ts";
import { COMPATIBILITY_MODES } from "#schema/modes.ts";
import type { ClusterDice } from "./random-cluster.fixture.ts";

const STATUS = { type: "enum", name: "Status", symbols: ["NEW", "PAID"] };
/** Fields to choose from: new with and without a default, of other types, an enum that grows. */
const FIELDS: readonly object[] = [
  { name: "note", type: "string" },
  { name: "total", type: "int" },
  { name: "total", type: "long", default: 0 },
  { name: "total", type: "string" },
  { name: "coupon", type: ["null", "string"], default: null },
  { name: "status", type: STATUS },
  { name: "status", type: { ...STATUS, symbols: ["NEW", "PAID", "SENT"] } },
  { name: "status", type: { ...STATUS, symbols: ["NEW"], default: "NEW" } },
];

function record(dice: ClusterDice): string {
  const fields = new Map<string, object>([["id", { name: "id", type: "string" }]]);
  for (let count = dice.whole(0, 3); count > 0; count--) {
    const field = dice.pick(...FIELDS);
    fields.set(String(Reflect.get(field, "name")), field);
  }
  return JSON.stringify({ type: "record", name: "Order", fields: [...fields.values()] });
}

/** The scenario with schemas for most of its topics. */
export function withSchemas(dice: ClusterDice, scenario: Scenario): Scenario {
  const subjects = Array.from({ length: dice.whole(1, 2) }, (_, i): SchemaSubject => ({
    id: `subject-${i + 1}`,
    name: `subject-${i + 1}`,
    format: "avro",
    mode: dice.pick("", ...COMPATIBILITY_MODES),
    versions: Array.from({ length: dice.whole(2, 4) }, () => ({
      text: dice.chance(5) ? "{" : record(dice),
    })),
  }));
  const some = (): string => dice.pick(...subjects).id;
  const nodes = scenario.nodes.map((node): ScenarioNode => {
    const more = settingsOf(dice, node, some);
    return more === null ? node : { ...node, config: { ...node.config, ...more } };
  });
  const hasRegistry = dice.chance(70);
  if (hasRegistry) {
    const config = { profile: dice.pick("confluent", "apicurio", "glue"), latencyMs: dice.pick(0, 1, 50) };
    nodes.push({ id: "registry", kind: "schema-registry", name: "registry", config });
  }
  const durationMs = Number(scenario.settings["durationMs"] ?? 60_000);
  const interventions = [
    ...scenario.interventions,
    ...Array.from({ length: dice.whole(1, 6) }, (_, i) =>
      deed(dice, { ...scenario, nodes, subjects }, i, Math.round(dice.whole(0, durationMs))),
    ).flat(),
  ].toSorted((a, b) => a.atMs - b.atMs);
  return { ...scenario, nodes, subjects, interventions };
}

function settingsOf(dice: ClusterDice, { kind }: ScenarioNode, some: () => string): Config | null {
  switch (kind) {
    case "topic":
      if (dice.chance(20)) return null;
      return {
        valueSubject: some(),
        keySubject: dice.chance(20) ? some() : "",
        envelope: dice.pick("none", "none", "none", "cloudevents"),
      };
    case "service":
      return { writerVersion: dice.pick(0, 0, 1, 2), autoRegister: dice.chance(80) };
    case "consumer-group":
      return {
        readerVersion: dice.pick(0, 0, 1, 2),
        deserializationError: dice.pick("fail", "skip", "retry", "dead-letter"),
        upcasters: dice.chance(50),
        upcastMs: dice.pick(0, 5),
      };
    default:
      return null;
  }
}

function deed(dice: ClusterDice, scenario: Scenario, number: number, atMs: number): Intervention[] {
  const { nodes, subjects } = scenario;
  const base = { id: `schema-${number}`, atMs };
  const clients = nodes.filter(({ kind }) => kind === "service" || kind === "consumer-group");
  const subject = dice.pick(...subjects);
  const registry =
    nodes.find(({ kind }) => kind === "schema-registry") ?? nodes.find(({ kind }) => kind === "topic");
  if (registry === undefined || clients.length === 0) return [];
  switch (dice.whole(0, 5)) {
    case 0:
      return [{ ...base, kind: "registry-down", target: registry.id, config: {} }];
    case 1:
      return [{ ...base, kind: "registry-up", target: registry.id, config: {} }];
    case 2: {
      const version = dice.whole(1, subject.versions.length);
      const config = { subject: subject.id, version };
      return [{ ...base, kind: "register-schema", target: registry.id, config }];
    }
    case 3: {
      const config = { subject: dice.pick("", subject.id), mode: dice.pick(...COMPATIBILITY_MODES) };
      return [{ ...base, kind: "set-compatibility", target: registry.id, config }];
    }
    default: {
      const config = { version: dice.whole(0, 2), downMs: dice.pick(0, 500), pauseMs: dice.pick(0, 2_000) };
      return [{ ...base, kind: "deploy", target: dice.pick(...clients).id, config }];
    }
  }
}
