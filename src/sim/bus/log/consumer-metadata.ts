/**
 * What a consumer knows of its topics: how many partitions each has, who leads them, and which of them its pattern takes. It
 * is told when it starts, every metadata.max.age.ms, and after errors. Where nothing can change it never asks.
 */
import type { Micros } from "#base/units.ts";
import type { InstanceProcess } from "#sim/instance-process.ts";
import { Link, type Kernel } from "#sim/kernel/kernel.ts";
import { matchesTopic, parseTopicPattern } from "#sim/parts.ts";
import type { GroupPlan, Program } from "#sim/program.ts";
import { coordinatorBroker, leaderOf } from "./cluster-state.ts";
import { Broker, Instance } from "./handlers.ts";
import type { ClusterMetadata } from "./metadata.ts";
import { partitionCount } from "./partition-counts.ts";

/** retry.backoff.ms: between two questions. */
const RETRY_BACKOFF_US = 100_000;
/** request.timeout.ms: an answer that has not come by then never will. */
const REQUEST_TIMEOUT_US = 30_000_000;

/** Whether the scenario has brokers that can fail. */
export function isClustered({ cluster }: Program): boolean {
  return cluster.nodeId !== null;
}

/** Whether anything that a client of the group is told can change during the run. */
function canChange(program: Program, group: GroupPlan): boolean {
  return (
    isClustered(program) ||
    group.topics.some((topic) => program.topics[topic]!.partitions > program.topics[topic]!.initialPartitions)
  );
}

/** At the start of the process: the bootstrap's answer is taken as had. */
export function beginMetadata(self: InstanceProcess): void {
  const group = self.group!;
  const { kernel } = self;
  const { member } = self.state;
  group.topics.forEach((topic, at) => (member.partitions[at] = partitionCount(kernel, topic)));
  group.pairs.forEach((partition, pair) => (member.leaders[pair] = leaderOf(kernel, partition)));
  member.metadataUs = kernel.nowUs;
  member.coordinatorIs = coordinatorBroker(kernel, self.groupIndex);
  if (canChange(kernel.program, group)) askLater(self, group.config.consumerMetadataMaxAgeMs * 1000);
}

/** Something showed that what it knows is out of date: it asks as soon as it may. */
export function wantMetadata(self: InstanceProcess): void {
  const { member } = self.state;
  const dueUs = Math.max(self.kernel.nowUs, member.metadataUs + RETRY_BACKOFF_US);
  if (member.metadataIsAsked || member.metadataDueUs <= dueUs) return;
  askLater(self, dueUs - self.kernel.nowUs);
}

function askLater(self: InstanceProcess, delayUs: Micros): void {
  self.state.member.metadataDueUs = self.kernel.nowUs + delayUs;
  self.after(delayUs, Instance.consumerMetadataDue);
}

/** It may be time to ask, or to ask again. */
export function metadataDue(self: InstanceProcess): void {
  const { member } = self.state;
  const { kernel, index, life } = self;
  if (kernel.nowUs < member.metadataDueUs) return;
  member.metadataIsAsked = true;
  kernel.calendar.push(
    self.arrival(Link.toBus),
    0,
    0,
    Broker.metadata,
    index,
    life.incarnation,
    Instance.consumerMetadata,
  );
  askLater(self, REQUEST_TIMEOUT_US);
}

/** The answer: true where a poll has something to do about it. */
export function metadataCame(self: InstanceProcess, metadata: ClusterMetadata): void {
  const { member } = self.state;
  const group = self.group!;
  member.metadataIsAsked = false;
  member.metadataUs = self.kernel.nowUs;
  group.topics.forEach((topic, at) => (member.partitions[at] = metadata.counts[topic]!));
  group.pairs.forEach((partition, pair) => (member.leaders[pair] = metadata.leaders[partition]!));
  askLater(self, group.config.consumerMetadataMaxAgeMs * 1000);
  if (member.ownedPairs.some((pair) => member.leaders[pair]! < 0)) wantMetadata(self);
}

/** Positions in the group's list of topics that a member subscribes to now: all that exist, or those that the pattern takes. */
export function subscribedTopics(self: InstanceProcess): number[] {
  const { partitions } = self.state.member;
  return takenTopics(self.kernel, self.group!).filter((at) => partitions[at]! > 0);
}

/** Positions in the group's list of topics that its pattern takes; all where there is none. */
export function takenTopics({ program }: Kernel, { config, topics }: GroupPlan): number[] {
  const all = topics.map((_, at) => at);
  if (config.pattern === "") return all;
  const parsed = parseTopicPattern(config.pattern);
  // The judge has refused what cannot be read.
  if (!parsed.ok) return [];
  return all.filter((at) => matchesTopic(parsed.value, program.layout.topics[topics[at]!]!.name));
}
