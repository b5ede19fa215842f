import { assert as check, array, boolean, constantFrom, integer, property, record } from "fast-check";
import { expect, it } from "vitest";
import {
  alterIsr,
  balanceLeaders,
  fenceBroker,
  registerBroker,
  shutDownBroker,
  unfenceBroker,
  type ControllerRules,
  type ControllerState,
} from "./controller.ts";
import { createRegistration, NO_LEADER, type PartitionRegistration } from "./election.ts";
import {
  confirmIsr,
  expandedIsr,
  highWatermarkLimit,
  isUnderMinIsr,
  lead,
  maximalIsr,
  recordFetch,
  shrunkIsr,
  type Leadership,
} from "./in-sync-replicas.ts";
import {
  beginEpoch,
  commonEnd,
  copyUpTo,
  createReplicaLog,
  truncateReplica,
  type ReplicaLog,
} from "./replica-log.ts";

const BROKERS = [0, 1, 2];

const step = record({
  does: constantFrom(
    "append",
    "append",
    "append",
    "fetch",
    "fetch",
    "fetch",
    "fetch",
    "hear",
    "hear",
    "hear",
    "propose",
    "look",
    "crash",
    "start",
    "fence",
    "unfence",
    "shutDown",
    "balance",
    "wait",
  ),
  broker: integer({ min: 0, max: 2 }),
  other: integer({ min: 0, max: 2 }),
  many: integer({ min: 1, max: 4 }),
});

interface Node {
  isUp: boolean;
  wasClean: boolean;
  known: PartitionRegistration;
  knowsActive: boolean[];
  leading: Leadership | null;
  readonly log: ReplicaLog;
  /** What really lies in its log. */
  records: string[];
}

/** One partition on three brokers that hear of the controller's decisions whenever it pleases the test. */
class World {
  nowUs = 0;
  written = 0;
  /** The highest offset that any leader has ever announced as committed. */
  committed = 0;
  /** What was committed there. */
  readonly promised: string[] = [];
  /** What acks=all has acknowledged. */
  readonly leaderOfEpoch = new Map<number, number>();
  readonly controller: ControllerState = {
    brokers: BROKERS.map(() => ({ isFenced: false, isShuttingDown: false })),
    partitions: [createRegistration(BROKERS)],
  };
  readonly nodes: Node[];
  readonly rules: ControllerRules;
  readonly minIsr: number;

  constructor(minIsr: number, isUncleanAllowed: boolean, hasElr: boolean) {
    this.minIsr = minIsr;
    this.rules = { minInsyncReplicas: [minIsr], isUncleanAllowed: [isUncleanAllowed], hasElr };
    this.nodes = BROKERS.map(() => ({
      isUp: true,
      wasClean: true,
      known: { ...createRegistration(BROKERS), leader: NO_LEADER, leaderEpoch: -1, partitionEpoch: -1 },
      knowsActive: [true, true, true],
      leading: null,
      log: createReplicaLog(),
      records: [],
    }));
    BROKERS.forEach((broker) => this.hear(broker));
  }

  get registration(): PartitionRegistration {
    return this.controller.partitions[0]!;
  }

  do({ does, broker, other, many }: { does: string; broker: number; other: number; many: number }): void {
    const node = this.nodes[broker]!;
    const isFenced = this.controller.brokers[broker]!.isFenced;
    if (does === "append" && node.isUp && node.leading !== null) this.append(node, many);
    else if (does === "fetch" && node.isUp && broker !== other) this.fetch(node, broker, other, many);
    else if (does === "hear" && node.isUp) this.hear(broker);
    else if (does === "propose" && node.isUp) this.propose(node, broker);
    else if (does === "look" && node.isUp && node.leading !== null)
      node.leading.proposed ??= shrunkIsr(node.leading, node.log.end, this.nowUs, this.inSyncRules(node));
    else if (does === "crash" && node.isUp) this.down(node, false);
    else if (does === "start" && !node.isUp && isFenced) {
      node.isUp = true;
      registerBroker(this.controller, this.rules, broker, node.wasClean);
    } else if (does === "fence" && !isFenced) fenceBroker(this.controller, this.rules, broker);
    else if (does === "unfence" && node.isUp && isFenced) unfenceBroker(this.controller, this.rules, broker);
    else if (does === "shutDown" && node.isUp && !isFenced) {
      shutDownBroker(this.controller, this.rules, broker);
      this.down(node, true);
      fenceBroker(this.controller, this.rules, broker);
    } else if (does === "balance") balanceLeaders(this.controller, this.rules);
    else if (does === "wait") this.nowUs += many * 10_000_000;
    this.nowUs += 1_000;
    this.look();
  }

  inSyncRules(node: Node): Parameters<typeof highWatermarkLimit>[3] {
    return { lagMaxUs: 30_000_000, minIsr: this.minIsr, isEligible: (other) => node.knowsActive[other]! };
  }

  down(node: Node, isClean: boolean): void {
    node.isUp = false;
    node.wasClean = isClean;
    node.leading = null;
  }

  append(node: Node, many: number): void {
    for (let i = 0; i < many; i++) node.records.push(`record-${++this.written}`);
    node.log.end += many;
    this.raise(node);
  }

  raise(node: Node): void {
    const limit = highWatermarkLimit(node.leading!, node.log.end, this.nowUs, this.inSyncRules(node));
    if (limit <= node.log.highWatermark) return;
    node.log.highWatermark = limit;
    for (let offset = this.committed; offset < limit; offset++) this.promised[offset] = node.records[offset]!;
    this.committed = Math.max(this.committed, limit);
  }

  /** A follower's fetch, its answer and what it does with it. */
  fetch(node: Node, broker: number, from: number, many: number): void {
    const leader = this.nodes[from]!;
    const { leading } = leader;
    if (node.known.leader !== from || !leader.isUp || leading?.leaderEpoch !== node.known.leaderEpoch) return;
    const common = commonEnd(node.log, leader.log);
    if (common < node.log.end) {
      truncateReplica(node.log, common);
      node.records.length = common;
      return;
    }
    recordFetch(leading, broker, node.log.end, leader.log.end, this.nowUs);
    leading.proposed ??= expandedIsr(leading, broker, leader.log.highWatermark, this.inSyncRules(leader));
    this.raise(leader);
    const to = Math.min(leader.log.end, node.log.end + many);
    node.records.push(...leader.records.slice(node.log.end, to));
    copyUpTo(node.log, leader.log, to);
    node.log.highWatermark = Math.max(node.log.highWatermark, Math.min(leader.log.highWatermark, to));
  }

  hear(broker: number): void {
    const node = this.nodes[broker]!;
    const { registration } = this;
    node.knowsActive = this.controller.brokers.map((other) => !other.isFenced && !other.isShuttingDown);
    const isNewEpoch = registration.leaderEpoch > node.known.leaderEpoch || node.leading === null;
    node.known = registration;
    if (registration.leader !== broker) node.leading = null;
    else if (isNewEpoch) {
      node.leading = lead(registration, node.log.end, this.nowUs);
      beginEpoch(node.log, registration.leaderEpoch);
      expect(this.leaderOfEpoch.get(registration.leaderEpoch) ?? broker).toBe(broker);
      this.leaderOfEpoch.set(registration.leaderEpoch, broker);
      // An unclean election may have lost what was committed.
      if (this.rules.isUncleanAllowed[0] === true && node.log.end < this.committed) {
        this.committed = node.log.end;
        this.promised.length = node.log.end;
      }
      this.raise(node);
    } else {
      confirmIsr(node.leading!, registration);
      this.raise(node);
    }
  }

  propose(node: Node, broker: number): void {
    const { leading } = node;
    if (leading === null || leading.proposed === null) return;
    const { leaderEpoch, partitionEpoch, proposed } = leading;
    const { answer } = alterIsr(
      this.controller,
      this.rules,
      0,
      broker,
      leaderEpoch,
      partitionEpoch,
      proposed,
    );
    if (answer === "NONE") this.hear(broker);
    else leading.proposed = null;
  }

  look(): void {
    const { isr, elr, leader, replicas } = this.registration;
    expect(leader === NO_LEADER || isr.includes(leader)).toBe(true);
    for (const broker of [...isr, ...elr]) expect(replicas).toContain(broker);
    if (!this.rules.hasElr) expect(isr.length).toBeGreaterThan(0);
    for (const { log, records, leading, isUp } of this.nodes) {
      expect(log.end).toBe(records.length);
      expect(log.highWatermark).toBeLessThanOrEqual(log.end);
      if (leading !== null) expect(isUp).toBe(true);
    }
    if (this.rules.isUncleanAllowed[0] === true) return;
    // Everything committed is, equal, on every replica of the true ISR and on every eligible one.
    for (const broker of [...isr, ...elr])
      expect(this.nodes[broker]!.records.slice(0, this.committed)).toEqual(this.promised);
  }
}

const worlds = property(
  array(step, { minLength: 1, maxLength: 150, size: "max" }),
  integer({ min: 1, max: 3 }),
  boolean(),
  boolean(),
  (steps, minIsr, isUncleanAllowed, hasElr) => {
    const world = new World(minIsr, isUncleanAllowed, hasElr);
    let epoch = 0;
    for (const deed of steps) {
      const before = world.committed;
      world.do(deed);
      if (!isUncleanAllowed) expect(world.committed).toBeGreaterThanOrEqual(before);
      expect(world.registration.leaderEpoch).toBeGreaterThanOrEqual(epoch);
      epoch = world.registration.leaderEpoch;
      for (const { leading } of world.nodes) {
        if (leading === null) continue;
        expect(maximalIsr(leading)).toContain(leading.leader);
        if (isUnderMinIsr(leading, minIsr)) expect(leading.isr.length).toBeLessThan(minIsr);
      }
    }
    for (const a of world.nodes) {
      for (const b of world.nodes) {
        let same = 0;
        while (same < a.records.length && a.records[same] === b.records[same]) same++;
        expect(commonEnd(a.log, b.log)).toBe(same);
      }
    }
  },
);

it("what was committed is on every replica in sync, whoever dies, is cut off or hears late", () => {
  check(worlds, { numRuns: 250 });
});
