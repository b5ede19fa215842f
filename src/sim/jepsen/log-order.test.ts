/**
 * The situations of the unit tests of Jepsen's Kafka workload (github.com/jepsen-io/jepsen, jepsen/test/jepsen/tests/
 * kafka_test.clj at 0d1572547a5e), told in our own notation: each test is named after the one that it follows.
 */
import { describe, expect, it } from "vitest";
import { analyse } from "./analyse.ts";
import { historyOf } from "./history.fixture.ts";
import { highestOffsets, type Value } from "./history.ts";
import { firstIndexes, lastAt, logOrders, valuesRead } from "./log-order.ts";

const set = (...values: Value[]): ReadonlySet<Value> => new Set(values);

describe("orders", () => {
  it("op->max-offsets: the highest offset of each key, sent or polled", () => {
    const [op] = historyOf("0 ok txn [x=a@2 x=b@5 x=c@4] y=d@2 y=e@3");
    expect(highestOffsets(op!)).toEqual(
      new Map([
        ["x", 5],
        ["y", 3],
      ]),
    );
  });

  it("log->last-index->values: where each value was seen last, without gaps", () => {
    expect(lastAt([])).toEqual([]);
    const log = [undefined, set("a"), set("a", "b", "c"), undefined, set("c"), set("c", "d"), set("d")];
    expect(lastAt(log)).toEqual([[], ["a", "b"], [], ["c"], ["d"]]);
  });

  it("log->value->first-index: where each value was seen first, without gaps", () => {
    expect(firstIndexes([])).toEqual(new Map());
    const log = [undefined, set("a"), set("a", "b", "c"), undefined, set("c"), set("c", "d"), set("d")];
    expect(firstIndexes(log)).toEqual(
      new Map([
        ["a", 0],
        ["b", 1],
        ["c", 1],
        ["d", 3],
      ]),
    );
  });

  it("version-orders: what was polled counts, and of an attempt that broke off what a poll has proved", () => {
    const history = historyOf(`
      0 ok txn [x=a@0 x=b@1]
      1 info txn x=c@1 x=b@3 x=d@4`);
    const { orders, conflicts } = logOrders(history, valuesRead(history, "ok"));
    expect(orders.get("x")?.byIndex).toEqual(["a", "c", "b", "d"]);
    expect(orders.get("x")?.byValue).toEqual(
      new Map([
        ["a", 0],
        ["c", 1],
        ["b", 2],
        ["d", 3],
      ]),
    );
    expect(orders.get("x")?.log[2]).toBeUndefined();
    expect(conflicts).toEqual([{ key: "x", index: 1, offset: 1, values: ["b", "c"] }]);
  });

  it("version-orders: two writes acknowledged at one offset", () => {
    const found = analyse(
      historyOf(`
        379 invoke send 11=641
        379 ok send 11=641@537
        363 invoke send 11=645
        363 ok send 11=645@537`),
    );
    expect(found["inconsistent-offsets"]).toEqual([
      { key: "11", index: 0, offset: 537, values: ["641", "645"] },
    ]);
  });

  it("inconsistent-offsets: an attempt that broke off conflicts only if part of it was seen", () => {
    const text = `
      0 invoke send x=1 y=1
      0 info send x=1@0 y=1
      1 invoke send x=2
      1 ok send x=2@0`;
    expect(analyse(historyOf(text))["inconsistent-offsets"]).toEqual([]);
    const seen = `${text}
      2 invoke poll []
      2 ok poll [y=1@5]`;
    expect(analyse(historyOf(seen))["inconsistent-offsets"]).toEqual([
      { key: "x", index: 0, offset: 0, values: ["1", "2"] },
    ]);
  });
});
