import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { clone } from "#base/clone.ts";
import { micros } from "#base/units.ts";
import {
  createConsumerGroup,
  heartbeat,
  timerFired,
  topicChanged,
  unloadGroup,
  validateOffsetCommit,
} from "./consumer-protocol-group.ts";
import { type ConsumerGroupScenario, replayConsumerGroup } from "./consumer-protocol-replay.ts";
import {
  consumerGroupDefaults,
  type ConsumerGroupConfig,
  type ConsumerGroupHost,
  type ConsumerGroupNote,
  type ConsumerGroupTimer,
  type ConsumerHeartbeatRequest,
  type ConsumerHeartbeatResponse,
} from "./consumer-protocol-types.ts";

const recorded = JSON.parse(
  readFileSync(new URL("./__vectors__/consumer-protocol.json", import.meta.url), "utf8"),
) as { scenarios: ConsumerGroupScenario[] };

describe("the coordinator of the consumer protocol, against traces of Kafka 4.3.1", () => {
  it.each(recorded.scenarios)("answers everything in $id as Kafka did", (scenario) => {
    expect(replayConsumerGroup(scenario)).toBeNull();
  });

  it("goes on from a copy of its state as from the state itself", () => {
    // A fixed pattern of copies that never falls into step with a trace.
    let draw = 1;
    const copyNowAndThen = <T>(group: T): T => {
      draw = (Math.imul(draw, 1_103_515_245) + 12_345) >>> 0;
      return draw % 3 === 0 ? clone(group) : group;
    };
    for (const scenario of recorded.scenarios)
      expect(replayConsumerGroup(scenario, copyNowAndThen)).toBeNull();
  });

  it("reports a trace in which one answer or one state is wrong", () => {
    const scenario = recorded.scenarios[0] as ConsumerGroupScenario;
    const differenceOf = (find: string, replace: string) =>
      replayConsumerGroup(
        JSON.parse(JSON.stringify(scenario).replace(find, replace)) as ConsumerGroupScenario,
      );
    expect(differenceOf('"memberEpoch":2', '"memberEpoch":3')?.step).toContain("step 0");
    expect(differenceOf('"state":"Stable"', '"state":"Empty"')?.got).toContain("Stable");
  });
});

/** A group of one topic, with a host that remembers what it was told, for what the traces do not show. */
function setUp(config: Partial<ConsumerGroupConfig> = {}) {
  const topics = new Map([["orders", { id: "S6LvPUpmmGWM4bLXTWJPEg", partitions: 4 }]]);
  const group = createConsumerGroup(
    { ...consumerGroupDefaults, assignmentIntervalMs: 0, ...config },
    topics,
    0,
  );
  const notes: ConsumerGroupNote[] = [];
  const timers = new Map<string, number>();
  const host = {
    nowUs: 0,
    setTimer: (timer: ConsumerGroupTimer, atUs: number) => void timers.set(JSON.stringify(timer), atUs),
    cancelTimer: (timer: ConsumerGroupTimer) => void timers.delete(JSON.stringify(timer)),
    note: (what: ConsumerGroupNote) => void notes.push(what),
  } satisfies ConsumerGroupHost;
  const say = (request: Partial<ConsumerHeartbeatRequest>): ConsumerHeartbeatResponse =>
    heartbeat(group, host, {
      memberId: "a",
      memberEpoch: 0,
      instanceId: null,
      rebalanceTimeoutMs: -1,
      topics: null,
      serverAssignor: null,
      owned: null,
      ...request,
    });
  const join = (memberId: string, instanceId: string | null = null): ConsumerHeartbeatResponse =>
    say({ memberId, instanceId, rebalanceTimeoutMs: 60_000, topics: ["orders"], owned: [] });
  const wait = (ms: number): void => {
    host.nowUs += micros(ms);
    for (const [timer, atUs] of timers) {
      if (atUs > host.nowUs) continue;
      timers.delete(timer);
      timerFired(group, host, JSON.parse(timer) as ConsumerGroupTimer);
    }
  };
  return { group, host, notes, timers, say, join, wait };
}

const orders = (...partitions: number[]) => [{ topic: "orders", partitions }];

describe("the coordinator of the consumer protocol", () => {
  it("moves partitions without a barrier: the owner gives up first, the newcomer waits alone", () => {
    const { group, say, join } = setUp();
    expect(join("a")).toMatchObject({ memberEpoch: 2, assignment: orders(0, 1, 2, 3) });
    expect(join("b")).toMatchObject({ memberEpoch: 3, assignment: [] });
    expect(group.state).toBe("Reconciling");
    expect(say({ memberId: "a", memberEpoch: 2 })).toMatchObject({
      memberEpoch: 2,
      assignment: orders(0, 1),
    });
    expect(say({ memberId: "b", memberEpoch: 3 }).assignment).toBeNull();
    expect(say({ memberId: "a", memberEpoch: 2, owned: orders(0, 1) }).memberEpoch).toBe(3);
    expect(say({ memberId: "b", memberEpoch: 3 }).assignment).toEqual(orders(2, 3));
    expect(group.state).toBe("Stable");
  });

  it("removes a member that does not give up in max.poll.interval.ms what it was told to", () => {
    const { group, say, join, wait, notes } = setUp();
    join("a");
    join("b");
    say({ memberId: "a", memberEpoch: 2 });
    wait(40_000);
    say({ memberId: "a", memberEpoch: 2 });
    wait(20_000);
    expect(notes).toContainEqual({ is: "member-removed", memberId: "a", reason: "revocation-expired" });
    expect(say({ memberId: "a", memberEpoch: 2 }).error).toBe("UNKNOWN_MEMBER_ID");
    expect(group.members.has("a")).toBe(false);
  });

  it("renews a session by heartbeats that are answered, not by refused ones", () => {
    const { group, say, join, wait } = setUp();
    join("a");
    wait(40_000);
    expect(say({ memberEpoch: 7 }).error).toBe("FENCED_MEMBER_EPOCH");
    wait(5_000);
    expect(group.state).toBe("Empty");
  });

  it("takes the epoch before from a member whose answer was lost, if it owns no more than it was given", () => {
    const { say, join } = setUp();
    join("a");
    expect(say({ memberEpoch: 0, owned: orders(0) })).toMatchObject({ error: "NONE", memberEpoch: 2 });
    join("b");
    say({ memberEpoch: 2, owned: orders(0, 1) });
    expect(say({ memberEpoch: 2, owned: orders(0, 1) }).memberEpoch).toBe(3);
    expect(say({ memberEpoch: 2, owned: orders(0, 1, 2) }).error).toBe("FENCED_MEMBER_EPOCH");
    expect(say({ memberEpoch: 2 }).error).toBe("FENCED_MEMBER_EPOCH");
  });

  it("lends a static member's name to nobody else while it lives, and to its next process after it left for a while", () => {
    const { group, say, join } = setUp();
    join("a", "node-1");
    expect(join("b", "node-1").error).toBe("UNRELEASED_INSTANCE_ID");
    expect(say({ memberId: "a", memberEpoch: -2, instanceId: "node-1" }).memberEpoch).toBe(-2);
    const epoch = group.groupEpoch;
    expect(join("b", "node-1").assignment).toEqual(orders(0, 1, 2, 3));
    expect(group.groupEpoch).toBe(epoch);
    expect(say({ memberId: "a", memberEpoch: 2, instanceId: "node-1" }).error).toBe("FENCED_INSTANCE_ID");
    expect(say({ memberId: "a", memberEpoch: -1, instanceId: "node-1" }).error).toBe("FENCED_INSTANCE_ID");
    expect(say({ memberId: "c", memberEpoch: 2, instanceId: "node-2" }).error).toBe("UNKNOWN_MEMBER_ID");
    expect([...group.members.keys()]).toEqual(["b"]);
  });

  it("accepts an older epoch's commit of a partition that the member has had since, and no other", () => {
    const { group, say, join } = setUp();
    join("a");
    join("b");
    say({ memberId: "a", memberEpoch: 2 });
    const commit = (memberId: string, memberEpoch: number, partition: number) =>
      validateOffsetCommit(group, { memberId, memberEpoch }, "orders", partition);
    // Still to be given up, but not given up yet.
    expect(commit("a", 2, 3)).toBe("NONE");
    say({ memberId: "a", memberEpoch: 2, owned: orders(0, 1) });
    expect(commit("a", 2, 0)).toBe("NONE");
    expect(commit("a", 2, 3)).toBe("STALE_MEMBER_EPOCH");
    expect(commit("a", 4, 0)).toBe("STALE_MEMBER_EPOCH");
    expect(commit("c", 3, 0)).toBe("UNKNOWN_MEMBER_ID");
    expect(commit("", -1, 0)).toBe("UNKNOWN_MEMBER_ID");
    expect(validateOffsetCommit(setUp().group, { memberId: "", memberEpoch: -1 }, "orders", 0)).toBe("NONE");
  });

  it("waits for the assignment interval, and for somebody's heartbeat after it", () => {
    const { group, say, join, wait } = setUp({ assignmentIntervalMs: 1_000 });
    join("a");
    wait(999);
    expect(join("b")).toMatchObject({ memberEpoch: 2, assignment: [] });
    expect(group.state).toBe("Assigning");
    wait(10_000);
    expect(group.state).toBe("Assigning");
    expect(say({ memberId: "b", memberEpoch: 2 }).memberEpoch).toBe(3);
    expect(group.state).toBe("Reconciling");
  });

  it("sees new partitions at the next heartbeat, of subscribed topics only", () => {
    const { group, say, join } = setUp();
    join("a");
    topicChanged(group, "payments", { id: "XAVFggWvT0cu0iOWXIuxvg", partitions: 2 });
    expect(say({ memberEpoch: 2 }).memberEpoch).toBe(2);
    topicChanged(group, "orders", { id: "S6LvPUpmmGWM4bLXTWJPEg", partitions: 5 });
    expect(say({ memberEpoch: 2 })).toMatchObject({ memberEpoch: 3, assignment: orders(0, 1, 2, 3, 4) });
  });

  it("takes a topic away at once when a member does not want it any more", () => {
    const { say, join, group } = setUp({ assignmentIntervalMs: 1_000 });
    join("a");
    expect(say({ memberEpoch: 2, topics: ["payments"] }).assignment).toEqual([]);
    expect(group.members.get("a")?.state).toBe("UNREVOKED_PARTITIONS");
    say({ memberEpoch: 2, owned: [] });
    expect(group.members.get("a")).toMatchObject({ state: "STABLE", pendingRevocation: new Map() });
  });

  it("turns away who is too many, and everybody once it is unloaded", () => {
    const { group, host, say, join } = setUp({ maxSize: 1 });
    join("a");
    expect(join("b").error).toBe("GROUP_MAX_SIZE_REACHED");
    unloadGroup(group, host);
    expect(say({ memberEpoch: 2 }).error).toBe("COORDINATOR_NOT_AVAILABLE");
  });
});
