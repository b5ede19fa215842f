/** From the document's subjects to the plan of a run: which versions are registered at the start, what each topic carries. */
import { micros } from "#base/units.ts";
import type { Intervention, Scenario, ScenarioNode, SchemaSubject } from "#scenario/document.ts";
import { initialConfig, type Fields } from "#scenario/fields.ts";
import { registries } from "#schema/registries/index.ts";
import { consumerGroup } from "#sim/kinds/consumer-group.ts";
import { schemaRegistry, type SchemaRegistryConfig } from "#sim/kinds/schema-registry.ts";
import { service } from "#sim/kinds/service.ts";
import { topic as topicKind } from "#sim/kinds/topic.ts";
import type { SchemasPlan, SubjectPlan } from "#sim/schemas-plan.ts";

/** The registry where none is drawn: an ideal one. */
const IDEAL: SchemaRegistryConfig = { ...initialConfig(schemaRegistry.fields), latencyMs: 1 };

/** The settings of the scenario's registry. */
export function registryConfig(scenario: Scenario): SchemaRegistryConfig {
  const node = scenario.nodes.find(({ kind }) => kind === "schema-registry");
  if (node === undefined) return IDEAL;
  return { ...initialConfig(schemaRegistry.fields), ...node.config } as SchemaRegistryConfig;
}

/** `topics`: the topics of the program, in its order. */
export function planSchemas(scenario: Scenario, topics: readonly ScenarioNode[]): SchemasPlan {
  const config = registryConfig(scenario);
  const sorted = scenario.subjects.toSorted((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  const subjectOf = [-1];
  const subjects = sorted.map((subject, index): SubjectPlan => {
    const first = subjectOf.length;
    for (const _ of subject.versions) subjectOf.push(index);
    return {
      id: subject.id,
      name: subject.name,
      format: subject.format,
      mode: subject.mode,
      first,
      texts: subject.versions.map(({ text, references = [] }) => ({ text, references })),
      atStart: versionsAtStart(scenario, subject),
    };
  });
  const indexOf = (node: ScenarioNode, setting: string): number =>
    subjects.findIndex(({ id }) => id === node.config[setting]);
  return {
    profile: Object.hasOwn(registries, config.profile) ? config.profile : "confluent",
    mode: config.mode,
    policy: config.policy,
    latencyUs: micros(config.latencyMs),
    seed: scenario.seed,
    subjects,
    subjectOf,
    valueOf: topics.map((topic) => indexOf(topic, "valueSubject")),
    keyOf: topics.map((topic) => indexOf(topic, "keySubject")),
    hasEnvelope: topics.map(
      (topic) => (topic.config["envelope"] ?? topicKind.fields.envelope.initial) !== "none",
    ),
  };
}

/** Who writes or reads a subject: the services that publish to its topics, and the groups that read them. */
export function usersOf(scenario: Scenario, subject: string): readonly ScenarioNode[] {
  const topics = new Set(
    scenario.nodes
      .filter(({ config }) => config["valueSubject"] === subject || config["keySubject"] === subject)
      .map(({ id }) => id),
  );
  const users = new Set(
    scenario.wires.flatMap(({ kind, from, to }) => {
      if (kind === "publishes" && topics.has(to)) return [from];
      return kind === "consumes" && topics.has(from) ? [to] : [];
    }),
  );
  return scenario.nodes.filter(({ id }) => users.has(id));
}

/** The setting of a service or group that says its version. */
export function versionSetting(node: ScenarioNode): "writerVersion" | "readerVersion" {
  return node.kind === "service" ? "writerVersion" : "readerVersion";
}

/**
 * How many versions of a subject are registered before the run begins: up to the highest that a service or a group says
 * it uses; those who say nothing use the newest that no intervention brings later.
 */
export function versionsAtStart(scenario: Scenario, subject: SchemaSubject): number {
  const count = subject.versions.length;
  const users = usersOf(scenario, subject.id);
  const said = users.map((node) => numberOf(node, versionSetting(node)));
  const highest = Math.max(0, ...said);
  const isOpen = users.length === 0 || said.includes(0);
  const later = scenario.interventions.map((each) => broughtBy(each, subject, users));
  const open = isOpen
    ? Math.max(Math.min(1, count), Math.min(count, ...later.map((version) => version - 1)))
    : 0;
  return Math.min(count, Math.max(highest, open));
}

/** The version that an intervention brings, Infinity for none. */
function broughtBy(
  { kind, config, target }: Intervention,
  subject: SchemaSubject,
  users: readonly ScenarioNode[],
): number {
  const version = config["version"];
  if (kind === "register-schema" && config["subject"] === subject.id)
    return typeof version === "number" ? version : 1;
  if (kind !== "deploy" || users.every(({ id }) => id !== target)) return Infinity;
  return typeof version === "number" && version > 0 ? version : subject.versions.length;
}

function numberOf(node: ScenarioNode, setting: "writerVersion" | "readerVersion"): number {
  const fields: Fields = node.kind === "service" ? service.fields : consumerGroup.fields;
  const value = node.config[setting] ?? fields[setting]?.initial;
  return typeof value === "number" ? value : 0;
}
