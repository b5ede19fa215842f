/** What a card shows, in words: for screen readers, and whoever cannot see the drawing. Pure. */
import { lagOf, type Frame } from "#sim/frame.ts";
import {
  INSTANCES_MAX,
  type GroupLayout,
  type Layout,
  type ServiceLayout,
  type TopicLayout,
} from "#sim/layout.ts";
import {
  groupLag,
  indexFrame,
  instanceValue,
  ownedBy,
  pairValue,
  partitionValue,
  type LiveFrame,
} from "#picture/live.ts";
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
  const topic = layout.topics.find((each) => each.nodeId === nodeId);
  if (topic === undefined) return "";
  return topic.isDeadLetterQueue ? queueSummary(live, topic) : topicSummary(live, topic);
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

function topicSummary(live: LiveFrame, topic: TopicLayout): string {
  const sentences = [`${topic.partitions} partitions.`];
  for (const group of live.layout.groups) {
    const behind = pairsOf(group, topic);
    if (behind.length === 0) continue;
    const unowned = behind
      .filter(({ pair }) => pairValue(live, pair, "owner") < 0)
      .map(({ number }) => number);
    const lags = behind.map(
      ({ pair, number }) =>
        `${number}: ${lagOf(live.frame, pair, topic.firstPartition + number) ?? "unknown"}`,
    );
    sentences.push(`Lag of ${group.name} by partition: ${lags.join(", ")}.`);
    if (unowned.length > 0) sentences.push(`Unowned: ${unowned.join(", ")}.`);
  }
  return sentences.join(" ");
}

function pairsOf(group: GroupLayout, topic: TopicLayout): { pair: number; number: number }[] {
  return group.pairs.flatMap((partition, at) => {
    const number = partition - topic.firstPartition;
    return number >= 0 && number < topic.partitions ? [{ pair: group.firstPair + at, number }] : [];
  });
}

function queueSummary(live: LiveFrame, topic: TopicLayout): string {
  const depth =
    partitionValue(live, topic.firstPartition, "logEnd") -
    partitionValue(live, topic.firstPartition, "logStart");
  return depth === 1 ? "1 dead letter." : `${depth} dead letters.`;
}
