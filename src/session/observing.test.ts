import { beforeEach, describe, expect, it } from "vitest";
import {
  followSelection,
  observedGroup,
  observedPartition,
  observeGroup,
  observePartition,
  useObserved,
} from "./observing.ts";
import { usePlayback } from "./playback-store.ts";
import { layout } from "./run.fixture.ts";
import { clearSelection, select } from "./selection-store.ts";

const partition = (): number => observedPartition(layout, useObserved.getState());

beforeEach(() => {
  clearSelection();
  usePlayback.setState({ layout });
  useObserved.setState({ groupId: null, topicId: null, partition: 0 });
});

describe("what the drawer's views show", () => {
  it("is the first group and the first partition until something is chosen", () => {
    expect(observedGroup(layout, null)).toBe(0);
    expect(partition()).toBe(0);
    observePartition("dlq", 0);
    expect(partition()).toBe(2);
  });

  it("is the first again where what was chosen is gone, and the last partition where there are fewer", () => {
    observeGroup("gone");
    observePartition("orders", 17);
    expect(observedGroup(layout, useObserved.getState().groupId)).toBe(0);
    expect(partition()).toBe(1);
    expect(observedGroup({ ...layout, groups: [] }, "gone")).toBe(-1);
    expect(observedPartition({ ...layout, topics: [] }, useObserved.getState())).toBe(-1);
  });

  it("follows the selection on the canvas while a view is open: a service shows its group", () => {
    const end = followSelection();
    select(["payment"]);
    expect(useObserved.getState().groupId).toBe("payment-group");
    observePartition("orders", 1);
    select(["orders"]);
    expect(partition(), "the partition of this topic that was chosen stays").toBe(1);
    select(["dlq"]);
    expect(partition()).toBe(2);
    end();
    select(["orders"]);
    expect(partition()).toBe(2);
  });

  it("keeps what was chosen where nothing that is selected has to do with it", () => {
    const end = followSelection();
    observePartition("dlq", 0);
    select(["shop"]);
    clearSelection();
    expect(partition()).toBe(2);
    end();
  });
});
