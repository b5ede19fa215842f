/** What a card shows, in words: for screen readers, and whoever cannot see the drawing. Pure. */
import { isUnowned, lagOf, type Frame } from "#sim/frame.ts";
import {
  INSTANCES_MAX,
  type GroupLayout,
  type Layout,
  type ServiceLayout,
  type TopicLayout,
} from "#sim/layout.ts";
import {
  deadLetterDepth,
  groupLag,
  indexFrame,
  instanceValue,
  ownedBy,
  partitionValue,
  type LiveFrame,
} from "#picture/live.ts";
import { amountText } from "#sim/words.ts";
import { brokerLook, brokerValue } from "#picture/cluster-painter.ts";
import { troubleWords } from "#picture/cluster-trouble.ts";
import { valueLine } from "#picture/database-painter.ts";
import { groupWords } from "#picture/group-painter.ts";
import { instanceLook } from "#picture/service-painter.ts";

/** The frame that was asked about last: all cards ask about the same one. A memo, nothing else. */
let indexed: LiveFrame | null = null;

/** The live state of a node's card in sentences; "" where the run does not know the node. */
export function summaryOf(frame: Frame, layout: Layout, nodeId: string): string {
  if (indexed?.frame !== frame || indexed.layout !== layout) indexed = indexFrame(frame, layout);
  const live = indexed;
  const service = layout.services.findIndex((each) => each.nodeId === nodeId);
  if (service >= 0) return serviceSummary(live, layout.services[service]!, service);
  if (layout.cluster?.nodeId === nodeId) return clusterSummary(live);
  const topic = layout.topics.findIndex((each) => each.nodeId === nodeId);
  if (topic < 0) return databaseSummary(live, nodeId) || storeSummary(live, nodeId);
  return layout.topics[topic]!.isDeadLetterQueue
    ? queueSummary(live, topic)
    : topicSummary(live, layout.topics[topic]!);
}

function serviceSummary(live: LiveFrame, service: ServiceLayout, index: number): string {
  const sentences: string[] = [];
  const group = live.layout.groups[service.group];
  if (group !== undefined) {
    const { lag, unknown } = groupLag(live, service.group);
    sentences.push(
      `Group ${group.name}: ${groupWords(live, service.group)}, lag ${unknown > 0 && lag === 0 ? "unknown" : lag}.`,
    );
  }
  for (const row of live.instanceRows[index] ?? []) {
    const subject = instanceValue(live, row, "subject");
    const owned = ownedBy(live, service.group, subject);
    const look = instanceLook(live, row, service.group, owned.length);
    const owns =
      owned.length > 0 ? `, owns ${owned.map(({ prefix, number }) => `${prefix}${number}`).join(", ")}` : "";
    sentences.push(`Instance ${(subject % INSTANCES_MAX) + 1}: ${look.words}${owns}.`);
  }
  return sentences.join(" ");
}

function clusterSummary(live: LiveFrame): string {
  const brokers = Array.from({ length: live.layout.brokers }, (_, broker) => {
    const { words } = brokerLook(live, broker);
    return `Broker ${broker + 1}: ${words}, keeps ${brokerValue(live, broker, "replicas")} replicas.`;
  });
  const trouble = troubleWords(live);
  return [...(trouble === "" ? [] : [`Partitions: ${trouble}.`]), ...brokers].join(" ");
}

/** "Leaders by partition: 0: broker 1, 1: none." and which of them lack replicas; nothing where there is one broker. */
function leaderWords(live: LiveFrame, topic: TopicLayout): string[] {
  if (live.layout.brokers === 1) return [];
  const numbers = Array.from({ length: topic.partitions }, (_, number) => number);
  const of = (number: number, column: "leader" | "inSync"): number =>
    partitionValue(live, topic.firstPartition + number, column);
  const leaders = numbers.map((number) => {
    const leader = of(number, "leader");
    return `${number}: ${leader < 0 ? "none" : `broker ${leader + 1}`}`;
  });
  const lacking = numbers.filter((number) => of(number, "inSync") < topic.replicationFactor);
  return [
    `Leaders by partition: ${leaders.join(", ")}.`,
    ...(lacking.length === 0 ? [] : [`Under-replicated: ${lacking.join(", ")}.`]),
  ];
}

function topicSummary(live: LiveFrame, topic: TopicLayout): string {
  const sentences = [`${topic.partitions} partitions.`];
  for (const group of live.layout.groups) {
    const behind = pairsOf(group, topic);
    if (behind.length === 0) continue;
    const unowned = behind.filter(({ pair }) => isUnowned(live.frame, pair)).map(({ number }) => number);
    const lags = behind.map(({ pair, number }) => `${number}: ${lagOf(live.frame, pair) ?? "unknown"}`);
    sentences.push(`Lag of ${group.name} by partition: ${lags.join(", ")}.`);
    if (unowned.length > 0) sentences.push(`Unowned: ${unowned.join(", ")}.`);
  }
  sentences.push(...leaderWords(live, topic));
  return sentences.join(" ");
}

function pairsOf(group: GroupLayout, topic: TopicLayout): { pair: number; number: number }[] {
  return group.pairs.flatMap((partition, at) => {
    const number = partition - topic.firstPartition;
    return number >= 0 && number < topic.partitions ? [{ pair: group.firstPair + at, number }] : [];
  });
}

function queueSummary(live: LiveFrame, topic: number): string {
  return `${amountText(deadLetterDepth(live, topic), "dead letter")}.`;
}

function databaseSummary({ frame, layout }: LiveFrame, nodeId: string): string {
  const database = frame.effects?.databases.find((each) => each.nodeId === nodeId);
  if (frame.effects === undefined || database === undefined) return "";
  const { commits, isDown, outbox, underWay, waiting } = database;
  const busy = [
    amountText(commits, "commit"),
    `${underWay} under way`,
    ...(waiting > 0 ? [`${waiting} wait for a connection`] : []),
    ...(outbox > 0 ? [`${amountText(outbox, "row")} in outboxes`] : []),
  ];
  const values = frame.effects.services
    .filter((service) => service.database === nodeId)
    .map((service) => {
      const { words, isBad } = valueLine(service);
      return `${layout.services[service.service]?.name ?? ""}: ${words}${isBad ? ", which is wrong" : ""}.`;
    });
  return [`${isDown ? "Down" : "Up"}, ${busy.join(", ")}.`, ...values].join(" ");
}

function storeSummary({ frame, layout }: LiveFrame, nodeId: string): string {
  const sight = frame.stores?.[layout.stores?.findIndex((store) => store.nodeId === nodeId) ?? -1];
  if (sight === undefined) return "";
  const { keeps, events, aggregates, conflicts, overdrawn, lostCents, readers } = sight;
  const harm = [
    amountText(conflicts, "conflict"),
    ...(overdrawn > 0 ? [`${overdrawn} overdrawn`] : []),
    ...(lostCents > 0 ? [`${lostCents / 100} lost`] : []),
  ];
  const read = readers.map(({ service, lag, rebuilt, target }) => {
    const name = layout.services[service]?.name ?? "";
    return rebuilt >= 0 ? `${name}: rebuilt ${rebuilt} of ${target}.` : `${name}: lag ${lag}.`;
  });
  const held = amountText(events, keeps === "events" ? "event" : "write");
  return [`${held} of ${amountText(aggregates, "aggregate")}, ${harm.join(", ")}.`, ...read].join(" ");
}
