import { expect, it } from "vitest";
import {
  BOX_PX_MAX,
  boxHeight,
  offsetAt,
  revealing,
  rowForKey,
  scrollFor,
  topOf,
  visibleRows,
} from "./virtual-rows.ts";

const few = { count: 100, rowHeight: 28, height: 200 };
const many = { count: 2_000_000, rowHeight: 28, height: 200 };

it("a box is as high as its rows until the browser's limit", () => {
  expect(boxHeight(few)).toBe(2_800);
  expect(boxHeight(many)).toBe(BOX_PX_MAX);
});

it("the first and the last of very many rows can be reached, and every one between", () => {
  expect(visibleRows(many, 0).from).toBe(0);
  expect(visibleRows(many, BOX_PX_MAX - 200).to).toBe(2_000_000);
  for (const at of [0, 1, 17, 999_999, 1_999_999]) {
    const scroll = scrollFor(many, at * 28);
    const { from, to } = visibleRows(many, scroll);
    expect(from).toBeLessThanOrEqual(at);
    expect(to).toBeGreaterThan(at);
    const top = topOf(many, scroll, at) - scroll;
    expect(top).toBeGreaterThan(-1);
    expect(top).toBeLessThan(200);
  }
});

it("scrolling and its inverse agree", () => {
  for (const rows of [few, many])
    for (const offset of [0, 28, 1_000, 2_600])
      expect(offsetAt(rows, scrollFor(rows, offset))).toBeCloseTo(offset, 3);
});

it("a row is brought into view only where it is not", () => {
  expect(revealing(few, 0, 3)).toBeNull();
  expect(revealing(few, 0, 50)).toBe(51 * 28 - 200);
  expect(revealing(few, 1_400, 2)).toBe(56);
});

it("keys lead from row to row, by pages and to the ends", () => {
  expect(rowForKey("ArrowDown", 5, 0, few)).toBe(6);
  expect(rowForKey("ArrowUp", 0, 0, few)).toBe(0);
  expect(rowForKey("PageDown", 5, 0, few)).toBe(11);
  expect(rowForKey("End", 5, 0, few)).toBe(99);
  expect(rowForKey("Home", 5, 0, few)).toBe(0);
  expect(rowForKey("ArrowDown", -1, 42, few)).toBe(42);
  expect(rowForKey("x", 5, 0, few)).toBeNull();
  expect(rowForKey("ArrowDown", -1, 0, { ...few, count: 0 })).toBeNull();
});
