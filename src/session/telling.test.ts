import { beforeEach, describe, expect, it } from "vitest";
import { emptyScenario } from "#scenario/document.ts";
import { Fact, type FactName } from "#sim/facts.ts";
import type { Layout } from "#sim/layout.ts";
import { usePlayback } from "./playback-store.ts";
import { startWithScenario } from "./scenario-store.ts";
import { appendStory, cutStory } from "./story.ts";
import { entryOfRow, toldStory } from "./telling.ts";

const layout: Layout = {
  services: [{ nodeId: "p", name: "payment", group: 0, publishesTo: [] }],
  topics: [
    {
      nodeId: "t",
      name: "orders",
      isDeadLetterQueue: false,
      firstPartition: 0,
      partitions: 3,
      initialPartitions: 3,
      replicationFactor: 1,
      firstReplica: 0,
    },
  ],
  groups: [
    {
      nodeId: "g",
      name: "pay",
      service: 0,
      topics: [0],
      deadLetterQueue: -1,
      firstPair: 0,
      pairs: [0, 1, 2],
      sessionTimeoutUs: 45_000_000,
      maxPollIntervalUs: 300_000_000,
      protocol: "classic",
      readsCommitted: false,
    },
  ],
  wires: [],
  brokers: 1,
  cluster: null,
  replicaCount: 0,
  partitionCount: 3,
  pairCount: 3,
  durationUs: 60_000_000,
};

function add(
  ...rows: readonly (readonly [second: number, fact: FactName, who: number, what: number, where: number])[]
): void {
  appendStory(
    Float64Array.from(
      rows.flatMap(([second, fact, who, what, where]) => [
        second * 1e6,
        Fact[fact],
        who,
        what,
        where,
        -1,
        -1,
      ]),
    ),
  );
}

const texts = () => toldStory().map(({ text }) => text);

beforeEach(() => {
  startWithScenario(emptyScenario());
  cutStory(-1);
  usePlayback.setState({ layout: { ...layout } });
});

describe("the told story", () => {
  it("is the same however the rows arrive", () => {
    add([1, "assigned", 0, 1, 0]);
    expect(texts()).toEqual(["payment-1 now owns orders 0 (generation 1)."]);
    add([1, "assigned", 0, 1, 1]);
    add([1, "assigned", 0, 1, 2], [5, "crashed", 0, 0, -1]);
    const piecewise = texts();
    expect(piecewise[0]).toBe("payment-1 now owns orders 0, 1 and 2 (generation 1).");
    expect(piecewise[1]).toContain("its partitions orders 0, 1 and 2 stay unowned");
    usePlayback.setState({ layout: { ...layout } });
    expect(texts()).toEqual(piecewise);
    expect(entryOfRow(2)?.index).toBe(0);
    expect(entryOfRow(3)?.index).toBe(1);
  });

  it("is told anew from where the run went another way", () => {
    add([1, "assigned", 0, 1, 0], [2, "crashed", 0, 0, -1]);
    expect(texts().length).toBe(2);
    cutStory(1.5e6);
    add([2, "stopped", 0, 0, -1]);
    expect(texts()[1]).toContain("stopped cleanly");
    expect(texts().length).toBe(2);
  });

  it("follows a renaming", () => {
    add([1, "startedUp", 0, 0, -1]);
    const before = toldStory();
    usePlayback.setState({
      layout: { ...layout, services: [{ nodeId: "p", name: "billing", group: 0, publishesTo: [] }] },
    });
    expect(toldStory()).not.toBe(before);
    expect(texts()[0]).toMatch(/^billing-1/);
  });
});
