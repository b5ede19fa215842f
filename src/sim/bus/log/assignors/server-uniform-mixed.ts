/** The uniform assignor for members whose subscriptions differ (UniformHeterogeneousAssignmentBuilder). */
import {
  compareTopics,
  existingTopics,
  type ServerAssignInput,
  type ServerAssignment,
  type SubscribedTopic,
} from "./server-assignor.ts";
import { LoadLevels } from "./load-levels.ts";
import { TargetDraft } from "./target-draft.ts";

/** Passes over the topics before an assignment is taken as it is: members with overlapping subscriptions settle slowly. */
const PASSES_MAX = 16;
const NOBODY = -1;

/** A topic while it is dealt out. Members are positions in the input's list. */
interface MixedTopic extends SubscribedTopic {
  readonly subscribers: number[];
  /** By partition: who gets it, NOBODY for nobody. */
  readonly owners: number[];
}

interface Mixed {
  readonly topics: readonly MixedTopic[];
  readonly drafts: readonly TargetDraft[];
  /** By member: how many partitions it has. */
  readonly loads: number[];
}

/**
 * Everybody keeps what it has of topics it still wants. What nobody has goes, topic after topic, to the least loaded subscriber,
 * and then each topic's most loaded subscribers hand partitions to the least loaded ones until they differ by one at most.
 */
export function assignMixed(input: ServerAssignInput): ServerAssignment {
  const mixed = keepWanted(input);
  for (const topic of mixed.topics) {
    if (!topic.owners.includes(NOBODY)) continue;
    const levels = new LoadLevels(topic.subscribers, mixed.loads);
    topic.owners.forEach((owner, partition) => {
      if (owner === NOBODY) give(mixed, topic, partition, levels.takeLeastLoaded());
    });
  }
  balance(mixed);
  return new Map(input.members.map(({ memberId }, at) => [memberId, mixed.drafts[at]?.lists() ?? []]));
}

function keepWanted(input: ServerAssignInput): Mixed {
  const topics = mixedTopics(input);
  const loads = input.members.map(() => 0);
  const drafts = input.members.map((member, at) => {
    const draft = new TargetDraft(member.target);
    for (const { topic: name, partitions } of member.target) {
      const topic = topics.find((known) => known.name === name);
      if (topic?.subscribers.includes(at) !== true) {
        draft.removeTopic(name);
        continue;
      }
      for (const partition of partitions) topic.owners[partition] = at;
      loads[at] = (loads[at] ?? 0) + partitions.length;
    }
    return draft;
  });
  return { topics, drafts, loads };
}

/** The subscribed topics: those with most partitions a subscriber first, then those with fewest subscribers, then by id. */
function mixedTopics(input: ServerAssignInput): MixedTopic[] {
  const names = new Set(input.members.flatMap(({ topics }) => topics));
  const topics = existingTopics(input, [...names]).map((topic): MixedTopic => ({
    ...topic,
    subscribers: input.members.flatMap((member, at) => (member.topics.includes(topic.name) ? [at] : [])),
    owners: Array.from({ length: topic.partitions }, () => NOBODY),
  }));
  const share = ({ partitions, subscribers }: MixedTopic): number => partitions / subscribers.length;
  return topics.sort(
    (a, b) => share(b) - share(a) || a.subscribers.length - b.subscribers.length || compareTopics(a, b),
  );
}

function give(mixed: Mixed, topic: MixedTopic, partition: number, to: number): void {
  const { drafts, loads } = mixed;
  const from = topic.owners[partition] ?? NOBODY;
  if (from !== NOBODY) {
    drafts[from]?.remove(topic.name, partition);
    loads[from] = (loads[from] ?? 0) - 1;
  }
  const expected = Math.ceil(topic.partitions / topic.subscribers.length);
  drafts[to]?.add(topic.name, partition, Math.trunc(expected / 0.75 + 1));
  topic.owners[partition] = to;
  loads[to] = (loads[to] ?? 0) + 1;
}

/** Goes over the topics until a whole round has moved nothing. */
function balance(mixed: Mixed): void {
  const topics = mixed.topics.filter(({ subscribers }) => subscribers.length >= 2);
  let lastMoved = -1;
  for (let pass = 0; pass < PASSES_MAX; pass++) {
    for (const [at, topic] of topics.entries()) {
      if (at === lastMoved) return;
      if (balanceTopic(mixed, topic) || lastMoved < 0) lastMoved = at;
    }
  }
}

/** Moves partitions of one topic from its most to its least loaded subscribers, the highest number first; whether any moved. */
function balanceTopic(mixed: Mixed, topic: MixedTopic): boolean {
  const { loads } = mixed;
  const ofSubscribers = topic.subscribers.map((member) => loads[member] ?? 0);
  if (Math.max(...ofSubscribers) - Math.min(...ofSubscribers) <= 1) return false;
  const mayGive = loads.map((): number[] => []);
  topic.owners.forEach((owner, partition) => mayGive[owner]?.push(partition));
  const levels = new LoadLevels(topic.subscribers, loads);
  let moved = false;
  for (;;) {
    const from = levels.takeMostLoaded((member) => (mayGive[member]?.length ?? 0) > 0);
    if (from === NOBODY) return moved;
    const partition = mayGive[from]?.pop() ?? 0;
    const to = levels.takeLeastLoaded();
    if (levels.isLevel()) return moved;
    give(mixed, topic, partition, to);
    moved = true;
  }
}
