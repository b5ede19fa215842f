import { describe, expect, it } from "vitest";
import type { TraceWindow, WindowRow } from "#sim/trace-window.ts";
import { joined } from "./protocol.ts";

const row = (number: number): WindowRow => ({
  row: number,
  timeUs: number * 10,
  fact: "requested",
  who: 0,
  what: 0,
  where: -1,
  offset: -1,
  extra: -1,
});

/** A window of which every tenth row is wanted. */
function window(fromRow: number, toRow: number): TraceWindow {
  const rows: WindowRow[] = [];
  for (let at = Math.ceil(fromRow / 10) * 10; at < toRow; at += 10) rows.push(row(at));
  return { rows, fromRow, toRow };
}

describe("what is known of a protocol", () => {
  it("grows with the run, without a row twice", () => {
    expect(joined(window(0, 105), window(50, 200))).toEqual(window(0, 200));
    expect(joined(window(0, 105), window(105, 200))).toEqual(window(0, 200));
  });

  it("keeps what came after the playhead when that goes back", () => {
    expect(joined(window(0, 200), window(0, 105))).toEqual(window(0, 200));
    expect(joined(window(100, 200), window(50, 105))).toEqual(window(50, 200));
  });

  it("begins anew where rows that nobody has read lie between", () => {
    expect(joined(window(500, 600), window(0, 105))).toEqual(window(0, 105));
    expect(joined(window(0, 100), window(300, 400))).toEqual(window(300, 400));
    expect(joined({ rows: [], fromRow: 0, toRow: 0 }, window(0, 105))).toEqual(window(0, 105));
  });

  it("forgets the oldest where it would become too much", () => {
    const { rows, fromRow, toRow } = joined(window(0, 12_000), window(12_000, 15_000));
    expect(rows).toHaveLength(1_200);
    expect([fromRow, toRow]).toEqual([3_000, 15_000]);
  });
});
