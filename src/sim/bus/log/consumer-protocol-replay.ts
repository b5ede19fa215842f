/**
 * Replays a recorded trace of Kafka's coordinator of consumer groups (KIP-848) against ours and reports the first difference. For
 * tests and for the command `eventyard vectors`; the format of the traces is described in __vectors__/README.md.
 */
import { present, unreachable } from "#base/assert.ts";
import { micros, type Micros } from "#base/units.ts";
import type { ServerAssignor, TopicPartitionList } from "./assignors/server-assignor.ts";
import type { ReplayDifference } from "./classic-group-replay.ts";
import {
  createConsumerGroup,
  heartbeat,
  partitionLists,
  timerFired,
  topicChanged,
  validateOffsetCommit,
} from "./consumer-protocol-group.ts";
import {
  consumerGroupDefaults,
  type ConsumerGroup,
  type ConsumerGroupHost,
  type ConsumerGroupTimer,
} from "./consumer-protocol-types.ts";

/** Partition numbers per topic. */
type PartitionLists = Readonly<Record<string, readonly number[]>>;

/** One scenario of kip848.json. */
export interface ConsumerGroupScenario {
  readonly id: string;
  readonly config: {
    readonly assignmentIntervalMs: number;
    readonly sessionTimeoutMs: number;
    readonly heartbeatIntervalMs: number;
  };
  readonly topics: readonly { readonly name: string; readonly id: string; readonly partitions: number }[];
  readonly steps: readonly ConsumerGroupStep[];
}

/** One step; `t` is milliseconds since the start. Which fields are present depends on the type. */
export interface ConsumerGroupStep {
  readonly t: number;
  readonly type: "heartbeat" | "offsetCommit" | "partitions" | "timer" | "crash" | "pause" | "note";
  /** Absent fields: unchanged. */
  readonly request?: {
    readonly memberId: string;
    readonly memberEpoch: number;
    readonly instanceId?: string;
    readonly rebalanceTimeoutMs?: number;
    readonly serverAssignor?: ServerAssignor["name"];
    readonly subscribedTopicNames?: readonly string[];
    readonly topicPartitions?: PartitionLists;
    readonly topic?: string;
    readonly partition?: number;
  };
  readonly response?: object;
  readonly group?: object;
  readonly key?: string;
  readonly topic?: string;
  readonly to?: number;
}

interface ArmedTimer {
  readonly key: string;
  readonly timer: ConsumerGroupTimer;
  readonly atUs: Micros;
  readonly order: number;
}

/** A host that keeps its timers in a list: the smallest there can be. */
class ReplayHost implements ConsumerGroupHost {
  nowUs: Micros = 0;
  timers: ArmedTimer[] = [];
  private order = 0;

  setTimer(timer: ConsumerGroupTimer, atUs: Micros): void {
    this.cancelTimer(timer);
    this.timers.push({ key: timerKey(timer), timer, atUs, order: this.order++ });
  }

  cancelTimer(timer: ConsumerGroupTimer): void {
    this.timers = this.timers.filter(({ key }) => key !== timerKey(timer));
  }

  note(): void {}

  /** Fires everything that is due by `untilUs`, in order of deadline, then of arming. */
  fireDue(group: ConsumerGroup, untilUs: Micros, upToKey: string | null): void {
    for (;;) {
      const due = this.timers
        .filter(({ atUs }) => atUs <= untilUs)
        .sort((a, b) => a.atUs - b.atUs || a.order - b.order)[0];
      if (due === undefined) return;
      this.timers = this.timers.filter((armed) => armed !== due);
      this.nowUs = due.atUs;
      timerFired(group, this, due.timer);
      if (due.key === upToKey) return;
    }
  }
}

/**
 * The first difference between our coordinator and the recorded one, or null if there is none. `betweenSteps` may replace the
 * group by a copy, which must make no difference.
 */
export function replayConsumerGroup(
  scenario: ConsumerGroupScenario,
  betweenSteps: (group: ConsumerGroup) => ConsumerGroup = (group) => group,
): ReplayDifference | null {
  const { assignmentIntervalMs, sessionTimeoutMs, heartbeatIntervalMs } = scenario.config;
  const config = { ...consumerGroupDefaults, assignmentIntervalMs, sessionTimeoutMs, heartbeatIntervalMs };
  const topics = scenario.topics.map(({ name, id, partitions }) => [name, { id, partitions }] as const);
  const host = new ReplayHost();
  let group = createConsumerGroup(config, new Map(topics), 0);
  for (const [index, step] of scenario.steps.entries()) {
    group = betweenSteps(group);
    host.fireDue(group, micros(step.t), step.type === "timer" ? present(step.key, "a timer's key") : null);
    host.nowUs = micros(step.t);
    const response = carryOut(group, host, step);
    const got = canonical({ response, group: step.group === undefined ? null : groupFields(group) });
    const expected = canonical({ response: step.response ?? null, group: step.group ?? null });
    if (got !== expected) return { step: `step ${index} (t=${step.t}, ${step.type})`, expected, got };
  }
  return null;
}

/** The answer as it is recorded, null where there is none. */
function carryOut(group: ConsumerGroup, host: ReplayHost, step: ConsumerGroupStep): object | null {
  switch (step.type) {
    case "heartbeat":
      return answerHeartbeat(group, host, step);
    case "offsetCommit": {
      const request = present(step.request, "a request");
      const topic = present(request.topic, "a topic");
      const partition = present(request.partition, "a partition");
      return { error: validateOffsetCommit(group, request, topic, partition) };
    }
    case "partitions": {
      const name = present(step.topic, "a topic");
      const known = present(group.topics.get(name), "a topic of the scenario");
      topicChanged(group, name, { id: known.id, partitions: present(step.to, "a number of partitions") });
      return null;
    }
    case "timer":
    case "crash":
    case "pause":
    case "note":
      return null;
    default:
      return unreachable(step.type);
  }
}

function answerHeartbeat(group: ConsumerGroup, host: ReplayHost, step: ConsumerGroupStep): object {
  const request = present(step.request, "a request");
  const { topicPartitions } = request;
  const response = heartbeat(group, host, {
    memberId: request.memberId,
    memberEpoch: request.memberEpoch,
    instanceId: request.instanceId ?? null,
    rebalanceTimeoutMs: request.rebalanceTimeoutMs ?? -1,
    topics: request.subscribedTopicNames ?? null,
    serverAssignor: request.serverAssignor ?? null,
    owned:
      topicPartitions === undefined
        ? null
        : Object.entries(topicPartitions).map(([topic, partitions]) => ({ topic, partitions })),
  });
  if (response.error !== "NONE") return { error: response.error };
  const answer = { error: response.error, memberEpoch: response.memberEpoch };
  return response.assignment === null ? answer : { ...answer, assignment: asObject(response.assignment) };
}

function groupFields(group: ConsumerGroup): object {
  const members = [...group.members.values()].map((member) => [
    member.memberId,
    {
      state: member.state,
      epoch: member.epoch,
      previousEpoch: member.previousEpoch,
      assigned: asObject(partitionLists(member.assigned)),
      pendingRevocation: asObject(partitionLists(member.pendingRevocation)),
      target: asObject(group.targets.get(member.memberId) ?? []),
    },
  ]);
  return {
    state: group.state,
    groupEpoch: group.groupEpoch,
    assignmentEpoch: group.assignmentEpoch,
    members: Object.fromEntries(members) as object,
  };
}

function asObject(lists: readonly TopicPartitionList[]): object {
  return Object.fromEntries(
    lists.map(({ topic, partitions }) => [topic, partitions.toSorted((a, b) => a - b)]),
  );
}

function timerKey({ is, memberId }: ConsumerGroupTimer): string {
  return `${is === "session" ? "session" : "rebalance"}-timeout-g-${memberId}`;
}

/** JSON with sorted keys, so that equal data are equal texts. */
function canonical(value: object): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (typeof inner !== "object" || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
