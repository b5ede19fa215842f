import { describe, expect, it } from "vitest";
import {
  changePartition,
  createRegistration,
  effectiveMinIsr,
  NO_LEADER,
  type ElectionRules,
  type PartitionRegistration,
} from "./election.ts";

const of = (changes: Partial<PartitionRegistration>): PartitionRegistration => ({
  ...createRegistration([1, 2, 3]),
  ...changes,
});

/** Rules under which these brokers are active. */
const with_ = (active: readonly number[], rules: Partial<ElectionRules> = {}): ElectionRules => ({
  mayLead: (broker) => active.includes(broker),
  minIsr: 2,
  isUncleanAllowed: false,
  hasElr: true,
  aim: "any",
  ...rules,
});

describe("an election", () => {
  it("keeps a leader that is alive and in sync, and its epoch", () => {
    const change = changePartition(of({}), [1, 2], with_([1, 2]));
    expect(change).toMatchObject({
      registration: { leader: 1, leaderEpoch: 0, partitionEpoch: 1 },
      elected: null,
    });
  });

  it("takes the first replica of the assignment that is alive and in sync", () => {
    const change = changePartition(of({ isr: [1, 3, 2] }), [3, 2], with_([2, 3]));
    expect(change).toMatchObject({
      registration: { leader: 2, leaderEpoch: 1, isr: [3, 2] },
      elected: "isr",
    });
  });

  it("takes an eligible replica where nobody is in sync, without loss", () => {
    const change = changePartition(of({ isr: [1], elr: [3] }), [], with_([2, 3]));
    expect(change).toMatchObject({
      registration: { leader: 3, isr: [3], elr: [1], lastKnownLeader: NO_LEADER },
      elected: "elr",
    });
  });

  it("leaves the partition without a leader rather than lose records", () => {
    const change = changePartition(of({ isr: [1] }), [], with_([2, 3]));
    expect(change).toMatchObject({
      registration: { leader: NO_LEADER, leaderEpoch: 1, isr: [], elr: [1], lastKnownLeader: 1 },
      elected: "nobody",
    });
  });

  it("takes whoever is alive where unclean election is allowed: the ISR is that one alone", () => {
    const change = changePartition(of({ isr: [1] }), [], with_([2, 3], { isUncleanAllowed: true }));
    expect(change).toMatchObject({ registration: { leader: 2, isr: [2], elr: [] }, elected: "unclean" });
  });

  it("prefers an eligible replica to an unclean election", () => {
    const change = changePartition(of({ isr: [1], elr: [3] }), [], with_([2, 3], { isUncleanAllowed: true }));
    expect(change).toMatchObject({ registration: { leader: 3 }, elected: "elr" });
  });

  it("goes back to the last known leader where ISR and ELR are empty", () => {
    const gone = of({ isr: [], elr: [], leader: NO_LEADER, lastKnownLeader: 1 });
    expect(changePartition(gone, [], with_([2]))).toBeNull();
    expect(changePartition(gone, [], with_([1, 2]))).toMatchObject({
      registration: { leader: 1, isr: [1], lastKnownLeader: NO_LEADER },
      elected: "last-known",
    });
  });

  it("gives leadership back to the first replica where that is wanted and it is in sync", () => {
    const moved = of({ leader: 2 });
    const rules = with_([1, 2, 3], { aim: "preferred" });
    expect(changePartition(moved, [1, 2, 3], rules)).toMatchObject({
      registration: { leader: 1, leaderEpoch: 1 },
      elected: "isr",
    });
    expect(changePartition(of({ leader: 2, isr: [2, 3] }), [2, 3], rules)).toBeNull();
  });
});

describe("eligible replicas", () => {
  it("are those that left while too few remained in sync", () => {
    expect(changePartition(of({}), [1, 2], with_([1, 2]))?.registration.elr).toEqual([]);
    expect(changePartition(of({ isr: [1, 2] }), [1], with_([1]))?.registration.elr).toEqual([2]);
  });

  it("are forgotten as soon as enough are in sync again", () => {
    const change = changePartition(of({ isr: [1], elr: [2] }), [1, 3], with_([1, 3]));
    expect(change?.registration.elr).toEqual([]);
  });

  it("do not include one that died without closing its log", () => {
    const change = changePartition(of({ isr: [1], elr: [2, 3] }), [1], with_([1]), 2);
    expect(change?.registration.elr).toEqual([3]);
  });

  it("do not exist in older clusters: there the last one stays in the ISR, dead as it is", () => {
    const change = changePartition(of({ isr: [1] }), [], with_([2, 3], { hasElr: false }));
    expect(change).toMatchObject({
      registration: { leader: NO_LEADER, isr: [1], elr: [], lastKnownLeader: NO_LEADER },
    });
  });
});

it("min.insync.replicas never asks for more than there are", () => {
  expect([effectiveMinIsr(2, 3), effectiveMinIsr(2, 1), effectiveMinIsr(1, 3)]).toEqual([2, 1, 1]);
});
