/**
 * From the document to what is executed: ids become dense indexes in the order of the ids (so that the order of a file,
 * names and positions change nothing), settings become complete. Every problem is reported at once.
 */
import { ok, type Result } from "#base/result.ts";
import { micros } from "#base/units.ts";
import { readConfig, type ConfigOf, type Fields } from "#scenario/fields.ts";
import type { Config, Scenario, ScenarioNode } from "#scenario/document.ts";
import { faults } from "./faults/index.ts";
import { judgeScenario } from "./judge.ts";
import { consumerGroup } from "./kinds/consumer-group.ts";
import { deadLetterQueue } from "./kinds/dead-letter-queue.ts";
import { service as serviceKind } from "./kinds/service.ts";
import { topic as topicKind } from "./kinds/topic.ts";
import type { GroupLayout, Layout, ServiceLayout, TopicLayout, WireLayout } from "./layout.ts";
import type { GroupPlan, PlannedIntervention, Program, ServicePlan, TopicPlan } from "./program.ts";
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
  const topicPlans = planTopics(topics);
  const groupPlans = planGroups(parts, topicPlans);
  const servicePlans = planServices(parts, groupPlans);
  const durationUs = micros(settings.durationMs);
  const program: Program = {
    seed: scenario.seed,
    layout: layoutOf(parts, topicPlans, groupPlans, servicePlans, durationUs),
    latencyUs: micros(settings.networkLatencyMs),
    jitterUs: micros(settings.networkJitterMs),
    retentionCheckUs: micros(settings.retentionCheckIntervalMs),
    durationUs,
    services: servicePlans,
    topics: topicPlans,
    groups: groupPlans,
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
  const ends = {
    publishes: [services, topics],
    consumes: [topics, groups],
    "dead-letters": [groups, topics],
  } as const;
  return sortedById(scenario.wires).flatMap((wire) => {
    if (!Object.hasOwn(ends, wire.kind)) return [];
    const kind = wire.kind as WireLayout["kind"];
    return [
      { wireId: wire.id, kind, from: indexOf(ends[kind][0], wire.from), to: indexOf(ends[kind][1], wire.to) },
    ];
  });
}

function planTopics(topics: readonly ScenarioNode[]): TopicPlan[] {
  let firstPartition = 0;
  return topics.map((node) => {
    const isDeadLetterQueue = node.kind === "dead-letter-queue";
    const config = isDeadLetterQueue
      ? {
          ...complete(topicKind.fields, {}),
          ...complete(deadLetterQueue.fields, node.config),
          partitions: 1,
          retentionBytes: -1,
        }
      : complete(topicKind.fields, node.config);
    const { segmentBytes, segmentMs, retentionBytes, retentionMs, partitions } = config;
    const segments = { segmentBytes, segmentMs, retentionBytes, retentionMs, isDeleting: true };
    const plan = { nodeId: node.id, firstPartition, partitions, isDeadLetterQueue, segments };
    firstPartition += partitions;
    return plan;
  });
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

function planServices({ services, wires }: Parts, groups: readonly GroupPlan[]): ServicePlan[] {
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
    if (deadLetters >= 0) {
      targets.push(wires[deadLetters]!.to);
      targetWires.push(deadLetters);
    }
    const config = complete(serviceKind.fields, node.config);
    return { nodeId: node.id, config, group, targets, targetWires, publishTargets: published.length };
  });
}

function planInterventions({ scenario, services, topics }: Parts): PlannedIntervention[] {
  const planned = scenario.interventions.map((intervention) => ({
    atUs: micros(intervention.atMs),
    id: intervention.id,
    kind: intervention.kind,
    config: complete(faults[intervention.kind]!.fields, intervention.config) as Config,
    service: indexOf(services, intervention.target),
    topic: indexOf(topics, intervention.target),
  }));
  return sortedById(planned).sort((a, b) => a.atUs - b.atUs);
}

function layoutOf(
  parts: Parts,
  topics: readonly TopicPlan[],
  groups: readonly GroupPlan[],
  services: readonly ServicePlan[],
  durationUs: number,
): Layout {
  return {
    services: services.map((plan, index): ServiceLayout => ({
      nodeId: plan.nodeId,
      name: parts.services[index]!.name,
      group: plan.group,
      publishesTo: plan.targets.slice(0, plan.publishTargets),
    })),
    topics: topics.map((plan, index): TopicLayout => ({
      nodeId: plan.nodeId,
      name: parts.topics[index]!.name,
      isDeadLetterQueue: plan.isDeadLetterQueue,
      firstPartition: plan.firstPartition,
      partitions: plan.partitions,
    })),
    groups: groups.map((plan, index): GroupLayout => ({
      nodeId: plan.nodeId,
      name: parts.groups[index]!.name,
      service: plan.service,
      topics: plan.topics,
      deadLetterQueue: plan.deadLetterQueue,
      firstPair: plan.firstPair,
      pairs: plan.pairs,
      sessionTimeoutUs: plan.config.sessionTimeoutMs * 1000,
      maxPollIntervalUs: plan.config.maxPollIntervalMs * 1000,
    })),
    wires: parts.wires,
    partitionCount: topics.reduce((sum, plan) => sum + plan.partitions, 0),
    pairCount: groups.reduce((sum, plan) => sum + plan.pairs.length, 0),
    durationUs,
  };
}
