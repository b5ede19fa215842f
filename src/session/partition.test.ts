import { beforeEach, describe, expect, it } from "vitest";
import type { PartitionDetail } from "#sim/partition-detail.ts";
import { lookAtOffset, showFrom, showPartition, showSpan, usePartition } from "./partition.ts";

const detail = { partition: 0, logStart: 100, logEnd: 1_000 } as PartitionDetail;

beforeEach(() => usePartition.setState({ partition: 0, span: 60, from: null, offset: null, detail }));

describe("what is shown of a partition's log", () => {
  it("is its end, until an offset is looked at that lies elsewhere", () => {
    lookAtOffset(980);
    expect(usePartition.getState()).toMatchObject({ offset: 980, from: null });
    lookAtOffset(500);
    expect(usePartition.getState()).toMatchObject({ offset: 500, from: 470 });
    lookAtOffset(520);
    expect(usePartition.getState()).toMatchObject({ offset: 520, from: 470 });
    showFrom(null);
    expect(usePartition.getState().from).toBeNull();
  });

  it("has the offset that is looked at within the log", () => {
    lookAtOffset(5);
    expect(usePartition.getState()).toMatchObject({ offset: 100, from: 70 });
    lookAtOffset(5_000);
    expect(usePartition.getState().offset).toBe(999);
    lookAtOffset(null);
    expect(usePartition.getState().offset).toBeNull();
  });

  it("stays around that offset when more or fewer are shown", () => {
    lookAtOffset(500);
    showSpan(250);
    expect(usePartition.getState()).toMatchObject({ span: 250, from: 375 });
    lookAtOffset(990);
    showSpan(60);
    expect(usePartition.getState()).toMatchObject({ span: 60, from: null });
  });

  it("begins anew with another partition", () => {
    lookAtOffset(500);
    showPartition(3);
    expect(usePartition.getState()).toMatchObject({ partition: 3, from: null, offset: null, detail: null });
  });
});
