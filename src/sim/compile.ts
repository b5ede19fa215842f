/**
 * From the document to what is executed: ids become dense indexes in the order of the ids (so that the order of a file,
 * names and positions change nothing), settings become complete. Every problem is reported at once.
 */
import { ok, type Result } from "#base/result.ts";
import { micros } from "#base/units.ts";
import { readConfig, type ConfigOf, type Fields } from "#scenario/fields.ts";
import type { Config, Scenario, ScenarioNode } from "#scenario/document.ts";
import { judgeScenario } from "./judge.ts";
import { cluster as clusterKind } from "./kinds/cluster.ts";
import { consumerGroup } from "./kinds/consumer-group.ts";
import { deadLetterQueue } from "./kinds/dead-letter-queue.ts";
import { service as serviceKind } from "./kinds/service.ts";
import { topic as topicKind } from "./kinds/topic.ts";
import type { GroupLayout, Layout, ServiceLayout, TopicLayout, WireLayout } from "./layout.ts";
import type {
  ClusterPlan,
  GroupPlan,
  PlannedIntervention,
  Program,
  ServicePlan,
  TopicPlan,
} from "./program.ts";
import { partsOf } from "./parts-of.ts";
import {
  faults,
  isRedriven,
  planChoreography,
  planEffects,
  planRetrying,
  planSchemas,
  planSourcing,
  schemaLayout,
  sourcingLayout,
  planInvariants,
} from "./parts.ts";
import { murmur2OfText } from "./bus/log/murmur2.ts";
import { runSettings } from "./run-settings.ts";

/** Makes the program of a scenario, or says everything that keeps it from running. */
export function compile(scenario: Scenario): Result<Program> {
  const judged = judgeScenario(scenario);
  if (!judged.ok) return judged;
  const settings = complete(runSettings, scenario.settings);
  const sorted = sortedById(scenario.nodes);
  const services = sorted.filter((node) => node.kind === "service");
  const topics = sorted.filter((node) => node.kind === "topic" || node.kind === "dead-letter-queue");
  const groups = sorted.filter((node) => node.kind === "consumer-group");
  const parts = { scenario, services, topics, groups, wires: wiresOf(scenario, services, topics, groups) };
  const cluster = planCluster(sorted);
  const topicPlans = planTopics(topics, scenario, cluster.brokers);
  const groupPlans = planGroups(parts, topicPlans);
  const servicePlans = planServices(parts, groupPlans);
  const durationUs = micros(settings.durationMs);
  const layout = layoutOf(parts, cluster, topicPlans, groupPlans, servicePlans, durationUs);
  const schemas = scenario.subjects.length === 0 ? null : planSchemas(scenario, topics);
  const sourcing = sorted.some(({ kind }) => kind === "event-store")
    ? planSourcing(scenario, services, parts.wires)
    : null;
  const effects = partsOf(scenario).includes("effects") ? planEffects(scenario, services, parts.wires) : null;
  const program: Program = {
    seed: scenario.seed,
    cluster,
    layout: {
      ...layout,
      ...(schemas === null ? {} : { schemas: schemaLayout(scenario, schemas) }),
      ...(effects === null
        ? {}
        : { databases: effects.databases.map(({ nodeId, name }) => ({ nodeId, name })) }),
      ...(sourcing === null ? {} : { stores: sourcingLayout(sourcing) }),
    },
    schemas,
    effects,
    choreography: partsOf(scenario).includes("choreography")
      ? planChoreography(scenario.seed, servicePlans, topicPlans, groupPlans)
      : null,
    sourcing,
    retrying: partsOf(scenario).includes("retries")
      ? planRetrying(topics, topicPlans, groups.length, parts.wires)
      : null,
    invariants:
      scenario.invariants.length === 0 ? null : planInvariants(scenario, { services, topics, groups }),
    stopsAtViolation: settings.stopAtViolation,
    latencyUs: micros(settings.networkLatencyMs),
    jitterUs: micros(settings.networkJitterMs),
    retentionCheckUs: micros(settings.retentionCheckIntervalMs),
    cleanerBackoffUs: micros(settings.cleanerBackoffMs),
    offsetsCheckUs: micros(settings.offsetsRetentionCheckIntervalMs),
    producerIdExpirationUs: micros(settings.producerIdExpirationMs),
    durationUs,
    services: servicePlans,
    topics: topicPlans,
    groups: groupPlans,
    shareGroups: groupPlans.flatMap(({ config }, group) => (config.protocol === "share" ? [group] : [])),
    interventions: planInterventions(parts),
    topicOfPartition: topicPlans.flatMap((plan, index) =>
      Array.from({ length: plan.partitions }, () => index),
    ),
  };
  return ok(program, judged.warnings);
}

interface Parts {
  readonly scenario: Scenario;
  readonly services: readonly ScenarioNode[];
  readonly topics: readonly ScenarioNode[];
  readonly groups: readonly ScenarioNode[];
  readonly wires: readonly WireLayout[];
}

function sortedById<T extends { readonly id: string }>(things: readonly T[]): T[] {
  return [...things].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}

/** The judge has seen the config, so what is wrong here would be our own mistake. */
function complete<F extends Fields>(fields: F, config: Config): ConfigOf<F> {
  const read = readConfig(fields, config, "");
  if (!read.ok) throw new Error(read.problems[0]!.says);
  return read.value;
}

function indexOf(nodes: readonly ScenarioNode[], id: string): number {
  return nodes.findIndex((node) => node.id === id);
}

function wiresOf(
  scenario: Scenario,
  services: readonly ScenarioNode[],
  topics: readonly ScenarioNode[],
  groups: readonly ScenarioNode[],
): WireLayout[] {
  const ofKind = (kind: string): ScenarioNode[] =>
    sortedById(scenario.nodes.filter((node) => node.kind === kind));
  const [stores, databases] = [ofKind("event-store"), ofKind("database")];
  const ends = {
    publishes: [services, topics],
    consumes: [topics, groups],
    "dead-letters": [groups, topics],
    retries: [groups, topics],
    calls: [services, services],
    appends: [services, stores],
    projects: [stores, services],
    stores: [services, databases],
  } as const;
  return sortedById(scenario.wires).flatMap((wire) => {
    if (!Object.hasOwn(ends, wire.kind)) return [];
    const kind = wire.kind as WireLayout["kind"];
    return [
      { wireId: wire.id, kind, from: indexOf(ends[kind][0], wire.from), to: indexOf(ends[kind][1], wire.to) },
    ];
  });
}

function planCluster(sorted: readonly ScenarioNode[]): ClusterPlan {
  const node = sorted.find(({ kind }) => kind === "cluster");
  const config = complete(clusterKind.fields, node?.config ?? { brokers: 1 });
  return { nodeId: node?.id ?? null, brokers: config.brokers, config };
}

function planTopics(topics: readonly ScenarioNode[], scenario: Scenario, brokers: number): TopicPlan[] {
  let firstPartition = 0;
  return topics.map((node) => {
    const isDeadLetterQueue = node.kind === "dead-letter-queue";
    const initial = complete(topicKind.fields, {});
    const config = isDeadLetterQueue
      ? {
          ...initial,
          retentionMs: complete(deadLetterQueue.fields, node.config).retentionMs,
          partitions: 1,
          replicationFactor: Math.min(3, brokers),
        }
      : complete(topicKind.fields, node.config);
    const { segmentBytes, segmentMs, retentionBytes, retentionMs } = config;
    const isDeleting = config.cleanupPolicy !== "compact";
    const partitions = mostPartitions(scenario, node.id, config.partitions);
    const plan: TopicPlan = {
      nodeId: node.id,
      firstPartition,
      partitions,
      initialPartitions: config.partitions,
      isDeadLetterQueue,
      config,
      replicas: placeReplicas(node.id, partitions, config.replicationFactor, brokers),
      segments: { segmentBytes, segmentMs, retentionBytes, retentionMs, isDeleting },
    };
    firstPartition += partitions;
    return plan;
  });
}

/** The most partitions that a topic ever has: they can only become more. */
function mostPartitions(scenario: Scenario, nodeId: string, initial: number): number {
  return scenario.interventions.reduce((most, { target, kind, config }) => {
    const given = config["partitions"];
    return target === nodeId && kind === "add-partitions" && typeof given === "number"
      ? Math.max(most, given)
      : most;
  }, initial);
}

/**
 * The brokers of each partition, spread as Kafka's StripedReplicaPlacer does in one rack: the leaders go round, the
 * followers come after them. Which broker is first follows from the topic's id, where Kafka draws it by chance.
 */
function placeReplicas(topicId: string, partitions: number, factor: number, brokers: number): number[][] {
  const first = murmur2OfText(topicId) & 0x7fffffff;
  return Array.from({ length: partitions }, (_, partition) =>
    Array.from({ length: Math.min(factor, brokers) }, (_unused, i) => (first + partition + i) % brokers),
  );
}

function planGroups({ services, groups, wires }: Parts, topics: readonly TopicPlan[]): GroupPlan[] {
  let firstPair = 0;
  return groups.map((node, index) => {
    const config = complete(consumerGroup.fields, node.config);
    const subscribed = wires.flatMap((wire, at) =>
      wire.kind === "consumes" && wire.to === index ? [{ topic: wire.from, wire: at }] : [],
    );
    subscribed.sort((a, b) => a.topic - b.topic);
    const pairs: number[] = [];
    const pairWires: number[] = [];
    for (const { topic, wire } of subscribed) {
      const { firstPartition, partitions } = topics[topic]!;
      for (let i = 0; i < partitions; i++) {
        pairs.push(firstPartition + i);
        pairWires.push(wire);
      }
    }
    const deadLetters = wires.find((wire) => wire.kind === "dead-letters" && wire.from === index);
    const plan: GroupPlan = {
      nodeId: node.id,
      config,
      service: indexOf(services, config.service),
      topics: subscribed.map(({ topic }) => topic),
      pairs,
      firstPair,
      pairWires,
      deadLetterQueue: deadLetters?.to ?? -1,
    };
    firstPair += pairs.length;
    return plan;
  });
}

function planServices(
  { scenario, services, topics, wires }: Parts,
  groups: readonly GroupPlan[],
): ServicePlan[] {
  return services.map((node, index) => {
    // A group that nothing is wired to has nothing to subscribe to: its members would wait for ever.
    const group = groups.findIndex((plan) => plan.service === index && plan.pairs.length > 0);
    const published = wires.flatMap((wire, at) =>
      wire.kind === "publishes" && wire.from === index ? [{ topic: wire.to, wire: at }] : [],
    );
    published.sort((a, b) => a.topic - b.topic);
    const deadLetters = wires.findIndex(
      (wire) => wire.kind === "dead-letters" && wire.from === group && group >= 0,
    );
    const targets = published.map(({ topic }) => topic);
    const targetWires = published.map(({ wire }) => wire);
    // Where its group's failed records go besides; a topic that it publishes to as well stays one target.
    for (const [at, wire] of wires.entries()) {
      if (wire.kind !== "retries" || wire.from !== group || targets.includes(wire.to)) continue;
      targets.push(wire.to);
      targetWires.push(at);
    }
    if (deadLetters >= 0 && isRedriven(scenario, topics[wires[deadLetters]!.to]!.id)) {
      for (const topic of groups[group]!.topics) {
        if (targets.includes(topic)) continue;
        targets.push(topic);
        targetWires.push(-1);
      }
    }
    if (deadLetters >= 0) {
      targets.push(wires[deadLetters]!.to);
      targetWires.push(deadLetters);
    }
    const config = complete(serviceKind.fields, node.config);
    const called = wires.flatMap((wire, at) =>
      wire.kind === "calls" && wire.from === index ? [{ service: wire.to, wire: at }] : [],
    );
    return {
      nodeId: node.id,
      config,
      group,
      targets,
      targetWires,
      publishTargets: published.length,
      index,
      calls: called.map(({ service }) => service),
      callWires: called.map(({ wire }) => wire),
    };
  });
}

function planInterventions({ scenario, services, topics, groups }: Parts): PlannedIntervention[] {
  const stores = sortedById(scenario.nodes).filter(({ kind }) => kind === "event-store");
  const databases = sortedById(scenario.nodes).filter(({ kind }) => kind === "database");
  const planned = scenario.interventions.map((intervention) => ({
    atUs: micros(intervention.atMs),
    id: intervention.id,
    kind: intervention.kind,
    config: complete(faults[intervention.kind]!.fields, intervention.config) as Config,
    service: indexOf(services, intervention.target),
    topic: indexOf(topics, intervention.target),
    group: indexOf(groups, intervention.target),
    store: indexOf(stores, intervention.target),
    database: indexOf(databases, intervention.target),
    isOfCluster: scenario.nodes.some(({ id, kind }) => id === intervention.target && kind === "cluster"),
  }));
  return sortedById(planned).sort((a, b) => a.atUs - b.atUs);
}

function layoutOf(
  parts: Parts,
  cluster: ClusterPlan,
  topics: readonly TopicPlan[],
  groups: readonly GroupPlan[],
  services: readonly ServicePlan[],
  durationUs: number,
): Layout {
  let replicaCount = 0;
  const topicLayouts = topics.map((plan, index): TopicLayout => {
    const replicationFactor = plan.replicas[0]?.length ?? 1;
    const firstReplica = replicaCount;
    replicaCount += plan.partitions * replicationFactor;
    return {
      nodeId: plan.nodeId,
      name: parts.topics[index]!.name,
      isDeadLetterQueue: plan.isDeadLetterQueue,
      firstPartition: plan.firstPartition,
      partitions: plan.partitions,
      initialPartitions: plan.initialPartitions,
      replicationFactor,
      firstReplica,
    };
  });
  const clusterNode = parts.scenario.nodes.find(({ id }) => id === cluster.nodeId);
  return {
    services: services.map((plan, index): ServiceLayout => ({
      nodeId: plan.nodeId,
      name: parts.services[index]!.name,
      group: plan.group,
      publishesTo: plan.targets.slice(0, plan.publishTargets),
    })),
    topics: topicLayouts,
    groups: groups.map((plan, index): GroupLayout => ({
      nodeId: plan.nodeId,
      name: parts.groups[index]!.name,
      service: plan.service,
      topics: plan.topics,
      deadLetterQueue: plan.deadLetterQueue,
      firstPair: plan.firstPair,
      pairs: plan.pairs,
      sessionTimeoutUs:
        (plan.config.protocol === "classic"
          ? plan.config.sessionTimeoutMs
          : plan.config.brokerSessionTimeoutMs) * 1000,
      maxPollIntervalUs: plan.config.maxPollIntervalMs * 1000,
      protocol: plan.config.protocol,
      readsCommitted: plan.config.isolationLevel === "read_committed",
    })),
    wires: parts.wires,
    brokers: cluster.brokers,
    cluster: clusterNode === undefined ? null : { nodeId: clusterNode.id, name: clusterNode.name },
    replicaCount,
    partitionCount: topics.reduce((sum, plan) => sum + plan.partitions, 0),
    pairCount: groups.reduce((sum, plan) => sum + plan.pairs.length, 0),
    durationUs,
  };
}
