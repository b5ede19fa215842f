import { array, assert as check, constantFrom, integer, property, record } from "fast-check";
import { expect, it } from "vitest";
import { micros } from "#base/units.ts";
import type { TopicPartitionList } from "./assignors/server-assignor.ts";
import { createConsumerGroup, heartbeat, timerFired, topicChanged } from "./consumer-protocol-group.ts";
import {
  consumerGroupDefaults,
  type ConsumerGroup,
  type ConsumerGroupHost,
  type ConsumerGroupTimer,
} from "./consumer-protocol-types.ts";

const TOPICS: Readonly<Record<string, string>> = {
  orders: "S6LvPUpmmGWM4bLXTWJPEg",
  payments: "XAVFggWvT0cu0iOWXIuxvg",
};

/** What some client does, after `waitMs` in which due timers fire. */
const action = record({
  does: constantFrom(
    "beat",
    "beat",
    "beat",
    "own",
    "own",
    "own",
    "join",
    "leave",
    "subscribe",
    "grow",
    "wait",
  ),
  client: integer({ min: 0, max: 4 }),
  waitMs: constantFrom(0, 0, 300, 1_000, 5_000, 20_000),
  topics: constantFrom(["orders"], ["orders", "payments"], ["payments"]),
  isStatic: constantFrom(false, false, true),
  isCareless: constantFrom(false, false, false, true),
});

interface Client {
  epoch: number;
  assigned: readonly TopicPartitionList[];
  topics: readonly string[];
}

/** Clients that join again and again, report stale epochs, forget to give up, and come back under other ids. */
class World implements ConsumerGroupHost {
  nowUs = 0;
  readonly timers = new Map<string, number>();
  readonly clients = Array.from({ length: 5 }, (): Client => ({
    epoch: 0,
    assigned: [],
    topics: ["orders"],
  }));
  readonly ids = [0, 0, 0, 0, 0];
  readonly group: ConsumerGroup;

  constructor() {
    const topics = new Map(Object.entries(TOPICS).map(([name, id]) => [name, { id, partitions: 5 }]));
    this.group = createConsumerGroup(consumerGroupDefaults, topics, 0);
  }

  setTimer(timer: ConsumerGroupTimer, atUs: number): void {
    this.timers.set(JSON.stringify(timer), atUs);
  }
  cancelTimer(timer: ConsumerGroupTimer): void {
    this.timers.delete(JSON.stringify(timer));
  }
  note(): void {}

  wait(ms: number): void {
    this.nowUs += micros(ms);
    for (const [timer, atUs] of this.timers) {
      if (atUs > this.nowUs) continue;
      this.timers.delete(timer);
      timerFired(this.group, this, JSON.parse(timer) as ConsumerGroupTimer);
    }
  }

  do(step: {
    does: string;
    client: number;
    topics: readonly string[];
    isStatic: boolean;
    isCareless: boolean;
  }): void {
    const client = this.clients[step.client];
    if (client === undefined || step.does === "wait") return;
    if (step.does === "grow") {
      const known = this.group.topics.get("orders");
      if (known !== undefined && known.partitions < 9)
        topicChanged(this.group, "orders", { ...known, partitions: known.partitions + 1 });
      return;
    }
    if (step.does === "join" && step.isCareless) this.ids[step.client] = (this.ids[step.client] ?? 0) + 1;
    const isJoin = step.does === "join" || client.epoch <= 0;
    const leaves = step.isStatic ? -2 : -1;
    if (step.does === "subscribe") client.topics = step.topics;
    const response = heartbeat(this.group, this, {
      memberId: `client-${step.client}-${this.ids[step.client]}`,
      memberEpoch: isJoin ? 0 : step.does === "leave" ? leaves : client.epoch - (step.isCareless ? 1 : 0),
      instanceId: step.client === 0 || step.isStatic ? `instance-${step.client}` : null,
      rebalanceTimeoutMs: isJoin ? 30_000 : -1,
      topics: isJoin || step.does === "subscribe" ? client.topics : null,
      serverAssignor: step.client === 1 ? "range" : null,
      owned: isJoin ? [] : step.does === "own" ? client.assigned : null,
    });
    if (response.error !== "NONE" || response.memberEpoch < 0) {
      client.epoch = 0;
      client.assigned = [];
      return;
    }
    client.epoch = response.memberEpoch;
    if (response.assignment !== null) client.assigned = response.assignment;
  }
}

/** kafka's invariants of a group: one holder a partition, epochs that only grow, and members behind the assignment at most. */
function holds(group: ConsumerGroup, before: { groupEpoch: number; assignmentEpoch: number }): void {
  const held = new Set<string>();
  for (const member of group.members.values()) {
    expect(member.epoch).toBeLessThanOrEqual(group.assignmentEpoch);
    expect(group.memberOrder.keys).toContain(member.memberId);
    expect(group.sessionDeadlinesUs.has(member.memberId)).toBe(true);
    for (const partitions of [member.assigned, member.pendingRevocation]) {
      for (const [topic, epochs] of partitions) {
        for (const [partition, epoch] of epochs) {
          expect(held.has(`${topic}-${partition}`)).toBe(false);
          held.add(`${topic}-${partition}`);
          if (member.epoch > 0) expect(epoch).toBeLessThanOrEqual(group.assignmentEpoch);
        }
      }
    }
  }
  expect(group.memberOrder.keys.length).toBe(group.members.size);
  expect(group.groupEpoch).toBeGreaterThanOrEqual(before.groupEpoch);
  expect(group.assignmentEpoch).toBeGreaterThanOrEqual(before.assignmentEpoch);
  expect(group.assignmentEpoch).toBeLessThanOrEqual(group.groupEpoch);
}

it("never has a partition at two members, and never turns an epoch back, whatever its clients do", () => {
  check(
    property(array(action, { maxLength: 60 }), (steps) => {
      const world = new World();
      for (const step of steps) {
        const { groupEpoch, assignmentEpoch } = world.group;
        world.wait(step.waitMs);
        world.do(step);
        holds(world.group, { groupEpoch, assignmentEpoch });
      }
    }),
    { numRuns: 300 },
  );
});

it("becomes stable with every partition owned once, soon after its clients behave", () => {
  check(
    property(array(action, { minLength: 5, maxLength: 40 }), (steps) => {
      const world = new World();
      for (const step of steps) {
        world.wait(step.waitMs);
        world.do(step);
      }
      for (let round = 0; round < 25; round++) {
        for (let client = 0; client < 5; client++)
          world.do({ does: "own", client, topics: ["orders"], isStatic: false, isCareless: false });
        world.wait(5_000);
      }
      expect(["Stable", "Empty"]).toContain(world.group.state);
      const owned = [...world.group.members.values()].flatMap(({ assigned }) => [
        ...(assigned.get("orders")?.keys() ?? []),
      ]);
      const wanted = [...world.group.members.values()].some(({ topics }) => topics.includes("orders"));
      expect(owned.length).toBe(wanted ? world.group.topics.get("orders")?.partitions : 0);
    }),
    { numRuns: 150 },
  );
});
