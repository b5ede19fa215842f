import { describe, expect, it } from "vitest";
import type { Layout } from "#sim/layout.ts";
import { EVERY_MESSAGE } from "#sim/message-query.ts";
import { NO_FILTER, queryOf } from "./message-search.ts";

const topic = (nodeId: string, name: string, firstPartition: number) => ({
  nodeId,
  name,
  isDeadLetterQueue: false,
  firstPartition,
  partitions: 3,
  initialPartitions: 3,
  replicationFactor: 1,
  firstReplica: 0,
});

const layout: Layout = {
  services: [],
  topics: [topic("t1", "order-events", 0), topic("t2", "a/b", 3)],
  groups: [
    {
      nodeId: "g1",
      name: "payment",
      service: 0,
      topics: [0],
      deadLetterQueue: -1,
      firstPair: 0,
      pairs: [0, 1, 2],
      sessionTimeoutUs: 1,
      maxPollIntervalUs: 1,
      protocol: "classic",
      readsCommitted: false,
    },
  ],
  wires: [],
  brokers: 1,
  cluster: null,
  replicaCount: 0,
  partitionCount: 6,
  pairCount: 3,
  durationUs: 1,
};

const find = (text: string) => queryOf({ ...NO_FILTER, text }, layout);

describe("what is typed to find messages", () => {
  it("is nothing, a key, a key's name or a number", () => {
    expect(find("  ")).toEqual(EVERY_MESSAGE);
    expect(find("order-17")).toEqual({ ...EVERY_MESSAGE, keyName: "order", keyOrdinal: 17 });
    expect(find("Order-")).toEqual({ ...EVERY_MESSAGE, keyName: "order" });
    expect(find("ord")).toEqual({ ...EVERY_MESSAGE, keyName: "ord" });
    expect(find("17")).toEqual({ ...EVERY_MESSAGE, number: 17 });
    expect(find("#1,017")).toEqual({ ...EVERY_MESSAGE, message: 1_017 });
  });

  it("is a partition of a topic, or an offset there", () => {
    expect(find("order-events/2@17")).toEqual({ ...EVERY_MESSAGE, partition: 2, offset: 17 });
    expect(find("a/b/1")).toEqual({ ...EVERY_MESSAGE, partition: 4 });
    expect(find("order-events/3@17")).toBeNull();
    expect(find("payments/1@17")).toBeNull();
  });

  it("means nothing where it is none of these", () => {
    for (const text of ["order-17x", "@17", "#", "17.5", "-3", "<b>"]) expect(find(text), text).toBeNull();
  });

  it("goes together with the menus", () => {
    expect(queryOf({ topicId: "t2", groupId: "g1", state: "lost", text: "17" }, layout)).toEqual({
      ...EVERY_MESSAGE,
      topic: 1,
      group: 0,
      state: "lost",
      number: 17,
    });
    // Of a node that the run does not have, nothing is asked.
    expect(queryOf({ ...NO_FILTER, topicId: "gone" }, layout)?.topic).toBe(-1);
  });
});
