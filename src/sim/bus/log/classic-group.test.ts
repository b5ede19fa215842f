import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { clone } from "#base/clone.ts";
import { micros } from "#base/units.ts";
import { type ClassicGroupScenario, replayClassicGroup } from "./classic-group-replay.ts";
import { joinGroup } from "./classic-group-join.ts";
import {
  type ClassicGroupConfig,
  classicGroupDefaults,
  type ClassicGroupHost,
  type GroupNote,
  type GroupResponse,
  type GroupTimer,
} from "./classic-group-types.ts";
import {
  createClassicGroup,
  heartbeat,
  leaveGroup,
  syncGroup,
  timerFired,
  unloadGroup,
  validateOffsetCommit,
} from "./classic-group.ts";

const recorded = JSON.parse(
  readFileSync(new URL("./__vectors__/classic-group.json", import.meta.url), "utf8"),
) as { scenarios: ClassicGroupScenario[] };

describe("the classic group coordinator, against traces of Kafka 4.3.1", () => {
  it("has enough traces to mean something", () => {
    expect(recorded.scenarios.length).toBeGreaterThan(20);
  });

  it.each(recorded.scenarios)("answers everything in $id as Kafka did", (scenario) => {
    expect(replayClassicGroup(scenario)).toBeNull();
  });

  it("goes on from a copy of its state as from the state itself", () => {
    // A fixed pattern of copies that never falls into step with a trace.
    let draw = 1;
    const copyNowAndThen = <T>(group: T): T => {
      draw = (Math.imul(draw, 1_103_515_245) + 12_345) >>> 0;
      return draw % 3 === 0 ? clone(group) : group;
    };
    for (const scenario of recorded.scenarios)
      expect(replayClassicGroup(scenario, copyNowAndThen)).toBeNull();
  });

  it("reports a trace in which one answer, one state or one time is wrong", () => {
    const scenario = recorded.scenarios[0] as ClassicGroupScenario;
    const changed = (find: string, replace: string): ClassicGroupScenario =>
      JSON.parse(JSON.stringify(scenario).replace(find, replace)) as ClassicGroupScenario;
    const differenceOf = (find: string, replace: string) => replayClassicGroup(changed(find, replace));
    expect(differenceOf('"error":"NONE"', '"error":"ILLEGAL_GENERATION"')).not.toBeNull();
    expect(differenceOf('"state":"Stable"', '"state":"Empty"')?.got).toContain("Stable");
    expect(differenceOf('"awaitingJoin":1', '"awaitingJoin":2')?.step).toContain("log entry");
    const firstAnswer = scenario.log.find(({ type }) => type === "response");
    const late = { ...firstAnswer, t: 1_000_000 };
    expect(differenceOf(JSON.stringify(firstAnswer), JSON.stringify(late))?.step).toContain(
      "answer to request",
    );
  });
});

/** A group with a host that remembers what it was told, for what the traces do not show. */
function setUp(config: Partial<ClassicGroupConfig> = {}) {
  const group = createClassicGroup<string, string>({ ...classicGroupDefaults, ...config }, 0);
  const replies = new Map<number, GroupResponse<string, string>>();
  const timers = new Map<string, number>();
  const notes: GroupNote[] = [];
  let ids = 0;
  const host = {
    nowUs: 0,
    reply: (requestId: number, response: GroupResponse<string, string>) =>
      void replies.set(requestId, response),
    setTimer: (timer: GroupTimer, atUs: number) => void timers.set(JSON.stringify(timer), atUs),
    cancelTimer: (timer: GroupTimer) => void timers.delete(JSON.stringify(timer)),
    newMemberId: (name: string) => `${name}-${++ids}`,
    note: (what: GroupNote) => void notes.push(what),
  } satisfies ClassicGroupHost<string, string>;
  let requests = 0;
  const join = (memberId: string, groupInstanceId: string | null = null, protocol = "range"): number => {
    const requestId = ++requests;
    const timeouts = { sessionTimeoutMs: 45_000, rebalanceTimeoutMs: 300_000 };
    const protocols = [{ name: protocol, metadata: "orders", signature: "orders" }];
    joinGroup(group, host, { requestId, memberId, groupInstanceId, clientId: "c", ...timeouts, protocols });
    return requestId;
  };
  const sync = (memberId: string, assignments: [string, string][] = []): number => {
    const requestId = ++requests;
    const generation = group.generation;
    const rest = { groupInstanceId: null, generation, protocol: null, assignments: new Map(assignments) };
    syncGroup(group, host, { requestId, memberId, ...rest });
    return requestId;
  };
  const fire = (timer: GroupTimer, atMs: number): void => {
    host.nowUs = micros(atMs);
    timerFired(group, host, timer);
  };
  /** A stable group of one dynamic member, at 3 s. */
  const stable = (): string => {
    join("");
    join("c-1");
    fire({ is: "join" }, 3_000);
    sync("c-1", [["c-1", "orders-0"]]);
    return "c-1";
  };
  return { group, host, replies, timers, notes, join, sync, fire, stable };
}

describe("a classic group", () => {
  it("gives a lone consumer its first assignment three seconds after it joined", () => {
    const { group, replies, timers, notes, stable } = setUp();
    stable();
    expect(replies.get(1)).toMatchObject({ error: "MEMBER_ID_REQUIRED", memberId: "c-1" });
    expect(replies.get(2)).toMatchObject({ error: "NONE", generation: 1, leader: "c-1", protocol: "range" });
    expect(replies.get(3)).toMatchObject({ error: "NONE", assignment: "orders-0" });
    expect(group.state).toBe("Stable");
    expect([...timers]).toEqual([['{"is":"session","memberId":"c-1"}', micros(48_000)]]);
    expect(notes).toEqual([
      { is: "member-added", memberId: "c-1", groupInstanceId: null },
      { is: "rebalance-started", reason: "member-joined", memberId: "c-1" },
      { is: "state-changed", from: "Empty", to: "PreparingRebalance" },
      { is: "state-changed", from: "PreparingRebalance", to: "CompletingRebalance" },
      { is: "generation-formed", generation: 1, leader: "c-1", protocol: "range", memberCount: 1 },
      { is: "state-changed", from: "CompletingRebalance", to: "Stable" },
      { is: "stable", generation: 1 },
    ]);
  });

  it("ignores timers that were replaced or cancelled", () => {
    const { group, fire, stable } = setUp();
    stable();
    const before = clone(group);
    fire({ is: "join" }, 4_000);
    fire({ is: "sync" }, 310_000);
    fire({ is: "session", memberId: "c-1" }, 47_999);
    fire({ is: "pending", memberId: "c-1" }, 47_999);
    expect(group).toEqual(before);
  });

  it("removes a silent member when its session ends and is then empty, one generation on", () => {
    const { group, notes, fire, stable } = setUp();
    stable();
    fire({ is: "session", memberId: "c-1" }, 48_000);
    expect(group).toMatchObject({ state: "Empty", generation: 2, leader: "", protocol: null });
    expect(notes).toContainEqual({ is: "member-removed", memberId: "c-1", reason: "session-expired" });
    expect(notes).toContainEqual({ is: "rebalance-started", reason: "session-expired", memberId: "c-1" });
  });

  it("removes members that took their join answer and never synced", () => {
    const { group, notes, join, fire } = setUp();
    join("");
    join("c-1");
    fire({ is: "join" }, 3_000);
    fire({ is: "sync" }, 303_000);
    expect(notes).toContainEqual({ is: "member-removed", memberId: "c-1", reason: "not-synced" });
    expect(group.state).toBe("Empty");
  });

  it("does not let in more members than group.max.size", () => {
    const { replies, join, stable } = setUp({ maxSize: 1 });
    stable();
    expect(replies.get(join(""))).toMatchObject({ error: "GROUP_MAX_SIZE_REACHED", memberId: "" });
  });

  it("refuses a session timeout outside the broker's limits", () => {
    const { replies, join } = setUp({ minSessionTimeoutMs: 60_000 });
    expect(replies.get(join(""))).toMatchObject({ error: "INVALID_SESSION_TIMEOUT" });
  });

  it("refuses a member that has no assignor in common with the group", () => {
    const { replies, join, stable } = setUp();
    stable();
    expect(replies.get(join("", null, "sticky"))).toMatchObject({ error: "INCONSISTENT_GROUP_PROTOCOL" });
  });

  it("fences the old process of a static member, also while its join is parked", () => {
    const { group, host, replies, join } = setUp();
    const first = join("", "till");
    join("", "till");
    expect(replies.get(first)).toMatchObject({ error: "FENCED_INSTANCE_ID", memberId: "till-1" });
    expect([...group.members.keys()]).toEqual(["till-2"]);
    const asOld = { memberId: "till-1", groupInstanceId: "till", generation: 0 };
    expect(heartbeat(group, host, asOld)).toBe("FENCED_INSTANCE_ID");
    expect(validateOffsetCommit(group, host, asOld)).toBe("FENCED_INSTANCE_ID");
  });

  it("lets an administrator remove a static member by its instance id alone", () => {
    const { group, host, join, fire } = setUp();
    join("", "till");
    fire({ is: "join" }, 3_000);
    expect(leaveGroup(group, host, { memberId: "", groupInstanceId: "other" })).toBe("UNKNOWN_MEMBER_ID");
    expect(leaveGroup(group, host, { memberId: "", groupInstanceId: "till" })).toBe("NONE");
    expect(group.state).toBe("Empty");
  });

  it("takes the commit of a consumer without membership only while it is empty", () => {
    const { group, host, stable } = setUp();
    const anonymous = { memberId: "", groupInstanceId: null, generation: -1 };
    expect(validateOffsetCommit(group, host, anonymous)).toBe("NONE");
    stable();
    expect(validateOffsetCommit(group, host, anonymous)).toBe("UNKNOWN_MEMBER_ID");
  });

  it("sends everybody away when its coordinator loses it", () => {
    const { group, host, replies, join } = setUp();
    join("");
    const parked = join("c-1");
    unloadGroup(group, host);
    expect(replies.get(parked)).toMatchObject({ error: "NOT_COORDINATOR" });
    const request = { memberId: "c-1", groupInstanceId: null, generation: 0 };
    expect(heartbeat(group, host, request)).toBe("COORDINATOR_NOT_AVAILABLE");
  });
});
