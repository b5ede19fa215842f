import { assert as check, array, constantFrom, integer, property, record } from "fast-check";
import { expect, it } from "vitest";
import { joinGroup } from "./classic-group-join.ts";
import {
  type ClassicGroup,
  classicGroupDefaults,
  type ClassicGroupHost,
  type GroupResponse,
  type GroupTimer,
} from "./classic-group-types.ts";
import {
  createClassicGroup,
  heartbeat,
  leaveGroup,
  syncGroup,
  timerFired,
  validateOffsetCommit,
} from "./classic-group.ts";

type Group = ClassicGroup<string, string>;

/** What some client does, after `waitMs` in which due timers fire. */
const action = record({
  does: constantFrom("join", "join", "join", "sync", "sync", "heartbeat", "commit", "leave", "wait"),
  client: integer({ min: 0, max: 3 }),
  waitMs: constantFrom(0, 0, 100, 2_000, 7_000, 40_000),
  offer: constantFrom("range", "range", "sticky", "range,sticky", "sticky,range"),
  isStatic: constantFrom(false, false, true),
  isForgetful: constantFrom(false, false, false, true),
});

/** Four careless clients: they sync without a join, forget their ids, change their minds and stay away. */
class World implements ClassicGroupHost<string, string> {
  nowUs = 0;
  readonly timers = new Map<string, number>();
  readonly answers = new Map<number, number>();
  readonly memberIds = ["", "", "", ""];
  readonly clientOf = new Map<number, number>();
  readonly group: Group = createClassicGroup({ ...classicGroupDefaults, maxSize: 3 }, 0);
  private ids = 0;
  private requests = 0;

  reply(requestId: number, response: GroupResponse<string, string>): void {
    this.answers.set(requestId, (this.answers.get(requestId) ?? 0) + 1);
    const client = this.clientOf.get(requestId);
    if (response.is === "join" && client !== undefined) this.memberIds[client] = response.memberId;
  }
  setTimer(timer: GroupTimer, atUs: number): void {
    this.timers.set(JSON.stringify(timer), atUs);
  }
  cancelTimer(timer: GroupTimer): void {
    this.timers.delete(JSON.stringify(timer));
  }
  newMemberId(name: string): string {
    return `${name}-${++this.ids}`;
  }
  note(): void {}

  do(step: { does: string; client: number; offer: string; isStatic: boolean; isForgetful: boolean }): void {
    const { group } = this;
    const groupInstanceId = step.isStatic ? `instance${step.client}` : null;
    const memberId = step.isForgetful ? "" : (this.memberIds[step.client] ?? "");
    const who = { memberId, groupInstanceId, generation: group.generation };
    const requestId = ++this.requests;
    switch (step.does) {
      case "join": {
        this.clientOf.set(requestId, step.client);
        const timeouts = { sessionTimeoutMs: 10_000, rebalanceTimeoutMs: 30_000 };
        const protocols = step.offer.split(",").map((name) => ({ name, metadata: "", signature: "" }));
        return joinGroup(group, this, {
          requestId,
          memberId,
          groupInstanceId,
          clientId: "c",
          ...timeouts,
          protocols,
        });
      }
      case "sync": {
        const assignments = new Map([...group.members.keys()].map((id) => [id, "something"]));
        return syncGroup(group, this, { requestId, ...who, protocol: null, assignments });
      }
      case "heartbeat":
        return void heartbeat(group, this, who);
      case "commit":
        return void validateOffsetCommit(group, this, who);
      case "leave":
        return void leaveGroup(group, this, who);
      default:
    }
  }

  advance(ms: number): void {
    const untilUs = this.nowUs + ms * 1_000;
    for (;;) {
      const due = [...this.timers].sort((a, b) => a[1] - b[1])[0];
      if (due === undefined || due[1] > untilUs) break;
      this.timers.delete(due[0]);
      this.nowUs = due[1];
      timerFired(this.group, this, JSON.parse(due[0]) as GroupTimer);
    }
    this.nowUs = untilUs;
  }
}

function expectSound({ group, timers, answers }: World): void {
  const members = [...group.members.values()];
  expect(group.awaitingJoin).toBe(members.filter(({ joinRequestId }) => joinRequestId >= 0).length);
  expect([...group.memberOrder.keys].sort()).toEqual([...group.members.keys()].sort());
  expect(group.leader === "" ? members.length === 0 : group.members.has(group.leader)).toBe(true);
  expect(group.state === "Empty").toBe(members.length === 0 && group.state !== "PreparingRebalance");
  for (const [instanceId, memberId] of group.staticMembers) {
    expect(group.members.get(memberId)?.groupInstanceId).toBe(instanceId);
  }
  // Nobody waits for ever: a rebalance that is on has a timer, and so has everything handed out.
  if (group.state === "PreparingRebalance") expect(timers.has('{"is":"join"}')).toBe(true);
  if (group.state === "CompletingRebalance") expect(timers.has('{"is":"sync"}')).toBe(true);
  for (const memberId of group.pendingMembers.keys()) {
    expect(timers.has(JSON.stringify({ is: "pending", memberId }))).toBe(true);
  }
  for (const count of answers.values()) expect(count).toBe(1);
}

it("stays sound and lets nobody wait for ever, whatever four careless clients do", () => {
  check(
    property(array(action, { maxLength: 60 }), (steps) => {
      const world = new World();
      for (const step of steps) {
        world.advance(step.waitMs);
        world.do(step);
        expectSound(world);
      }
      // Left alone, everybody is gone in the end: sessions run out and so do the waits.
      world.advance(3_600_000);
      expectSound(world);
      expect(world.group.state).toBe("Empty");
      expect(world.group.pendingMembers.size).toBe(0);
    }),
    { numRuns: 300 },
  );
});
