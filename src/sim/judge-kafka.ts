/** What Kafka itself would refuse, or what cannot be placed: rules over several settings of a node or of the cluster. */
import type { Scenario, ScenarioNode } from "#scenario/document.ts";
import { readConfig } from "#scenario/fields.ts";
import { cluster } from "./kinds/cluster.ts";
import type { ConsumerGroupConfig } from "./kinds/consumer-group.ts";
import type { ServiceConfig } from "./kinds/service.ts";
import type { TopicConfig } from "./kinds/topic.ts";
import { parseTopicPattern } from "./parts.ts";

/** Takes one problem. */
export type Refuse = (code: string, path: string, says: string, tryThis: string) => void;

/** One cluster at most. */
export function judgeClusters({ nodes }: Scenario, refuse: Refuse): void {
  const [first, ...others] = nodes.filter(({ kind }) => kind === "cluster");
  for (const node of others) {
    refuse(
      "second-cluster",
      `nodes[${nodes.indexOf(node)}]`,
      `${node.name} is a second cluster beside ${first!.name}; a scenario has one.`,
      `Remove it, or give ${first!.name} more brokers.`,
    );
  }
}

/** How many brokers the topics of a scenario can be spread over. */
function brokersOf({ nodes }: Scenario): number {
  const node = nodes.find(({ kind }) => kind === "cluster");
  if (node === undefined) return 1;
  const read = readConfig(cluster.fields, node.config, "");
  return read.ok ? read.value.brokers : cluster.fields.brokers.initial;
}

/** A topic has no more replicas than there are brokers (INVALID_REPLICATION_FACTOR). */
export function judgeTopic(
  scenario: Scenario,
  node: ScenarioNode,
  config: TopicConfig,
  path: string,
  refuse: Refuse,
): void {
  const brokers = brokersOf(scenario);
  if (config.replicationFactor <= brokers) return;
  refuse(
    "too-few-brokers",
    `${path}.config.replicationFactor`,
    `${node.name} has ${config.replicationFactor} replicas, but there ${brokers === 1 ? "is 1 broker" : `are ${brokers} brokers`}.`,
    scenario.nodes.some(({ kind }) => kind === "cluster")
      ? `Use at most ${brokers}, or give the cluster more brokers.`
      : "Add a cluster to the scenario, or use 1.",
  );
}

/** What KafkaProducer's constructor refuses (ProducerConfig.postProcessAndValidate…, configureDeliveryTimeout). */
export function judgeProducer(node: ScenarioNode, config: ServiceConfig, path: string, refuse: Refuse): void {
  const least = config.lingerMs + config.requestTimeoutMs;
  if (config.deliveryTimeoutMs < least) {
    refuse(
      "delivery-timeout-too-short",
      `${path}.config.deliveryTimeoutMs`,
      `${node.name} gives up after ${config.deliveryTimeoutMs} ms (delivery.timeout.ms), which must be at least linger.ms + request.timeout.ms = ${least} ms.`,
      `Use ${Math.ceil(least)} ms or more, or shorten the request's time.`,
    );
  }
  const isIdempotent = config.acks === "all" && config.idempotence;
  if (isIdempotent && config.maxInFlight > 5) {
    refuse(
      "too-many-in-flight",
      `${path}.config.maxInFlight`,
      `${node.name} is idempotent and would have ${config.maxInFlight} requests under way; the broker remembers 5 batches.`,
      "Use at most 5, or turn idempotence off.",
    );
  }
  if (config.transactional && !isIdempotent) {
    refuse(
      "transactions-need-idempotence",
      `${path}.config.transactional`,
      `${node.name} uses transactions, which need acks=all and an idempotent producer.`,
      'Set acks to "all" and idempotence to true.',
    );
  }
}

/** A group's pattern has to be one that can be read. */
export function judgeGroup(
  node: ScenarioNode,
  config: ConsumerGroupConfig,
  path: string,
  refuse: Refuse,
): void {
  if (config.pattern === "") return;
  const parsed = parseTopicPattern(config.pattern);
  if (parsed.ok) return;
  const { code, says, tryThis } = parsed.problems[0]!;
  refuse(code, `${path}.config.pattern`, `${node.name}: ${says}`, tryThis);
}
