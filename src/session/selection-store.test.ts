import { beforeEach, describe, expect, it } from "vitest";
import { clearSelection, keepSelected, select, selectWire, useSelection } from "./selection-store.ts";

const ids = () => [...useSelection.getState().nodes].toSorted();

beforeEach(clearSelection);

describe("the selection", () => {
  it("is replaced, or turned over one by one", () => {
    select(["a", "b"]);
    select(["b", "c"], { add: true });
    expect(ids()).toEqual(["a", "c"]);
    select(["d"]);
    expect(ids()).toEqual(["d"]);
  });

  it("holds nodes or one wire, never both", () => {
    select(["a"]);
    selectWire("w");
    expect(useSelection.getState()).toMatchObject({ wire: "w" });
    expect(ids()).toEqual([]);
    select(["a"]);
    expect(useSelection.getState().wire).toBeNull();
  });

  it("stays the same object when the same is selected again", () => {
    select(["a", "b"]);
    const before = useSelection.getState();
    select(["b", "a"]);
    expect(useSelection.getState()).toBe(before);
  });

  it("loses what the document lost", () => {
    select(["a", "b"]);
    keepSelected(new Set(["b"]), new Set());
    expect(ids()).toEqual(["b"]);
    selectWire("w");
    keepSelected(new Set(["b"]), new Set());
    expect(useSelection.getState().wire).toBeNull();
  });
});
